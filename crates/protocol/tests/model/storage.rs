//! The domain's first-party storage in this browser, as `front/database.ts` and `front/session.ts` keep it.

use crate::symbols::{Bound, Origin, User};

/// A remembered handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PendingHandoff {
    pub(crate) bound: Bound,
    pub(crate) return_to: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// Before the run.
    Earlier,
    Popup,
    Redirect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Session {
    pub(crate) user: User,
    pub(crate) way: Way,
    /// The handoff that brought it.
    pub(crate) nonce: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Storage {
    pub(crate) remembered: Vec<PendingHandoff>,
    pub(crate) key: u8,
    pub(crate) session: Option<Session>,
    /// How many nonces were made here; 0 is the attacker's.
    pub(crate) made: u8,
    /// The nonces whose handoff was used up and its session stored: one bit each.
    pub(crate) kept: u32,
}

impl Storage {
    pub(crate) fn new(session: Option<User>) -> Self {
        Self {
            remembered: Vec::new(),
            key: 1,
            session: session.map(|user| Session {
                user,
                way: Way::Earlier,
                nonce: None,
            }),
            made: 0,
            kept: 0,
        }
    }

    pub(crate) fn begin(&mut self, return_to: Origin) -> PendingHandoff {
        self.made += 1;
        let handoff = PendingHandoff {
            bound: Bound {
                nonce: self.made,
                key: self.key,
            },
            return_to,
        };
        self.remembered.push(handoff);
        handoff
    }

    pub(crate) fn find(&self, nonce: u8) -> Option<PendingHandoff> {
        let mut all = self.remembered.iter();
        all.find(|handoff| handoff.bound.nonce == nonce).copied()
    }

    /// True for exactly one caller.
    pub(crate) fn consume(&mut self, nonce: u8) -> bool {
        let found = self.find(nonce).is_some();
        self.remembered.retain(|handoff| handoff.bound.nonce != nonce);
        found
    }

    /// Whether the present session came by that handoff.
    pub(crate) fn came_by(&self, nonce: u8) -> bool {
        self.session.is_some_and(|session| session.nonce == Some(nonce))
    }

    /// Handoffs past their ten minutes, or thrown out by the browser.
    pub(crate) fn forget(&mut self) {
        self.remembered.clear();
    }

    /// Everything that the site has stored is gone; the next key is another one.
    pub(crate) fn wipe(&mut self) {
        self.remembered.clear();
        self.session = None;
        self.key += 1;
    }
}
