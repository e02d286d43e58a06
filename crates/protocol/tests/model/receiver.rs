//! The receiver page: the real receiver machine, and what the page keeps around it and waits for.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::Receiver;

use crate::place::Id;
use crate::storage::{PendingHandoff, Way};
use crate::symbols::{Origin, Token};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Page {
    pub(crate) machine: Receiver,
    pub(crate) opener: Option<Id>,
    pub(crate) way: Way,
    pub(crate) hint: Option<u8>,
    pub(crate) begin_at: Origin,
    pub(crate) begun: Option<PendingHandoff>,
    pub(crate) ticket: Option<Token>,
    pub(crate) verified: Option<Token>,
    pub(crate) work: Option<Work>,
    pub(crate) asked: bool,
    pub(crate) shown: Option<Code>,
}

impl Page {
    /// Whether it has said its last word.
    pub(crate) fn is_done(&self) -> bool {
        self.shown.is_some()
    }
}

/// What the page waits for: one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Work {
    Announce,
    Begin,
    CheckTicket(Token),
    Redeem,
    Check(Token),
    Ask,
    /// Using the handoff up; then the session is stored, in a task of its own.
    Consume,
    Store,
}

impl Work {
    /// Whether nobody else notices when it happens.
    pub(crate) fn is_private(self) -> bool {
        match self {
            Self::Announce | Self::Begin | Self::CheckTicket(_) | Self::Check(_) => true,
            Self::Redeem | Self::Ask | Self::Consume | Self::Store => false,
        }
    }
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    Done,
    /// The user says no.
    No,
    /// Storage refuses.
    StorageFails,
    /// The request was served, but its answer is lost.
    Lost,
    /// More than 30 s after the ticket was first redeemed.
    Late,
}
