//! Looking at a session: by the issuer's own pages, and from one domain.

use crosspass_protocol::{Origin, Timestamp};

use crate::model::{SecretHash, Session, SessionLimits, may_enter};
use crate::store::{Store, StoreError, Tx};

/// What a look at a session came to.
#[derive(Clone, Debug)]
pub enum PeekOutcome {
    /// Nothing: the session was not carried to that domain, or there is no such domain, or it is suspended.
    NotCarried,
    /// The session was carried there, and signs nobody in there any more.
    Over,
    /// It lives, and its user may enter the domain.
    Live(Box<Session>),
}

impl Store {
    /// The live session of a secret; notes its use.
    pub async fn session(
        &self,
        secret: &SecretHash,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Option<Session>, StoreError> {
        let found = self.read(secret, Tx::session_by_secret).await?;
        let Some(session) = found.filter(|session| session.is_live(now, limits)) else {
            return Ok(None);
        };
        if session.needs_touch(now) {
            self.transact((&session, now), touch).await?;
        }
        Ok(Some(session))
    }

    /// What a domain may know about the session of a secret. Writes nothing: a look is no use.
    pub async fn peek(
        &self,
        secret: &SecretHash,
        origin: &Origin,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<PeekOutcome, StoreError> {
        let carried = self.read((secret, origin), carried).await?;
        let Some((session, domain, is_member)) = carried else {
            return Ok(PeekOutcome::NotCarried);
        };
        if domain.is_paused() {
            return Ok(PeekOutcome::NotCarried);
        }
        let decision = may_enter(Some(&session.user), Some(&domain), is_member);
        Ok(if decision.is_allowed() && session.is_live(now, limits) {
            PeekOutcome::Live(Box::new(session))
        } else {
            PeekOutcome::Over
        })
    }
}

async fn touch(tx: &mut Tx, (session, now): (&Session, Timestamp)) -> Result<(), StoreError> {
    tx.touch_session(&session.sid, now).await.map(drop)
}

async fn carried(
    tx: &mut Tx,
    (secret, origin): (&SecretHash, &Origin),
) -> Result<Option<(Session, crate::model::Domain, bool)>, StoreError> {
    tx.carried_session(secret, origin).await
}
