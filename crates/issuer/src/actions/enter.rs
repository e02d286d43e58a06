//! A signed-in user goes to a domain: it is decided, and click and grant are recorded.

use crosspass_protocol::Origin;

use super::grant::{self, Given, Grant};
use crate::model::{
    Asked, AuditContext, AuditEntry, Decision, Domain, Event, Question, Reason, SecretHash, Session,
    SessionLimits, carrier_is_open, question,
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
    let facts = tx.facts(&session.user.login, &request.origin).await?;
    let decision = facts.decide();
    let refused = |reason| AuditEntry {
        carrier: request.grant.as_ref().map(|grant| grant.carrier),
        ..AuditEntry::refused(Event::Mint, reason)
            .session(&session)
            .domain(&request.origin)
    };
    let domain = match facts.domain {
        Some(domain) if decision.is_allowed() => domain,
        domain => {
            tx.append_audit(&refused(Reason::Decision(decision)), context)
                .await?;
            return Ok(EnterOutcome::Refused {
                session: Box::new(session),
                domain: domain.map(Box::new),
                decision,
            });
        }
    };
    if let Some(grant) = &request.grant
        && !carrier_is_open(&domain, grant.carrier)
    {
        tx.append_audit(&refused(Reason::Detail("popup_for_external")), context)
            .await?;
        return Ok(EnterOutcome::PopupForExternal);
    }
    let key = match &request.grant {
        Some(grant) => Some(
            tx.key_standing(&session.sid, &domain.origin, &grant.binding.jkt)
                .await?,
        ),
        None => None,
    };
    let has_consent = tx.has_consent(&session.user.sub, &domain.origin).await?;
    if let Some(question) = question(&domain, request.asked, has_consent, key) {
        if question == Question::NewKey {
            tx.append_audit(&refused(Reason::Detail("new_key")), context)
                .await?;
        }
        return Ok(EnterOutcome::NeedsClick {
            session: Box::new(session),
            domain: Box::new(domain),
            question,
        });
    }
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
