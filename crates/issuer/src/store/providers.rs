//! What is kept about sign-ins with the identity provider: those under way, whose sessions came of them, and what is to
//! be ended there.

use async_trait::async_trait;
use crosspass_protocol::{SessionId, Subject, Timestamp, TokenId};

use super::StoreError;
use crate::model::{Attempt, AuditContext, ProviderId, ProviderSession, SecretHash, Session, User};
use crate::upstream::{CookieReach, Person, Whose};

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
    /// An operator keeps the user out.
    Disabled,
    /// The login is another user's.
    LoginTaken,
    /// The provider's session was ended here, and the provider has not heard of it yet.
    Over,
}

/// A session that is to be ended at the provider.
#[derive(Clone, Debug)]
pub struct ProviderEnding {
    /// The provider's session.
    pub session: ProviderId,
    /// How often that failed.
    pub attempts: u32,
}

/// What is kept about the identity provider.
#[async_trait]
pub trait Providers: Send + Sync {
    /// Remembers a sign-in that leaves for the provider.
    async fn remember_attempt(&self, attempt: &Attempt) -> Result<(), StoreError>;

    /// Takes a sign-in that came back, if it is this browser's and left after `since`: once.
    async fn take_attempt(
        &self,
        state: &TokenId,
        secret: &SecretHash,
        since: Timestamp,
    ) -> Result<Option<Attempt>, StoreError>;

    /// The user of an identity.
    async fn user_of_identity(&self, identity: &ProviderId) -> Result<Option<User>, StoreError>;

    /// Makes the user, or brings name, address and memberships up to date, and starts the session.
    async fn sign_in_from_provider(
        &self,
        new: &NewProviderSession,
        context: &AuditContext,
    ) -> Result<ProviderOutcome, StoreError>;

    /// What the provider vouched for, if it did and the session has not ended.
    async fn provider_session(&self, whose: Whose<'_>) -> Result<Option<ProviderSession>, StoreError>;

    /// Has a session of the provider ended there.
    async fn end_provider_session(&self, session: &ProviderId, now: Timestamp) -> Result<(), StoreError>;

    /// What is to be ended at the provider by now, a few at a time.
    async fn due_provider_endings(&self, now: Timestamp) -> Result<Vec<ProviderEnding>, StoreError>;

    /// It has ended there.
    async fn ended_at_provider(&self, session: &ProviderId) -> Result<(), StoreError>;

    /// It could not be ended there: not before `next` again.
    async fn not_ended_at_provider(&self, session: &ProviderId, next: Timestamp) -> Result<(), StoreError>;

    /// Notes which hosts get the provider's cookie, for commands that are not told.
    async fn note_cookie_reach(&self, reach: Option<&CookieReach>) -> Result<(), StoreError>;

    /// What was noted last.
    async fn noted_cookie_reach(&self) -> Result<Option<CookieReach>, StoreError>;
}
