//! Ending what domains hold, in SQLite: the handoffs of a scope end, and each domain that held a session gets a receipt.

use crosspass_protocol::{LEEWAY, Origin, SessionId};
use sqlx::SqlSafeStr;

use super::audit::append;
use super::transaction::WriteTransaction;
use crate::model::{AuditContext, AuditEntry, EndReason, Event, Login, OrganizationName, Reason, Session};
use crate::store::StoreError;

/// Which handoffs end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    /// All of an issuer session.
    Session(&'a SessionId),
    /// Those of an issuer session to one domain.
    SessionAt(&'a SessionId, &'a Origin),
    /// All of a user.
    User(&'a Login),
    /// Those of a user to an organization's domains.
    Member(&'a Login, &'a OrganizationName),
    /// All to one domain.
    Domain(&'a Origin),
}

/// The two statements of a scope, whose names are `?1` and `?2`.
macro_rules! statements {
    ($scope:literal) => {
        (
            concat!(
                "INSERT INTO endings
                 (sid, sub, origin, kind, reason, ended_at, runs_out_at, state, settled_at, next_at)
                 SELECT sid, sub, origin, kind, ?3, ?4, MAX(token_until) + ?5,
                 CASE WHEN origin IS ?6 THEN 'delivered' ELSE 'pending' END,
                 CASE WHEN origin IS ?6 THEN ?4 END,
                 CASE WHEN origin IS NOT ?6 AND kind = 'backend' THEN ?4 END
                 FROM handoffs JOIN sessions ON sessions.id = handoffs.session JOIN users ON users.id = sessions.user
                 JOIN domains ON domains.id = handoffs.domain
                 WHERE handoffs.ended_at IS NULL AND token_until IS NOT NULL AND ",
                $scope,
                " GROUP BY sessions.id, domains.id"
            ),
            concat!(
                "UPDATE handoffs SET ended_at = ?3
                 WHERE ended_at IS NULL AND token_until IS NOT NULL AND id IN
                 (SELECT handoffs.id FROM handoffs JOIN sessions ON sessions.id = handoffs.session
                  JOIN users ON users.id = sessions.user JOIN domains ON domains.id = handoffs.domain WHERE ",
                $scope,
                ")"
            ),
        )
    };
}

impl<'a> Scope<'a> {
    fn statements(self) -> (&'static str, &'static str) {
        match self {
            Self::Session(_) => statements!("sid = ?1 AND ?2 IS NULL"),
            Self::SessionAt(..) => statements!("sid = ?1 AND origin = ?2"),
            Self::User(_) => statements!("login = ?1 AND ?2 IS NULL"),
            Self::Member(..) => statements!(
                "login = ?1 AND domains.organization = (SELECT id FROM organizations WHERE organizations.name = ?2)"
            ),
            Self::Domain(_) => statements!("origin = ?1 AND ?2 IS NULL"),
        }
    }

    fn names(self) -> (&'a str, Option<&'a str>) {
        match self {
            Self::Session(sid) => (sid.as_str(), None),
            Self::SessionAt(sid, origin) => (sid.as_str(), Some(origin.as_str())),
            Self::User(login) => (login.as_str(), None),
            Self::Member(login, organization) => (login.as_str(), Some(organization.as_str())),
            Self::Domain(origin) => (origin.as_str(), None),
        }
    }
}

/// Ends what the scope names. `knows` is the domain that asked for it, and needs no telling.
pub(super) async fn end_handoffs(
    tx: &mut WriteTransaction,
    scope: Scope<'_>,
    reason: EndReason,
    knows: Option<&Origin>,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let (receipts, handoffs) = scope.statements();
    let (first, second) = scope.names();
    sqlx::query(receipts.into_sql_str())
        .bind(first)
        .bind(second)
        .bind(reason.as_str())
        .bind(context.at.seconds())
        .bind(LEEWAY.0)
        .bind(knows.map(Origin::as_str))
        .execute(&mut **tx)
        .await?;
    sqlx::query(handoffs.into_sql_str())
        .bind(first)
        .bind(second)
        .bind(context.at.seconds())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends an issuer session that has not ended, with all that it led to, and writes the audit row. The session as it was
/// is the caller's.
pub(super) async fn end_session(
    tx: &mut WriteTransaction,
    session: &Session,
    reason: EndReason,
    knows: Option<&Origin>,
    context: &AuditContext,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE sessions SET ended_at = ? WHERE sid = ? AND ended_at IS NULL")
        .bind(context.at.seconds())
        .bind(session.sid.as_str())
        .execute(&mut **tx)
        .await?;
    end_handoffs(tx, Scope::Session(&session.sid), reason, knows, context).await?;
    let entry = AuditEntry {
        domain: knows.cloned(),
        ..AuditEntry::allowed(Event::SignOut, audit_reason(reason)).session(session)
    };
    append(tx, &entry, context).await
}

/// As audit rows of old have it: a plain sign-out needs no reason.
pub(super) fn audit_reason(reason: EndReason) -> Reason {
    match reason {
        EndReason::SignedOut => Reason::Ok,
        other => Reason::Detail(other.as_str()),
    }
}
