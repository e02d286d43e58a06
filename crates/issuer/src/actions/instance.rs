//! What the issuer notes about itself when it serves, for commands that are run without a configuration.

use crosspass_protocol::Origin;

use crate::store::{Store, StoreError, Tx};
use crate::upstream::CookieReach;

impl Store {
    /// Notes the issuer's origin.
    pub async fn note_issuer(&self, issuer: &Origin) -> Result<(), StoreError> {
        self.transact(issuer, Tx::note_issuer).await
    }

    /// The origin noted last.
    pub async fn noted_issuer(&self) -> Result<Option<Origin>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.noted_issuer().await)
            .await
    }

    /// Notes which hosts get the provider's cookie.
    pub async fn note_cookie_reach(&self, reach: Option<&CookieReach>) -> Result<(), StoreError> {
        let reach = reach.map(CookieReach::to_string);
        self.transact(reach.as_deref(), Tx::note_cookie_reach).await
    }

    /// What was noted last.
    pub async fn noted_cookie_reach(&self) -> Result<Option<CookieReach>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.noted_cookie_reach().await)
            .await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.ping().await).await
    }
}
