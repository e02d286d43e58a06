//! A look at a session in SQLite, from one domain: one statement, on a connection that cannot write.

use crosspass_protocol::{Origin, Timestamp};
use sqlx::Row;

use super::{SqliteStore, row};
use crate::model::may_enter;
use crate::model::{SecretHash, SessionLimits};
use crate::store::{PeekOutcome, StoreError};

impl SqliteStore {
    pub(super) async fn peek_session(
        &self,
        secret: &SecretHash,
        origin: &Origin,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<PeekOutcome, StoreError> {
        // A ticket that nobody redeemed carried nothing there, and what was ended there is there no more; unless it ended
        // with the session, or with the membership: a domain that held it is told of that.
        let found = sqlx::query(
            "SELECT sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
             sub, login, users.name AS user_name, email, disabled,
             origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven,
             EXISTS (SELECT 1 FROM members
                     WHERE members.organization = domains.organization AND members.user = users.id) AS is_member
             FROM sessions JOIN users ON users.id = sessions.user
             JOIN handoffs ON handoffs.session = sessions.id JOIN domains ON domains.id = handoffs.domain
             JOIN organizations ON organizations.id = domains.organization
             WHERE secret_hash = ? AND origin = ? AND redeemed_at IS NOT NULL
             AND (handoffs.ended_at IS NULL OR handoffs.ended_at >= sessions.ended_at OR NOT is_member) LIMIT 1",
        )
        .bind(secret.as_bytes())
        .bind(origin.as_str())
        .fetch_optional(&self.readers)
        .await?;
        let Some(found) = found else {
            return Ok(PeekOutcome::NotCarried);
        };
        let (session, domain) = (row::session(&found)?, row::domain(&found)?);
        if domain.is_paused() {
            return Ok(PeekOutcome::NotCarried);
        }
        let decision = may_enter(Some(&session.user), Some(&domain), found.try_get("is_member")?);
        Ok(if decision.is_allowed() && session.is_live(now, limits) {
            PeekOutcome::Live(Box::new(session))
        } else {
            PeekOutcome::Over
        })
    }
}
