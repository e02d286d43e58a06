//! The server's own faults: nobody's request is to blame. The cause is logged, the answer is 503.

use crosspass_protocol::SignError;

use super::Failure;
use crate::identity::KratosError;
use crate::keys::KeyError;
use crate::password::PasswordError;
use crate::random::RandomError;
use crate::store::StoreError;

/// Something of the server's own failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// Signing.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// Randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// Password hashing: too many at once, or a damaged hash.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The identity provider.
    #[error(transparent)]
    Provider(#[from] KratosError),
    /// A page's template.
    #[error(transparent)]
    Template(#[from] minijinja::Error),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match &fault {
            Fault::Provider(_) => tracing::warn!(cause = %fault, "no answer of the identity provider"),
            Fault::Password(PasswordError::Busy) => tracing::warn!(cause = %fault, "overloaded"),
            Fault::Store(_)
            | Fault::Keys(_)
            | Fault::Sign(_)
            | Fault::Random(_)
            | Fault::Password(_)
            | Fault::Template(_) => tracing::error!(cause = %fault, detail = ?fault, "fault"),
        }
        Self::unavailable("The service is busy or out of order for the moment. Try again.")
    }
}
