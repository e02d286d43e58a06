//! The end of sessions: each is one transaction after which nothing is minted, redeemed or renewed, and which writes a
//! receipt for each domain that held the session.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Origin, RenewableToken, SessionId};

use super::proof;
use crate::model::{
    AuditContext, AuditEntry, EndFacts, EndReason, Event, Login, Reason, RenewRefusal, SecretHash, Session,
    judge_end,
};
use crate::store::rows::{LIVE_SESSION, Scope};
use crate::store::{ChangeError, Store, StoreError, Tx};

/// A session to be ended by a domain. Both signatures are verified; nothing has been looked up.
#[derive(Clone, Copy, Debug)]
pub struct EndRequest<'a> {
    /// The last token, expired or not.
    pub token: &'a RenewableToken,
    /// The proof that came along, made for that token.
    pub proof: &'a VerifiedProof,
    /// The issuer session with all that it led to, or that domain's session alone.
    pub everywhere: bool,
}

/// What a domain's wish came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndOutcome {
    /// It has ended; or had before.
    Ended,
    /// Nothing changed: the token or the proof is not what it has to be.
    Refused(RenewRefusal),
}

impl Store {
    /// Ends the session of a secret. A browser with the farewell cookie may see the receipts.
    pub async fn sign_out(
        &self,
        secret: &SecretHash,
        farewell: &SecretHash,
        context: &AuditContext,
    ) -> Result<Option<SessionId>, StoreError> {
        self.transact((secret, farewell, context), sign_out).await
    }

    /// Ends what a domain's token proves.
    pub async fn end(
        &self,
        request: &EndRequest<'_>,
        context: &AuditContext,
    ) -> Result<EndOutcome, StoreError> {
        self.transact((request, context), end_by_domain).await
    }

    /// Ends a session by its id. An error names the sessions there are.
    pub async fn end_session(
        &self,
        sid: &SessionId,
        reason: EndReason,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((sid, reason, context), end_by_sid).await
    }

    /// Ends all sessions of a user; tells which.
    pub async fn end_sessions_of(
        &self,
        login: &Login,
        reason: EndReason,
        context: &AuditContext,
    ) -> Result<Vec<SessionId>, ChangeError> {
        self.transact((login, reason, context), end_all_of).await
    }
}

async fn sign_out(
    tx: &mut Tx,
    (secret, farewell, context): (&SecretHash, &SecretHash, &AuditContext),
) -> Result<Option<SessionId>, StoreError> {
    tx.lock_session_of_secret(secret).await?;
    let session = tx.session_by_secret(secret).await?;
    let Some(session) = session.filter(|session| session.ended_at.is_none()) else {
        return Ok(None);
    };
    end(tx, &session, EndReason::SignedOut, None, context).await?;
    tx.set_farewell(&session.sid, farewell).await?;
    Ok(Some(session.sid))
}

/// Ends an issuer session that has not ended, with all that it led to, and writes the audit row. The session as it was
/// is the caller's.
pub(super) async fn end(
    tx: &mut Tx,
    session: &Session,
    reason: EndReason,
    knows: Option<&Origin>,
    context: &AuditContext,
) -> Result<(), StoreError> {
    tx.mark_session_ended(&session.sid, context.at).await?;
    tx.end_handoffs(Scope::Session(&session.sid), reason, knows, context.at)
        .await?;
    let entry = AuditEntry {
        domain: knows.cloned(),
        ..AuditEntry::allowed(Event::SignOut, audit_reason(reason)).session(session)
    };
    tx.append_audit(&entry, context).await
}

/// Ends all sessions of a user that have not ended; tells which.
pub(super) async fn end_all(
    tx: &mut Tx,
    login: &Login,
    reason: EndReason,
    context: &AuditContext,
) -> Result<Vec<SessionId>, StoreError> {
    let ended = tx.mark_user_sessions_ended(login, context.at).await?;
    tx.end_handoffs(Scope::User(login), reason, None, context.at)
        .await?;
    Ok(ended)
}

async fn end_by_sid(
    tx: &mut Tx,
    (sid, reason, context): (&SessionId, EndReason, &AuditContext),
) -> Result<(), ChangeError> {
    tx.lock_session(sid).await?;
    let session = tx.session_by_sid(sid).await?;
    let session = session.filter(|session| session.ended_at.is_none());
    tx.expect(&LIVE_SESSION, session.is_some(), sid.as_str()).await?;
    if let Some(session) = session {
        end(tx, &session, reason, None, context).await?;
    }
    Ok(())
}

async fn end_all_of(
    tx: &mut Tx,
    (login, reason, context): (&Login, EndReason, &AuditContext),
) -> Result<Vec<SessionId>, ChangeError> {
    tx.lock_user(login).await?;
    tx.expect_user(login).await?;
    Ok(end_all(tx, login, reason, context).await?)
}

async fn end_by_domain(
    tx: &mut Tx,
    (request, context): (&EndRequest<'_>, &AuditContext),
) -> Result<EndOutcome, StoreError> {
    let claims = request.token.claims();
    tx.lock_session(&claims.session_id).await?;
    let session = tx.session_by_sid(&claims.session_id).await?;
    let facts = EndFacts {
        proof: proof::use_up(tx, request.proof, &claims.binding.jkt, context.at).await?,
        session: session.as_ref(),
        domain_session: tx.domain_session(claims).await?,
    };
    let outcome = match judge_end(&facts) {
        Ok(Some(session)) => {
            end_for_domain(tx, request, session, context).await?;
            EndOutcome::Ended
        }
        Ok(None) => EndOutcome::Ended,
        Err(refusal) => EndOutcome::Refused(refusal),
    };
    let event = Event::DomainSessionEnd;
    let entry = match outcome {
        // Their rows are written where they end.
        EndOutcome::Ended if request.everywhere => return Ok(outcome),
        EndOutcome::Ended => AuditEntry::allowed(event, audit_reason(EndReason::SignedOutThere)),
        EndOutcome::Refused(refusal) => AuditEntry::refused(event, refusal.reason()),
    };
    let entry = entry.domain(&claims.audience);
    let entry = match &session {
        Some(session) => entry.session(session),
        None => entry,
    };
    tx.append_audit(&entry, context).await?;
    Ok(outcome)
}

async fn end_for_domain(
    tx: &mut Tx,
    request: &EndRequest<'_>,
    session: &Session,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let domain = &request.token.claims().audience;
    if request.everywhere {
        return end(tx, session, EndReason::SignedOut, Some(domain), context).await;
    }
    let scope = Scope::SessionAt(&session.sid, domain);
    let reason = EndReason::SignedOutThere;
    tx.end_handoffs(scope, reason, Some(domain), context.at).await
}

/// As audit rows of old have it: a plain sign-out needs no reason.
fn audit_reason(reason: EndReason) -> Reason {
    match reason {
        EndReason::SignedOut => Reason::Ok,
        other => Reason::Detail(other.as_str()),
    }
}
