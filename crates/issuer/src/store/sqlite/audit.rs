//! Audit rows in SQLite.

use async_trait::async_trait;
use crosspass_protocol::{Origin, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::SqliteStore;
use super::row::maybe_moment;
use crate::model::{AuditContext, AuditEntry, AuditRow, Carrier, Login};
use crate::store::{AuditLog, StoreError};

/// Adds a row within a transaction.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    entry: &AuditEntry,
    context: &AuditContext,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO audit (at, event, outcome, reason, sub, login, sid, domain, carrier, stage, address, reference)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(entry.stage.clone())
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
        rows.iter().map(read).collect()
    }

    async fn handoff_rows(&self, login: &Login, origin: &Origin) -> Result<Vec<AuditRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM (SELECT * FROM audit WHERE domain = ?1 AND login = ?2 ORDER BY id DESC LIMIT 1000)
             UNION ALL
             SELECT * FROM (SELECT * FROM audit WHERE domain = ?1 AND login IS NULL ORDER BY id DESC LIMIT 20)
             ORDER BY id",
        )
        .bind(origin.as_str())
        .bind(login.as_str())
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    async fn last_limited(&self, login: &Login) -> Result<Option<Timestamp>, StoreError> {
        let found = sqlx::query(
            "SELECT MAX(at) AS at FROM audit WHERE event = 'sign_in' AND reason = 'rate_limited' AND login = ?",
        )
        .bind(login.as_str())
        .fetch_one(&self.readers)
        .await?;
        maybe_moment(&found, "at")
    }
}

fn read(row: &SqliteRow) -> Result<AuditRow, StoreError> {
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
        stage: row.try_get("stage")?,
        address: row.try_get("address")?,
        reference: row.try_get("reference")?,
    })
}
