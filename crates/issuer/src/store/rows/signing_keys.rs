//! Signing keys.

use crosspass_protocol::{KeyId, KeyState, Timestamp};
use zeroize::Zeroizing;

use crate::model::StoredKey;
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// All keys, revoked ones too, oldest first.
    pub(crate) async fn keys(&mut self) -> Result<Vec<StoredKey>, StoreError> {
        let rows = self
            .all(
                "SELECT kid, state, pkcs8, made_at, changed_at FROM signing_keys ORDER BY id",
                values![],
            )
            .await?;
        rows.iter().map(key).collect()
    }

    /// The state of a key.
    pub(crate) async fn key_state(&mut self, kid: &KeyId) -> Result<Option<KeyState>, StoreError> {
        let found = self
            .optional(
                "SELECT state FROM signing_keys WHERE kid = $1",
                values![kid.as_str()],
            )
            .await?;
        found
            .map(|row| row.parsed("state", "key", parse_state))
            .transpose()
    }

    /// Adds a key in a state.
    pub(crate) async fn insert_key(&mut self, key: &StoredKey, state: KeyState) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO signing_keys (kid, state, pkcs8, made_at, changed_at) VALUES ($1, $2, $3, $4, $5)",
            values![
                key.kid.as_str(),
                state_text(state),
                key.pkcs8.as_slice(),
                key.made_at,
                key.changed_at,
            ],
        )
        .await
        .map(drop)
    }

    /// Moves all keys of a state to another.
    pub(crate) async fn move_keys(
        &mut self,
        from: KeyState,
        to: KeyState,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE signing_keys SET state = $1, changed_at = $2 WHERE state = $3",
            values![state_text(to), at, state_text(from)],
        )
        .await
        .map(drop)
    }

    /// Revokes a key.
    pub(crate) async fn revoke_key(&mut self, kid: &KeyId, at: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "UPDATE signing_keys SET state = 'revoked', changed_at = $1 WHERE kid = $2",
            values![at, kid.as_str()],
        )
        .await
        .map(drop)
    }
}

fn key(row: &Row) -> Result<StoredKey, StoreError> {
    Ok(StoredKey {
        kid: row.parsed("kid", "key", KeyId::parse)?,
        state: row.parsed("state", "key", parse_state)?,
        pkcs8: Zeroizing::new(row.get("pkcs8")?),
        made_at: row.moment("made_at")?,
        changed_at: row.moment("changed_at")?,
    })
}

fn state_text(state: KeyState) -> &'static str {
    match state {
        KeyState::Next => "next",
        KeyState::Active => "active",
        KeyState::Retiring => "retiring",
        KeyState::Revoked => "revoked",
    }
}

fn parse_state(text: &str) -> Result<KeyState, ()> {
    [
        KeyState::Next,
        KeyState::Active,
        KeyState::Retiring,
        KeyState::Revoked,
    ]
    .into_iter()
    .find(|state| state_text(*state) == text)
    .ok_or(())
}
