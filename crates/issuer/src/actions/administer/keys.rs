//! Signing keys. There is one active and one next key from the first start on.

use crosspass_protocol::{KeyId, KeyState};

use super::note;
use crate::model::{AuditContext, StoredKey};
use crate::store::rows::KEY;
use crate::store::{ChangeError, Store, StoreError, Tx};

impl Store {
    /// Writes the first two keys, if there are none at all; tells whether it did.
    pub async fn begin_keys(&self, active: &StoredKey, next: &StoredKey) -> Result<bool, StoreError> {
        self.transact((active, next), begin).await
    }

    /// All keys, revoked ones too, oldest first.
    pub async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.keys().await).await
    }

    /// Next becomes active, active becomes retiring, `next` becomes next.
    pub async fn rotate_keys(&self, next: &StoredKey, context: &AuditContext) -> Result<(), ChangeError> {
        self.transact((next, context), rotate).await
    }

    /// Revokes a key at once. Where it was active or next, the others move up and `spare` is next.
    pub async fn revoke_key(
        &self,
        kid: &KeyId,
        spare: &StoredKey,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((kid, spare, context), revoke).await
    }
}

async fn begin(tx: &mut Tx, (active, next): (&StoredKey, &StoredKey)) -> Result<bool, StoreError> {
    if !tx.keys().await?.is_empty() {
        return Ok(false);
    }
    tx.insert_key(active, KeyState::Active).await?;
    tx.insert_key(next, KeyState::Next).await?;
    Ok(true)
}

async fn rotate(tx: &mut Tx, (next, context): (&StoredKey, &AuditContext)) -> Result<(), ChangeError> {
    tx.move_keys(KeyState::Active, KeyState::Retiring, context.at)
        .await?;
    tx.move_keys(KeyState::Next, KeyState::Active, context.at).await?;
    tx.insert_key(next, KeyState::Next).await?;
    Ok(note(tx, "key_rotate", context).await?)
}

async fn revoke(
    tx: &mut Tx,
    (kid, spare, context): (&KeyId, &StoredKey, &AuditContext),
) -> Result<(), ChangeError> {
    let before = tx.key_state(kid).await?;
    tx.expect(&KEY, before.is_some(), kid.as_str()).await?;
    tx.revoke_key(kid, context.at).await?;
    if before == Some(KeyState::Active) {
        tx.move_keys(KeyState::Next, KeyState::Active, context.at).await?;
    }
    if matches!(before, Some(KeyState::Active | KeyState::Next)) {
        tx.insert_key(spare, KeyState::Next).await?;
    }
    Ok(note(tx, "key_revoke", context).await?)
}
