//! The auth page: the real opener machine, and what the page keeps around it.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::Opener;
use crosspass_protocol::handoff::opener::{Carrier, Start};

use crate::place::Id;
use crate::symbols::{Bound, Origin, Token, User};

/// The popup as the auth page holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Popup {
    None,
    Here(Id),
    /// `closed` is true: it was closed, or cut off.
    Gone(Id),
}

impl Popup {
    pub(crate) fn window(self) -> Option<Id> {
        match self {
            Self::None => None,
            Self::Here(id) | Self::Gone(id) => Some(id),
        }
    }

    pub(crate) fn lose(&mut self, window: Id) {
        if *self == Self::Here(window) {
            *self = Self::Gone(window);
        }
    }
}

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    SignIn(User),
    Mint(Bound),
    /// With the user's consent, by redirect.
    HandOver,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    Given,
    /// Wrong password, or the user may not enter.
    Refused(Code),
    /// Served, but the answer is lost.
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Auth {
    pub(crate) machine: Opener,
    pub(crate) start: Start,
    pub(crate) carrier: Carrier,
    pub(crate) domain: Origin,
    pub(crate) begun: Option<Bound>,
    pub(crate) popup: Popup,
    pub(crate) held: Option<Token>,
    /// Where the answer to the credentials leads, if the domain takes no popup.
    pub(crate) ticket: Option<Token>,
    /// Who has typed credentials that are not sent yet.
    pub(crate) typed: Option<User>,
    /// Windows being opened, by attempt: the innermost comes last and returns first.
    pub(crate) opening: Vec<u8>,
    pub(crate) attempt: u8,
    pub(crate) calls: Vec<(u8, Call)>,
    pub(crate) shown: Option<Code>,
    /// What the popup of this attempt announced, if the domain's page in it did.
    pub(crate) announced: Option<Bound>,
    pub(crate) posted: Option<Bound>,
}

impl Auth {
    pub(crate) fn new(start: Start, carrier: Carrier, domain: Origin, begun: Option<Bound>) -> Self {
        Self {
            machine: Opener::new(carrier, begun.map(Bound::binding)),
            start,
            carrier,
            domain,
            begun,
            popup: Popup::None,
            held: None,
            ticket: None,
            typed: None,
            opening: Vec::new(),
            attempt: 0,
            calls: Vec::new(),
            shown: None,
            announced: None,
            posted: None,
        }
    }

    /// Whether it can go on without the user.
    pub(crate) fn is_busy(&self) -> bool {
        self.machine.is_working() || !self.calls.is_empty() || !self.opening.is_empty()
    }
}
