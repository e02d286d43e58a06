//! Domains in SQLite.

use crosspass_protocol::Origin;

use super::SqliteStore;
use super::audit::append;
use super::endings::{Scope, end_handoffs};
use super::organizations::ORGANIZATION;
use super::row;
use super::transaction::{Kind, WriteTransaction};
use crate::model::{AuditContext, AuditEntry, Domain, EndReason, Event, Reason};
use crate::store::{ChangeError, StoreError};

const DOMAIN: Kind = Kind {
    noun: "domain",
    names: "SELECT origin FROM domains ORDER BY origin",
};

impl SqliteStore {
    pub(super) async fn insert_domain(
        &self,
        domain: &Domain,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let done = sqlx::query(
            "INSERT INTO domains (origin, name, organization, trust, kind, suspended, unproven, proof)
             SELECT ?, ?, id, ?, ?, ?, ?, lower(hex(randomblob(16))) FROM organizations WHERE name = ?",
        )
        .bind(domain.origin.as_str())
        .bind(domain.name.as_str())
        .bind(domain.trust.as_str())
        .bind(domain.kind.as_str())
        .bind(domain.suspended)
        .bind(domain.unproven)
        .bind(domain.organization.as_str())
        .execute(&mut *tx)
        .await
        .map_err(|error| DOMAIN.taken(error, domain.origin.as_str()))?;
        ORGANIZATION
            .met(&mut tx, done.rows_affected(), domain.organization.as_str())
            .await?;
        operator(&mut tx, "domain_add", &domain.origin, context).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn select_domains(&self) -> Result<Vec<Domain>, StoreError> {
        let rows = sqlx::query(
            "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven
             FROM domains JOIN organizations ON organizations.id = domains.organization ORDER BY origin",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(row::domain).collect()
    }

    pub(super) async fn select_domain(&self, origin: &Origin) -> Result<Option<Domain>, StoreError> {
        sqlx::query(
            "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven
             FROM domains JOIN organizations ON organizations.id = domains.organization WHERE origin = ?",
        )
        .bind(origin.as_str())
        .fetch_optional(&self.readers)
        .await?
        .map(|found| row::domain(&found))
        .transpose()
    }

    pub(super) async fn update_suspended(
        &self,
        origin: &Origin,
        suspended: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let done = sqlx::query("UPDATE domains SET suspended = ? WHERE origin = ?")
            .bind(suspended)
            .bind(origin.as_str())
            .execute(&mut *tx)
            .await?;
        DOMAIN.met(&mut tx, done.rows_affected(), origin.as_str()).await?;
        let verb = if suspended {
            "domain_suspend"
        } else {
            "domain_resume"
        };
        operator(&mut tx, verb, origin, context).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn delete_domain(
        &self,
        origin: &Origin,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let reason = EndReason::DomainRemoved;
        end_handoffs(&mut tx, Scope::Domain(origin), reason, None, context).await?;
        let done = sqlx::query("DELETE FROM domains WHERE origin = ?")
            .bind(origin.as_str())
            .execute(&mut *tx)
            .await?;
        DOMAIN.met(&mut tx, done.rows_affected(), origin.as_str()).await?;
        operator(&mut tx, "domain_remove", origin, context).await?;
        Ok(tx.commit().await?)
    }
}

async fn operator(
    tx: &mut WriteTransaction,
    verb: &'static str,
    origin: &Origin,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry::allowed(Event::Operator(verb), Reason::Ok).domain(origin);
    append(tx, &entry, context).await
}
