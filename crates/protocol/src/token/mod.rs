//! Tokens on their way from hostile text to verified claims, one type a step:
//! `UntrustedToken` -> `SignatureCheck` -> (the platform answers) -> `SignedToken` -> `VerifiedToken<Kind>`,
//! or `RenewableToken` where the issuer is asked for a successor.
//! The order of the checks is that of `docs/protocol.md`, "Tokens".

mod error;
mod expected;
mod signed;
mod untrusted;

pub use error::TokenError;
pub use expected::{BindingRule, Expected};
pub use signed::{RenewableToken, SignedToken, VerifiedToken};
pub(crate) use untrusted::Segments;
pub use untrusted::{UnsignedToken, UntrustedToken};

use crate::time::Seconds;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8192;

/// How far clocks may differ, at both ends of a token's life, and what verifiers forgive.
pub const LEEWAY: Seconds = Seconds(30);

/// The one algorithm (RFC 7518, 3.4).
pub(crate) const ES256: &str = "ES256";
