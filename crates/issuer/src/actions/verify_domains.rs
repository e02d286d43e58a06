//! Whether domains are still their owners'. A DNS answer and what follows of it are recorded in one transaction.

use crosspass_protocol::{Origin, Seconds, Timestamp};

use crate::model::{
    AuditContext, AuditEntry, DomainVerification, Event, Reason, TxtLookup, VerificationValue,
};
use crate::random::Randomness;
use crate::store::{Store, StoreError, Tx};

/// How long one node may take for a look before any node looks again.
const LEASE: Seconds = Seconds(60);

impl Store {
    /// What is known of a domain's proof.
    pub async fn domain_verification(
        &self,
        origin: &Origin,
    ) -> Result<Option<DomainVerification>, StoreError> {
        self.read(origin, Tx::domain_verification).await
    }

    /// Takes a few that are to be looked for now, for as long as a lease.
    pub async fn due_verifications(&self, now: Timestamp) -> Result<Vec<DomainVerification>, StoreError> {
        if !self.read(now, Tx::any_verification_is_due).await? {
            return Ok(Vec::new());
        }
        self.transact(now, lease).await
    }

    /// Notes what a look for this value came to, unless another one is wanted by now. What is known from then on; nothing
    /// where there is no such domain any more.
    pub async fn record_lookup(
        &self,
        verification: &DomainVerification,
        lookup: TxtLookup,
        random: &Randomness,
        context: &AuditContext,
    ) -> Result<Option<DomainVerification>, StoreError> {
        let another = VerificationValue::draw(random)?;
        self.transact((verification, lookup, &another, context), note)
            .await
    }

    /// No domain needs a proof: those that have none take sessions.
    pub async fn need_no_verification(&self) -> Result<(), StoreError> {
        self.transact((), async |tx: &mut Tx, ()| tx.need_no_verification().await)
            .await
    }
}

async fn lease(tx: &mut Tx, now: Timestamp) -> Result<Vec<DomainVerification>, StoreError> {
    tx.lease_verifications(now, now + LEASE).await
}

async fn note(
    tx: &mut Tx,
    (asked_for, lookup, another, context): (
        &DomainVerification,
        TxtLookup,
        &VerificationValue,
        &AuditContext,
    ),
) -> Result<Option<DomainVerification>, StoreError> {
    let origin = &asked_for.origin;
    tx.lock_domain(origin).await?;
    let Some(known) = tx.domain_verification(origin).await? else {
        return Ok(None);
    };
    if known.value != asked_for.value {
        return Ok(Some(known));
    }
    let verdict = known.after(lookup, context.at);
    let value = if verdict.is_replaced {
        another.as_str()
    } else {
        &known.value
    };
    tx.set_verification(origin, &verdict, value).await?;
    if known.unproven != verdict.unproven {
        let entry = if verdict.unproven {
            AuditEntry::refused(Event::DomainVerification, Reason::Detail(lookup.as_str()))
        } else {
            AuditEntry::allowed(Event::DomainVerification, Reason::Ok)
        };
        tx.append_audit(&entry.domain(origin), context).await?;
    }
    Ok(Some(DomainVerification {
        origin: origin.clone(),
        value: value.to_owned(),
        unproven: verdict.unproven,
        proven_at: verdict.proven_at,
        missed_at: verdict.missed_at,
    }))
}
