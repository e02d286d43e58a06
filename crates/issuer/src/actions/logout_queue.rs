//! The logout tokens that wait to be sent to domains' servers, and whether they were taken.

use crosspass_protocol::{Origin, Seconds, Timestamp};

use crate::model::{AuditContext, AuditEntry, Delivery, Event, LogoutJob, Reason};
use crate::store::rows::Settlement;
use crate::store::{Store, StoreError, Tx};

/// How long one node may take for an attempt before any node tries again: longer than an attempt's deadline.
const LEASE: Seconds = Seconds(15);

/// Whether a domain's server took a logout token: an error says why not, and when to try again, if at all.
pub type LogoutOutcome = Result<(), (String, Option<Timestamp>)>;

impl Store {
    /// Takes the jobs that are due now, a few of each domain but of these, for as long as a lease; counts the attempt.
    pub async fn due_logout_jobs(
        &self,
        now: Timestamp,
        except: &[Origin],
    ) -> Result<Vec<LogoutJob>, StoreError> {
        let except = except.iter().map(|origin| format!("{origin}|"));
        let except = std::iter::once("|".to_owned()).chain(except).collect::<String>();
        let given = (now, except.as_str());
        if !self.read(given, any).await? {
            return Ok(Vec::new());
        }
        self.transact(given, lease).await
    }

    /// Records whether a logout token was taken.
    pub async fn settle_logout_job(
        &self,
        job: &LogoutJob,
        outcome: LogoutOutcome,
        context: &AuditContext,
    ) -> Result<(), StoreError> {
        self.transact((job, &outcome, context), settle).await
    }
}

async fn any(tx: &mut Tx, (now, except): (Timestamp, &str)) -> Result<bool, StoreError> {
    tx.any_logout_job_is_due(now, except).await
}

async fn lease(tx: &mut Tx, (now, except): (Timestamp, &str)) -> Result<Vec<LogoutJob>, StoreError> {
    tx.lease_logout_jobs(now, now + LEASE, except).await
}

async fn settle(
    tx: &mut Tx,
    (job, outcome, context): (&LogoutJob, &LogoutOutcome, &AuditContext),
) -> Result<(), StoreError> {
    let pending = Settlement {
        delivery: Delivery::Pending,
        settled_at: None,
        next_at: None,
        problem: None,
    };
    let (settlement, entry) = match outcome {
        Ok(()) => {
            let settlement = Settlement {
                delivery: Delivery::Delivered,
                settled_at: Some(context.at),
                ..pending
            };
            (settlement, Some(AuditEntry::allowed(Event::Logout, Reason::Ok)))
        }
        Err((why, None)) => {
            let settlement = Settlement {
                delivery: Delivery::Failed,
                settled_at: Some(context.at),
                problem: Some(why),
                ..pending
            };
            let entry = AuditEntry::refused(Event::Logout, Reason::Detail("given_up"));
            (settlement, Some(entry))
        }
        Err((why, Some(next))) => {
            let settlement = Settlement {
                next_at: Some(*next),
                problem: Some(why),
                ..pending
            };
            (settlement, None)
        }
    };
    if tx.settle_logout_job(job, settlement).await?
        && let Some(entry) = entry
    {
        let entry = AuditEntry {
            sub: Some(job.sub.clone()),
            sid: Some(job.sid.clone()),
            ..entry.domain(&job.origin)
        };
        tx.append_audit(&entry, context).await?;
    }
    Ok(())
}
