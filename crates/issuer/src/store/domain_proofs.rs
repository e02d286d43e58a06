//! Proofs that domains are their owners'. What a look at DNS came to, and what follows of it, is one transaction.

use async_trait::async_trait;
use crosspass_protocol::{Origin, Timestamp};

use super::StoreError;
use crate::model::{AuditContext, DomainProof, Look};

/// Proofs of domains.
#[async_trait]
pub trait DomainProofs: Send + Sync {
    /// What is known of a domain's proof.
    async fn domain_proof(&self, origin: &Origin) -> Result<Option<DomainProof>, StoreError>;

    /// Takes a few that are to be looked for now, for as long as a lease.
    async fn due_proofs(&self, now: Timestamp) -> Result<Vec<DomainProof>, StoreError>;

    /// Notes what a look for this value came to, unless another one is wanted by now. What is known from then on; nothing
    /// where there is no such domain any more.
    async fn note_look(
        &self,
        proof: &DomainProof,
        look: Look,
        context: &AuditContext,
    ) -> Result<Option<DomainProof>, StoreError>;

    /// No domain needs a proof: those that have none take sessions.
    async fn need_no_proofs(&self) -> Result<(), StoreError>;
}
