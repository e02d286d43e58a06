//! Receipts as they are shown, and those among them whose logout token waits to be sent: the outbox.

use crosspass_protocol::{Origin, SessionId, Subject, Timestamp};

use crate::model::{Delivery, Domain, DomainKind, EndReason, LogoutJob, Receipt, SecretHash};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

/// What a receipt says after its logout token was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settlement<'a> {
    pub(crate) delivery: Delivery,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) next_at: Option<Timestamp>,
    pub(crate) problem: Option<&'a str>,
}

impl Tx {
    /// The receipts of a session, by origin.
    pub(crate) async fn receipts(&mut self, sid: &SessionId) -> Result<Vec<Receipt>, StoreError> {
        let rows = self
            .all(
                "SELECT sid, sub, origin, kind, reason, ended_at, runs_out_at, state, settled_at, attempts, problem
                 FROM endings WHERE sid = $1 ORDER BY origin, id",
                values![sid.as_str()],
            )
            .await?;
        rows.iter().map(receipt).collect()
    }

    /// The session of a farewell cookie's secret, if it ended after `since`.
    pub(crate) async fn signed_out_session(
        &mut self,
        secret: &SecretHash,
        since: Timestamp,
    ) -> Result<Option<SessionId>, StoreError> {
        let found = self
            .optional(
                "SELECT sid FROM sessions WHERE farewell_hash = $1 AND ended_at > $2",
                values![secret.as_bytes(), since],
            )
            .await?;
        found
            .map(|row| row.parsed("sid", "session", SessionId::parse))
            .transpose()
    }

    /// The next domain without a server that has not learnt of a session's end, and that no browser was sent to. A domain
    /// that was removed since gets no browser.
    pub(crate) async fn next_unvisited(&mut self, sid: &SessionId) -> Result<Option<Domain>, StoreError> {
        let found = self
            .optional(
                "SELECT domains.origin AS origin, domains.name AS domain_name, organizations.name AS organization_name,
                 trust, domains.kind AS kind, suspended, unproven
                 FROM endings JOIN domains ON domains.origin = endings.origin
                 JOIN organizations ON organizations.id = domains.organization
                 WHERE sid = $1 AND state = 'pending' AND visited_at IS NULL AND endings.kind = 'static'
                 AND domains.kind = 'static' AND NOT unproven ORDER BY endings.id LIMIT 1",
                values![sid.as_str()],
            )
            .await?;
        found.as_ref().map(Row::domain).transpose()
    }

    /// Notes that the browser with a farewell cookie's secret was sent to a domain.
    pub(crate) async fn note_visit(
        &mut self,
        secret: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE endings SET visited_at = $1
             WHERE origin = $2 AND sid = (SELECT sid FROM sessions WHERE farewell_hash = $3)",
            values![at, origin.as_str(), secret.as_bytes()],
        )
        .await
        .map(drop)
    }

    /// Whether any logout job is due by now.
    pub(crate) async fn any_logout_job_is_due(
        &mut self,
        now: Timestamp,
        except: &str,
    ) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM endings WHERE state = 'pending' AND next_at <= $1
             AND replace($2, '|' || origin || '|', '') = $2 LIMIT 1",
            values![now, except],
        )
        .await
    }

    /// Takes the jobs that are due now, for as long as a lease, and counts the attempt: a few of each domain, since one that is
    /// down keeps nobody else waiting, and none of the origins of `except`, which stand between bars.
    pub(crate) async fn lease_logout_jobs(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        except: &str,
    ) -> Result<Vec<LogoutJob>, StoreError> {
        let rows = self
            .all(
                "UPDATE endings SET next_at = $2, attempts = attempts + 1
                 WHERE state = 'pending' AND next_at <= $1 AND id IN
                 (SELECT id FROM
                  (SELECT id, next_at, ROW_NUMBER() OVER (PARTITION BY origin ORDER BY next_at, id) AS place
                   FROM endings WHERE state = 'pending' AND next_at <= $1
                   AND replace($3, '|' || origin || '|', '') = $3) AS due
                  WHERE place <= 8 ORDER BY next_at, id LIMIT 64)
                 RETURNING id, sid, sub, origin, ended_at, attempts",
                values![now, until, except],
            )
            .await?;
        rows.iter().map(job).collect()
    }

    /// Records whether a logout token was taken; false if that was on record before.
    pub(crate) async fn settle_logout_job(
        &mut self,
        job: &LogoutJob,
        settlement: Settlement<'_>,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE endings SET state = $1, settled_at = $2, next_at = $3, problem = $4
                 WHERE id = $5 AND state = 'pending'",
                values![
                    settlement.delivery.as_str(),
                    settlement.settled_at,
                    settlement.next_at,
                    settlement.problem,
                    job.id,
                ],
            )
            .await?;
        Ok(done == 1)
    }
}

fn receipt(row: &Row) -> Result<Receipt, StoreError> {
    let what = "receipt";
    Ok(Receipt {
        sid: row.parsed("sid", what, SessionId::parse)?,
        sub: row.parsed("sub", what, Subject::parse)?,
        origin: row.parsed("origin", what, Origin::parse)?,
        kind: row.parsed("kind", what, |text| DomainKind::parse(text).ok_or(()))?,
        reason: row.parsed("reason", what, |text| EndReason::parse(text).ok_or(()))?,
        ended_at: row.moment("ended_at")?,
        runs_out_at: row.moment("runs_out_at")?,
        delivery: row.parsed("state", what, |text| Delivery::parse(text).ok_or(()))?,
        settled_at: row.moment_if_any("settled_at")?,
        attempts: row.count("attempts")?,
        problem: row.get("problem")?,
    })
}

fn job(row: &Row) -> Result<LogoutJob, StoreError> {
    let what = "receipt";
    Ok(LogoutJob {
        id: row.get("id")?,
        sid: row.parsed("sid", what, SessionId::parse)?,
        sub: row.parsed("sub", what, Subject::parse)?,
        origin: row.parsed("origin", what, Origin::parse)?,
        ended_at: row.moment("ended_at")?,
        attempt: row.count("attempts")?,
    })
}
