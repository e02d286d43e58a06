//! What an operator decides about Kratos: where it is, what its cookie is called and who gets it, and where in an identity
//! there is what Crosspass needs to know.

use std::time::Duration;

use crate::upstream::{Assurance, CookieReach, Traits};

/// What the issuer needs to know of Kratos.
#[derive(Clone, Debug)]
pub struct KratosSettings {
    /// Its public API as browsers reach it: on the issuer's host. Without a slash at its end, like the others.
    pub public_url: String,
    /// The same as the issuer reaches it.
    pub internal_url: String,
    /// Its admin API, which nobody but the issuer reaches.
    pub admin_url: String,
    /// The name of its session cookie.
    pub cookie_name: String,
    /// Which hosts browsers send that cookie to.
    pub cookie_reach: CookieReach,
    /// How well users must have proven who they are.
    pub assurance: Assurance,
    /// How long one answer may take.
    pub timeout: Duration,
    /// Where in an identity there is what.
    pub traits: Traits,
}
