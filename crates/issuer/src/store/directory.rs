//! Organizations, domains, users and members: what operators change.

use async_trait::async_trait;
use crosspass_protocol::Origin;

use super::{ChangeError, StoreError};
use crate::model::{
    AuditContext, Brand, BrandChange, Domain, Login, Logo, LogoName, Organization, OrganizationName, User,
};
use crate::model::{Decision, may_enter};
use crate::password::PasswordHash;

/// A user and what their password is compared with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// The stored hash.
    pub hash: PasswordHash,
}

/// What `may_enter` decides from.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The user, if there is one.
    pub user: Option<User>,
    /// The domain, if it is registered.
    pub domain: Option<Domain>,
    /// Whether the user is a member of the organization that owns the domain.
    pub is_member: bool,
}

impl Facts {
    /// The decision.
    pub fn decide(&self) -> Decision {
        may_enter(self.user.as_ref(), self.domain.as_ref(), self.is_member)
    }
}

/// One user in one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The user's login.
    pub login: Login,
    /// The organization.
    pub organization: OrganizationName,
}

/// What operators change, and sign-in looks up.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Adds an organization.
    async fn add_organization(
        &self,
        organization: &Organization,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;
    /// All organizations, by name.
    async fn organizations(&self) -> Result<Vec<Organization>, StoreError>;
    /// Removes an organization that owns no domain.
    async fn remove_organization(
        &self,
        name: &OrganizationName,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;

    /// How pages look and speak for an organization, if it has a brand. A stored value that is not
    /// usable counts as not set: a page without a logo is better than none.
    async fn brand(&self, name: &OrganizationName) -> Result<Option<Brand>, StoreError>;
    /// A logo by its name.
    async fn logo(&self, name: &LogoName) -> Result<Option<Logo>, StoreError>;
    /// Changes a brand. Texts are in one language, and a colour of the dark scheme goes with another:
    /// a change that would leave them alone is refused.
    async fn change_brand(
        &self,
        name: &OrganizationName,
        change: &BrandChange,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;

    /// Registers a domain.
    async fn add_domain(&self, domain: &Domain, context: &AuditContext) -> Result<(), ChangeError>;
    /// All domains, by origin.
    async fn domains(&self) -> Result<Vec<Domain>, StoreError>;
    /// The domain at an origin.
    async fn domain(&self, origin: &Origin) -> Result<Option<Domain>, StoreError>;
    /// Suspends or resumes a domain.
    async fn set_suspended(
        &self,
        origin: &Origin,
        suspended: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;
    /// Removes a domain, with its handoffs and consents.
    async fn remove_domain(&self, origin: &Origin, context: &AuditContext) -> Result<(), ChangeError>;

    /// Adds a user.
    async fn add_user(&self, credentials: &Credentials, context: &AuditContext) -> Result<(), ChangeError>;
    /// All users, by login.
    async fn users(&self) -> Result<Vec<User>, StoreError>;
    /// A user and the password's hash.
    async fn credentials(&self, login: &Login) -> Result<Option<Credentials>, StoreError>;
    /// Keeps a user out, or lets them in again. Their sessions end either way.
    async fn set_disabled(
        &self,
        login: &Login,
        disabled: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;
    /// Changes a password. The user's sessions end.
    async fn set_password(
        &self,
        login: &Login,
        hash: &PasswordHash,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;
    /// Removes a user, with sessions, memberships and consents.
    async fn remove_user(&self, login: &Login, context: &AuditContext) -> Result<(), ChangeError>;

    /// Makes a user a member.
    async fn add_member(&self, membership: &Membership, context: &AuditContext) -> Result<(), ChangeError>;
    /// All memberships, by organization and login.
    async fn members(&self) -> Result<Vec<Membership>, StoreError>;
    /// Ends a membership.
    async fn remove_member(&self, membership: &Membership, context: &AuditContext)
    -> Result<(), ChangeError>;

    /// What `may_enter` decides from, about a login and an origin.
    async fn facts(&self, login: &Login, origin: &Origin) -> Result<Facts, StoreError>;
}
