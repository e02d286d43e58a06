//! What must happen later, for as long as the process lives.

pub(crate) mod domain_verification;
pub(crate) mod logout;
pub(crate) mod provider_endings;
