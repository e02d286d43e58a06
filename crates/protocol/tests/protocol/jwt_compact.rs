//! jwt-compact, by itself, beside ours: of the tokens that ours takes it refuses none, and reads the same
//! times from them. Browsers have ours alone, the issuer both.

use core::num::NonZeroUsize;
use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use crosspass_protocol::{SigningKey, TokenError, sign};
use jwt_compact::prelude::*;
use jwt_compact::{Algorithm, AlgorithmSignature, Claims, TimeOptions, UntrustedToken};
use proptest::prelude::*;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use crate::common::{HEADER, NOW, forge, key, payload, session, take_at};

/// ES256 by ring, as a user of jwt-compact would add it.
struct Es256;

struct Signature([u8; 64]);

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

    fn sign(&self, key: &SigningKey, message: &[u8]) -> Signature {
        Signature(key.sign_bytes(message).unwrap())
    }

    fn verify_signature(&self, signature: &Signature, key: &[u8; 65], message: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        key.verify(message, &signature.0).is_ok()
    }
}

/// jwt-compact's whole answer at that moment: the claims, if it takes the token.
fn jwt_compact(key: &SigningKey, token: &str, now: i64) -> Option<Claims<Value>> {
    let token = UntrustedToken::new(token).ok()?;
    let token = Es256
        .validator::<Value>(&key.public_jwk().point())
        .validate(&token)
        .ok()?;
    let claims = token.claims();
    let now: DateTime<Utc> = DateTime::from_timestamp(now, 0)?;
    let clock = TimeOptions::new(Duration::seconds(30), move || now);
    claims.validate_expiration(&clock).ok()?;
    if claims.not_before.is_some() {
        claims.validate_maturity(&clock).ok()?;
    }
    Some(claims.clone())
}

/// Both answers about one token; where ours takes it, both read the same.
fn compare(header: &str, payload: &str, now: i64) -> Result<(), TokenError> {
    let key = key("k1");
    let token = forge(&key, header, payload);
    let (ours, theirs) = (take_at(&key, &token, now), jwt_compact(&key, &token, now));
    let taken = ours.map(|token| token.into_claims());
    if let Ok(ours) = &taken {
        let theirs = theirs.unwrap_or_else(|| panic!("jwt-compact refuses {payload}"));
        let moment = |time: Option<DateTime<Utc>>| time.unwrap().timestamp();
        assert_eq!(moment(theirs.issued_at), ours.issued_at.seconds());
        assert_eq!(moment(theirs.expiration), ours.expires_at.seconds());
        assert_eq!(theirs.custom["sub"], ours.subject.as_str());
        assert_eq!(theirs.custom["nonce"], ours.binding.nonce.as_str());
        assert_eq!(theirs.custom["name"], ours.name);
    }
    assert_ne!(taken.as_ref().err(), Some(&TokenError::Unconfirmed), "{payload}");
    taken.map(|_claims| ())
}

#[test]
fn ours_verifies_with_jwt_compact() {
    let key = key("k1");
    let token = sign(&key, &session()).unwrap();
    let claims = jwt_compact(&key, &token, NOW).unwrap();
    assert_eq!(claims.custom["email"], "ada@example.com");
}

#[test]
fn jwt_compacts_verifies_with_ours() {
    let key = key("k1");
    let claims: Claims<Value> = serde_json::from_str(&payload()).unwrap();
    let header = Header::empty()
        .with_key_id("k1")
        .with_token_type("crosspass-session+jwt");
    let token = Es256.token(&header, &claims, &key).unwrap();
    assert_eq!(take_at(&key, &token, NOW).unwrap().into_claims(), session());
}

#[test]
fn both_know_the_same_boundaries() {
    for (now, nbf, taken) in [
        (NOW + 630, NOW, Ok(())),
        (NOW + 631, NOW, Err(TokenError::Expired)),
        (NOW, NOW + 30, Ok(())),
        (NOW, NOW + 31, Err(TokenError::NotYet)),
        (NOW - 30, NOW, Ok(())),
        (NOW - 31, NOW - 31, Err(TokenError::NotYet)),
    ] {
        let payload = payload().replacen('{', &format!(r#"{{"nbf":{nbf},"#), 1);
        assert_eq!(compare(HEADER, &payload, now), taken);
        // What makes ours refuse here makes jwt-compact refuse, but for `iat`, which it does not look at.
        let token = forge(&key("k1"), HEADER, &payload);
        assert!(taken.is_ok() || jwt_compact(&key("k1"), &token, now).is_none() || now < NOW);
    }
}

/// A value that a claim might have.
fn value() -> impl Strategy<Value = String> {
    let near = (-700_i64..700).prop_map(|offset| (NOW + offset).to_string());
    prop_oneof![
        4 => near,
        1 => "-?[0-9]{1,20}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?",
        1 => r#""(\PC|\\u[0-9a-f]{4}|\\[nt"/]){0,6}""#,
        1 => Just("null".to_owned()),
        1 => Just("[]".to_owned()),
        1 => Just(r#"{"a":[{"b":1.5}]}"#.to_owned()),
        1 => Just(r#"{"a":1,"a":2}"#.to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn jwt_compact_refuses_nothing_that_ours_takes(
        values in proptest::collection::vec(value(), 3),
        changed in proptest::sample::subsequence(vec!["exp", "iat", "nbf", "else", "name", "auth_time"], 0..3),
        offset in -700_i64..700,
    ) {
        let mut members: Vec<(String, String)> = Vec::new();
        let original: Value = serde_json::from_str(&payload()).unwrap();
        for (name, value) in original.as_object().unwrap() {
            members.push((name.clone(), value.to_string()));
        }
        for (name, value) in changed.iter().zip(values) {
            members.retain(|(present, _)| present != name);
            members.push(((*name).to_owned(), value));
        }
        let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let _ = compare(HEADER, &format!("{{{}}}", members.join(",")), NOW + offset);
    }
}
