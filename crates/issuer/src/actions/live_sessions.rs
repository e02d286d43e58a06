//! Live sessions, as operators see them.

use crosspass_protocol::{Origin, Timestamp};

use crate::model::{Login, Session, SessionLimits};
use crate::store::{Store, StoreError, Tx};

/// An issuer session, as operators see it.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// The session.
    pub session: Session,
    /// Domains that hold it.
    pub domains: Vec<Origin>,
}

impl Store {
    /// Live sessions, the last used first; of one user, or of all.
    pub async fn live_sessions(
        &self,
        login: Option<&Login>,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let found = self.read(login, Tx::open_sessions).await?;
        let record = |(session, domains)| SessionRecord { session, domains };
        let is_live = |record: &SessionRecord| record.session.is_live(now, limits);
        Ok(found.into_iter().map(record).filter(is_live).collect())
    }
}
