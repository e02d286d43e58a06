//! The domains that a user may enter.

use crate::model::{Domain, Session, User, may_enter};
use crate::store::{Store, StoreError, Tx};

impl Store {
    /// Domains that the session's user may enter, by name.
    pub async fn allowed_domains(&self, session: &Session) -> Result<Vec<Domain>, StoreError> {
        self.read(&session.user, of).await
    }
}

/// Domains of the user's organizations, as far as `may_enter` agrees.
pub(super) async fn of(tx: &mut Tx, user: &User) -> Result<Vec<Domain>, StoreError> {
    let mut domains = tx.domains_of(user).await?;
    domains.retain(|domain| may_enter(Some(user), Some(domain), true).is_allowed());
    Ok(domains)
}
