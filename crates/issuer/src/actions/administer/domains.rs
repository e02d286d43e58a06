//! Domains.

use crosspass_protocol::Origin;

use crate::model::{
    AuditContext, AuditEntry, Domain, EndReason, Event, Facts, Login, Reason, VerificationValue,
};
use crate::random::Randomness;
use crate::store::rows::{DOMAIN, Scope};
use crate::store::{ChangeError, Store, StoreError, Tx};

impl Store {
    /// Registers a domain.
    pub async fn add_domain(
        &self,
        domain: &Domain,
        random: &Randomness,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let proof = VerificationValue::draw(random).map_err(StoreError::from)?;
        self.transact((domain, &proof, context), add).await
    }

    /// All domains, by origin.
    pub async fn domains(&self) -> Result<Vec<Domain>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.domains().await).await
    }

    /// The domain at an origin.
    pub async fn domain(&self, origin: &Origin) -> Result<Option<Domain>, StoreError> {
        self.read(origin, Tx::domain).await
    }

    /// Suspends or resumes a domain.
    pub async fn set_suspended(
        &self,
        origin: &Origin,
        suspended: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((origin, suspended, context), set_suspended).await
    }

    /// Removes a domain, with its handoffs and consents.
    pub async fn remove_domain(&self, origin: &Origin, context: &AuditContext) -> Result<(), ChangeError> {
        self.transact((origin, context), remove).await
    }

    /// What `may_enter` decides from, about a login and an origin.
    pub async fn facts(&self, login: &Login, origin: &Origin) -> Result<Facts, StoreError> {
        self.read((login, origin), facts).await
    }
}

async fn add(
    tx: &mut Tx,
    (domain, proof, context): (&Domain, &VerificationValue, &AuditContext),
) -> Result<(), ChangeError> {
    tx.expect_organization(&domain.organization).await?;
    if !tx.insert_domain(domain, proof.as_str()).await? {
        return Err(DOMAIN.exists(domain.origin.as_str()));
    }
    Ok(note(tx, "domain_add", &domain.origin, context).await?)
}

async fn set_suspended(
    tx: &mut Tx,
    (origin, suspended, context): (&Origin, bool, &AuditContext),
) -> Result<(), ChangeError> {
    tx.lock_domain(origin).await?;
    let is_there = tx.set_suspended(origin, suspended).await?;
    tx.expect(&DOMAIN, is_there, origin.as_str()).await?;
    let verb = if suspended {
        "domain_suspend"
    } else {
        "domain_resume"
    };
    Ok(note(tx, verb, origin, context).await?)
}

async fn remove(tx: &mut Tx, (origin, context): (&Origin, &AuditContext)) -> Result<(), ChangeError> {
    tx.lock_domain(origin).await?;
    let reason = EndReason::DomainRemoved;
    tx.end_handoffs(Scope::Domain(origin), reason, None, context.at)
        .await?;
    let is_gone = tx.delete_domain(origin).await?;
    tx.expect(&DOMAIN, is_gone, origin.as_str()).await?;
    Ok(note(tx, "domain_remove", origin, context).await?)
}

async fn facts(tx: &mut Tx, (login, origin): (&Login, &Origin)) -> Result<Facts, StoreError> {
    tx.facts(login, origin).await
}

async fn note(
    tx: &mut Tx,
    verb: &'static str,
    origin: &Origin,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry::allowed(Event::Operator(verb), Reason::Ok).domain(origin);
    tx.append_audit(&entry, context).await
}
