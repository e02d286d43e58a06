//! Signing in with a password: a session begins, the browser's earlier one ends, and it is decided about the domain that
//! the form names.

use crosspass_protocol::{Origin, SessionId};

use super::grant::{self, Given, Grant};
use super::{allowed_domains, sign_out};
use crate::model::{
    Asked, AuditContext, AuditEntry, Carrier, Decision, Domain, EndReason, Event, Login, Reason, SecretHash,
    Session, SessionLimits, SignedIn, preferred_carrier,
};
use crate::password::PasswordHash;
use crate::store::{Store, StoreError, Tx};

/// A session to be started: the password has been found right.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Who signed in.
    pub login: Login,
    /// The hash that the password was compared with: it must still be the stored one.
    pub verified: PasswordHash,
    /// The new public id.
    pub sid: SessionId,
    /// The new secret's hash.
    pub secret: SecretHash,
    /// The session of the same browser, which ends.
    pub replaces: Option<SecretHash>,
    /// Where the user wants to go; the sign-in is the recorded click.
    pub audience: Option<(Origin, Option<Grant>)>,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What `may_enter` said about the audience, and what was given.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The domain, if it is registered.
    pub domain: Option<Domain>,
    /// The decision.
    pub decision: Decision,
    /// How the recorded grant travels; nothing if none was asked for, the decision is no, or something was bound to its
    /// nonce for another user.
    pub carrier: Option<Carrier>,
}

/// What a sign-in came to.
#[derive(Clone, Debug)]
pub enum SignInOutcome {
    /// The user was disabled, removed, or got another password meanwhile.
    Stale,
    /// The session has begun.
    Started {
        /// The session.
        session: Box<Session>,
        /// About the audience, where one was named.
        visit: Option<Visit>,
        /// Domains that the user may enter, by name.
        domains: Vec<Domain>,
    },
}

impl Store {
    /// Starts a session, ends the one it replaces, and decides about the audience.
    pub async fn sign_in(
        &self,
        new: &NewSession,
        context: &AuditContext,
    ) -> Result<SignInOutcome, StoreError> {
        self.transact((new, context), sign_in).await
    }
}

async fn sign_in(
    tx: &mut Tx,
    (new, context): (&NewSession, &AuditContext),
) -> Result<SignInOutcome, StoreError> {
    tx.lock_user_as_is(&new.login).await?;
    if let Some(replaced) = &new.replaces {
        tx.lock_session_of_secret(replaced).await?;
    }
    if let Some((origin, _)) = &new.audience {
        tx.lock_domain_as_is(origin).await?;
    }
    // Nothing that was verified may have changed since.
    let Some(user) = tx.verified_user(&new.login, &new.verified).await? else {
        return Ok(SignInOutcome::Stale);
    };
    if let Some(replaced) = &new.replaces
        && let Some(old) = tx.session_by_secret(replaced).await?
        && old.ended_at.is_none()
    {
        sign_out::end(tx, &old, EndReason::SignedInAnew, None, context).await?;
    }
    let session = Session {
        sid: new.sid.clone(),
        user,
        started_at: context.at,
        signed_in: SignedIn::Here,
        seen_at: context.at,
        ended_at: None,
    };
    tx.insert_session(&session, &new.secret, None).await?;
    let entry = AuditEntry::allowed(Event::SignIn, Reason::Ok).session(&session);
    tx.append_audit(&entry, context).await?;
    let visit = match &new.audience {
        Some((origin, grant)) => Some(visit(tx, &session, origin, grant.as_ref(), (new, context)).await?),
        None => None,
    };
    let domains = allowed_domains::of(tx, &session.user).await?;
    Ok(SignInOutcome::Started {
        session: Box::new(session),
        visit,
        domains,
    })
}

/// Decides about the audience, as the form that was sent is a click that names it.
async fn visit(
    tx: &mut Tx,
    session: &Session,
    origin: &Origin,
    grant: Option<&Grant>,
    (new, context): (&NewSession, &AuditContext),
) -> Result<Visit, StoreError> {
    let facts = tx.facts(&session.user.login, origin).await?;
    let decision = facts.decide();
    let grant = grant.map(|grant| Grant {
        carrier: facts.domain.as_ref().map_or(grant.carrier, preferred_carrier),
        ..grant.clone()
    });
    let carrier = grant.as_ref().map(|grant| grant.carrier);
    let mut is_given = false;
    if decision.is_allowed() {
        tx.insert_consent(&session.user.sub, origin, context.at).await?;
        if let Some(grant) = &grant {
            let given = Given {
                session,
                origin,
                grant,
                asked: Asked::ByClick,
                until: new.limits.token_end(session.started_at, context.at),
            };
            is_given = grant::record(tx, given, context).await?;
        }
    } else {
        let entry = AuditEntry {
            carrier,
            ..AuditEntry::refused(Event::Mint, Reason::Decision(decision))
                .session(session)
                .domain(origin)
        };
        tx.append_audit(&entry, context).await?;
    }
    Ok(Visit {
        domain: facts.domain,
        decision,
        carrier: carrier.filter(|_| is_given),
    })
}
