//! Redeeming a ticket: the binding is judged first, then everything happens or nothing does.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Code, TicketClaims, Timestamp, TokenId};

use crate::model::{
    AuditContext, AuditEntry, Carrier, Decision, Event, Handoff, Outcome, Reason, RedeemPurpose,
    RedeemVerdict, Session, SessionLimits, key_is_open,
};
use crate::store::{Store, StoreError, Tx};

/// A ticket to be redeemed. Both signatures are verified; nothing has been looked up.
#[derive(Clone, Copy, Debug)]
pub struct RedeemRequest<'a> {
    /// The ticket.
    pub ticket: &'a TicketClaims,
    /// The proof that came along.
    pub proof: &'a VerifiedProof,
    /// What for.
    pub purpose: RedeemPurpose,
    /// The session token's id, if this is the first time.
    pub token_id: &'a TokenId,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// Why a ticket gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedeemRefusal {
    /// No such ticket: its session, user or domain is gone.
    UnknownTicket,
    /// The proof was used before.
    ProofReplayed,
    /// The proof's key is not the ticket's; nothing was changed.
    OtherKey,
    /// The key was the session's first when the ticket was minted, and another one came to the domain meanwhile.
    NewKey,
    /// After the right key came, another one: the domain session was ended.
    Leaked,
    /// Used up.
    Used,
    /// The issuer session has ended.
    SessionEnded,
    /// `may_enter` says no by now.
    Decision(Decision),
}

impl RedeemRefusal {
    /// As answers have it.
    pub fn code(self) -> Code {
        match self {
            Self::UnknownTicket | Self::OtherKey | Self::NewKey => Code::InvalidToken,
            Self::ProofReplayed | Self::Leaked | Self::Used => Code::TokenUsed,
            Self::SessionEnded => Code::LoginRequired,
            Self::Decision(decision) => decision.refusal().unwrap_or(Code::AccessDenied),
        }
    }

    /// As audit rows have it.
    pub fn reason(self) -> Reason {
        match self {
            Self::UnknownTicket => Reason::Detail("unknown_ticket"),
            Self::ProofReplayed => Reason::Detail("proof_replayed"),
            Self::OtherKey => Reason::Detail("other_key"),
            Self::NewKey => Reason::Detail("new_key"),
            Self::Leaked => Reason::Detail("ticket_leaked"),
            Self::Used => Reason::Code(Code::TokenUsed),
            Self::SessionEnded => Reason::Code(Code::LoginRequired),
            Self::Decision(decision) => Reason::Decision(decision),
        }
    }
}

/// What redeeming came to.
#[derive(Clone, Debug)]
pub enum RedeemOutcome {
    /// The domain session: begun, or begun before and told again.
    Given {
        /// The issuer session.
        session: Box<Session>,
        /// The session token's id.
        token_id: TokenId,
        /// When it was given first.
        at: Timestamp,
    },
    /// No session, from now on.
    Discarded,
    /// Nothing.
    Refused(RedeemRefusal),
}

impl Store {
    /// Redeems a ticket, once.
    pub async fn redeem(
        &self,
        request: &RedeemRequest<'_>,
        context: &AuditContext,
    ) -> Result<RedeemOutcome, StoreError> {
        self.transact((request, context), redeem).await
    }
}

