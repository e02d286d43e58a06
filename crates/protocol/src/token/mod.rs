//! Tokens on their way from hostile text to verified claims, one type a step:
//! `UntrustedToken` -> `SignatureCheck` -> (the platform answers) -> `SignedToken` -> `VerifiedToken<Kind>`,
//! or `RenewableToken` where the issuer is asked for a successor.
//! The order of the checks is that of `docs/protocol.md`, "Tokens".

mod error;
mod es256;
mod expected;
mod signed;
mod untrusted;

use serde::{Deserialize, Deserializer};

pub use error::TokenError;
pub use expected::{BindingRule, Expected};
pub use signed::{RenewableToken, SignedToken, VerifiedToken};
pub(crate) use untrusted::Segments;
pub use untrusted::UntrustedToken;

use crate::time::Seconds;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8192;

/// How far clocks may differ, at both ends of a token's life.
const LEEWAY: Seconds = Seconds(30);

/// What jwt-compact leaves to us: header members beside its own (the strict pass has refused them),
/// and the claims beside times (read from the strict pass, so nothing is parsed in two ways).
#[derive(Clone, Debug)]
struct ReadStrictly;

impl<'de> Deserialize<'de> for ReadStrictly {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}
