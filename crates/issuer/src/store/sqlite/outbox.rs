//! Receipts in SQLite, and those among them that wait for a domain's server to be told: the outbox.

use crosspass_protocol::{Origin, Seconds, SessionId, Subject, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::SqliteStore;
use super::audit::append;
use super::row::{maybe_moment, moment, parsed};
use super::transaction::WriteTransaction;
use crate::model::{AuditContext, AuditEntry, EndReason, Event, Kind, Notice, Reason, Receipt, Told};
use crate::store::StoreError;

/// How long one node may take for an attempt before any node tries again: longer than an attempt's deadline.
const LEASE: Seconds = Seconds(15);

impl SqliteStore {
    pub(super) async fn select_receipts(&self, sid: &SessionId) -> Result<Vec<Receipt>, StoreError> {
        let rows = sqlx::query("SELECT * FROM endings WHERE sid = ? ORDER BY origin, id")
            .bind(sid.as_str())
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(receipt).collect()
    }

    pub(super) async fn take_notices(
        &self,
        now: Timestamp,
        except: &[Origin],
    ) -> Result<Vec<Notice>, StoreError> {
        let except: Vec<_> = except.iter().map(Origin::as_str).collect();
        let except = serde_json::Value::from(except).to_string();
        let due = sqlx::query(
            "SELECT 1 FROM endings WHERE state = 'pending' AND next_at <= ?
             AND origin NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
        )
        .bind(now.seconds())
        .bind(&except)
        .fetch_optional(&self.readers)
        .await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.write().await?;
        // A few of each domain: one that is down keeps nobody else waiting.
        let rows = sqlx::query(
            "UPDATE endings SET next_at = ?2, attempts = attempts + 1 WHERE id IN
             (SELECT id FROM
              (SELECT id, next_at, ROW_NUMBER() OVER (PARTITION BY origin ORDER BY next_at, id) AS place
               FROM endings WHERE state = 'pending' AND next_at <= ?1
               AND origin NOT IN (SELECT value FROM json_each(?3)))
              WHERE place <= 8 ORDER BY next_at, id LIMIT 64)
             RETURNING id, sid, sub, origin, ended_at, attempts",
        )
        .bind(now.seconds())
        .bind((now + LEASE).seconds())
        .bind(&except)
        .fetch_all(&mut *tx)
        .await?;
        let notices = rows.iter().map(notice).collect::<Result<Vec<_>, _>>()?;
        tx.commit().await?;
        Ok(notices)
    }

    pub(super) async fn note_outcome(
        &self,
        notice: &Notice,
        told: Result<(), (String, Option<Timestamp>)>,
        context: &AuditContext,
    ) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let (state, settled_at, next_at, problem) = match &told {
            Ok(()) => (Told::Delivered, Some(context.at), None, None),
            Err((why, None)) => (Told::Failed, Some(context.at), None, Some(why)),
            Err((why, Some(next))) => (Told::Pending, None, Some(*next), Some(why)),
        };
        let done = sqlx::query(
            "UPDATE endings SET state = ?, settled_at = ?, next_at = ?, problem = ? WHERE id = ? AND state = 'pending'",
        )
        .bind(state.as_str())
        .bind(settled_at.map(Timestamp::seconds))
        .bind(next_at.map(Timestamp::seconds))
        .bind(problem)
        .bind(notice.id)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 1 && state != Told::Pending {
            let entry = match state {
                Told::Delivered => AuditEntry::allowed(Event::Logout, Reason::Ok),
                Told::Pending | Told::Failed => {
                    AuditEntry::refused(Event::Logout, Reason::Detail("given_up"))
                }
            };
            let entry = AuditEntry {
                sub: Some(notice.sub.clone()),
                sid: Some(notice.sid.clone()),
                ..entry.domain(&notice.origin)
            };
            append(&mut tx, &entry, context).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// A domain without a server has learnt that its session ended: its renewal was refused.
pub(super) async fn note_learnt(
    tx: &mut WriteTransaction,
    sid: &SessionId,
    origin: &Origin,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE endings SET state = 'delivered', settled_at = ?, next_at = NULL
         WHERE sid = ? AND origin = ? AND state = 'pending' AND kind = 'static'",
    )
    .bind(at.seconds())
    .bind(sid.as_str())
    .bind(origin.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn receipt(found: &SqliteRow) -> Result<Receipt, StoreError> {
    let what = "receipt";
    Ok(Receipt {
        sid: parsed(found, "sid", what, SessionId::parse)?,
        sub: parsed(found, "sub", what, Subject::parse)?,
        origin: parsed(found, "origin", what, Origin::parse)?,
        kind: parsed(found, "kind", what, |text| Kind::parse(text).ok_or(()))?,
        reason: parsed(found, "reason", what, |text| EndReason::parse(text).ok_or(()))?,
        ended_at: moment(found, "ended_at")?,
        runs_out_at: moment(found, "runs_out_at")?,
        told: parsed(found, "state", what, |text| Told::parse(text).ok_or(()))?,
        settled_at: maybe_moment(found, "settled_at")?,
        attempts: found.try_get("attempts")?,
        problem: found.try_get("problem")?,
    })
}

fn notice(found: &SqliteRow) -> Result<Notice, StoreError> {
    let what = "receipt";
    Ok(Notice {
        id: found.try_get("id")?,
        sid: parsed(found, "sid", what, SessionId::parse)?,
        sub: parsed(found, "sub", what, Subject::parse)?,
        origin: parsed(found, "origin", what, Origin::parse)?,
        ended_at: moment(found, "ended_at")?,
        attempt: found.try_get("attempts")?,
    })
}
