//! What is to be ended at the identity provider.

use crosspass_protocol::{Seconds, Timestamp};

use crate::model::{ProviderEnding, ProviderId};
use crate::store::{Store, StoreError, Tx};

/// How long one node may take for a few of them before any node tries again.
const LEASE: Seconds = Seconds(120);

impl Store {
    /// Has a session of the provider ended there.
    pub async fn end_provider_session(&self, session: &ProviderId, now: Timestamp) -> Result<(), StoreError> {
        self.transact((session, now), insert).await
    }

    /// Takes what is to be ended at the provider by now, a few at a time, for as long as a lease.
    pub async fn due_provider_endings(&self, now: Timestamp) -> Result<Vec<ProviderEnding>, StoreError> {
        if !self.read(now, Tx::any_provider_ending_is_due).await? {
            return Ok(Vec::new());
        }
        self.transact(now, lease).await
    }

    /// It has ended there.
    pub async fn ended_at_provider(&self, session: &ProviderId) -> Result<(), StoreError> {
        self.transact(session, Tx::delete_provider_ending).await
    }

    /// It could not be ended there: not before `next` again.
    pub async fn not_ended_at_provider(
        &self,
        session: &ProviderId,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        self.transact((session, next), put_off).await
    }
}

async fn insert(tx: &mut Tx, (session, at): (&ProviderId, Timestamp)) -> Result<(), StoreError> {
    tx.insert_provider_ending(session, at).await
}

async fn lease(tx: &mut Tx, now: Timestamp) -> Result<Vec<ProviderEnding>, StoreError> {
    tx.lease_provider_endings(now, now + LEASE).await
}

async fn put_off(tx: &mut Tx, (session, next): (&ProviderId, Timestamp)) -> Result<(), StoreError> {
    tx.put_off_provider_ending(session, next).await
}
