//! Sessions that are to be ended at the identity provider.

use crosspass_protocol::Timestamp;

use crate::model::ProviderEnding;
use crate::model::ProviderId;
use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Has a session of the provider ended there.
    pub(crate) async fn insert_provider_ending(
        &mut self,
        session: &ProviderId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO provider_endings (session, next_at) VALUES ($1, $2) ON CONFLICT (session) DO NOTHING",
            values![session.as_str(), at],
        )
        .await
        .map(drop)
    }

    /// Whether a session of the provider is still to be ended there.
    pub(crate) async fn is_to_end_at_provider(&mut self, session: &ProviderId) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM provider_endings WHERE session = $1",
            values![session.as_str()],
        )
        .await
    }

    /// Takes a few that are due, for as long as a lease.
    pub(crate) async fn lease_provider_endings(
        &mut self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ProviderEnding>, StoreError> {
        let rows = self
            .all(
                "UPDATE provider_endings SET next_at = $2 WHERE next_at <= $1 AND session IN
                 (SELECT session FROM provider_endings WHERE next_at <= $1 ORDER BY next_at, session LIMIT 20)
                 RETURNING session, attempts",
                values![now, until],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ProviderEnding {
                    session: row.parsed("session", "ending", ProviderId::parse)?,
                    attempts: row.count("attempts")?,
                })
            })
            .collect()
    }

    /// Whether any is due.
    pub(crate) async fn any_provider_ending_is_due(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM provider_endings WHERE next_at <= $1 LIMIT 1",
            values![now],
        )
        .await
    }

    /// It has ended there, or need not end any more.
    pub(crate) async fn delete_provider_ending(&mut self, session: &ProviderId) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM provider_endings WHERE session = $1",
            values![session.as_str()],
        )
        .await
        .map(drop)
    }

    /// It could not be ended there: not before `next` again.
    pub(crate) async fn put_off_provider_ending(
        &mut self,
        session: &ProviderId,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE provider_endings SET attempts = attempts + 1, next_at = $1 WHERE session = $2",
            values![next, session.as_str()],
        )
        .await
        .map(drop)
    }
}
