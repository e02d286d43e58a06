//! The one algorithm, as jwt-compact sees it: the signature is the platform's to check.

use core::num::NonZeroUsize;
use std::borrow::Cow;

use jwt_compact::{Algorithm, AlgorithmSignature};

use crate::verify::SignatureAnswer;

/// ES256 (RFC 7518, 3.4) for jwt-compact, whose verifying key is the platform's answer.
pub(super) struct Es256;

impl Es256 {
    pub(super) const NAME: &'static str = "ES256";
}

/// r and s, 32 bytes each.
pub(super) struct Es256Signature([u8; 64]);

impl AlgorithmSignature for Es256Signature {
    const LENGTH: Option<NonZeroUsize> = NonZeroUsize::new(64);

    fn try_from_slice(slice: &[u8]) -> anyhow::Result<Self> {
        Ok(Self(slice.try_into()?))
    }

    fn as_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0)
    }
}

impl Algorithm for Es256 {
    /// Signing is `sign.rs`, natively: this value cannot be made.
    type SigningKey = core::convert::Infallible;
    type VerifyingKey = SignatureAnswer;
    type Signature = Es256Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(Self::NAME)
    }

    fn sign(&self, key: &Self::SigningKey, _: &[u8]) -> Es256Signature {
        match *key {}
    }

    fn verify_signature(&self, _: &Es256Signature, answer: &SignatureAnswer, _: &[u8]) -> bool {
        answer.is_valid()
    }
}
