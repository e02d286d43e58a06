//! Receipts: each domain that held a session when it ended has one; where the domain has a server, it is what that is told.

use crosspass_protocol::{LEEWAY, Origin, SessionId, Timestamp};

use crate::model::{EndReason, Login, OrganizationName};
use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

/// Which handoffs end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'a> {
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

/// The two statements of a scope, whose names are `$1` and `$2`.
macro_rules! statements {
    ($scope:literal) => {
        (
            concat!(
                "INSERT INTO endings
                 (sid, sub, origin, kind, reason, ended_at, runs_out_at, state, settled_at, next_at)
                 SELECT sid, sub, origin, kind, $3, $4, MAX(token_until) + $5,
                 CASE WHEN origin IS NOT DISTINCT FROM $6 THEN 'delivered' ELSE 'pending' END,
                 CASE WHEN origin IS NOT DISTINCT FROM $6 THEN $4 END,
                 CASE WHEN origin IS DISTINCT FROM $6 AND kind = 'backend' THEN $4 END
                 FROM handoffs JOIN sessions ON sessions.id = handoffs.session
                 JOIN users ON users.id = sessions.user_id JOIN domains ON domains.id = handoffs.domain
                 WHERE handoffs.ended_at IS NULL AND token_until IS NOT NULL AND ",
                $scope,
                " GROUP BY sessions.id, sid, sub, domains.id, origin, kind"
            ),
            concat!(
                "UPDATE handoffs SET ended_at = $3
                 WHERE ended_at IS NULL AND token_until IS NOT NULL AND id IN
                 (SELECT handoffs.id FROM handoffs JOIN sessions ON sessions.id = handoffs.session
                  JOIN users ON users.id = sessions.user_id JOIN domains ON domains.id = handoffs.domain WHERE ",
                $scope,
                ")"
            ),
        )
    };
}

impl<'a> Scope<'a> {
    fn statements(self) -> (&'static str, &'static str) {
        match self {
            Self::Session(_) => statements!("sid = $1 AND $2 IS NULL"),
            Self::SessionAt(..) => statements!("sid = $1 AND origin = $2"),
            Self::User(_) => statements!("login = $1 AND $2 IS NULL"),
            Self::Member(..) => statements!(
                "login = $1 AND domains.organization = (SELECT id FROM organizations WHERE organizations.name = $2)"
            ),
            Self::Domain(_) => statements!("origin = $1 AND $2 IS NULL"),
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

impl Tx {
    /// Ends the handoffs of a scope, and writes a receipt for each domain that held a session. `knows` is the domain that
    /// asked for it, and needs no telling.
    pub(crate) async fn end_handoffs(
        &mut self,
        scope: Scope<'_>,
        reason: EndReason,
        knows: Option<&Origin>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (receipts, handoffs) = scope.statements();
        let (first, second) = scope.names();
        self.execute(
            receipts,
            values![
                first,
                second,
                reason.as_str(),
                at,
                LEEWAY.0,
                knows.map(Origin::as_str)
            ],
        )
        .await?;
        self.execute(handoffs, values![first, second, at]).await.map(drop)
    }

    /// A domain without a server has learnt that its session ended: its renewal was refused.
    pub(crate) async fn note_learnt(
        &mut self,
        sid: &SessionId,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE endings SET state = 'delivered', settled_at = $1, next_at = NULL
             WHERE sid = $2 AND origin = $3 AND state = 'pending' AND kind = 'static'",
            values![at, sid.as_str(), origin.as_str()],
        )
        .await
        .map(drop)
    }

    /// Forgets receipts of sessions that ended before then.
    pub(crate) async fn forget_receipts(&mut self, ended_before: Timestamp) -> Result<u64, StoreError> {
        self.execute("DELETE FROM endings WHERE ended_at < $1", values![ended_before])
            .await
    }
}
