//! Issuer sessions in SQLite.

use async_trait::async_trait;
use crosspass_protocol::{Origin, Seconds, SessionId, Timestamp};
use sqlx::{Row, SqliteConnection};

use super::audit::append;
use super::endings::end_session;
use super::transaction::WriteTransaction;
use super::{SqliteStore, row};
use crate::model::may_enter;
use crate::model::{
    AuditContext, AuditEntry, Domain, EndReason, Event, Reason, SecretHash, Session, SessionLimits, SignedIn,
    User,
};
use crate::store::{
    EnterOutcome, EnterRequest, NewSession, PeekOutcome, RedeemOutcome, RedeemRequest, RenewOutcome,
    RenewRequest, Sessions, SignInOutcome, StoreError,
};

/// How long it can be shown what came of a session's end: what is still to be told is given up long before.
const RECEIPTS_KEPT: Seconds = Seconds(30 * 24 * 60 * 60);

#[async_trait]
impl Sessions for SqliteStore {
    async fn sign_in(&self, new: &NewSession, context: &AuditContext) -> Result<SignInOutcome, StoreError> {
        let mut tx = self.write().await?;
        let Some((user_id, user)) = verified_user(&mut tx, new).await? else {
            return Ok(SignInOutcome::Stale);
        };
        if let Some(replaced) = &new.replaces
            && let Some(old) = by_secret(&mut tx, replaced).await?
            && old.ended_at.is_none()
        {
            end_session(&mut tx, &old, EndReason::SignedInAnew, None, context).await?;
        }
        sqlx::query(
            "INSERT INTO sessions (sid, secret_hash, user, started_at, seen_at) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(new.sid.as_str())
        .bind(new.secret.as_bytes())
        .bind(user_id)
        .bind(context.at.seconds())
        .bind(context.at.seconds())
        .execute(&mut *tx)
        .await?;
        let session = Session {
            sid: new.sid.clone(),
            user,
            started_at: context.at,
            signed_in: SignedIn::Here,
            seen_at: context.at,
            ended_at: None,
        };
        let entry = AuditEntry::allowed(Event::SignIn, Reason::Ok).session(&session);
        append(&mut tx, &entry, context).await?;
        let visit = match &new.audience {
            Some((origin, grant)) => {
                let until = new.limits.token_end(session.started_at, context.at);
                let grant = grant.as_ref().map(|grant| (grant, until));
                Some(super::handoffs::visit(&mut tx, &session, origin, grant, context).await?)
            }
            None => None,
        };
        let domains = enterable(&mut tx, &session.user).await?;
        tx.commit().await?;
        Ok(SignInOutcome::Started {
            session: Box::new(session),
            visit,
            domains,
        })
    }

    async fn session(
        &self,
        secret: &SecretHash,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Option<Session>, StoreError> {
        let found = by_secret(&mut *self.readers.acquire().await?, secret).await?;
        let Some(session) = found.filter(|session| session.is_live(now, limits)) else {
            return Ok(None);
        };
        if session.needs_touch(now) {
            touch(&mut *self.writer.acquire().await?, &session.sid, now).await?;
        }
        Ok(Some(session))
    }

    async fn peek(
        &self,
        secret: &SecretHash,
        origin: &Origin,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<PeekOutcome, StoreError> {
        self.peek_session(secret, origin, now, limits).await
    }

    async fn enterable(&self, session: &Session) -> Result<Vec<Domain>, StoreError> {
        enterable(&mut *self.readers.acquire().await?, &session.user).await
    }

    async fn enter(
        &self,
        request: &EnterRequest,
        context: &AuditContext,
    ) -> Result<EnterOutcome, StoreError> {
        self.enter_domain(request, context).await
    }

    async fn redeem(
        &self,
        request: &RedeemRequest<'_>,
        context: &AuditContext,
    ) -> Result<RedeemOutcome, StoreError> {
        self.redeem_ticket(request, context).await
    }

    async fn renew(
        &self,
        request: &RenewRequest<'_>,
        context: &AuditContext,
    ) -> Result<RenewOutcome, StoreError> {
        self.renew_token(request, context).await
    }

    async fn prune(&self, now: Timestamp, limits: SessionLimits) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        sqlx::query("DELETE FROM proofs WHERE forget_at < ?")
            .bind(now.seconds())
            .execute(&mut *tx)
            .await?;
        // Far later than they end: a clock that is stepped back brings no ticket back to life.
        let kept = now - limits.absolute - Seconds(24 * 60 * 60);
        sqlx::query("DELETE FROM sessions WHERE started_at < ?")
            .bind(kept.seconds())
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM endings WHERE ended_at < ?")
            .bind((now - RECEIPTS_KEPT).seconds())
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM attempts WHERE made_at < ?")
            .bind((now - Seconds(24 * 60 * 60)).seconds())
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// The user of a sign-in, if nothing that was verified has changed since.
async fn verified_user(
    tx: &mut WriteTransaction,
    new: &NewSession,
) -> Result<Option<(i64, User)>, StoreError> {
    let found = sqlx::query(
        "SELECT id, sub, login, name AS user_name, email, disabled FROM users
         WHERE login = ? AND password_hash = ? AND NOT disabled",
    )
    .bind(new.login.as_str())
    .bind(new.verified.as_stored())
    .fetch_optional(&mut **tx)
    .await?;
    found
        .map(|found| Ok((found.try_get("id")?, row::user(&found)?)))
        .transpose()
}

/// The session of a secret, live or not.
pub(super) async fn by_secret(
    connection: &mut SqliteConnection,
    secret: &SecretHash,
) -> Result<Option<Session>, StoreError> {
    sqlx::query(
        "SELECT sid, provider_session, started_at, seen_at, ended_at AS session_ended_at, sub, login, name AS user_name, email, disabled
         FROM sessions JOIN users ON users.id = sessions.user WHERE secret_hash = ?",
    )
    .bind(secret.as_bytes())
    .fetch_optional(connection)
    .await?
    .map(|found| row::session(&found))
    .transpose()
}

/// The session of a public id, live or not.
pub(super) async fn by_sid(
    connection: &mut SqliteConnection,
    sid: &SessionId,
) -> Result<Option<Session>, StoreError> {
    sqlx::query(
        "SELECT sid, provider_session, started_at, seen_at, ended_at AS session_ended_at, sub, login, name AS user_name, email, disabled
         FROM sessions JOIN users ON users.id = sessions.user WHERE sid = ?",
    )
    .bind(sid.as_str())
    .fetch_optional(connection)
    .await?
    .map(|found| row::session(&found))
    .transpose()
}

/// Notes a use.
pub(super) async fn touch(
    connection: &mut SqliteConnection,
    sid: &SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE sessions SET seen_at = max(seen_at, ?) WHERE sid = ?")
        .bind(now.seconds())
        .bind(sid.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Domains of the user's organizations, as far as `may_enter` agrees.
pub(super) async fn enterable(
    connection: &mut SqliteConnection,
    user: &User,
) -> Result<Vec<Domain>, StoreError> {
    let rows = sqlx::query(
        "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven
         FROM users JOIN members ON members.user = users.id
         JOIN organizations ON organizations.id = members.organization
         JOIN domains ON domains.organization = organizations.id
         WHERE sub = ? ORDER BY domain_name, origin",
    )
    .bind(user.sub.as_str())
    .fetch_all(connection)
    .await?;
    let domains = rows.iter().map(row::domain).collect::<Result<Vec<_>, _>>()?;
    Ok(domains
        .into_iter()
        .filter(|domain| may_enter(Some(user), Some(domain), true).is_allowed())
        .collect())
}
