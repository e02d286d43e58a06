//! Who waits for whom: the worker for something to send, a caller for what came of it.

use std::time::Duration;

use crosspass_protocol::SessionId;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::model::Receipt;
use crate::store::{Store, StoreError};

/// How long a caller waits at most: servers that answer do so sooner.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often the worker looks by itself: commands of another process wake nobody here.
const TURN: Duration = Duration::from_secs(1);

/// The two bells.
#[derive(Debug)]
pub struct Notices {
    written: Notify,
    settled: watch::Sender<u64>,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            written: Notify::new(),
            settled: watch::Sender::new(0),
        }
    }
}

impl Notices {
    /// Something is to be sent.
    pub fn wake(&self) {
        self.written.notify_one();
    }

    /// Until something is to be sent, or it is time to look.
    pub(super) async fn written(&self) {
        // Either is a reason to look.
        timeout(TURN, self.written.notified()).await.ok();
    }

    /// Something was sent, or given up for now.
    pub(super) fn ring(&self) {
        self.settled.send_modify(|count| *count += 1);
    }

    /// Waits until every domain's server has been told about a session's end; not for long.
    pub async fn settled(&self, store: &Store, sid: &SessionId) -> Result<(), StoreError> {
        let mut bell = self.settled.subscribe();
        let wait = async {
            loop {
                bell.borrow_and_update();
                if store.receipts(sid).await?.iter().all(Receipt::is_settled) || bell.changed().await.is_err()
                {
                    return Ok(());
                }
            }
        };
        timeout(PATIENCE, wait).await.unwrap_or(Ok(()))
    }
}