async fn redeem(
    tx: &mut Tx,
    (request, context): (&RedeemRequest<'_>, &AuditContext),
) -> Result<RedeemOutcome, StoreError> {
    tx.lock_session_of_ticket(&request.ticket.token_id).await?;
    tx.lock_domain_as_is(&request.ticket.audience).await?;
    let found = tx.handoff_of(request.ticket).await?;
    let outcome = match &found {
        Some((handoff, session)) => judge(tx, request, handoff, session, context).await?,
        None => RedeemOutcome::Refused(RedeemRefusal::UnknownTicket),
    };
    let entry = audit_entry(request, found.as_ref().map(|(_, session)| session), &outcome);
    tx.append_audit(&entry, context).await?;
    Ok(outcome)
}

async fn judge(
    tx: &mut Tx,
    request: &RedeemRequest<'_>,
    handoff: &Handoff,
    session: &Session,
    context: &AuditContext,
) -> Result<RedeemOutcome, StoreError> {
    let refused = |refusal| Ok(RedeemOutcome::Refused(refusal));
    let now = context.at;
    let verdict = handoff.judge(request.proof.thumbprint(), request.purpose, now);
    match verdict {
        RedeemVerdict::Stranger => return refused(RedeemRefusal::OtherKey),
        RedeemVerdict::Used => return refused(RedeemRefusal::Used),
        RedeemVerdict::Leaked
        | RedeemVerdict::Discard
        | RedeemVerdict::Consume
        | RedeemVerdict::Repeat { .. } => {}
    }
    if !tx.remember_proof(request.proof, now).await? {
        return refused(RedeemRefusal::ProofReplayed);
    }
    if verdict == RedeemVerdict::Leaked {
        end_handoff(tx, request, (handoff, session), "ticket_leaked", context).await?;
        return refused(RedeemRefusal::Leaked);
    }
    if verdict == RedeemVerdict::Discard {
        end_handoff(tx, request, (handoff, session), "ticket_discarded", context).await?;
        return Ok(RedeemOutcome::Discarded);
    }
    if !session.is_live(now, request.limits) {
        return refused(RedeemRefusal::SessionEnded);
    }
    let facts = tx.facts(&session.user.login, &handoff.origin).await?;
    let decision = facts.decide();
    let domain = match facts.domain {
        Some(domain) if decision.is_allowed() => domain,
        Some(_) | None => return refused(RedeemRefusal::Decision(decision)),
    };
    // Two keys could each have been the first when their tickets were minted.
    let standing = tx
        .key_standing(&session.sid, &handoff.origin, &handoff.binding.jkt)
        .await?;
    if !key_is_open(domain.kind, handoff.asked, standing) {
        return refused(RedeemRefusal::NewKey);
    }
    let (token_id, at) = match verdict {
        RedeemVerdict::Repeat {
            token_id,
            redeemed_at,
        } => (token_id, redeemed_at),
        _ => {
            let until = request.limits.token_end(session.started_at, now);
            if !tx
                .mark_redeemed(request.ticket, request.token_id, until, now)
                .await?
            {
                return refused(RedeemRefusal::Used);
            }
            (request.token_id.clone(), now)
        }
    };
    Ok(RedeemOutcome::Given {
        session: Box::new(session.clone()),
        token_id,
        at,
    })
}

/// Ends a handoff: its ticket gives no session any more, and a domain session that it gave is over.
async fn end_handoff(
    tx: &mut Tx,
    request: &RedeemRequest<'_>,
    (handoff, session): (&Handoff, &Session),
    why: &'static str,
    context: &AuditContext,
) -> Result<(), StoreError> {
    // Without a word to the domain: that would be about the issuer session, and end what came by other tickets, too.
    if tx.mark_handoff_ended(request.ticket, context.at).await? && handoff.redeemed.is_some() {
        let entry = AuditEntry::allowed(Event::DomainSessionEnd, Reason::Detail(why))
            .session(session)
            .domain(&request.ticket.audience)
            .carrier(Carrier::Redirect);
        tx.append_audit(&entry, context).await?;
    }
    Ok(())
}

fn audit_entry(
    request: &RedeemRequest<'_>,
    session: Option<&Session>,
    outcome: &RedeemOutcome,
) -> AuditEntry {
    let event = match request.purpose {
        RedeemPurpose::Session => Event::Redeem,
        RedeemPurpose::Discard => Event::Discard,
    };
    let (outcome, reason) = match outcome {
        RedeemOutcome::Given { token_id, .. } if token_id == request.token_id => {
            (Outcome::Allowed, Reason::Ok)
        }
        RedeemOutcome::Given { .. } => (Outcome::Allowed, Reason::Repeated),
        RedeemOutcome::Discarded => (Outcome::Allowed, Reason::Ok),
        RedeemOutcome::Refused(refusal) => (Outcome::Refused, refusal.reason()),
    };
    let entry = match outcome {
        Outcome::Allowed => AuditEntry::allowed(event, reason),
        Outcome::Refused => AuditEntry::refused(event, reason),
    };
    let entry = entry.domain(&request.ticket.audience).carrier(Carrier::Redirect);
    match session {
        Some(session) => entry.session(session),
        None => entry,
    }
}
