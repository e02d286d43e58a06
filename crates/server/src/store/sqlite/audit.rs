//! Audit rows in SQLite.

use async_trait::async_trait;
use sqlx::{Row, SqliteConnection};

use super::SqliteStore;
use crate::model::{AuditContext, AuditEntry, AuditRow, Carrier};
use crate::store::{AuditLog, StoreError};

/// Adds a row within a transaction.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    entry: &AuditEntry,
    context: &AuditContext,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO audit (at, event, outcome, reason, sub, login, sid, domain, carrier, address, reference)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(context.at.seconds())
    .bind(entry.event.as_str())
    .bind(entry.outcome.as_str())
    .bind(entry.reason.as_str())
    .bind(entry.sub.as_ref().map(|sub| sub.as_str().to_owned()))
    .bind(entry.login.clone())
    .bind(entry.sid.as_ref().map(|sid| sid.as_str().to_owned()))
    .bind(entry.domain.as_ref().map(|origin| origin.as_str().to_owned()))
    .bind(entry.carrier.map(Carrier::as_str))
    .bind(context.address.clone())
    .bind(context.reference.clone())
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl AuditLog for SqliteStore {
    async fn record(&self, entry: &AuditEntry, context: &AuditContext) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        append(&mut tx, entry, context).await?;
        Ok(tx.commit().await?)
    }

    async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT ?) ORDER BY id")
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        let read = |row: &sqlx::sqlite::SqliteRow| {
            Ok(AuditRow {
                id: row.try_get("id")?,
                at: row.try_get("at")?,
                event: row.try_get("event")?,
                outcome: row.try_get("outcome")?,
                reason: row.try_get("reason")?,
                sub: row.try_get("sub")?,
                login: row.try_get("login")?,
                sid: row.try_get("sid")?,
                domain: row.try_get("domain")?,
                carrier: row.try_get("carrier")?,
                address: row.try_get("address")?,
                reference: row.try_get("reference")?,
            })
        };
        rows.iter().map(read).collect()
    }
}
