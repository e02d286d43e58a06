//! Signing keys in storage, and which issuer they belong to.

use async_trait::async_trait;
use crosspass_protocol::{KeyId, Origin};

use super::{ChangeError, StoreError};
use crate::model::{AuditContext, StoredKey};

/// Signing keys. There is one active and one next key from the first start on.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// Writes the first two keys, if there are none at all; tells whether it did.
    async fn begin_keys(&self, active: &StoredKey, next: &StoredKey) -> Result<bool, StoreError>;

    /// All keys, revoked ones too, oldest first.
    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Next becomes active, active becomes retiring, `next` becomes next.
    async fn rotate_keys(&self, next: &StoredKey, context: &AuditContext) -> Result<(), ChangeError>;

    /// Revokes a key at once. Where it was active or next, the others move up and `spare` is next.
    async fn revoke_key(
        &self,
        kid: &KeyId,
        spare: &StoredKey,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;

    /// Notes the issuer's origin, for commands that are run without a configuration.
    async fn note_issuer(&self, issuer: &Origin) -> Result<(), StoreError>;

    /// The origin noted last.
    async fn noted_issuer(&self) -> Result<Option<Origin>, StoreError>;

    /// Whether the storage answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
