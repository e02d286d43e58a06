//! What an action locks before it reads, so that nothing that it decides by changes before it has committed. SQLite lets one
//! writer in at a time, so there it is nothing; PostgreSQL locks rows, always in this order: user, session, domain.

use crosspass_protocol::{Origin, SessionId, TokenId};

use super::StoreError;
use super::tx::Tx;
use super::value::values;
use crate::model::{Login, OrganizationName, ProviderId, SecretHash};

impl Tx {
    /// The session of a secret, which the action gives something under, or ends; and that its user stays as they are.
    pub(crate) async fn lock_session_of_secret(&mut self, secret: &SecretHash) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM users WHERE id = (SELECT user_id FROM sessions WHERE secret_hash = $1) FOR SHARE",
            values![secret.as_bytes()],
        )
        .await?;
        self.lock(
            "SELECT 1 FROM sessions WHERE secret_hash = $1 FOR UPDATE",
            values![secret.as_bytes()],
        )
        .await
    }

    /// The same by its public id.
    pub(crate) async fn lock_session(&mut self, sid: &SessionId) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM users WHERE id = (SELECT user_id FROM sessions WHERE sid = $1) FOR SHARE",
            values![sid.as_str()],
        )
        .await?;
        self.lock(
            "SELECT 1 FROM sessions WHERE sid = $1 FOR UPDATE",
            values![sid.as_str()],
        )
        .await
    }

    /// The same by a ticket that was minted under it.
    pub(crate) async fn lock_session_of_ticket(&mut self, ticket: &TokenId) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM users WHERE id = (SELECT user_id FROM sessions
             WHERE id = (SELECT session FROM handoffs WHERE grant_id = $1)) FOR SHARE",
            values![ticket.as_str()],
        )
        .await?;
        self.lock(
            "SELECT 1 FROM sessions WHERE id = (SELECT session FROM handoffs WHERE grant_id = $1) FOR UPDATE",
            values![ticket.as_str()],
        )
        .await
    }

    /// A user who signs in, and stays as they are.
    pub(crate) async fn lock_user_as_is(&mut self, login: &Login) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM users WHERE login = $1 FOR SHARE",
            values![login.as_str()],
        )
        .await
    }

    /// A user who is changed, or whose memberships are.
    pub(crate) async fn lock_user(&mut self, login: &Login) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM users WHERE login = $1 FOR UPDATE",
            values![login.as_str()],
        )
        .await
    }

    /// The same by the identity at the provider.
    pub(crate) async fn lock_user_of_identity(&mut self, identity: &ProviderId) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM users WHERE identity = $1 FOR UPDATE",
            values![identity.as_str()],
        )
        .await
    }

    /// A domain that something is given to, and that stays as it is.
    pub(crate) async fn lock_domain_as_is(&mut self, origin: &Origin) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM domains WHERE origin = $1 FOR SHARE",
            values![origin.as_str()],
        )
        .await
    }

    /// A domain that is changed.
    pub(crate) async fn lock_domain(&mut self, origin: &Origin) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM domains WHERE origin = $1 FOR UPDATE",
            values![origin.as_str()],
        )
        .await
    }

    /// An organization that is changed.
    pub(crate) async fn lock_organization(&mut self, name: &OrganizationName) -> Result<(), StoreError> {
        self.lock(
            "SELECT 1 FROM organizations WHERE name = $1 FOR UPDATE",
            values![name.as_str()],
        )
        .await
    }
}
