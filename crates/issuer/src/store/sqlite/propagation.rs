//! Propagations in SQLite: beginning one, and what each visit settles, finds and records.

use async_trait::async_trait;
use crosspass_protocol::{PropagationId, ReturnTo, Seconds};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::audit::append;
use super::handoffs::facts;
use super::row::{self, parsed};
use super::sessions::{by_secret, enterable, touch};
use super::transaction::WriteTransaction;
use super::{SqliteStore, hops};
use crate::model::{
    AuditContext, AuditEntry, Domain, Event, Propagation, Reason, Session, SessionLimits, Trust,
};
use crate::store::{
    HopAsked, NewPropagation, Probed, PropagationBegun, PropagationVisit, Propagations, StoreError,
};

/// The most domains of one propagation.
const MOST_DOMAINS: usize = 50;
/// The most propagations that are kept for a session.
const MOST_KEPT: i64 = 20;
/// A domain that the session came to so lately need not be gone to again.
const JUST_NOW: Seconds = Seconds(60);
/// A browser that was sent to a domain is back from there so soon; after that it is its user who comes.
const UNDER_WAY: Seconds = Seconds(60);

/// A propagation's row, and its session's.
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) session_id: i64,
    pub(super) session: Session,
    return_to: Option<ReturnTo>,
    left_out: u32,
}

#[async_trait]
impl Propagations for SqliteStore {
    async fn begin_propagation(
        &self,
        new: &NewPropagation,
        context: &AuditContext,
    ) -> Result<PropagationBegun, StoreError> {
        let mut tx = self.write().await?;
        let session = by_secret(&mut tx, &new.secret).await?;
        let Some(session) = session.filter(|session| session.is_live(context.at, new.limits)) else {
            return Ok(PropagationBegun::NoSession);
        };
        if let Some(return_to) = &new.return_to {
            let origin = return_to.origin();
            let decision = facts(&mut tx, &session.user.login, origin).await?.decide();
            if !decision.is_allowed() {
                let entry = AuditEntry::refused(Event::Propagation, Reason::Decision(decision));
                append(&mut tx, &entry.session(&session).domain(origin), context).await?;
                tx.commit().await?;
                return Ok(PropagationBegun::Refused(decision));
            }
        }
        touch(&mut tx, &session.sid, context.at).await?;
        make_room(&mut tx, &session).await?;
        let domains = enterable(&mut tx, &session.user).await?;
        let own = domains
            .into_iter()
            .filter(|domain| domain.trust == Trust::FirstParty);
        let own: Vec<Domain> = own.collect();
        let id = insert(&mut tx, new, &session, own.len(), context).await?;
        for (place, domain) in own.iter().take(MOST_DOMAINS).enumerate() {
            hops::insert(&mut tx, id, place, domain, new, context.at - JUST_NOW, context).await?;
        }
        let entry = AuditEntry::allowed(Event::Propagation, Reason::Ok).session(&session);
        append(&mut tx, &entry, context).await?;
        tx.commit().await?;
        Ok(PropagationBegun::Begun)
    }

    async fn propagation(
        &self,
        visit: &PropagationVisit,
        context: &AuditContext,
    ) -> Result<Option<Propagation>, StoreError> {
        let mut tx = self.write().await?;
        let Some(found) = load(&mut tx, visit, context).await? else {
            return Ok(None);
        };
        touch(&mut tx, &found.session.sid, context.at).await?;
        hops::settle(&mut tx, &found, context).await?;
        let next = hops::next(&mut tx, &found, context).await?;
        let hops = hops::all(&mut tx, &found).await?;
        let return_to = still_open(&mut tx, &found).await?;
        tx.commit().await?;
        Ok(Some(Propagation {
            id: visit.id.clone(),
            return_to,
            left_out: found.left_out,
            hops,
            next,
        }))
    }

    async fn note_probes(
        &self,
        visit: &PropagationVisit,
        probed: &Probed,
        context: &AuditContext,
    ) -> Result<Option<Domain>, StoreError> {
        let mut tx = self.write().await?;
        let Some(found) = load(&mut tx, visit, context).await? else {
            return Ok(None);
        };
        for (origin, reason) in &probed.refused {
            hops::skip(&mut tx, &found, origin, *reason, context).await?;
        }
        for origin in &probed.unanswered {
            hops::put_off(&mut tx, &found, origin).await?;
        }
        let sent = match &probed.answered {
            Some(origin) => hops::send(&mut tx, &found, origin, context).await?,
            None => None,
        };
        tx.commit().await?;
        Ok(sent)
    }

