//! What is to be told to domains' servers, and what became of it.

use crosspass_protocol::{Origin, Seconds, Timestamp};

use crate::model::{AuditContext, AuditEntry, Event, Notice, Reason, Told};
use crate::store::rows::Settlement;
use crate::store::{Store, StoreError, Tx};

/// How long one node may take for an attempt before any node tries again: longer than an attempt's deadline.
const LEASE: Seconds = Seconds(15);

/// What became of telling: an error says why not, and when to try again, if at all.
pub type LogoutOutcome = Result<(), (String, Option<Timestamp>)>;

impl Store {
    /// Takes what is to be told now, a few of each domain but of these, for as long as a lease; counts the attempt.
    pub async fn due_notices(&self, now: Timestamp, except: &[Origin]) -> Result<Vec<Notice>, StoreError> {
        let except = except.iter().map(|origin| format!("{origin}|"));
        let except = std::iter::once("|".to_owned()).chain(except).collect::<String>();
        let given = (now, except.as_str());
        if !self.read(given, any).await? {
            return Ok(Vec::new());
        }
        self.transact(given, lease).await
    }

    /// Writes what became of telling.
    pub async fn settle_notice(
        &self,
        notice: &Notice,
        told: LogoutOutcome,
        context: &AuditContext,
    ) -> Result<(), StoreError> {
        self.transact((notice, &told, context), settle).await
    }
}

async fn any(tx: &mut Tx, (now, except): (Timestamp, &str)) -> Result<bool, StoreError> {
    tx.any_notice_is_due(now, except).await
}

async fn lease(tx: &mut Tx, (now, except): (Timestamp, &str)) -> Result<Vec<Notice>, StoreError> {
    tx.lease_notices(now, now + LEASE, except).await
}

async fn settle(
    tx: &mut Tx,
    (notice, told, context): (&Notice, &LogoutOutcome, &AuditContext),
) -> Result<(), StoreError> {
    let pending = Settlement {
        told: Told::Pending,
        settled_at: None,
        next_at: None,
        problem: None,
    };
    let (settlement, entry) = match told {
        Ok(()) => {
            let settlement = Settlement {
                told: Told::Delivered,
                settled_at: Some(context.at),
                ..pending
            };
            (settlement, Some(AuditEntry::allowed(Event::Logout, Reason::Ok)))
        }
        Err((why, None)) => {
            let settlement = Settlement {
                told: Told::Failed,
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
    if tx.settle_notice(notice, settlement).await?
        && let Some(entry) = entry
    {
        let entry = AuditEntry {
            sub: Some(notice.sub.clone()),
            sid: Some(notice.sid.clone()),
            ..entry.domain(&notice.origin)
        };
        tx.append_audit(&entry, context).await?;
    }
    Ok(())
}
