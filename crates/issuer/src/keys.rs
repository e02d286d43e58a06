//! Signing keys at work: made at first start, read anew for each use, so that a rotation or a
//! revocation by command is in force with the next request.

use crosspass_protocol::{Jwk, Jwks, KeyId, KeyState, Seconds, SignError, SigningKey, Timestamp};

use crate::model::StoredKey;
use crate::random::{RandomError, Randomness};
use crate::store::{Store, StoreError};

/// How long a retiring key is published: the longest session, a token's life and the cache of the
/// set, with room to spare.
const RETIREMENT: Seconds = Seconds(13 * 60 * 60);

/// Keys could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key is damaged.
    #[error(transparent)]
    Damaged(#[from] SignError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// No key is active: never so after a first start.
    #[error("no signing key is active")]
    NoneActive,
}

/// The keys of this moment.
#[derive(Debug)]
pub struct KeyRing {
    /// The one that signs.
    pub active: SigningKey,
    /// Those that are published, and verify.
    pub published: Jwks,
}

impl KeyRing {
    /// Reads the keys.
    pub async fn load(store: &Store, random: &Randomness, now: Timestamp) -> Result<Self, KeyError> {
        let mut active = None;
        let mut published: Vec<Jwk> = Vec::new();
        for stored in store
            .keys()
            .await?
            .into_iter()
            .filter(|key| is_published(key, now))
        {
            let key = SigningKey::from_pkcs8(&stored.pkcs8, stored.kid, random.source())?;
            published.push(key.public_jwk().clone());
            if stored.state == KeyState::Active {
                active = Some(key);
            }
        }
        Ok(Self {
            active: active.ok_or(KeyError::NoneActive)?,
            published: Jwks::new(published),
        })
    }
}

/// Whether what the key signed is still taken.
pub fn is_published(key: &StoredKey, now: Timestamp) -> bool {
    let retired = key.state == KeyState::Retiring && now > key.changed_at + RETIREMENT;
    key.state.is_published() && !retired
}

/// Makes a key pair.
pub fn make(random: &Randomness, state: KeyState, now: Timestamp) -> Result<StoredKey, KeyError> {
    let pkcs8 = SigningKey::generate(&random.source())?;
    // Its name is the thumbprint of its public half: no two keys ever share one.
    let unnamed = KeyId::parse("unnamed").map_err(|_| SignError)?;
    let thumbprint = SigningKey::from_pkcs8(&pkcs8, unnamed, random.source())?
        .public_jwk()
        .thumbprint();
    Ok(StoredKey {
        kid: KeyId::parse(thumbprint.as_str()).map_err(|_| SignError)?,
        state,
        pkcs8,
        made_at: now,
        changed_at: now,
    })
}

/// Makes the first keys, if there are none; tells whether it did.
pub async fn begin(store: &Store, random: &Randomness, now: Timestamp) -> Result<bool, KeyError> {
    if !store.keys().await?.is_empty() {
        return Ok(false);
    }
    let active = make(random, KeyState::Active, now)?;
    let next = make(random, KeyState::Next, now)?;
    // Another process may have been faster: storage decides.
    Ok(store.begin_keys(&active, &next).await?)
}