    async fn pass_by(
        &self,
        asked: &HopAsked,
        context: &AuditContext,
    ) -> Result<Option<PropagationId>, StoreError> {
        let mut tx = self.write().await?;
        let since = context.at - UNDER_WAY;
        let Some(id) = hops::under_way(&mut tx, &asked.secret, &asked.origin, since).await? else {
            return Ok(None);
        };
        let visit = PropagationVisit {
            id,
            secret: asked.secret.clone(),
            limits: asked.limits,
        };
        let Some(found) = load(&mut tx, &visit, context).await? else {
            return Ok(None);
        };
        hops::pass_by(&mut tx, &found, &asked.origin, asked.question.into(), context).await?;
        tx.commit().await?;
        Ok(Some(visit.id))
    }
}

async fn load(
    tx: &mut WriteTransaction,
    visit: &PropagationVisit,
    context: &AuditContext,
) -> Result<Option<Found>, StoreError> {
    let found = sqlx::query(
        "SELECT propagations.id AS id, sessions.id AS session_id, return_to, left_out,
         sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
         sub, login, users.name AS user_name, email, disabled
         FROM propagations JOIN sessions ON sessions.id = propagations.session
         JOIN users ON users.id = sessions.user WHERE public_id = ? AND secret_hash = ?",
    )
    .bind(visit.id.as_str())
    .bind(visit.secret.as_bytes())
    .fetch_optional(&mut **tx)
    .await?;
    let found = found.as_ref().map(read).transpose()?;
    let is_live = |found: &Found, limits: SessionLimits| found.session.is_live(context.at, limits);
    Ok(found.filter(|found| is_live(found, visit.limits)))
}

fn read(found: &SqliteRow) -> Result<Found, StoreError> {
    let return_to: Option<&str> = found.try_get("return_to")?;
    Ok(Found {
        id: found.try_get("id")?,
        session_id: found.try_get("session_id")?,
        session: row::session(found)?,
        return_to: match return_to {
            Some(_) => Some(parsed(found, "return_to", "propagation", ReturnTo::parse)?),
            None => None,
        },
        left_out: found.try_get("left_out")?,
    })
}

/// Where it ends, if the user may still enter there.
async fn still_open(tx: &mut WriteTransaction, found: &Found) -> Result<Option<ReturnTo>, StoreError> {
    let Some(return_to) = &found.return_to else {
        return Ok(None);
    };
    let facts = facts(tx, &found.session.user.login, return_to.origin()).await?;
    Ok(facts.decide().is_allowed().then(|| return_to.clone()))
}

/// Keeps no more than the most, this one included: finished ones go first, the oldest of them.
async fn make_room(tx: &mut WriteTransaction, session: &Session) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM propagations WHERE id IN (
             SELECT propagations.id FROM propagations JOIN sessions ON sessions.id = propagations.session
             WHERE sid = ? ORDER BY EXISTS (
                 SELECT 1 FROM hops WHERE propagation = propagations.id AND state IN ('pending', 'sent')
             ) DESC, propagations.id DESC LIMIT -1 OFFSET ?)",
    )
    .bind(session.sid.as_str())
    .bind(MOST_KEPT - 1)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn insert(
    tx: &mut WriteTransaction,
    new: &NewPropagation,
    session: &Session,
    domains: usize,
    context: &AuditContext,
) -> Result<i64, StoreError> {
    let left_out = i64::try_from(domains.saturating_sub(MOST_DOMAINS)).unwrap_or(i64::MAX);
    let done = sqlx::query(
        "INSERT INTO propagations (public_id, session, return_to, left_out, made_at)
         SELECT ?, id, ?, ?, ? FROM sessions WHERE sid = ?",
    )
    .bind(new.id.as_str())
    .bind(new.return_to.as_ref().map(ReturnTo::as_str))
    .bind(left_out)
    .bind(context.at.seconds())
    .bind(session.sid.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(done.last_insert_rowid())
}
