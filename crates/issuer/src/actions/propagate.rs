//! Carrying a sign-in to the user's further domains: beginning that, and what each visit settles, finds and records.

use crosspass_protocol::{Origin, PropagationId, ReturnTo, Seconds};

use super::allowed_domains;
use crate::model::{
    AuditContext, AuditEntry, Decision, Domain, Event, HopReason, HopState, Propagation, Question, Reason,
    SecretHash, SessionLimits, Trust, judge_hop,
};
use crate::store::rows::PropagationRow;
use crate::store::{Store, StoreError, Tx};

/// The most domains of one propagation.
const MOST_DOMAINS: usize = 50;
/// The most propagations that are kept for a session.
const MOST_KEPT: i64 = 20;
/// How many are asked side by side.
const NEXT: usize = 16;
/// A domain that the session came to so lately need not be gone to again.
const JUST_NOW: Seconds = Seconds(60);
/// A browser that was sent to a domain is back from there so soon; after that it is its user who comes.
const UNDER_WAY: Seconds = Seconds(60);

/// A propagation to be begun.
#[derive(Clone, Debug)]
pub struct NewPropagation {
    /// Its public id, drawn by the caller.
    pub id: PropagationId,
    /// The cookie.
    pub secret: SecretHash,
    /// Where it shall end.
    pub return_to: Option<ReturnTo>,
    /// An earlier one of this session: where that arrived, this one need not go.
    pub retry: Option<PropagationId>,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What beginning one came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropagationBegun {
    /// It is on record.
    Begun,
    /// No session, or it has ended.
    NoSession,
    /// `may_enter` said no about where it shall end.
    Refused(Decision),
}

/// A visit to a propagation by the browser that has this cookie.
#[derive(Clone, Debug)]
pub struct PropagationVisit {
    /// Its public id.
    pub id: PropagationId,
    /// The cookie.
    pub secret: SecretHash,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// A browser that a propagation sent to a domain comes back from there, and its user would be asked first.
#[derive(Clone, Debug)]
pub struct HopAsked {
    /// The cookie.
    pub secret: SecretHash,
    /// The domain.
    pub origin: Origin,
    /// What would be asked.
    pub question: Question,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What asking the next domains came to.
#[derive(Clone, Debug, Default)]
pub struct Probed {
    /// The one that answered first: the browser goes there.
    pub answered: Option<Origin>,
    /// Those that did not answer, or wrongly.
    pub refused: Vec<(Origin, HopReason)>,
    /// Those that were still being asked: others are asked before them next time.
    pub unanswered: Vec<Origin>,
}

impl Store {
    /// Begins one: first-party domains that the user may enter, in order of their names.
    pub async fn begin_propagation(
        &self,
        new: &NewPropagation,
        context: &AuditContext,
    ) -> Result<PropagationBegun, StoreError> {
        self.transact((new, context), begin).await
    }

    /// Settles what the browser was sent to before, and tells what is next; nothing for any other session than the one
    /// that began it.
    pub async fn propagation(
        &self,
        visit: &PropagationVisit,
        context: &AuditContext,
    ) -> Result<Option<Propagation>, StoreError> {
        self.transact((visit, context), go_on).await
    }

    /// Records what asking came to, and decides once more about the domain that answered: the browser is sent there if
    /// it is given back.
    pub async fn note_probes(
        &self,
        visit: &PropagationVisit,
        probed: &Probed,
        context: &AuditContext,
    ) -> Result<Option<Domain>, StoreError> {
        self.transact((visit, probed, context), note_probes).await
    }

