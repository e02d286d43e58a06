//! Rows of the audit log: added in the transaction of what they tell.

use crosspass_protocol::{Origin, Timestamp};

use crate::model::{AuditContext, AuditEntry, AuditRow, Carrier, Login};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Adds a row.
    pub(crate) async fn append_audit(
        &mut self,
        entry: &AuditEntry,
        context: &AuditContext,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO audit (at, event, outcome, reason, sub, login, sid, domain, carrier, stage, address, reference)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            values![
                context.at,
                entry.event.as_str(),
                entry.outcome.as_str(),
                entry.reason.as_str(),
                entry.sub.as_ref().map(|sub| sub.as_str()),
                entry.login.as_deref(),
                entry.sid.as_ref().map(|sid| sid.as_str()),
                entry.domain.as_ref().map(|origin| origin.as_str()),
                entry.carrier.map(Carrier::as_str),
                entry.stage.as_deref(),
                context.address.as_deref(),
                context.reference.as_deref(),
            ],
        )
        .await
        .map(drop)
    }

    /// The last `limit` rows, oldest first.
    pub(crate) async fn audit_rows(&mut self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let rows = self
            .all(
                "SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT $1) AS last_rows ORDER BY id",
                values![i64::from(limit)],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// Rows about a user's handoffs to a domain, oldest first: the last thousand of that user's, and the last few of which
    /// the user is not known.
    pub(crate) async fn handoff_rows(
        &mut self,
        login: &Login,
        origin: &Origin,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let rows = self
            .all(
                "SELECT * FROM (
                     SELECT * FROM (SELECT * FROM audit WHERE domain = $1 AND login = $2 ORDER BY id DESC LIMIT 1000) AS known
                     UNION ALL
                     SELECT * FROM (SELECT * FROM audit WHERE domain = $1 AND login IS NULL ORDER BY id DESC LIMIT 20) AS unknown
                 ) AS both_kinds ORDER BY id",
                values![origin.as_str(), login.as_str()],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// When the limits last refused a sign-in of a login.
    pub(crate) async fn last_limited(&mut self, login: &Login) -> Result<Option<Timestamp>, StoreError> {
        let found = self
            .one(
                "SELECT MAX(at) AS at FROM audit WHERE event = 'sign_in' AND reason = 'rate_limited' AND login = $1",
                values![login.as_str()],
            )
            .await?;
        found.moment_if_any("at")
    }
}

fn read(row: &Row) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        id: row.get("id")?,
        at: row.get("at")?,
        event: row.get("event")?,
        outcome: row.get("outcome")?,
        reason: row.get("reason")?,
        sub: row.get("sub")?,
        login: row.get("login")?,
        sid: row.get("sid")?,
        domain: row.get("domain")?,
        carrier: row.get("carrier")?,
        stage: row.get("stage")?,
        address: row.get("address")?,
        reference: row.get("reference")?,
    })
}
