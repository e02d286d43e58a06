//! The end of sessions in SQLite: by their user, by a domain, by an operator.

use async_trait::async_trait;
use crosspass_protocol::{Origin, Seconds, SessionId, Timestamp};
use sqlx::Row;

use super::audit::append;
use super::endings::{Scope, audit_reason, end_handoffs, end_session};
use super::renew::{DomainSession, domain_session};
use super::row::{self, parsed};
use super::sessions::{by_secret, by_sid};
use super::transaction::{Kind, WriteTransaction};
use super::users::USER;
use super::{SqliteStore, proofs};
use crate::model::{
    AuditContext, AuditEntry, EndReason, Event, Login, Notice, Receipt, SecretHash, Session, SessionLimits,
};
use crate::store::{
    ChangeError, EndOutcome, EndRequest, Endings, FarewellHop, RenewRefusal, SessionRecord, StoreError,
};

/// How long whoever signed out may see what came of it.
const FAREWELL: Seconds = Seconds(600);

const SESSION: Kind = Kind {
    noun: "live session",
    names: "SELECT sid FROM sessions WHERE ended_at IS NULL ORDER BY seen_at DESC LIMIT 20",
};

#[async_trait]
impl Endings for SqliteStore {
    async fn sign_out(
        &self,
        secret: &SecretHash,
        farewell: &SecretHash,
        context: &AuditContext,
    ) -> Result<Option<SessionId>, StoreError> {
        let mut tx = self.write().await?;
        let session = by_secret(&mut tx, secret).await?;
        let Some(session) = session.filter(|session| session.ended_at.is_none()) else {
            return Ok(None);
        };
        end_session(&mut tx, &session, EndReason::SignedOut, None, context).await?;
        sqlx::query("UPDATE sessions SET farewell_hash = ? WHERE sid = ?")
            .bind(farewell.as_bytes())
            .bind(session.sid.as_str())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Some(session.sid))
    }

    async fn end(&self, request: &EndRequest<'_>, context: &AuditContext) -> Result<EndOutcome, StoreError> {
        let mut tx = self.write().await?;
        let claims = request.token.claims();
        let session = by_sid(&mut tx, &claims.session_id).await?;
        let outcome = end_by_domain(&mut tx, request, session.as_ref(), context).await?;
        let event = Event::DomainSessionEnd;
        let entry = match outcome {
            // Their rows are written where they end.
            EndOutcome::Ended if request.everywhere => None,
            EndOutcome::Ended => {
                let reason = audit_reason(EndReason::SignedOutThere);
                Some(AuditEntry::allowed(event, reason))
            }
            EndOutcome::Refused(refusal) => Some(AuditEntry::refused(event, refusal.reason())),
        };
        if let Some(entry) = entry {
            let entry = entry.domain(&claims.audience);
            let entry = match &session {
                Some(session) => entry.session(session),
                None => entry,
            };
            append(&mut tx, &entry, context).await?;
        }
        tx.commit().await?;
        Ok(outcome)
    }

    async fn end_session(
        &self,
        sid: &SessionId,
        reason: EndReason,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let session = by_sid(&mut tx, sid).await?;
        let session = session.filter(|session| session.ended_at.is_none());
        SESSION
            .met(&mut tx, u64::from(session.is_some()), sid.as_str())
            .await?;
        if let Some(session) = session {
            end_session(&mut tx, &session, reason, None, context).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn end_sessions_of(
        &self,
        login: &Login,
        reason: EndReason,
        context: &AuditContext,
    ) -> Result<Vec<SessionId>, ChangeError> {
        let mut tx = self.write().await?;
        let known = sqlx::query("SELECT 1 FROM users WHERE login = ?")
            .bind(login.as_str())
            .fetch_all(&mut *tx)
            .await?;
        USER.met(&mut tx, known.len() as u64, login.as_str()).await?;
        let ended = end_user_sessions(&mut tx, login, reason, context).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn live_sessions(
        &self,
        login: Option<&Login>,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
             sub, login, users.name AS user_name, email, disabled,
             (SELECT group_concat(DISTINCT origin) FROM handoffs JOIN domains ON domains.id = handoffs.domain
              WHERE handoffs.session = sessions.id AND redeemed_at IS NOT NULL AND handoffs.ended_at IS NULL) AS origins
             FROM sessions JOIN users ON users.id = sessions.user
             WHERE sessions.ended_at IS NULL AND (?1 IS NULL OR login = ?1) ORDER BY seen_at DESC, sid",
        )
        .bind(login.map(|login| login.as_str().to_owned()))
        .fetch_all(&self.readers)
        .await?;
        let mut found = Vec::new();
        for row in &rows {
            let session = row::session(row)?;
            if !session.is_live(now, limits) {
                continue;
            }
            let origins: Option<&str> = row.try_get("origins")?;
            let parse = |text| Origin::parse(text).map_err(|_| StoreError::Damaged("domain"));
            let origins = origins.into_iter().flat_map(|text| text.split(','));
            let mut domains = origins.map(parse).collect::<Result<Vec<_>, _>>()?;
            domains.sort_by(|one, other| one.as_str().cmp(other.as_str()));
            found.push(SessionRecord { session, domains });
        }
        Ok(found)
    }

    async fn receipts(&self, sid: &SessionId) -> Result<Vec<Receipt>, StoreError> {
        self.select_receipts(sid).await
    }

    async fn farewell(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<SessionId>, StoreError> {
        let since = now - FAREWELL;
        sqlx::query("SELECT sid FROM sessions WHERE farewell_hash = ? AND ended_at > ?")
            .bind(secret.as_bytes())
            .bind(since.seconds())
            .fetch_optional(&self.readers)
            .await?
            .map(|found| parsed(&found, "sid", "session", SessionId::parse))
            .transpose()
    }

    async fn farewell_hop(&self, secret: &SecretHash, now: Timestamp) -> Result<FarewellHop, StoreError> {
        let Some(sid) = self.farewell(secret, now).await? else {
            return Ok(FarewellHop::Nobody);
        };
        // A domain that was removed since is none that a browser is sent to.
        let found = sqlx::query(
            "SELECT domains.origin AS origin, domains.name AS domain_name, organizations.name AS organization_name,
             trust, domains.kind AS kind, suspended, unproven
             FROM endings JOIN domains ON domains.origin = endings.origin
             JOIN organizations ON organizations.id = domains.organization
             WHERE sid = ? AND state = 'pending' AND visited_at IS NULL AND endings.kind = 'static'
             AND domains.kind = 'static' AND NOT unproven ORDER BY endings.id LIMIT 1",
        )
        .bind(sid.as_str())
        .fetch_optional(&self.readers)
        .await?;
        Ok(match found {
            Some(found) => FarewellHop::To(Box::new(row::domain(&found)?)),
            None => FarewellHop::Done,
        })
    }

    async fn visited(&self, secret: &SecretHash, origin: &Origin, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE endings SET visited_at = ?
             WHERE origin = ? AND sid = (SELECT sid FROM sessions WHERE farewell_hash = ?)",
        )
        .bind(now.seconds())
        .bind(origin.as_str())
        .bind(secret.as_bytes())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn due_notices(&self, now: Timestamp, except: &[Origin]) -> Result<Vec<Notice>, StoreError> {
        self.take_notices(now, except).await
    }

    async fn settle_notice(
        &self,
        notice: &Notice,
        told: Result<(), (String, Option<Timestamp>)>,
        context: &AuditContext,
    ) -> Result<(), StoreError> {
        self.note_outcome(notice, told, context).await
    }
}

async fn end_by_domain(
    tx: &mut WriteTransaction,
    request: &EndRequest<'_>,
    session: Option<&Session>,
    context: &AuditContext,
) -> Result<EndOutcome, StoreError> {
    let claims = request.token.claims();
    if *request.proof.thumbprint() != claims.binding.jkt {
        return Ok(EndOutcome::Refused(RenewRefusal::OtherKey));
    }
    if !proofs::remember(tx, request.proof, context.at).await? {
        return Ok(EndOutcome::Refused(RenewRefusal::ProofReplayed));
    }
    // Gone with its user, or by its age.
    let Some(session) = session else {
        return Ok(EndOutcome::Ended);
    };
    match domain_session(tx, claims).await? {
        DomainSession::Unknown => return Ok(EndOutcome::Refused(RenewRefusal::UnknownHandoff)),
        // A domain session that was ended proves nothing about the others any more.
        DomainSession::Ended => return Ok(EndOutcome::Ended),
        DomainSession::Live => {}
    }
    if request.everywhere {
        end_session(tx, session, EndReason::SignedOut, Some(&claims.audience), context).await?;
    } else {
        let scope = Scope::SessionAt(&session.sid, &claims.audience);
        let reason = EndReason::SignedOutThere;
        end_handoffs(tx, scope, reason, Some(&claims.audience), context).await?;
    }
    Ok(EndOutcome::Ended)
}

/// Ends all sessions of a user that have not ended.
pub(super) async fn end_user_sessions(
    tx: &mut WriteTransaction,
    login: &Login,
    reason: EndReason,
    context: &AuditContext,
) -> Result<Vec<SessionId>, StoreError> {
    let rows = sqlx::query(
        "SELECT sid FROM sessions JOIN users ON users.id = sessions.user WHERE login = ? AND ended_at IS NULL ORDER BY sid",
    )
    .bind(login.as_str())
    .fetch_all(&mut **tx)
    .await?;
    let ended = rows
        .iter()
        .map(|found| parsed(found, "sid", "session", SessionId::parse))
        .collect::<Result<Vec<_>, _>>()?;
    sqlx::query(
        "UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL AND user = (SELECT id FROM users WHERE login = ?)",
    )
    .bind(context.at.seconds())
    .bind(login.as_str())
    .execute(&mut **tx)
    .await?;
    end_handoffs(tx, Scope::User(login), reason, None, context).await?;
    Ok(ended)
}
