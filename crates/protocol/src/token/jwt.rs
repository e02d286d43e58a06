//! jwt-compact's verdict, natively: the issuer takes no token that it refuses. What a token says is
//! read from the strict tree all the same, there as in the browser.

use core::num::NonZeroUsize;
use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use jwt_compact::prelude::*;
use jwt_compact::{Algorithm, AlgorithmSignature, TimeOptions};
use serde::{Deserialize, Deserializer};

use super::{ES256, LEEWAY};
use crate::time::Timestamp;
use crate::verify::SignatureAnswer;

/// What jwt-compact makes of a token: `None` if it refuses its form or its signature.
pub(super) struct Verdict(Option<Claims<ReadStrictly>>);

impl Verdict {
    pub(super) fn of(compact: &str, answer: &SignatureAnswer) -> Self {
        let token: Result<jwt_compact::UntrustedToken<'_, ReadStrictly>, _> = compact.try_into();
        let token = token
            .ok()
            .and_then(|token| Es256.validator(answer).validate(&token).ok());
        Self(token.map(|token| token.claims().clone()))
    }

    /// Whether it takes the token, whenever that is.
    pub(super) fn is_good(&self) -> bool {
        self.0.is_some()
    }

    /// Whether it takes the token now.
    pub(super) fn is_good_at(&self, now: Timestamp) -> bool {
        let clock: TimeOptions<_> =
            TimeOptions::new(Duration::seconds(LEEWAY.0), move || -> DateTime<Utc> {
                now.to_chrono()
            });
        self.0.as_ref().is_some_and(|claims| {
            claims.validate_expiration(&clock).is_ok()
                && (claims.not_before.is_none() || claims.validate_maturity(&clock).is_ok())
        })
    }
}

/// Header members and claims beside jwt-compact's own.
#[derive(Clone, Debug)]
pub(super) struct ReadStrictly;

impl<'de> Deserialize<'de> for ReadStrictly {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// ES256 for jwt-compact, whose verifying key is the platform's answer.
struct Es256;

/// r and s, 32 bytes each.
struct Es256Signature([u8; 64]);

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
    /// Signing is `sign.rs`: this value cannot be made.
    type SigningKey = core::convert::Infallible;
    type VerifyingKey = SignatureAnswer;
    type Signature = Es256Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(ES256)
    }

    fn sign(&self, key: &Self::SigningKey, _: &[u8]) -> Es256Signature {
        match *key {}
    }

    fn verify_signature(&self, _: &Es256Signature, answer: &SignatureAnswer, _: &[u8]) -> bool {
        answer.is_valid()
    }
}
