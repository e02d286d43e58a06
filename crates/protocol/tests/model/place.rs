//! Windows by number, and the addresses that they can be sent to.

use crate::symbols::{Bound, Origin, Token};

/// A window, by number.
pub(crate) type Id = usize;
/// Where the user's journey happens.
pub(crate) const MAIN: Id = 0;
/// Another tab: with the attacker's page, or another user's.
pub(crate) const SECOND: Id = 1;
/// As many as a run needs: two tabs, and two windows that scripts open.
pub(crate) const WINDOWS: usize = 4;

/// Where a window can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    /// The domain's return address.
    Home,
    /// The attacker's page, which is also where its domain takes tickets.
    Evil(Option<Token>),
    Receiver(Fragment),
    /// The issuer's `/sign-in`: the domain of `return_to`, and what was begun.
    SignIn(Origin, Option<Bound>),
    Launcher,
}

/// The fragment of the receiver's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fragment {
    Popup(Option<u8>),
    Ticket(Token),
    /// Whose address the handoff shall end at.
    Begin(Origin),
}
