//! Renewing a session token in SQLite: the key is judged first, then session, user and domain are
//! asked anew, all in one transaction. Nothing about the successor is kept: the records decide anew
//! each time, so tabs that race each get one.

use crosspass_protocol::{SessionClaims, Timestamp};
use sqlx::Row;

use super::audit::append;
use super::handoffs::facts;
use super::outbox::note_learnt;
use super::sessions::{by_sid, touch};
use super::transaction::WriteTransaction;
use super::{SqliteStore, proofs};
use crate::model::{AuditContext, AuditEntry, Event, Reason, Session};
use crate::store::{RenewOutcome, RenewRefusal, RenewRequest, StoreError};

impl SqliteStore {
    pub(super) async fn renew_token(
        &self,
        request: &RenewRequest<'_>,
        context: &AuditContext,
    ) -> Result<RenewOutcome, StoreError> {
        let mut tx = self.write().await?;
        let session = by_sid(&mut tx, &request.token.claims().session_id).await?;
        let outcome = judge(&mut tx, request, session.as_ref(), context).await?;
        if matches!(&outcome, RenewOutcome::Refused(refusal) if refusal.is_final()) {
            let claims = request.token.claims();
            note_learnt(&mut tx, &claims.session_id, &claims.audience, context.at).await?;
        }
        append(
            &mut tx,
            &audit_entry(request, session.as_ref(), &outcome),
            context,
        )
        .await?;
        tx.commit().await?;
        Ok(outcome)
    }
}

async fn judge(
    tx: &mut WriteTransaction,
    request: &RenewRequest<'_>,
    session: Option<&Session>,
    context: &AuditContext,
) -> Result<RenewOutcome, StoreError> {
    let refused = |refusal| Ok(RenewOutcome::Refused(refusal));
    let (now, claims) = (context.at, request.token.claims());
    if *request.proof.thumbprint() != claims.binding.jkt {
        return refused(RenewRefusal::OtherKey);
    }
    if !proofs::remember(tx, request.proof, now).await? {
        return refused(RenewRefusal::ProofReplayed);
    }
    // From the token, because records of a session go some time after its end.
    if now >= claims.auth_time + request.limits.absolute {
        return refused(RenewRefusal::PastEnd);
    }
    let Some(session) = session.filter(|session| session.is_live(now, request.limits)) else {
        return refused(RenewRefusal::SessionEnded);
    };
    let decision = facts(tx, &session.user.login, &claims.audience).await?.decide();
    if !decision.is_allowed() {
        return refused(RenewRefusal::Decision(decision));
    }
    match domain_session(tx, claims).await? {
        DomainSession::Unknown => refused(RenewRefusal::UnknownHandoff),
        DomainSession::Ended => refused(RenewRefusal::DomainSessionEnded),
        DomainSession::Live => {
            touch(tx, &session.sid, now).await?;
            note_successor(tx, claims, request.limits.token_end(session.started_at, now)).await?;
            Ok(RenewOutcome::Given(Box::new(session.clone())))
        }
    }
}

/// What the records say about the domain session that a token is of.
pub(super) enum DomainSession {
    Unknown,
    Ended,
    Live,
}

/// Looks at all handoffs of one remembered entry: a page that was reloaded gets a second ticket for
/// the same nonce and key. One that was ended ends them all.
pub(super) async fn domain_session(
    tx: &mut WriteTransaction,
    claims: &SessionClaims,
) -> Result<DomainSession, StoreError> {
    let found = sqlx::query(
        "SELECT COUNT(redeemed_at) AS begun, COUNT(handoffs.ended_at) AS ended
         FROM handoffs JOIN sessions ON sessions.id = handoffs.session JOIN domains ON domains.id = handoffs.domain
         WHERE sid = ? AND origin = ? AND nonce = ? AND jkt = ?",
    )
    .bind(claims.session_id.as_str())
    .bind(claims.audience.as_str())
    .bind(claims.binding.nonce.as_str())
    .bind(claims.binding.jkt.as_str())
    .fetch_one(&mut **tx)
    .await?;
    let (begun, ended): (i64, i64) = (found.try_get("begun")?, found.try_get("ended")?);
    Ok(match (begun, ended) {
        (0, _) => DomainSession::Unknown,
        (_, 0) => DomainSession::Live,
        _ => DomainSession::Ended,
    })
}

/// The records keep nothing of a successor but when it ends: after that nobody need be told that its session did.
async fn note_successor(
    tx: &mut WriteTransaction,
    claims: &SessionClaims,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE handoffs SET token_until = max(token_until, ?)
         WHERE nonce = ? AND jkt = ? AND token_until IS NOT NULL AND ended_at IS NULL
         AND session = (SELECT id FROM sessions WHERE sid = ?)
         AND domain = (SELECT id FROM domains WHERE origin = ?)",
    )
    .bind(until.seconds())
    .bind(claims.binding.nonce.as_str())
    .bind(claims.binding.jkt.as_str())
    .bind(claims.session_id.as_str())
    .bind(claims.audience.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The row names what the token says, which is signed, even where the session is gone.
fn audit_entry(request: &RenewRequest<'_>, session: Option<&Session>, outcome: &RenewOutcome) -> AuditEntry {
    let entry = match outcome {
        RenewOutcome::Given(_) => AuditEntry::allowed(Event::Renew, Reason::Ok),
        RenewOutcome::Refused(refusal) => AuditEntry::refused(Event::Renew, refusal.reason()),
    };
    let claims = request.token.claims();
    let entry = entry.domain(&claims.audience);
    match session {
        Some(session) => entry.session(session),
        None => AuditEntry {
            sub: Some(claims.subject.clone()),
            sid: Some(claims.session_id.clone()),
            ..entry
        },
    }
}
