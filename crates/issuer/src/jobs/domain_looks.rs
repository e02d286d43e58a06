//! Looking for the record of each domain when it is time, and noting what follows.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::Origin;
use tokio::sync::Notify;

use super::dns::Dns;
use super::queue::Queue;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::model::{AuditContext, DomainProof};

pub(super) struct DomainLooks {
    issuer: Arc<Issuer>,
    dns: Dns,
}

impl DomainLooks {
    pub(super) fn of(issuer: &Arc<Issuer>, dns: Dns) -> Self {
        Self {
            issuer: Arc::clone(issuer),
            dns,
        }
    }
}

impl Queue for DomainLooks {
    type Job = DomainProof;

    const NAME: &'static str = "domain_look";
    const AT_ONCE: usize = 16;
    const OF_A_DOMAIN: usize = 1;
    const PERIOD: Duration = Duration::from_secs(1);

    async fn take(&self, _busy: &[Origin]) -> Result<Vec<DomainProof>, Fault> {
        Ok(self.issuer.store.due_proofs(self.issuer.clock.now()).await?)
    }

    fn domain(proof: &DomainProof) -> Option<Origin> {
        Some(proof.origin.clone())
    }

    async fn perform(&self, proof: DomainProof) -> Result<(), Fault> {
        let look = self.dns.look(&proof).await;
        let issuer = &self.issuer;
        let context = AuditContext {
            at: issuer.clock.now(),
            address: None,
            reference: None,
        };
        let known = issuer
            .store
            .note_look(&proof, look, &issuer.random, &context)
            .await?;
        if let Some(known) = known
            && known.unproven != proof.unproven
        {
            let look = look.as_str();
            tracing::warn!(domain = %proof.origin, look, unproven = known.unproven, "whether a domain is proven has changed");
        }
        Ok(())
    }

    fn bell(&self) -> Option<&Notify> {
        None
    }
}
