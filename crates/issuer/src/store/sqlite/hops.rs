//! The domains of a propagation in SQLite: each changes once from pending to where it ends.

use crosspass_protocol::{Origin, PropagationId, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::audit::append;
use super::handoffs::facts;
use super::propagation::Found;
use super::row::parsed;
use super::transaction::WriteTransaction;
use crate::model::{
    AuditContext, AuditEntry, DisplayText, Domain, Event, Hop, HopReason, HopState, Reason, SecretHash, Trust,
};
use crate::store::{NewPropagation, StoreError};

/// How many are asked side by side.
const NEXT: usize = 16;

/// Adds a domain. One that the session came to just now, or in the propagation that this one repeats, has arrived.
pub(super) async fn insert(
    tx: &mut WriteTransaction,
    propagation: i64,
    place: usize,
    domain: &Domain,
    new: &NewPropagation,
    since: Timestamp,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let has_arrived = sqlx::query(
        "SELECT EXISTS (
             SELECT 1 FROM handoffs JOIN sessions ON sessions.id = handoffs.session
             JOIN domains ON domains.id = handoffs.domain
             WHERE secret_hash = ?1 AND origin = ?2 AND redeemed_at >= ?3 AND handoffs.ended_at IS NULL
         ) OR EXISTS (
             SELECT 1 FROM hops JOIN propagations ON propagations.id = hops.propagation
             JOIN sessions ON sessions.id = propagations.session
             WHERE secret_hash = ?1 AND origin = ?2 AND public_id = ?4 AND state = 'arrived'
         ) AS has_arrived",
    )
    .bind(new.secret.as_bytes())
    .bind(domain.origin.as_str())
    .bind(since.seconds())
    .bind(new.retry.as_ref().map(|retry| retry.as_str().to_owned()))
    .fetch_one(&mut **tx)
    .await?;
    let has_arrived: bool = has_arrived.try_get("has_arrived")?;
    let state = if has_arrived {
        HopState::Arrived
    } else {
        HopState::Pending
    };
    sqlx::query(
        "INSERT INTO hops (propagation, place, origin, name, state, settled_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(propagation)
    .bind(i64::try_from(place).unwrap_or(i64::MAX))
    .bind(domain.origin.as_str())
    .bind(domain.name.as_str())
    .bind(state.as_str())
    .bind(has_arrived.then(|| context.at.seconds()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Tells what became of those that the browser was sent to. One that was given up or passed by arrives all the same if a
/// ticket is redeemed later.
pub(super) async fn settle(
    tx: &mut WriteTransaction,
    found: &Found,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let arrived = sqlx::query(
        "UPDATE hops SET state = 'arrived', reason = NULL, settled_at = ?
         WHERE propagation = ? AND (state IN ('sent', 'skipped') OR (state = 'failed' AND reason = 'no_answer')) AND EXISTS (
             SELECT 1 FROM handoffs JOIN domains ON domains.id = handoffs.domain
             WHERE session = ? AND domains.origin = hops.origin AND minted_at >= sent_at
             AND redeemed_at IS NOT NULL AND ended_at IS NULL)
         RETURNING origin",
    )
    .bind(context.at.seconds())
    .bind(found.id)
    .bind(found.session_id)
    .fetch_all(&mut **tx)
    .await?;
    let lost = sqlx::query(
        "UPDATE hops SET state = 'failed', reason = 'no_answer', settled_at = ? WHERE propagation = ? AND state = 'sent'
         RETURNING origin",
    )
    .bind(context.at.seconds())
    .bind(found.id)
    .fetch_all(&mut **tx)
    .await?;
    for (rows, state) in [
        (arrived, HopState::Arrived),
        (lost, HopState::Failed(HopReason::NoAnswer)),
    ] {
        for row in rows {
            note(tx, found, &origin(&row)?, state, context).await?;
        }
    }
    Ok(())
}

/// The next ones that the user may still enter; those before them that the user may not are skipped.
pub(super) async fn next(
    tx: &mut WriteTransaction,
    found: &Found,
    context: &AuditContext,
) -> Result<Vec<Domain>, StoreError> {
    let pending = sqlx::query(
        "SELECT origin FROM hops WHERE propagation = ? AND state = 'pending' ORDER BY unanswered, place",
    )
    .bind(found.id)
    .fetch_all(&mut **tx)
    .await?;
    let mut next = Vec::new();
    for row in pending {
        if next.len() == NEXT {
            break;
        }
        next.extend(decide(tx, found, &origin(&row)?, context).await?);
    }
    Ok(next)
}

/// All of them, in their order.
pub(super) async fn all(tx: &mut WriteTransaction, found: &Found) -> Result<Vec<Hop>, StoreError> {
    let rows =
        sqlx::query("SELECT origin, name, state, reason FROM hops WHERE propagation = ? ORDER BY place")
            .bind(found.id)
            .fetch_all(&mut **tx)
            .await?;
    rows.iter().map(hop).collect()
}

/// One that did not answer as it should. What is not pending any more stays as it is.
pub(super) async fn skip(
    tx: &mut WriteTransaction,
    found: &Found,
    origin: &Origin,
    reason: HopReason,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE hops SET state = 'skipped', reason = ?, settled_at = ?
         WHERE propagation = ? AND origin = ? AND state = 'pending'",
    )
    .bind(reason.as_str())
    .bind(context.at.seconds())
    .bind(found.id)
    .bind(origin.as_str())
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 1 {
        note(tx, found, origin, HopState::Skipped(reason), context).await?;
    }
    Ok(())
}

/// One that was still being asked: others go before it.
pub(super) async fn put_off(
    tx: &mut WriteTransaction,
    found: &Found,
    origin: &Origin,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE hops SET unanswered = unanswered + 1 WHERE propagation = ? AND origin = ? AND state = 'pending'",
    )
    .bind(found.id)
    .bind(origin.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The one that the browser is sent to: once, and only if the user may enter it at this very moment.
pub(super) async fn send(
    tx: &mut WriteTransaction,
    found: &Found,
    origin: &Origin,
    context: &AuditContext,
) -> Result<Option<Domain>, StoreError> {
    let Some(domain) = decide(tx, found, origin, context).await? else {
        return Ok(None);
    };
    let done = sqlx::query(
        "UPDATE hops SET state = 'sent', sent_at = ? WHERE propagation = ? AND origin = ? AND state = 'pending'",
    )
    .bind(context.at.seconds())
    .bind(found.id)
    .bind(origin.as_str())
    .execute(&mut **tx)
    .await?;
    Ok((done.rows_affected() == 1).then_some(domain))
}

/// The propagation of this session that sent its browser to that domain since then, and waits for it.
pub(super) async fn under_way(
    tx: &mut WriteTransaction,
    secret: &SecretHash,
    origin: &Origin,
    since: Timestamp,
) -> Result<Option<PropagationId>, StoreError> {
    let found = sqlx::query(
        "SELECT public_id FROM sessions JOIN propagations ON propagations.session = sessions.id
         JOIN hops ON hops.propagation = propagations.id
         WHERE secret_hash = ? AND origin = ? AND state = 'sent' AND sent_at >= ?
         ORDER BY sent_at DESC, propagations.id DESC LIMIT 1",
    )
    .bind(secret.as_bytes())
    .bind(origin.as_str())
    .bind(since.seconds())
    .fetch_optional(&mut **tx)
    .await?;
    let id = |found: &SqliteRow| parsed(found, "public_id", "propagation", PropagationId::parse);
    found.as_ref().map(id).transpose()
}

/// One that the browser was sent to, and where its user would be asked first.
pub(super) async fn pass_by(
    tx: &mut WriteTransaction,
    found: &Found,
    origin: &Origin,
    reason: HopReason,
    context: &AuditContext,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE hops SET state = 'skipped', reason = ?, settled_at = ?
         WHERE propagation = ? AND origin = ? AND state = 'sent'",
    )
    .bind(reason.as_str())
    .bind(context.at.seconds())
    .bind(found.id)
    .bind(origin.as_str())
    .execute(&mut **tx)
    .await?;
    note(tx, found, origin, HopState::Skipped(reason), context).await
}

/// The domain, if the user may enter it; if not, it is skipped.
async fn decide(
    tx: &mut WriteTransaction,
    found: &Found,
    origin: &Origin,
    context: &AuditContext,
) -> Result<Option<Domain>, StoreError> {
    let facts = facts(tx, &found.session.user.login, origin).await?;
    let decision = facts.decide();
    let reason = match facts.domain {
        Some(domain) if decision.is_allowed() && domain.trust == Trust::FirstParty => {
            return Ok(Some(domain));
        }
        Some(_) if decision.is_allowed() => HopReason::External,
        Some(_) | None => HopReason::Decision(decision),
    };
    skip(tx, found, origin, reason, context).await?;
    Ok(None)
}

/// The audit row of what became of one.
async fn note(
    tx: &mut WriteTransaction,
    found: &Found,
    origin: &Origin,
    state: HopState,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = match state.reason() {
        None => AuditEntry::allowed(Event::Propagation, Reason::Detail(state.as_str())),
        Some(reason) => AuditEntry::refused(Event::Propagation, Reason::Detail(reason.as_str())),
    };
    append(tx, &entry.session(&found.session).domain(origin), context).await
}

fn origin(row: &SqliteRow) -> Result<Origin, StoreError> {
    parsed(row, "origin", "hop", Origin::parse)
}

fn hop(row: &SqliteRow) -> Result<Hop, StoreError> {
    let reason: Option<&str> = row.try_get("reason")?;
    Ok(Hop {
        origin: origin(row)?,
        name: parsed(row, "name", "hop", DisplayText::parse)?,
        state: parsed(row, "state", "hop", |state| {
            HopState::parse(state, reason).ok_or(())
        })?,
    })
}
