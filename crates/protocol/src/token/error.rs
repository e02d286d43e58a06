//! Why a token or a proof is refused.

use core::fmt;

use crate::error::Code;

/// Why a token is refused. Logs have the variant; the outside sees [`TokenError::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenError {
    /// Longer than [`MAX_TOKEN`](crate::MAX_TOKEN).
    Size,
    /// Not three segments of unpadded base64url, not JSON, or ambiguous JSON.
    Malformed,
    /// A header member other than `alg`, `kid` and `typ`, or one of them missing.
    Header,
    /// `alg` is not `ES256`.
    Algorithm,
    /// No key of that `kid` is published.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// Another kind of token.
    Kind,
    /// Another issuer.
    Issuer,
    /// Another audience, or not exactly one.
    Audience,
    /// A time is missing, no integer, or the life is over the kind's maximum.
    Times,
    /// `iat` or `nbf` lies in the future.
    NotYet,
    /// `exp` is past.
    Expired,
    /// The nonce is not the remembered one.
    Nonce,
    /// Bound to another key.
    Key,
    /// A claim of the kind is missing or malformed.
    Claims,
}

impl TokenError {
    /// The stable code that the outside sees.
    pub fn code(self) -> Code {
        match self {
            Self::Expired => Code::TokenExpired,
            Self::Nonce => Code::NonceMismatch,
            Self::Size
            | Self::Malformed
            | Self::Header
            | Self::Algorithm
            | Self::UnknownKey
            | Self::Signature
            | Self::Kind
            | Self::Issuer
            | Self::Audience
            | Self::Times
            | Self::NotYet
            | Self::Key
            | Self::Claims => Code::InvalidToken,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())
    }
}

impl core::error::Error for TokenError {}
