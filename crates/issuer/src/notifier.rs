//! What wakes those that wait: the jobs when a session ends, a caller when its logouts are settled.

use std::time::Duration;

use crosspass_protocol::SessionId;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::model::Receipt;
use crate::store::{Store, StoreError};

/// How long a caller waits at most: servers that answer do so sooner.
const PATIENCE: Duration = Duration::from_secs(3);

/// Wakes what waits in this process. What other processes write is found at the next period.
#[derive(Debug)]
pub struct Notifier {
    pub(crate) logout_tokens: Notify,
    pub(crate) provider_endings: Notify,
    settled: watch::Sender<u64>,
}

impl Default for Notifier {
    fn default() -> Self {
        Self {
            logout_tokens: Notify::new(),
            provider_endings: Notify::new(),
            settled: watch::Sender::new(0),
        }
    }
}

impl Notifier {
    /// A session has ended: wakes the jobs that tell domains' servers and the identity provider.
    pub fn session_ended(&self) {
        self.logout_tokens.notify_one();
        self.provider_endings.notify_one();
    }

    /// A logout job was settled or put off: wakes the callers that wait for it.
    pub(crate) fn settled(&self) {
        self.settled.send_modify(|count| *count += 1);
    }

    /// Waits until the logout of a session is settled at each domain; not for long.
    pub async fn all_settled(&self, store: &Store, sid: &SessionId) -> Result<(), StoreError> {
        let mut settled = self.settled.subscribe();
        let wait = async {
            loop {
                settled.borrow_and_update();
                if store.receipts(sid).await?.iter().all(Receipt::is_settled)
                    || settled.changed().await.is_err()
                {
                    return Ok(());
                }
            }
        };
        timeout(PATIENCE, wait).await.unwrap_or(Ok(()))
    }
}
