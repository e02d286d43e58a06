//! A signed-in user goes to a domain: it is decided, and click and grant are recorded.

use crosspass_protocol::Origin;

use super::grant::{self, Given, Grant};
use crate::model::{
    Asked, AuditContext, AuditEntry, Decision, Domain, EntryFacts, EntryRefusal, Event, Facts, Question,
    SecretHash, Session, SessionLimits, judge_entry,
};
use crate::store::{Store, StoreError, Tx};

/// A signed-in user goes to a domain.
#[derive(Clone, Debug)]
pub struct EnterRequest {
    /// The cookie.
    pub secret: SecretHash,
    /// The domain.
    pub origin: Origin,
    /// How it is asked for.
    pub asked: Asked,
    /// What to give, if the receiver's nonce and key are known.
    pub grant: Option<Grant>,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What going to a domain came to.
#[derive(Clone, Debug)]
pub enum EnterOutcome {
    /// No session, or it has ended.
    NoSession,
    /// `may_enter` said no.
    Refused {
        /// Whose session it is.
        session: Box<Session>,
        /// The domain, if it is registered.
        domain: Option<Box<Domain>>,
        /// The decision.
        decision: Decision,
    },
    /// The user is asked first: show the button.
    NeedsClick {
        /// Whose session it is.
        session: Box<Session>,
        /// The domain.
        domain: Box<Domain>,
        /// What is asked.
        question: Question,
    },
    /// A popup for an external domain: never.
    PopupForExternal,
    /// The user may go, but something was bound to the grant's nonce for another user: the domain begins anew.
    NonceOfAnother {
        /// The domain.
        domain: Box<Domain>,
    },
    /// The user may go; the grant, if one was asked for, is recorded.
    Entered {
        /// Whose session it is.
        session: Box<Session>,
        /// The domain.
        domain: Box<Domain>,
    },
}

impl Store {
    /// Decides about going to a domain, and records click and grant.
    pub async fn enter(
        &self,
        request: &EnterRequest,
        context: &AuditContext,
    ) -> Result<EnterOutcome, StoreError> {
        self.transact((request, context), enter).await
    }
}

async fn enter(
    tx: &mut Tx,
    (request, context): (&EnterRequest, &AuditContext),
) -> Result<EnterOutcome, StoreError> {
    tx.lock_session_of_secret(&request.secret).await?;
    tx.lock_domain_as_is(&request.origin).await?;
    let session = tx.session_by_secret(&request.secret).await?;
    let Some(session) = session.filter(|session| session.is_live(context.at, request.limits)) else {
        return Ok(EnterOutcome::NoSession);
    };
    if !tx.touch_session(&session.sid, context.at).await? {
        return Ok(EnterOutcome::NoSession);
    }
    let entry = tx.facts(&session.user.login, &request.origin).await?;
    let facts = facts(tx, request, &session, &entry).await?;
    let domain = match judge_entry(&facts) {
        Ok(domain) => domain.clone(),
        Err(refusal) => {
            if let Some(reason) = refusal.to_be_noted() {
                let row = AuditEntry {
                    carrier: request.grant.as_ref().map(|grant| grant.carrier),
                    ..AuditEntry::refused(Event::Mint, reason)
                        .session(&session)
                        .domain(&request.origin)
                };
                tx.append_audit(&row, context).await?;
            }
            return Ok(refused(session, &entry, refusal));
        }
    };
    if request.asked == Asked::ByClick {
        tx.insert_consent(&session.user.sub, &domain.origin, context.at)
            .await?;
    }
    if let Some(grant) = &request.grant {
        let given = Given {
            session: &session,
            origin: &domain.origin,
            grant,
            asked: request.asked,
            until: request.limits.token_end(session.started_at, context.at),
        };
        if !grant::record(tx, given, context).await? {
            return Ok(EnterOutcome::NonceOfAnother {
                domain: Box::new(domain),
            });
        }
    }
    Ok(EnterOutcome::Entered {
        session: Box::new(session),
        domain: Box::new(domain),
    })
}

async fn facts<'a>(
    tx: &mut Tx,
    request: &EnterRequest,
    session: &Session,
    entry: &'a Facts,
) -> Result<EntryFacts<'a>, StoreError> {
    let grant = match (&request.grant, &entry.domain) {
        (Some(grant), Some(domain)) => {
            let key = tx
                .key_standing(&session.sid, &domain.origin, &grant.binding.jkt)
                .await?;
            Some((grant.carrier, key))
        }
        (Some(_) | None, _) => None,
    };
    Ok(EntryFacts {
        domain: entry.domain.as_ref(),
        decision: entry.decide(),
        asked: request.asked,
        has_consent: tx.has_consent(&session.user.sub, &request.origin).await?,
        grant,
    })
}

fn refused(session: Session, entry: &Facts, refusal: EntryRefusal<'_>) -> EnterOutcome {
    let session = Box::new(session);
    match refusal {
        EntryRefusal::Decision(decision) => EnterOutcome::Refused {
            session,
            domain: entry.domain.clone().map(Box::new),
            decision,
        },
        EntryRefusal::PopupForExternal => EnterOutcome::PopupForExternal,
        EntryRefusal::Question(domain, question) => EnterOutcome::NeedsClick {
            session,
            domain: Box::new(domain.clone()),
            question,
        },
    }
}
