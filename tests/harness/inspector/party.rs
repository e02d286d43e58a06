//! A domain that takes part in handoffs, and what its server has seen.

use crate::access::Access;

/// A domain that takes part, and what its server has seen.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its origin, as registered at the issuer.
    pub origin: String,
    /// What people call it.
    pub name: String,
    /// Whether its receiver is its server.
    pub has_backend: bool,
    /// The requests so far.
    pub log: Vec<Access>,
}
