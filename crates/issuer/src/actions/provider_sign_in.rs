//! A sign-in that the identity provider vouches for: the user, memberships, the session and all audit rows.

use crosspass_protocol::{SessionId, Subject, Timestamp, TokenId};

use super::sign_out;
use crate::model::{
    AuditContext, AuditEntry, EndReason, Event, Membership, OrganizationName, PendingSignIn, ProviderId,
    ProviderSession, ProviderSignInFacts, ProviderSignInRefusal, Reason, SecretHash, Session, SessionRef,
    SignedIn, User, judge_provider_sign_in,
};
use crate::store::rows::Scope;
use crate::store::{Store, StoreError, Tx};
use crate::upstream::Person;

/// A session to be started for somebody whom the provider has vouched for.
#[derive(Clone, Debug)]
pub struct NewProviderSession {
    /// Who it is.
    pub person: Person,
    /// The provider's session.
    pub session: ProviderId,
    /// The user's id, if they were not here before.
    pub sub: Subject,
    /// The new public id.
    pub sid: SessionId,
    /// The new secret's hash.
    pub secret: SecretHash,
    /// The session of the same browser, which ends.
    pub replaces: Option<SecretHash>,
}

/// What a sign-in with the provider came to.
#[derive(Clone, Debug)]
pub enum ProviderOutcome {
    /// The session has begun.
    Started {
        /// The session.
        session: Box<Session>,
        /// Organizations that the provider names and nobody added here.
        unknown: Vec<String>,
    },
    /// No session.
    Refused(ProviderSignInRefusal),
}

impl Store {
    /// Remembers a sign-in that leaves for the provider.
    pub async fn remember_pending_sign_in(&self, pending: &PendingSignIn) -> Result<(), StoreError> {
        self.transact(pending, Tx::insert_pending_sign_in).await
    }

    /// Takes a sign-in that came back, if it is this browser's and left after `since`: once.
    pub async fn take_pending_sign_in(
        &self,
        state: &TokenId,
        secret: &SecretHash,
        since: Timestamp,
    ) -> Result<Option<PendingSignIn>, StoreError> {
        self.transact((state, secret, since), take_pending_sign_in).await
    }

    /// The user of an identity.
    pub async fn user_of_identity(&self, identity: &ProviderId) -> Result<Option<User>, StoreError> {
        self.read(identity, Tx::user_by_identity).await
    }

    /// What the provider vouched for, if it did and the session has not ended.
    pub async fn provider_session(
        &self,
        whose: SessionRef<'_>,
    ) -> Result<Option<ProviderSession>, StoreError> {
        self.read(whose, Tx::provider_session).await
    }

    /// Makes the user, or brings name, address and memberships up to date, and starts the session.
    pub async fn sign_in_from_provider(
        &self,
        new: &NewProviderSession,
        context: &AuditContext,
    ) -> Result<ProviderOutcome, StoreError> {
        self.transact((new, context), sign_in).await
    }
}

async fn take_pending_sign_in(
    tx: &mut Tx,
    (state, secret, since): (&TokenId, &SecretHash, Timestamp),
) -> Result<Option<PendingSignIn>, StoreError> {
    tx.take_pending_sign_in(state, secret, since).await
}

async fn sign_in(
    tx: &mut Tx,
    (new, context): (&NewProviderSession, &AuditContext),
) -> Result<ProviderOutcome, StoreError> {
    let person = &new.person;
    tx.lock_user(&person.login).await?;
    tx.lock_user_of_identity(&person.identity).await?;
    if let Some(secret) = &new.replaces {
        tx.lock_session_of_secret(secret).await?;
    }
    let before = tx.user_by_identity(&person.identity).await?;
    let facts = ProviderSignInFacts {
        session_was_ended: tx.is_to_end_at_provider(&new.session).await?,
        user: before.as_ref(),
        login_is_taken: tx.login_is_taken(&person.login, &person.identity).await?,
    };
    let user = match judge_provider_sign_in(&facts) {
        Ok(Some(before)) => update(tx, before, person, context).await?,
        Ok(None) => insert(tx, &new.sub, person, context).await?,
        Err(refusal) => {
            refuse(tx, person, refusal, context).await?;
            return Ok(ProviderOutcome::Refused(refusal));
        }
    };
    let unknown = match &person.organizations {
        Some(names) => follow(tx, &user, names, context).await?,
        None => Vec::new(),
    };
    Ok(ProviderOutcome::Started {
        session: Box::new(start(tx, user, new, context).await?),
        unknown,
    })
}

