//! Signing keys in SQLite.

use async_trait::async_trait;
use crosspass_protocol::{KeyId, KeyState, Origin, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use zeroize::Zeroizing;

use super::SqliteStore;
use super::audit::append;
use super::row::{moment, parsed};
use super::transaction::{Kind, WriteTransaction};
use crate::model::{AuditContext, AuditEntry, Event, Reason, StoredKey};
use crate::store::{ChangeError, KeyStore, StoreError};

const KEY: Kind = Kind {
    noun: "key",
    names: "SELECT kid FROM signing_keys ORDER BY id",
};

#[async_trait]
impl KeyStore for SqliteStore {
    async fn begin_keys(&self, active: &StoredKey, next: &StoredKey) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let count: i64 = sqlx::query("SELECT count(*) FROM signing_keys")
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
        if count > 0 {
            return Ok(false);
        }
        insert(&mut tx, active, KeyState::Active).await?;
        insert(&mut tx, next, KeyState::Next).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        let rows = sqlx::query("SELECT kid, state, pkcs8, made_at, changed_at FROM signing_keys ORDER BY id")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(key).collect()
    }

    async fn rotate_keys(&self, next: &StoredKey, context: &AuditContext) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        move_all(&mut tx, KeyState::Active, KeyState::Retiring, context.at).await?;
        move_all(&mut tx, KeyState::Next, KeyState::Active, context.at).await?;
        insert(&mut tx, next, KeyState::Next).await?;
        append(
            &mut tx,
            &AuditEntry::allowed(Event::Operator("key_rotate"), Reason::Ok),
            context,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    async fn revoke_key(
        &self,
        kid: &KeyId,
        spare: &StoredKey,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let before = sqlx::query("SELECT state FROM signing_keys WHERE kid = ?")
            .bind(kid.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        KEY.met(&mut tx, u64::from(before.is_some()), kid.as_str())
            .await?;
        let before = before
            .map(|row| parsed(&row, "state", "key", parse_state))
            .transpose()?;
        sqlx::query("UPDATE signing_keys SET state = 'revoked', changed_at = ? WHERE kid = ?")
            .bind(context.at.seconds())
            .bind(kid.as_str())
            .execute(&mut *tx)
            .await?;
        if before == Some(KeyState::Active) {
            move_all(&mut tx, KeyState::Next, KeyState::Active, context.at).await?;
        }
        if matches!(before, Some(KeyState::Active | KeyState::Next)) {
            insert(&mut tx, spare, KeyState::Next).await?;
        }
        append(
            &mut tx,
            &AuditEntry::allowed(Event::Operator("key_revoke"), Reason::Ok),
            context,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    async fn note_issuer(&self, issuer: &Origin) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO instance (one, issuer) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET issuer = excluded.issuer")
            .bind(issuer.as_str())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn noted_issuer(&self) -> Result<Option<Origin>, StoreError> {
        sqlx::query("SELECT issuer FROM instance")
            .fetch_optional(&self.readers)
            .await?
            .map(|row| parsed(&row, "issuer", "issuer", Origin::parse))
            .transpose()
    }

    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }
}

async fn insert(tx: &mut WriteTransaction, key: &StoredKey, state: KeyState) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO signing_keys (kid, state, pkcs8, made_at, changed_at) VALUES (?, ?, ?, ?, ?)")
        .bind(key.kid.as_str())
        .bind(state_text(state))
        .bind(key.pkcs8.as_slice())
        .bind(key.made_at.seconds())
        .bind(key.changed_at.seconds())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn move_all(
    tx: &mut WriteTransaction,
    from: KeyState,
    to: KeyState,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE signing_keys SET state = ?, changed_at = ? WHERE state = ?")
        .bind(state_text(to))
        .bind(at.seconds())
        .bind(state_text(from))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn key(row: &SqliteRow) -> Result<StoredKey, StoreError> {
    Ok(StoredKey {
        kid: parsed(row, "kid", "key", KeyId::parse)?,
        state: parsed(row, "state", "key", parse_state)?,
        pkcs8: Zeroizing::new(row.try_get("pkcs8")?),
        made_at: moment(row, "made_at")?,
        changed_at: moment(row, "changed_at")?,
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
