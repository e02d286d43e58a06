//! The server's own faults: no request is to blame. The cause is logged, the answer is 503.

use crosspass_issuer::store::StoreError;
use crosspass_issuer::{Fault as IssuerFault, KeyError, KratosError, PasswordError, RandomError};
use crosspass_protocol::SignError;

use super::Failure;

/// Something of the server's own failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The issuer.
    #[error(transparent)]
    Issuer(#[from] IssuerFault),
    /// A page's template.
    #[error(transparent)]
    Template(#[from] minijinja::Error),
}

macro_rules! faults_of_the_issuer {
    ($($kind:ty),+) => {
        $(impl From<$kind> for Fault {
            fn from(error: $kind) -> Self {
                Self::Issuer(error.into())
            }
        })+
    };
}

faults_of_the_issuer!(
    StoreError,
    KeyError,
    SignError,
    RandomError,
    PasswordError,
    KratosError
);

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match &fault {
            Fault::Issuer(IssuerFault::Provider(_)) => {
                tracing::warn!(cause = %fault, "no answer of the identity provider");
            }
            Fault::Issuer(IssuerFault::Password(PasswordError::Busy)) => {
                tracing::warn!(cause = %fault, "overloaded");
            }
            Fault::Issuer(
                IssuerFault::Store(_)
                | IssuerFault::Keys(_)
                | IssuerFault::Sign(_)
                | IssuerFault::Random(_)
                | IssuerFault::Password(_),
            )
            | Fault::Template(_) => tracing::error!(cause = %fault, detail = ?fault, "fault"),
        }
        Self::unavailable("The service is busy or out of order for the moment. Try again.")
    }
}
