//! A handoff to one domain, and what a ticket is still worth.

use crosspass_protocol::{Binding, KeyThumbprint, Origin, Seconds, Timestamp, TokenId};

use super::Asked;

/// How long a redeemed ticket answers its own key again: a lost response is no sign-out.
pub const RETRY_WINDOW: Seconds = Seconds(30);

/// How a handoff travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A window message to the domain's receiver in a popup.
    Popup,
    /// A ticket in a redirect.
    Redirect,
}

impl Carrier {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Popup => "popup",
            Self::Redirect => "redirect",
        }
    }
}

/// A ticket's row.
#[derive(Clone, Debug)]
pub struct Handoff {
    /// Where it goes.
    pub origin: Origin,
    /// What it is bound to.
    pub binding: Binding,
    /// The session token that redeeming gave, and when: the domain session.
    pub redeemed: Option<(TokenId, Timestamp)>,
    /// When the domain session ended, if it did.
    pub ended_at: Option<Timestamp>,
    /// How the ticket was asked for.
    pub asked: Asked,
}

/// What a ticket is presented for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedeemPurpose {
    /// A session.
    Session,
    /// To make it worthless: it was presented in a browser that had not begun the handoff.
    Discard,
}

/// What presenting a ticket comes to. The ticket's signature and the proof are valid already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedeemVerdict {
    /// First time, right key: consume it.
    Consume,
    /// The right key again, soon enough: the same domain session once more.
    Repeat {
        /// The session token's id, as given the first time.
        token_id: TokenId,
        /// When it was given the first time.
        redeemed_at: Timestamp,
    },
    /// Used up.
    Used,
    /// Another key, and the ticket is not used yet: nothing changes, the right key may still come.
    Stranger,
    /// Another key after the right one: the ticket leaked, so the domain session ends.
    Leaked,
    /// The right key discards it: it gives no session any more, and the one that it gave ends.
    Discard,
}

impl Handoff {
    /// Judges a proof by `prover` at `now`.
    pub fn judge(&self, prover: &KeyThumbprint, purpose: RedeemPurpose, now: Timestamp) -> RedeemVerdict {
        let bound = *prover == self.binding.jkt;
        match &self.redeemed {
            _ if bound && purpose == RedeemPurpose::Discard => RedeemVerdict::Discard,
            None if bound && self.ended_at.is_none() => RedeemVerdict::Consume,
            None if bound => RedeemVerdict::Used,
            None => RedeemVerdict::Stranger,
            Some(_) if !bound => RedeemVerdict::Leaked,
            Some((token_id, at)) if self.ended_at.is_none() && now <= *at + RETRY_WINDOW => {
                RedeemVerdict::Repeat {
                    token_id: token_id.clone(),
                    redeemed_at: *at,
                }
            }
            Some(_) => RedeemVerdict::Used,
        }
    }
}
