//! What is tried: each artifact of one domain, wherever another domain takes something.

pub(crate) mod artifact;
pub(crate) mod attempt;
pub(crate) mod endpoint;
mod held_artifact;
pub(crate) mod place;
mod presenting;
pub(crate) mod verdict;
