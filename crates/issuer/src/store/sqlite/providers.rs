//! The identity provider in SQLite: what is asked of each table, and sign-ins under way.

use async_trait::async_trait;
use crosspass_protocol::{Binding, KeyThumbprint, Nonce, ReturnTo, SessionId, Timestamp, TokenId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::row::{self, moment, parsed};
use super::{SqliteStore, provider_sign_in};
use crate::model::{
    Attempt, AttemptStage, AuditContext, ProviderId, ProviderSession, SecretHash, SignInTarget, User,
};
use crate::store::{NewProviderSession, ProviderEnding, ProviderOutcome, Providers, StoreError};
use crate::upstream::{CookieReach, Whose};

#[async_trait]
impl Providers for SqliteStore {
    async fn remember_attempt(&self, attempt: &Attempt) -> Result<(), StoreError> {
        let binding = attempt.target.as_ref().and_then(|wish| wish.binding.as_ref());
        let (stage, asked_about) = match &attempt.stage {
            AttemptStage::SignIn => ("sign_in", None),
            AttemptStage::SecondFactor => ("second_factor", None),
            AttemptStage::Asked(session) => ("asked", Some(session.as_str())),
        };
        sqlx::query(
            "INSERT INTO attempts (state, secret_hash, return_to, nonce, jkt, found_hash, made_at, stage, asked_about)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(attempt.state.as_str())
        .bind(attempt.secret.as_bytes())
        .bind(attempt.target.as_ref().map(|wish| wish.return_to.as_str()))
        .bind(binding.map(|binding| binding.nonce.as_str()))
        .bind(binding.map(|binding| binding.jkt.as_str()))
        .bind(attempt.found.as_ref().map(|hash| hash.as_bytes().to_vec()))
        .bind(attempt.made_at.seconds())
        .bind(stage)
        .bind(asked_about)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn take_attempt(
        &self,
        state: &TokenId,
        secret: &SecretHash,
        since: Timestamp,
    ) -> Result<Option<Attempt>, StoreError> {
        sqlx::query(
            "DELETE FROM attempts WHERE state = ? AND secret_hash = ? AND made_at > ?
             RETURNING return_to, nonce, jkt, found_hash, made_at, stage, asked_about",
        )
        .bind(state.as_str())
        .bind(secret.as_bytes())
        .bind(since.seconds())
        .fetch_optional(&self.writer)
        .await?
        .map(|found| {
            Ok(Attempt {
                state: state.clone(),
                secret: secret.clone(),
                target: target(&found)?,
                found: found_before(&found)?,
                made_at: moment(&found, "made_at")?,
                stage: stage(&found)?,
            })
        })
        .transpose()
    }

    async fn user_of_identity(&self, identity: &ProviderId) -> Result<Option<User>, StoreError> {
        sqlx::query("SELECT sub, login, name AS user_name, email, disabled FROM users WHERE identity = ?")
            .bind(identity.as_str())
            .fetch_optional(&self.readers)
            .await?
            .map(|found| row::user(&found))
            .transpose()
    }

    async fn sign_in_from_provider(
        &self,
        new: &NewProviderSession,
        context: &AuditContext,
    ) -> Result<ProviderOutcome, StoreError> {
        let mut tx = self.write().await?;
        let outcome = provider_sign_in::sign_in(&mut tx, new, context).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    async fn provider_session(&self, whose: Whose<'_>) -> Result<Option<ProviderSession>, StoreError> {
        let asked = match whose {
            Whose::Secret(secret) => sqlx::query(
                "SELECT sid, provider_session, identity FROM sessions JOIN users ON users.id = sessions.user
                 WHERE secret_hash = ? AND provider_session IS NOT NULL AND ended_at IS NULL",
            )
            .bind(secret.as_bytes()),
            Whose::Session(sid) => sqlx::query(
                "SELECT sid, provider_session, identity FROM sessions JOIN users ON users.id = sessions.user
                 WHERE sid = ? AND provider_session IS NOT NULL AND ended_at IS NULL",
            )
            .bind(sid.as_str()),
            Whose::Ticket(ticket) => sqlx::query(
                "SELECT sid, provider_session, identity FROM handoffs
                 JOIN sessions ON sessions.id = handoffs.session JOIN users ON users.id = sessions.user
                 WHERE grant_id = ? AND provider_session IS NOT NULL AND sessions.ended_at IS NULL",
            )
            .bind(ticket.as_str()),
        };
        asked
            .fetch_optional(&self.readers)
            .await?
            .map(|found| {
                Ok(ProviderSession {
                    sid: parsed(&found, "sid", "session", SessionId::parse)?,
                    session: parsed(&found, "provider_session", "session", ProviderId::parse)?,
                    identity: parsed(&found, "identity", "user", ProviderId::parse)?,
                })
            })
            .transpose()
    }

    async fn end_provider_session(&self, session: &ProviderId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO provider_endings (session, next_at) VALUES (?, ?) ON CONFLICT (session) DO NOTHING",
        )
        .bind(session.as_str())
        .bind(now.seconds())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn due_provider_endings(&self, now: Timestamp) -> Result<Vec<ProviderEnding>, StoreError> {
        let found = sqlx::query(
            "SELECT session, attempts FROM provider_endings WHERE next_at <= ? ORDER BY next_at LIMIT 20",
        )
        .bind(now.seconds())
        .fetch_all(&self.readers)
        .await?;
        let ending = |found: &SqliteRow| {
            Ok(ProviderEnding {
                session: parsed(found, "session", "ending", ProviderId::parse)?,
                attempts: found.try_get("attempts")?,
            })
        };
        found.iter().map(ending).collect()
    }

    async fn ended_at_provider(&self, session: &ProviderId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM provider_endings WHERE session = ?")
            .bind(session.as_str())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn not_ended_at_provider(&self, session: &ProviderId, next: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE provider_endings SET attempts = attempts + 1, next_at = ? WHERE session = ?")
            .bind(next.seconds())
            .bind(session.as_str())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn note_cookie_reach(&self, reach: Option<&CookieReach>) -> Result<(), StoreError> {
        sqlx::query("UPDATE instance SET cookie_reach = ?")
            .bind(reach.map(CookieReach::to_string))
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn noted_cookie_reach(&self) -> Result<Option<CookieReach>, StoreError> {
        let found = sqlx::query("SELECT cookie_reach FROM instance")
            .fetch_optional(&self.readers)
            .await?;
        let text: Option<String> = match found {
            Some(found) => found.try_get("cookie_reach")?,
            None => None,
        };
        Ok(text.as_deref().map(CookieReach::parse))
    }
}

fn target(found: &SqliteRow) -> Result<Option<SignInTarget>, StoreError> {
    let nonce: Option<&str> = found.try_get("nonce")?;
    let binding = match nonce {
        Some(_) => Some(Binding {
            nonce: parsed(found, "nonce", "attempt", Nonce::parse)?,
            jkt: parsed(found, "jkt", "attempt", KeyThumbprint::parse)?,
        }),
        None => None,
    };
    let return_to: Option<&str> = found.try_get("return_to")?;
    match return_to {
        Some(_) => Ok(Some(SignInTarget {
            return_to: parsed(found, "return_to", "attempt", ReturnTo::parse)?,
            binding,
        })),
        None => Ok(None),
    }
}

fn found_before(found: &SqliteRow) -> Result<Option<SecretHash>, StoreError> {
    let bytes: Option<&[u8]> = found.try_get("found_hash")?;
    let hash = |bytes: &[u8]| bytes.try_into().map(SecretHash::from_bytes);
    bytes
        .map(hash)
        .transpose()
        .map_err(|_| StoreError::Damaged("attempt"))
}

fn stage(found: &SqliteRow) -> Result<AttemptStage, StoreError> {
    let stage: &str = found.try_get("stage")?;
    match stage {
        "sign_in" => Ok(AttemptStage::SignIn),
        "second_factor" => Ok(AttemptStage::SecondFactor),
        "asked" => Ok(AttemptStage::Asked(parsed(
            found,
            "asked_about",
            "attempt",
            ProviderId::parse,
        )?)),
        _ => Err(StoreError::Damaged("attempt")),
    }
}
