//! What can fail at the issuer through no fault of a request.

use crosspass_protocol::SignError;

use crate::keys::KeyError;
use crate::password::PasswordError;
use crate::random::RandomError;
use crate::store::StoreError;
use crate::upstream::KratosError;

/// Something of the issuer's own failed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
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
}
