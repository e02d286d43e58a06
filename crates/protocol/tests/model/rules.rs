//! How a run is bounded, and which check of the adapters it leaves out to see what that check is for.

use crate::symbols::User;

/// A check that an adapter or the server makes. Left out, each one must lead to a counterexample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// The auth page looks at `event.origin`.
    OpenerOrigin,
    /// The auth page looks at `event.source`.
    OpenerSource,
    /// The receiver looks at `event.origin`.
    ReceiverOrigin,
    /// Both post to one exact origin.
    ExactTarget,
    /// The receiver compares the nonce with what it remembers.
    Nonce,
    /// The issuer compares the key of a ticket's proof.
    Key,
    /// A remembered handoff is looked up and deleted in one transaction.
    AtomicConsume,
    /// The opener compares what was announced with what the token is bound to.
    ReadyCompared,
    /// A handoff begun by a link ends at an address of the domain's own.
    OwnAddress,
    /// The user is asked before another user's session is replaced.
    Question,
    /// The auth page counts the seconds that a popup stays mute.
    Patience,
    /// Whose session is there is looked at once more in the task that stores.
    HolderAgain,
    /// The issuer binds tokens of one user alone to a nonce.
    OneUserForANonce,
    /// A handoff that was used up leads on where its session is there.
    SessionIsThere,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Each thing that a page waits for, each second that passes.
    Fine,
    /// What only the page itself can tell apart is one step: a page has loaded when it has looked
    /// into its storage, a token has arrived when it is checked, patience ends at once. Whatever
    /// happens in between could as well happen before.
    Coarse,
}

/// The bounds of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) lacking: Option<Check>,
    pub(crate) grain: Grain,
    /// Who types in windows other than the main one.
    pub(crate) second_user: User,
}

impl Rules {
    pub(crate) const AS_BUILT: Self = Self {
        lacking: None,
        grain: Grain::Fine,
        second_user: User::Victim,
    };

    pub(crate) fn has(&self, check: Check) -> bool {
        match self.lacking {
            // The second look at whose session is there is the same comparison.
            Some(Check::Question) => !matches!(check, Check::Question | Check::HolderAgain),
            lacking => lacking != Some(check),
        }
    }
}
