//! A handoff to one domain, and how it travels.

use crosspass_protocol::{Binding, Origin, Timestamp, TokenId};

use super::Asked;

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
