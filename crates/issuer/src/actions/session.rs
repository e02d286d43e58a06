//! Looking at a session: by the issuer's own pages, and from one domain.

use crosspass_protocol::{Origin, Timestamp};

use crate::model::{CarriedSession, SecretHash, Session, SessionLimits, SessionStatus, judge_status};
use crate::store::{Store, StoreError, Tx};

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
    ) -> Result<SessionStatus, StoreError> {
        let carried = self.read((secret, origin), carried).await?;
        Ok(judge_status(carried, now, limits))
    }
}

async fn touch(tx: &mut Tx, (session, now): (&Session, Timestamp)) -> Result<(), StoreError> {
    tx.touch_session(&session.sid, now).await.map(drop)
}

async fn carried(
    tx: &mut Tx,
    (secret, origin): (&SecretHash, &Origin),
) -> Result<Option<CarriedSession>, StoreError> {
    tx.carried_session(secret, origin).await
}
