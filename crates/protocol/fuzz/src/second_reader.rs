//! jwt-compact as a second reader of tokens, for tests and fuzzing: it parses, checks the signature and looks at the
//! clock by itself, and what ours reads is held against what it reads.

use core::num::NonZeroUsize;
use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use crosspass_protocol::{SessionClaims, SigningKey};
use jwt_compact::prelude::*;
use jwt_compact::{Algorithm, AlgorithmSignature, Claims, TimeOptions, UntrustedToken};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

/// ES256 by ring, as a user of jwt-compact would add it.
pub(crate) struct Es256;

/// r and s.
pub(crate) struct Signature([u8; 64]);

impl AlgorithmSignature for Signature {
    const LENGTH: Option<NonZeroUsize> = NonZeroUsize::new(64);

    fn try_from_slice(slice: &[u8]) -> anyhow::Result<Self> {
        Ok(Self(slice.try_into()?))
    }

    fn as_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0)
    }
}

impl Algorithm for Es256 {
    type SigningKey = SigningKey;
    type VerifyingKey = [u8; 65];
    type Signature = Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ES256")
    }

    #[expect(clippy::expect_used, reason = "without randomness nothing can be signed")]
    fn sign(&self, key: &SigningKey, message: &[u8]) -> Signature {
        Signature(key.sign_bytes(message).expect("a signature"))
    }

    fn verify_signature(&self, signature: &Signature, key: &[u8; 65], message: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        key.verify(message, &signature.0).is_ok()
    }
}

/// What jwt-compact reads from a token whose form and signature it takes, whenever that is.
pub(crate) fn read(key: &SigningKey, token: &str) -> Option<Claims<Value>> {
    let token = UntrustedToken::new(token).ok()?;
    let point = key.public_jwk().point();
    let validator = Es256.validator::<Value>(&point);
    validator
        .validate(&token)
        .ok()
        .map(|token| token.claims().clone())
}

/// The same, if it takes the token's times as well.
pub(crate) fn read_at(key: &SigningKey, token: &str, now: i64) -> Option<Claims<Value>> {
    let claims = read(key, token)?;
    let now: DateTime<Utc> = DateTime::from_timestamp(now, 0)?;
    let clock = TimeOptions::new(Duration::seconds(30), move || now);
    claims.validate_expiration(&clock).ok()?;
    if claims.not_before.is_some() {
        claims.validate_maturity(&clock).ok()?;
    }
    Some(claims)
}

/// Where what ours took differs from what jwt-compact reads, which must take the token as well.
pub(crate) fn difference(ours: &SessionClaims, theirs: Option<&Claims<Value>>) -> Option<&'static str> {
    let Some(theirs) = theirs else {
        return Some("jwt-compact refuses the token");
    };
    let text = |name: &str| theirs.custom[name].as_str();
    let moment = |time: Option<DateTime<Utc>>| time.map(|time| time.timestamp());
    let same = [
        ("iss", text("iss") == Some(ours.issuer.as_str())),
        ("aud", text("aud") == Some(ours.audience.as_str())),
        ("sub", text("sub") == Some(ours.subject.as_str())),
        ("sid", text("sid") == Some(ours.session_id.as_str())),
        ("jti", text("jti") == Some(ours.token_id.as_str())),
        ("iat", moment(theirs.issued_at) == Some(ours.issued_at.seconds())),
        (
            "exp",
            moment(theirs.expiration) == Some(ours.expires_at.seconds()),
        ),
        (
            "auth_time",
            theirs.custom["auth_time"].as_i64() == Some(ours.auth_time.seconds()),
        ),
        ("nonce", text("nonce") == Some(ours.binding.nonce.as_str())),
        (
            "jkt",
            theirs.custom["cnf"]["jkt"].as_str() == Some(ours.binding.jkt.as_str()),
        ),
        ("name", text("name") == Some(ours.name.as_str())),
        ("email", text("email") == Some(ours.email.as_str())),
    ];
    same.into_iter().find(|(_, same)| !same).map(|(name, _)| name)
}
