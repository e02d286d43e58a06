//! Redeeming a ticket in SQLite: the binding is judged first, then everything happens in one
//! transaction or not at all.

use crosspass_protocol::{Binding, KeyThumbprint, Nonce, Origin, Timestamp, TokenId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::audit::append;
use super::handoffs::facts;
use super::row::{self, maybe_moment, moment, parsed};
use super::transaction::WriteTransaction;
use super::{SqliteStore, proofs, used_keys};
use crate::model::{
    Asked, AuditContext, AuditEntry, Carrier, Event, Handoff, Outcome, Reason, RedeemPurpose, RedeemVerdict,
    Session, key_is_open,
};
use crate::store::{RedeemOutcome, RedeemRefusal, RedeemRequest, StoreError};

impl SqliteStore {
    pub(super) async fn redeem_ticket(
        &self,
        request: &RedeemRequest<'_>,
        context: &AuditContext,
    ) -> Result<RedeemOutcome, StoreError> {
        let mut tx = self.write().await?;
        let found = load(&mut tx, request).await?;
        let outcome = match &found {
            Some((handoff, session)) => judge(&mut tx, request, handoff, session, context).await?,
            None => RedeemOutcome::Refused(RedeemRefusal::UnknownTicket),
        };
        let entry = audit_entry(request, found.as_ref().map(|(_, session)| session), &outcome);
        append(&mut tx, &entry, context).await?;
        tx.commit().await?;
        Ok(outcome)
    }
}

async fn judge(
    tx: &mut WriteTransaction,
    request: &RedeemRequest<'_>,
    handoff: &Handoff,
    session: &Session,
    context: &AuditContext,
) -> Result<RedeemOutcome, StoreError> {
    let refused = |refusal| Ok(RedeemOutcome::Refused(refusal));
    let given = |token_id: &TokenId, at| {
        Ok(RedeemOutcome::Given {
            session: Box::new(session.clone()),
            token_id: token_id.clone(),
            at,
        })
    };
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
    if !proofs::remember(tx, request.proof, now).await? {
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
    let facts = facts(tx, &session.user.login, &handoff.origin).await?;
    let decision = facts.decide();
    let domain = match facts.domain {
        Some(domain) if decision.is_allowed() => domain,
        Some(_) | None => return refused(RedeemRefusal::Decision(decision)),
    };
    // Two keys could each have been the first when their tickets were minted.
    let standing = used_keys::standing(tx, &session.sid, &handoff.origin, &handoff.binding.jkt).await?;
    if !key_is_open(domain.kind, handoff.asked, standing) {
        return refused(RedeemRefusal::NewKey);
    }
    match verdict {
        RedeemVerdict::Repeat {
            token_id,
            redeemed_at,
        } => given(&token_id, redeemed_at),
        _ => {
            consume(
                tx,
                request,
                request.limits.token_end(session.started_at, now),
                now,
            )
            .await?;
            given(request.token_id, now)
        }
    }
}

async fn load(
    tx: &mut WriteTransaction,
    request: &RedeemRequest<'_>,
) -> Result<Option<(Handoff, Session)>, StoreError> {
    let found = sqlx::query(
        "SELECT origin, nonce, jkt, redeemed_at, token_id, clicked, handoffs.ended_at AS handoff_ended_at,
         sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
         sub, login, users.name AS user_name, email, disabled
         FROM handoffs JOIN domains ON domains.id = handoffs.domain
         JOIN sessions ON sessions.id = handoffs.session JOIN users ON users.id = sessions.user
         WHERE grant_id = ? AND carrier = 'redirect' AND origin = ?",
    )
    .bind(request.ticket.token_id.as_str())
    .bind(request.ticket.audience.as_str())
    .fetch_optional(&mut **tx)
    .await?;
    found
        .map(|found| Ok((handoff(&found)?, row::session(&found)?)))
        .transpose()
}

fn handoff(found: &SqliteRow) -> Result<Handoff, StoreError> {
    let token_id: Option<&str> = found.try_get("token_id")?;
    let redeemed = match token_id {
        Some(_) => Some((
            parsed(found, "token_id", "handoff", TokenId::parse)?,
            moment(found, "redeemed_at")?,
        )),
        None => None,
    };
    let clicked: bool = found.try_get("clicked")?;
    Ok(Handoff {
        origin: parsed(found, "origin", "handoff", Origin::parse)?,
        binding: Binding {
            nonce: parsed(found, "nonce", "handoff", Nonce::parse)?,
            jkt: parsed(found, "jkt", "handoff", KeyThumbprint::parse)?,
        },
        redeemed,
        ended_at: maybe_moment(found, "handoff_ended_at")?,
        asked: if clicked { Asked::ByClick } else { Asked::ByAddress },
    })
}

async fn consume(
    tx: &mut WriteTransaction,
    request: &RedeemRequest<'_>,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE handoffs SET redeemed_at = ?, token_id = ?, token_until = ? WHERE grant_id = ? AND redeemed_at IS NULL",
    )
    .bind(now.seconds())
    .bind(request.token_id.as_str())
    .bind(until.seconds())
    .bind(request.ticket.token_id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends a handoff: its ticket gives no session any more, and a domain session that it gave is over.
async fn end_handoff(
    tx: &mut WriteTransaction,
    request: &RedeemRequest<'_>,
    (handoff, session): (&Handoff, &Session),
    why: &'static str,
    context: &AuditContext,
) -> Result<(), StoreError> {
    // Without a word to the domain: that would be about the issuer session, and end what came by other tickets, too.
    let done = sqlx::query("UPDATE handoffs SET ended_at = ? WHERE grant_id = ? AND ended_at IS NULL")
        .bind(context.at.seconds())
        .bind(request.ticket.token_id.as_str())
        .execute(&mut **tx)
        .await?;
    if done.rows_affected() == 1 && handoff.redeemed.is_some() {
        let entry = AuditEntry::allowed(Event::DomainSessionEnd, Reason::Detail(why))
            .session(session)
            .domain(&request.ticket.audience)
            .carrier(Carrier::Redirect);
        append(tx, &entry, context).await?;
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
