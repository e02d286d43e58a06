//! What the issuer noted about itself, for commands that are run without a configuration.

use crosspass_protocol::Origin;

use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;
use crate::upstream::CookieReach;

impl Tx {
    /// Notes the issuer's origin.
    pub(crate) async fn note_issuer(&mut self, issuer: &Origin) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO instance (one, issuer) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET issuer = excluded.issuer",
            values![issuer.as_str()],
        )
        .await
        .map(drop)
    }

    /// The origin noted last.
    pub(crate) async fn noted_issuer(&mut self) -> Result<Option<Origin>, StoreError> {
        let found = self.optional("SELECT issuer FROM instance", values![]).await?;
        found
            .map(|row| row.parsed("issuer", "issuer", Origin::parse))
            .transpose()
    }

    /// Notes which hosts get the provider's cookie.
    pub(crate) async fn note_cookie_reach(&mut self, reach: Option<&str>) -> Result<(), StoreError> {
        self.execute("UPDATE instance SET cookie_reach = $1", values![reach])
            .await
            .map(drop)
    }

    /// What was noted last.
    pub(crate) async fn noted_cookie_reach(&mut self) -> Result<Option<CookieReach>, StoreError> {
        let found = self
            .optional("SELECT cookie_reach FROM instance", values![])
            .await?;
        let text: Option<String> = match found {
            Some(row) => row.get("cookie_reach")?,
            None => None,
        };
        Ok(text.as_deref().map(CookieReach::parse))
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&mut self) -> Result<(), StoreError> {
        self.one("SELECT 1 AS one", values![]).await.map(drop)
    }
}
