//! Ending sessions at the identity provider: what ended at the issuer waits in storage until the provider has ended it, too.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::{Origin, Seconds};
use tokio::sync::Notify;

use super::queue::{Queue, pause};
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::model::ProviderEnding;
use crate::store::StoreError;

/// After the first failure, in seconds, and at most.
const FIRST_PAUSE: i64 = 2;
const LONGEST_PAUSE: Seconds = Seconds(600);

pub(super) struct ProviderEndings(Arc<Issuer>);

impl ProviderEndings {
    pub(super) fn of(issuer: &Arc<Issuer>) -> Self {
        Self(Arc::clone(issuer))
    }
}

impl Queue for ProviderEndings {
    type Job = ProviderEnding;

    const NAME: &'static str = "provider_ending";
    const AT_ONCE: usize = 20;
    const OF_A_DOMAIN: usize = usize::MAX;
    const PERIOD: Duration = Duration::from_secs(5);

    async fn take(&self, _busy: &[Origin]) -> Result<Vec<ProviderEnding>, Fault> {
        Ok(self.0.store.due_provider_endings(self.0.clock.now()).await?)
    }

    fn domain(_ending: &ProviderEnding) -> Option<Origin> {
        None
    }

    async fn perform(&self, ending: ProviderEnding) -> Result<(), Fault> {
        self.0.end_at_provider_once(&ending).await?;
        Ok(())
    }

    fn notify(&self) -> Option<&Notify> {
        Some(&self.0.notifier.provider_endings)
    }
}

impl Issuer {
    /// Ends at the provider what is due; tells how many could not be ended.
    pub async fn end_at_provider(&self) -> Result<usize, StoreError> {
        let mut failed = 0;
        if self.kratos.is_some() {
            for ending in self.store.due_provider_endings(self.clock.now()).await? {
                failed += usize::from(!self.end_at_provider_once(&ending).await?);
            }
        }
        Ok(failed)
    }

    /// Ends one; false if it could not be ended, and is tried again later.
    async fn end_at_provider_once(&self, ending: &ProviderEnding) -> Result<bool, StoreError> {
        let Some(kratos) = &self.kratos else {
            return Ok(false);
        };
        match kratos.end(&ending.session).await {
            Ok(()) => {
                self.store.ended_at_provider(&ending.session).await?;
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(cause = %error, attempts = ending.attempts + 1, "a session lives on at the provider");
                let next = self.clock.now() + pause(FIRST_PAUSE, ending.attempts, LONGEST_PAUSE);
                self.store.not_ended_at_provider(&ending.session, next).await?;
                Ok(false)
            }
        }
    }
}
