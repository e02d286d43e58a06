//! Proofs of domains in SQLite.

use async_trait::async_trait;
use crosspass_protocol::{Origin, Seconds, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::SqliteStore;
use super::audit::append;
use super::row::{maybe_moment, parsed};
use crate::model::{AuditContext, AuditEntry, DomainProof, Event, Look, Reason};
use crate::store::{DomainProofs, StoreError};

/// How long one node may take for a look before any node looks again.
const LEASE: Seconds = Seconds(60);

#[async_trait]
impl DomainProofs for SqliteStore {
    async fn domain_proof(&self, origin: &Origin) -> Result<Option<DomainProof>, StoreError> {
        let found = sqlx::query("SELECT * FROM domains WHERE origin = ?")
            .bind(origin.as_str())
            .fetch_optional(&self.readers)
            .await?;
        found.as_ref().map(proof).transpose()
    }

    async fn due_proofs(&self, now: Timestamp) -> Result<Vec<DomainProof>, StoreError> {
        let due = sqlx::query("SELECT 1 FROM domains WHERE proof_due_at <= ? LIMIT 1")
            .bind(now.seconds())
            .fetch_optional(&self.readers)
            .await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.write().await?;
        let rows = sqlx::query(
            "UPDATE domains SET proof_due_at = ?2 WHERE id IN
             (SELECT id FROM domains WHERE proof_due_at <= ?1 ORDER BY proof_due_at, id LIMIT 16)
             RETURNING *",
        )
        .bind(now.seconds())
        .bind((now + LEASE).seconds())
        .fetch_all(&mut *tx)
        .await?;
        let proofs = rows.iter().map(proof).collect::<Result<Vec<_>, _>>()?;
        tx.commit().await?;
        Ok(proofs)
    }

    async fn note_look(
        &self,
        looked: &DomainProof,
        look: Look,
        context: &AuditContext,
    ) -> Result<Option<DomainProof>, StoreError> {
        let (origin, now) = (&looked.origin, context.at);
        let mut tx = self.write().await?;
        let found = sqlx::query("SELECT * FROM domains WHERE origin = ?")
            .bind(origin.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(known) = found.as_ref().map(proof).transpose()? else {
            return Ok(None);
        };
        if known.value != looked.value {
            return Ok(Some(known));
        }
        let verdict = known.after(look, now);
        let updated = sqlx::query(
            "UPDATE domains SET unproven = ?, proven_at = ?, missed_at = ?, proof_due_at = ?,
             proof = CASE WHEN ? THEN lower(hex(randomblob(16))) ELSE proof END WHERE origin = ? RETURNING *",
        )
        .bind(verdict.unproven)
        .bind(verdict.proven_at.map(Timestamp::seconds))
        .bind(verdict.missed_at.map(Timestamp::seconds))
        .bind(verdict.due_at.seconds())
        .bind(verdict.is_replaced)
        .bind(origin.as_str())
        .fetch_one(&mut *tx)
        .await?;
        let updated = proof(&updated)?;
        if known.unproven != updated.unproven {
            let entry = if updated.unproven {
                AuditEntry::refused(Event::DomainProof, Reason::Detail(look.as_str()))
            } else {
                AuditEntry::allowed(Event::DomainProof, Reason::Ok)
            };
            append(&mut tx, &entry.domain(origin), context).await?;
        }
        tx.commit().await?;
        Ok(Some(updated))
    }

    async fn need_no_proofs(&self) -> Result<(), StoreError> {
        sqlx::query("UPDATE domains SET unproven = 0 WHERE unproven = 1")
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

fn proof(found: &SqliteRow) -> Result<DomainProof, StoreError> {
    Ok(DomainProof {
        origin: parsed(found, "origin", "domain", Origin::parse)?,
        value: found.try_get("proof")?,
        unproven: found.try_get("unproven")?,
        proven_at: maybe_moment(found, "proven_at")?,
        missed_at: maybe_moment(found, "missed_at")?,
    })
}