    /// Passes by a domain where the user would be asked first: the propagation that has just sent this browser there, if one
    /// has, and where it goes on.
    pub async fn pass_by(
        &self,
        asked: &HopAsked,
        context: &AuditContext,
    ) -> Result<Option<PropagationId>, StoreError> {
        self.transact((asked, context), pass_by).await
    }
}

async fn begin(
    tx: &mut Tx,
    (new, context): (&NewPropagation, &AuditContext),
) -> Result<PropagationBegun, StoreError> {
    tx.lock_session_of_secret(&new.secret).await?;
    let session = tx.session_by_secret(&new.secret).await?;
    let Some(session) = session.filter(|session| session.is_live(context.at, new.limits)) else {
        return Ok(PropagationBegun::NoSession);
    };
    if let Some(return_to) = &new.return_to {
        let origin = return_to.origin();
        let decision = tx.facts(&session.user.login, origin).await?.decide();
        if !decision.is_allowed() {
            let entry = AuditEntry::refused(Event::Propagation, Reason::Decision(decision));
            tx.append_audit(&entry.session(&session).domain(origin), context)
                .await?;
            return Ok(PropagationBegun::Refused(decision));
        }
    }
    if !tx.touch_session(&session.sid, context.at).await? {
        return Ok(PropagationBegun::NoSession);
    }
    tx.keep_propagations(&session.sid, MOST_KEPT - 1).await?;
    let mut own = allowed_domains::of(tx, &session.user).await?;
    own.retain(|domain| domain.trust == Trust::FirstParty);
    let left_out = i64::try_from(own.len().saturating_sub(MOST_DOMAINS)).unwrap_or(i64::MAX);
    let id = tx
        .insert_propagation(
            &new.id,
            &session.sid,
            new.return_to.as_ref(),
            left_out,
            context.at,
        )
        .await?;
    for (place, domain) in (0..).zip(own.iter().take(MOST_DOMAINS)) {
        // One that the session came to just now, or in the propagation that this one repeats, has arrived.
        let since = context.at - JUST_NOW;
        let has_arrived = tx
            .has_arrived(&new.secret, &domain.origin, since, new.retry.as_ref())
            .await?;
        tx.insert_hop(id, place, domain, has_arrived.then_some(context.at))
            .await?;
    }
    let entry = AuditEntry::allowed(Event::Propagation, Reason::Ok).session(&session);
    tx.append_audit(&entry, context).await?;
    Ok(PropagationBegun::Begun)
}

async fn go_on(
    tx: &mut Tx,
    (visit, context): (&PropagationVisit, &AuditContext),
) -> Result<Option<Propagation>, StoreError> {
    let Some(found) = load(tx, visit, context).await? else {
        return Ok(None);
    };
    if !tx.touch_session(&found.session.sid, context.at).await? {
        return Ok(None);
    }
    for origin in tx.mark_hops_arrived(&found, context.at).await? {
        note(tx, &found, &origin, HopState::Arrived, context).await?;
    }
    for origin in tx.mark_hops_lost(&found, context.at).await? {
        let lost = HopState::Failed(HopReason::NoAnswer);
        note(tx, &found, &origin, lost, context).await?;
    }
    let mut next = Vec::new();
    for origin in tx.pending_hops(&found).await? {
        if next.len() == NEXT {
            break;
        }
        next.extend(decide(tx, &found, &origin, context).await?);
    }
    let return_to = match &found.return_to {
        // Where it ends, if the user may still enter there.
        Some(return_to) => {
            let facts = tx.facts(&found.session.user.login, return_to.origin()).await?;
            facts.decide().is_allowed().then(|| return_to.clone())
        }
        None => None,
    };
    Ok(Some(Propagation {
        id: visit.id.clone(),
        return_to,
        left_out: found.left_out,
        hops: tx.hops(&found).await?,
        next,
    }))
}

async fn note_probes(
    tx: &mut Tx,
    (visit, probed, context): (&PropagationVisit, &Probed, &AuditContext),
) -> Result<Option<Domain>, StoreError> {
    let Some(found) = load(tx, visit, context).await? else {
        return Ok(None);
    };
    for (origin, reason) in &probed.refused {
        skip(tx, &found, origin, *reason, context).await?;
    }
    for origin in &probed.unanswered {
        tx.put_off_hop(&found, origin).await?;
    }
    let Some(origin) = &probed.answered else {
        return Ok(None);
    };
    // Once, and only if the user may enter it at this very moment.
    match decide(tx, &found, origin, context).await? {
        Some(domain) if tx.send_hop(&found, origin, context.at).await? => Ok(Some(domain)),
        Some(_) | None => Ok(None),
    }
}

async fn pass_by(
    tx: &mut Tx,
    (asked, context): (&HopAsked, &AuditContext),
) -> Result<Option<PropagationId>, StoreError> {
    tx.lock_session_of_secret(&asked.secret).await?;
    let since = context.at - UNDER_WAY;
    let under_way = tx
        .propagation_under_way(&asked.secret, &asked.origin, since)
        .await?;
    let Some(id) = under_way else {
        return Ok(None);
    };
    let visit = PropagationVisit {
        id,
        secret: asked.secret.clone(),
        limits: asked.limits,
    };
    let Some(found) = load(tx, &visit, context).await? else {
        return Ok(None);
    };
    let reason = asked.question.into();
    tx.skip_hop(&found, &asked.origin, HopState::Sent, reason, context.at)
        .await?;
    note(tx, &found, &asked.origin, HopState::Skipped(reason), context).await?;
    Ok(Some(visit.id))
}

async fn load(
    tx: &mut Tx,
    visit: &PropagationVisit,
    context: &AuditContext,
) -> Result<Option<PropagationRow>, StoreError> {
    tx.lock_session_of_secret(&visit.secret).await?;
    let found = tx.propagation(&visit.id, &visit.secret).await?;
    Ok(found.filter(|found| found.session.is_live(context.at, visit.limits)))
}

/// The domain, if the propagation goes there; if not, it is skipped.
async fn decide(
    tx: &mut Tx,
    found: &PropagationRow,
    origin: &Origin,
    context: &AuditContext,
) -> Result<Option<Domain>, StoreError> {
    let facts = tx.facts(&found.session.user.login, origin).await?;
    match judge_hop(&facts) {
        Ok(domain) => Ok(Some(domain.clone())),
        Err(reason) => {
            skip(tx, found, origin, reason, context).await?;
            Ok(None)
        }
    }
}

/// A hop that is not pending any more stays as it is.
async fn skip(
    tx: &mut Tx,
    found: &PropagationRow,
    origin: &Origin,
    reason: HopReason,
    context: &AuditContext,
) -> Result<(), StoreError> {
    if tx
        .skip_hop(found, origin, HopState::Pending, reason, context.at)
        .await?
    {
        note(tx, found, origin, HopState::Skipped(reason), context).await?;
    }
    Ok(())
}

/// Appends the audit row of a hop's new state.
async fn note(
    tx: &mut Tx,
    found: &PropagationRow,
    origin: &Origin,
    state: HopState,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = match state.reason() {
        None => AuditEntry::allowed(Event::Propagation, Reason::Detail(state.as_str())),
        Some(reason) => AuditEntry::refused(Event::Propagation, Reason::Detail(reason.as_str())),
    };
    tx.append_audit(&entry.session(&found.session).domain(origin), context)
        .await
}
