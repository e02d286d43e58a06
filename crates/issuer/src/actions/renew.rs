//! Renewing a session token: the key is judged first, then session, user and domain are asked anew. Nothing about the
//! successor is kept: the records decide anew each time, so tabs that race each get one.

use crosspass_protocol::RenewableToken;
use crosspass_protocol::dpop::VerifiedProof;

use super::proof;
use crate::model::{
    AuditContext, AuditEntry, Decision, Event, Reason, RenewRefusal, RenewalFacts, Session, SessionLimits,
    judge_renewal,
};
use crate::store::{Store, StoreError, Tx};

/// A session token to be renewed. Both signatures are verified; nothing has been looked up.
#[derive(Clone, Copy, Debug)]
pub struct RenewRequest<'a> {
    /// The last token, expired or not.
    pub token: &'a RenewableToken,
    /// The proof that came along, made for that token.
    pub proof: &'a VerifiedProof,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What renewing came to.
#[derive(Clone, Debug)]
pub enum RenewOutcome {
    /// The session goes on; its use was noted.
    Given(Box<Session>),
    /// Nothing.
    Refused(RenewRefusal),
}

impl Store {
    /// Decides whether a session token gets a successor, and notes the session's use if so.
    pub async fn renew(
        &self,
        request: &RenewRequest<'_>,
        context: &AuditContext,
    ) -> Result<RenewOutcome, StoreError> {
        self.transact((request, context), renew).await
    }
}

async fn renew(
    tx: &mut Tx,
    (request, context): (&RenewRequest<'_>, &AuditContext),
) -> Result<RenewOutcome, StoreError> {
    let claims = request.token.claims();
    tx.lock_session(&claims.session_id).await?;
    tx.lock_domain_as_is(&claims.audience).await?;
    let session = tx.session_by_sid(&claims.session_id).await?;
    let facts = facts(tx, request, session.as_ref(), context).await?;
    let outcome = match judge_renewal(&facts) {
        Ok(session) => grant(tx, request, session, context).await?,
        Err(refusal) => RenewOutcome::Refused(refusal),
    };
    if matches!(&outcome, RenewOutcome::Refused(refusal) if refusal.is_final()) {
        tx.note_learnt(&claims.session_id, &claims.audience, context.at)
            .await?;
    }
    tx.append_audit(&audit_entry(request, session.as_ref(), &outcome), context)
        .await?;
    Ok(outcome)
}

async fn facts<'a>(
    tx: &mut Tx,
    request: &RenewRequest<'_>,
    session: Option<&'a Session>,
    context: &AuditContext,
) -> Result<RenewalFacts<'a>, StoreError> {
    let (now, claims) = (context.at, request.token.claims());
    Ok(RenewalFacts {
        proof: proof::use_up(tx, request.proof, &claims.binding.jkt, now).await?,
        signed_in_at: claims.auth_time,
        session,
        decision: match session {
            Some(session) => tx.facts(&session.user.login, &claims.audience).await?.decide(),
            None => Decision::UnknownUser,
        },
        domain_session: tx.domain_session(claims).await?,
        now,
        limits: request.limits,
    })
}

/// Notes the session's use and when the successor runs out, if the session has not ended since it was read.
async fn grant(
    tx: &mut Tx,
    request: &RenewRequest<'_>,
    session: &Session,
    context: &AuditContext,
) -> Result<RenewOutcome, StoreError> {
    let now = context.at;
    if !tx.touch_session(&session.sid, now).await? {
        return Ok(RenewOutcome::Refused(RenewRefusal::SessionEnded));
    }
    let until = request.limits.token_end(session.started_at, now);
    tx.note_successor(request.token.claims(), until).await?;
    Ok(RenewOutcome::Given(Box::new(session.clone())))
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
