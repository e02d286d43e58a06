//! Looking for the record of each domain when it is time, and noting what follows.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::Origin;
use tokio::sync::Notify;

use super::dns::Dns;
use super::queue::Queue;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::model::{AuditContext, DomainVerification};

pub(super) struct DomainVerifications {
    issuer: Arc<Issuer>,
    dns: Dns,
}

impl DomainVerifications {
    pub(super) fn of(issuer: &Arc<Issuer>, dns: Dns) -> Self {
        Self {
            issuer: Arc::clone(issuer),
            dns,
        }
    }
}

impl Queue for DomainVerifications {
    type Job = DomainVerification;

    const NAME: &'static str = "domain_look";
    const AT_ONCE: usize = 16;
    const OF_A_DOMAIN: usize = 1;
    const PERIOD: Duration = Duration::from_secs(1);

    async fn take(&self, _busy: &[Origin]) -> Result<Vec<DomainVerification>, Fault> {
        Ok(self
            .issuer
            .store
            .due_verifications(self.issuer.clock.now())
            .await?)
    }

    fn domain(verification: &DomainVerification) -> Option<Origin> {
        Some(verification.origin.clone())
    }

    async fn perform(&self, verification: DomainVerification) -> Result<(), Fault> {
        let lookup = self.dns.look_up(&verification).await;
        let issuer = &self.issuer;
        let context = AuditContext {
            at: issuer.clock.now(),
            address: None,
            reference: None,
        };
        let known = issuer
            .store
            .record_lookup(&verification, lookup, &issuer.random, &context)
            .await?;
        if let Some(known) = known
            && known.unproven != verification.unproven
        {
            let look = lookup.as_str();
            tracing::warn!(domain = %verification.origin, look, unproven = known.unproven, "whether a domain is proven has changed");
        }
        Ok(())
    }

    fn notify(&self) -> Option<&Notify> {
        None
    }
}
