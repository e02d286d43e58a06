//! Tickets that were discarded, and room for more: a flood of strangers' tickets causes no flood of requests.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fingerprint::Fingerprint;
use crate::generations::Generations;

/// Tickets that are remembered as discarded: a stranger who lands with one again causes no request.
const KEPT: usize = 10_000;
/// Tickets that are being discarded at once.
const AT_ONCE: usize = 256;

/// What was discarded, and room for more.
#[derive(Debug)]
pub(crate) struct Discards {
    noted: Generations<Fingerprint, ()>,
    room: Arc<Semaphore>,
}

/// Whether a ticket is to be discarded now.
pub(crate) enum Discard {
    /// It holds this room until it is done.
    Begins(OwnedSemaphorePermit),
    /// It has been, or is being.
    IsKnown,
    HasNoRoom,
}

impl Default for Discards {
    fn default() -> Self {
        Self {
            noted: Generations::new(KEPT),
            room: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Discards {
    pub(crate) fn begin(&self, ticket: Fingerprint) -> Discard {
        if self.noted.find(&ticket).is_some() {
            return Discard::IsKnown;
        }
        match Arc::clone(&self.room).try_acquire_owned() {
            Ok(room) => {
                self.noted.keep(ticket, ());
                Discard::Begins(room)
            }
            Err(_) => Discard::HasNoRoom,
        }
    }
}
