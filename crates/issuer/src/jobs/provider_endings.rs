//! Ending sessions at the provider: what ended at the issuer waits in storage until the provider has ended it, too.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::Seconds;
use tokio::sync::Notify;

use crate::issuer::Issuer;
use crate::store::StoreError;

/// How often it is looked for what nobody announced: what another process ended, and what failed before.
const PERIOD: Duration = Duration::from_secs(5);
/// After the first failure, and at most.
const FIRST_PAUSE: i64 = 2;
const LONGEST_PAUSE: i64 = 600;

/// Tells the one who ends sessions at the provider that there is something to do.
#[derive(Clone, Debug, Default)]
pub struct ProviderEndings(Arc<Notify>);

impl ProviderEndings {
    /// There is something to do.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Ends sessions at the provider, for as long as the process lives.
pub async fn end_at_provider(issuer: Arc<Issuer>) {
    loop {
        if let Err(error) = issuer.end_at_provider().await {
            tracing::warn!(cause = %error, "no session ended at the provider");
        }
        // Passed or woken: both are reason enough to look.
        let _ = tokio::time::timeout(PERIOD, issuer.provider_endings.0.notified()).await;
    }
}

impl Issuer {
    /// Ends at the provider what is due; tells how many could not be ended.
    pub async fn end_at_provider(&self) -> Result<usize, StoreError> {
        let Some(kratos) = &self.kratos else {
            return Ok(0);
        };
        let now = self.clock.now();
        let mut failed = 0;
        for ending in self.store.due_provider_endings(now).await? {
            match kratos.end(&ending.session).await {
                Ok(()) => self.store.ended_at_provider(&ending.session).await?,
                Err(error) => {
                    tracing::warn!(cause = %error, attempts = ending.attempts + 1, "a session lives on at the provider");
                    failed += 1;
                    let pause = Seconds((FIRST_PAUSE << ending.attempts.min(10)).min(LONGEST_PAUSE));
                    self.store
                        .not_ended_at_provider(&ending.session, now + pause)
                        .await?;
                }
            }
        }
        Ok(failed)
    }
}
