//! Who waits for whom: the jobs for something to do, a caller for what becomes of it.

use std::time::Duration;

use crosspass_protocol::SessionId;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::model::Receipt;
use crate::store::{Store, StoreError};

/// How long a caller waits at most: servers that answer do so sooner.
const PATIENCE: Duration = Duration::from_secs(3);

/// The bells of one process. What other processes write is found by looking now and then.
#[derive(Debug)]
pub struct Bells {
    pub(crate) logout_tokens: Notify,
    pub(crate) provider_endings: Notify,
    settled: watch::Sender<u64>,
}

impl Default for Bells {
    fn default() -> Self {
        Self {
            logout_tokens: Notify::new(),
            provider_endings: Notify::new(),
            settled: watch::Sender::new(0),
        }
    }
}

impl Bells {
    /// A session has ended: domains' servers and the identity provider are to be told.
    pub fn session_ended(&self) {
        self.logout_tokens.notify_one();
        self.provider_endings.notify_one();
    }

    /// A domain's server was told, or is not told for now.
    pub(crate) fn settled(&self) {
        self.settled.send_modify(|count| *count += 1);
    }

    /// Waits until every domain's server has been told about a session's end; not for long.
    pub async fn all_told(&self, store: &Store, sid: &SessionId) -> Result<(), StoreError> {
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
