//! Recorded clicks on "Continue as X to D".

use crosspass_protocol::{Origin, Subject, Timestamp};

use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Records a user's click for a domain.
    pub(crate) async fn insert_consent(
        &mut self,
        sub: &Subject,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO consents (user_id, domain, at)
             SELECT users.id, domains.id, $1 FROM users, domains WHERE sub = $2 AND origin = $3
             ON CONFLICT (user_id, domain) DO NOTHING",
            values![at, sub.as_str(), origin.as_str()],
        )
        .await
        .map(drop)
    }

    /// Whether a user has clicked for a domain.
    pub(crate) async fn has_consent(&mut self, sub: &Subject, origin: &Origin) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM consents JOIN users ON users.id = consents.user_id
             JOIN domains ON domains.id = consents.domain WHERE sub = $1 AND origin = $2",
            values![sub.as_str(), origin.as_str()],
        )
        .await
    }
}
