//! Whether domains are still their owners'. What a look at DNS came to, and what follows of it, is one transaction.

use crosspass_protocol::{Origin, Seconds, Timestamp};

use crate::model::{AuditContext, AuditEntry, DomainProof, Event, Look, ProofValue, Reason};
use crate::random::Randomness;
use crate::store::{Store, StoreError, Tx};

/// How long one node may take for a look before any node looks again.
const LEASE: Seconds = Seconds(60);

impl Store {
    /// What is known of a domain's proof.
    pub async fn domain_proof(&self, origin: &Origin) -> Result<Option<DomainProof>, StoreError> {
        self.read(origin, Tx::domain_proof).await
    }

    /// Takes a few that are to be looked for now, for as long as a lease.
    pub async fn due_proofs(&self, now: Timestamp) -> Result<Vec<DomainProof>, StoreError> {
        if !self.read(now, Tx::any_proof_is_due).await? {
            return Ok(Vec::new());
        }
        self.transact(now, lease).await
    }

    /// Notes what a look for this value came to, unless another one is wanted by now. What is known from then on; nothing
    /// where there is no such domain any more.
    pub async fn note_look(
        &self,
        proof: &DomainProof,
        look: Look,
        random: &Randomness,
        context: &AuditContext,
    ) -> Result<Option<DomainProof>, StoreError> {
        let another = ProofValue::draw(random)?;
        self.transact((proof, look, &another, context), note).await
    }

    /// No domain needs a proof: those that have none take sessions.
    pub async fn need_no_proofs(&self) -> Result<(), StoreError> {
        self.transact((), async |tx: &mut Tx, ()| tx.need_no_proofs().await)
            .await
    }
}

async fn lease(tx: &mut Tx, now: Timestamp) -> Result<Vec<DomainProof>, StoreError> {
    tx.lease_proofs(now, now + LEASE).await
}

async fn note(
    tx: &mut Tx,
    (looked, look, another, context): (&DomainProof, Look, &ProofValue, &AuditContext),
) -> Result<Option<DomainProof>, StoreError> {
    let origin = &looked.origin;
    tx.lock_domain(origin).await?;
    let Some(known) = tx.domain_proof(origin).await? else {
        return Ok(None);
    };
    if known.value != looked.value {
        return Ok(Some(known));
    }
    let verdict = known.after(look, context.at);
    let value = if verdict.is_replaced {
        another.as_str()
    } else {
        &known.value
    };
    tx.set_proof(origin, &verdict, value).await?;
    if known.unproven != verdict.unproven {
        let entry = if verdict.unproven {
            AuditEntry::refused(Event::DomainProof, Reason::Detail(look.as_str()))
        } else {
            AuditEntry::allowed(Event::DomainProof, Reason::Ok)
        };
        tx.append_audit(&entry.domain(origin), context).await?;
    }
    Ok(Some(DomainProof {
        origin: origin.clone(),
        value: value.to_owned(),
        unproven: verdict.unproven,
        proven_at: verdict.proven_at,
        missed_at: verdict.missed_at,
    }))
}
