//! Signature checking as an effect: a question made by `token` or `dpop`, an answer that only the
//! platforms of this folder can make.

use core::fmt;

use crate::key::Jwk;
use crate::token::TokenError;

#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "native")]
pub mod native;
#[cfg(test)]
mod wycheproof;

/// A question: did the owner of `key` sign these bytes? Carries what is to go on with the answer.
pub struct SignatureCheck<S> {
    key: [u8; 65],
    message: Vec<u8>,
    signature: [u8; 64],
    subject: S,
}

impl<S> SignatureCheck<S> {
    pub(crate) fn new(key: &Jwk, message: &[u8], signature: [u8; 64], subject: S) -> Self {
        Self {
            key: key.point(),
            message: message.to_vec(),
            signature,
            subject,
        }
    }
}

impl<S> fmt::Debug for SignatureCheck<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureCheck([redacted])")
    }
}

/// The platform's answer. Its constructor is private to this folder: no other code can forge one.
#[derive(Debug)]
pub struct SignatureAnswer(bool);

impl SignatureAnswer {
    pub(crate) fn is_valid(&self) -> bool {
        self.0
    }
}

/// What can go on with an answer: a token or a proof.
pub trait Answerable: sealed::Sealed {
    /// The next type on the way.
    type Signed;
    /// Goes on, or refuses.
    #[doc(hidden)]
    fn answered(self, answer: SignatureAnswer) -> Result<Self::Signed, TokenError>;
}

pub(crate) mod sealed {
    /// Tokens and proofs are answerable, and nothing that another crate makes.
    pub trait Sealed {}
}