async fn insert(
    tx: &mut Tx,
    sub: &Subject,
    person: &Person,
    context: &AuditContext,
) -> Result<User, StoreError> {
    let user = described(sub.clone(), person);
    tx.insert_provider_user(&user, &person.identity).await?;
    note(tx, "user_add", &user, context).await?;
    Ok(user)
}

async fn update(
    tx: &mut Tx,
    before: &User,
    person: &Person,
    context: &AuditContext,
) -> Result<User, StoreError> {
    let user = described(before.sub.clone(), person);
    let is_same = before.login == user.login && before.name == user.name && before.email == user.email;
    if !is_same {
        tx.update_user(&user).await?;
        note(tx, "user_update", &user, context).await?;
    }
    Ok(user)
}

fn described(sub: Subject, person: &Person) -> User {
    User {
        sub,
        login: person.login.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        disabled: false,
    }
}

/// Makes the memberships those that the provider names; tells which organizations there are not.
async fn follow(
    tx: &mut Tx,
    user: &User,
    names: &[String],
    context: &AuditContext,
) -> Result<Vec<String>, StoreError> {
    let membership = |organization| Membership {
        login: user.login.clone(),
        organization,
    };
    for organization in tx.organizations_of(&user.sub).await? {
        if !names.iter().any(|name| name == organization.as_str()) {
            let gone = membership(organization);
            tx.delete_member(&gone).await?;
            let scope = Scope::Member(&user.login, &gone.organization);
            tx.end_handoffs(scope, EndReason::MembershipRemoved, None, context.at)
                .await?;
            note(tx, "member_remove", user, context).await?;
        }
    }
    let mut unknown = Vec::new();
    for name in names {
        // What no organization can be called is not asked for: names come from where users may write.
        let organization = match OrganizationName::parse(name) {
            Ok(organization) if tx.has_organization(&organization).await? => organization,
            Ok(_) | Err(_) => {
                unknown.push(name.clone());
                continue;
            }
        };
        if tx.insert_member(&membership(organization)).await? {
            note(tx, "member_add", user, context).await?;
        }
    }
    Ok(unknown)
}

async fn start(
    tx: &mut Tx,
    user: User,
    new: &NewProviderSession,
    context: &AuditContext,
) -> Result<Session, StoreError> {
    if let Some(secret) = &new.replaces
        && let Some(replaced) = tx.session_by_secret(secret).await?
        && replaced.ended_at.is_none()
    {
        sign_out::end(tx, &replaced, EndReason::SignedInAnew, None, context).await?;
        // The new session is behind the same session of the provider, which goes on.
        tx.delete_provider_ending(&new.session).await?;
    }
    let session = Session {
        sid: new.sid.clone(),
        user,
        started_at: context.at,
        signed_in: SignedIn::AtProvider,
        seen_at: context.at,
        ended_at: None,
    };
    tx.insert_session(&session, &new.secret, Some(new.session.as_str()))
        .await?;
    let entry = AuditEntry::allowed(Event::SignIn, Reason::Ok).session(&session);
    tx.append_audit(&entry, context).await?;
    Ok(session)
}

/// A change that the provider brought.
async fn note(
    tx: &mut Tx,
    change: &'static str,
    user: &User,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry::allowed(Event::Provider(change), Reason::Ok).user(user);
    tx.append_audit(&entry, context).await
}

async fn refuse(
    tx: &mut Tx,
    person: &Person,
    refusal: ProviderSignInRefusal,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        login: Some(person.login.as_str().to_owned()),
        ..AuditEntry::refused(Event::SignIn, refusal.reason())
    };
    tx.append_audit(&entry, context).await
}
