//! Redeeming a ticket: the binding is judged first, then everything happens or nothing does.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{TicketClaims, Timestamp, TokenId};

use crate::model::{
    AuditContext, AuditEntry, Carrier, Event, Handoff, Outcome, Reason, RedeemPurpose, RedeemRefusal,
    RedemptionFacts, Session, SessionLimits, TicketFacts, TicketUse, judge_redemption, judge_ticket,
    key_is_open,
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
        Some((handoff, session)) => present(tx, request, handoff, session, context).await?,
        None => RedeemOutcome::Refused(RedeemRefusal::UnknownTicket),
    };
    let entry = audit_entry(request, found.as_ref().map(|(_, session)| session), &outcome);
    tx.append_audit(&entry, context).await?;
    Ok(outcome)
}

async fn present(
    tx: &mut Tx,
    request: &RedeemRequest<'_>,
    handoff: &Handoff,
    session: &Session,
    context: &AuditContext,
) -> Result<RedeemOutcome, StoreError> {
    let refused = |refusal| Ok(RedeemOutcome::Refused(refusal));
    let facts = TicketFacts {
        handoff,
        prover: request.proof.thumbprint(),
        purpose: request.purpose,
        now: context.at,
    };
    let ticket_use = match judge_ticket(&facts) {
        Ok(ticket_use) => ticket_use,
        Err(refusal) => return refused(refusal),
    };
    if !tx.remember_proof(request.proof, context.at).await? {
        return refused(RedeemRefusal::ProofReplayed);
    }
    let repeated = match ticket_use {
        TicketUse::Leaked => {
            end_handoff(tx, request, (handoff, session), "ticket_leaked", context).await?;
            return refused(RedeemRefusal::Leaked);
        }
        TicketUse::Discard => {
            end_handoff(tx, request, (handoff, session), "ticket_discarded", context).await?;
            return Ok(RedeemOutcome::Discarded);
        }
        TicketUse::Consume => None,
        TicketUse::Repeat {
            token_id,
            redeemed_at,
        } => Some((token_id, redeemed_at)),
    };
    let facts = facts_of(tx, request, handoff, session, context).await?;
    if let Err(refusal) = judge_redemption(&facts) {
        return refused(refusal);
    }
    let (token_id, at) = match repeated {
        Some(first) => first,
        None => {
            let until = request.limits.token_end(session.started_at, context.at);
            if !tx
                .mark_redeemed(request.ticket, request.token_id, until, context.at)
                .await?
            {
                return refused(RedeemRefusal::Used);
            }
            (request.token_id.clone(), context.at)
        }
    };
    Ok(RedeemOutcome::Given {
        session: Box::new(session.clone()),
        token_id,
        at,
    })
}

async fn facts_of(
    tx: &mut Tx,
    request: &RedeemRequest<'_>,
    handoff: &Handoff,
    session: &Session,
    context: &AuditContext,
) -> Result<RedemptionFacts, StoreError> {
    let entry = tx.facts(&session.user.login, &handoff.origin).await?;
    let key_is_open = match &entry.domain {
        Some(domain) => {
            let standing = tx
                .key_standing(&session.sid, &handoff.origin, &handoff.binding.jkt)
                .await?;
            key_is_open(domain.kind, handoff.asked, standing)
        }
        None => false,
    };
    Ok(RedemptionFacts {
        session_is_live: session.is_live(context.at, request.limits),
        decision: entry.decide(),
        key_is_open,
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
