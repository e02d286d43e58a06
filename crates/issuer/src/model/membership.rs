//! Who is in which organization.

use super::{Login, OrganizationName};

/// One user in one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The user's login.
    pub login: Login,
    /// The organization.
    pub organization: OrganizationName,
}
