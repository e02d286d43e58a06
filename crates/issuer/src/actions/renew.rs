//! Renewing a session token: the key is judged first, then session, user and domain are asked anew. Nothing about the
//! successor is kept: the records decide anew each time, so tabs that race each get one.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Code, RenewableToken};

use crate::model::{AuditContext, AuditEntry, Decision, Event, Reason, Session, SessionLimits};
use crate::store::rows::DomainSession;
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

/// Why a token got no successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewRefusal {
    /// The proof's key is not the token's; nothing was changed.
    OtherKey,
    /// The proof was used before.
    ProofReplayed,
    /// The session's longest life is over.
    PastEnd,
    /// The issuer session has ended, or is gone together with its user.
    SessionEnded,
    /// `may_enter` says no by now.
    Decision(Decision),
    /// No handoff on record gave that domain a session with this nonce and key.
    UnknownHandoff,
    /// The domain session was ended.
    DomainSessionEnded,
}

impl RenewRefusal {
    /// Whether whoever asked with the right key has learnt that its session is over.
    pub fn is_final(self) -> bool {
        match self {
            Self::PastEnd | Self::SessionEnded | Self::Decision(_) | Self::DomainSessionEnded => true,
            Self::OtherKey | Self::ProofReplayed | Self::UnknownHandoff => false,
        }
    }

    /// As answers have it.
    pub fn code(self) -> Code {
        match self {
            Self::OtherKey | Self::UnknownHandoff => Code::InvalidToken,
            Self::ProofReplayed => Code::TokenUsed,
            Self::PastEnd => Code::TokenExpired,
            Self::SessionEnded | Self::DomainSessionEnded => Code::LoginRequired,
            Self::Decision(decision) => decision.refusal().unwrap_or(Code::AccessDenied),
        }
    }

    /// As audit rows have it.
    pub fn reason(self) -> Reason {
        match self {
            Self::OtherKey => Reason::Detail("other_key"),
            Self::ProofReplayed => Reason::Detail("proof_replayed"),
            Self::PastEnd => Reason::Code(Code::TokenExpired),
            Self::SessionEnded => Reason::Code(Code::LoginRequired),
            Self::Decision(decision) => Reason::Decision(decision),
            Self::UnknownHandoff => Reason::Detail("unknown_handoff"),
            Self::DomainSessionEnded => Reason::Detail("domain_session_ended"),
        }
    }
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
    let outcome = judge(tx, request, session.as_ref(), context).await?;
    if matches!(&outcome, RenewOutcome::Refused(refusal) if refusal.is_final()) {
        tx.note_learnt(&claims.session_id, &claims.audience, context.at)
            .await?;
    }
    tx.append_audit(&audit_entry(request, session.as_ref(), &outcome), context)
        .await?;
    Ok(outcome)
}

async fn judge(
    tx: &mut Tx,
    request: &RenewRequest<'_>,
    session: Option<&Session>,
    context: &AuditContext,
) -> Result<RenewOutcome, StoreError> {
    let refused = |refusal| Ok(RenewOutcome::Refused(refusal));
    let (now, claims) = (context.at, request.token.claims());
    if *request.proof.thumbprint() != claims.binding.jkt {
        return refused(RenewRefusal::OtherKey);
    }
    if !tx.remember_proof(request.proof, now).await? {
        return refused(RenewRefusal::ProofReplayed);
    }
    // From the token, because records of a session go some time after its end.
    if now >= claims.auth_time + request.limits.absolute {
        return refused(RenewRefusal::PastEnd);
    }
    let Some(session) = session.filter(|session| session.is_live(now, request.limits)) else {
        return refused(RenewRefusal::SessionEnded);
    };
    let decision = tx.facts(&session.user.login, &claims.audience).await?.decide();
    if !decision.is_allowed() {
        return refused(RenewRefusal::Decision(decision));
    }
    match tx.domain_session(claims).await? {
        DomainSession::Unknown => refused(RenewRefusal::UnknownHandoff),
        DomainSession::Ended => refused(RenewRefusal::DomainSessionEnded),
        DomainSession::Live => {
            if !tx.touch_session(&session.sid, now).await? {
                return refused(RenewRefusal::SessionEnded);
            }
            tx.note_successor(claims, request.limits.token_end(session.started_at, now))
                .await?;
            Ok(RenewOutcome::Given(Box::new(session.clone())))
        }
    }
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
