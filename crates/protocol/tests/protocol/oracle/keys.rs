//! Key sets: one good token, and the set that its key is looked up in.
// attacks of this file: 108

use crosspass_protocol::{Jwks, KeyId, UntrustedToken, native};
use serde_json::json;

use super::mutations::Members;
use super::{Case, Stricter, compare};
use crate::common::{HEADER, encode, forge, key, payload};

fn ours(set: &str, token: &str) -> Option<String> {
    let set = match Jwks::parse(set.as_bytes()) {
        Ok(set) => set,
        Err(error) => return Some(format!("{error:?}")),
    };
    let Some(key) = set.find(&KeyId::parse("k1").unwrap()) else {
        return Some("passed over".to_owned());
    };
    let check = UntrustedToken::parse(token).unwrap().check_with(key).unwrap();
    native::verify(check).err().map(|error| format!("{error:?}"))
}

/// A good set with one key, or with that one among others.
fn sets(jwk: &Members, other: &Members) -> Vec<(String, String)> {
    let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"];
    let more = [
        ("use", r#""sig""#),
        ("use", r#""enc""#),
        ("use", "7"),
        ("use", "null"),
        ("use", r#""SIG""#),
        ("alg", r#""ES256""#),
        ("alg", r#""ES384""#),
        ("alg", "null"),
        ("alg", r#""ECDH-ES""#),
        ("alg", "{}"),
        ("key_ops", r#"["verify"]"#),
        ("key_ops", r#"["sign"]"#),
        ("key_ops", r#"["verify","verify"]"#),
        ("key_ops", r#"["verify",1]"#),
        ("key_ops", "[]"),
        ("key_ops", r#"["sign","verify"]"#),
        ("key_ops", r#"["verify","wrapKey"]"#),
        ("key_ops", r#"["verify","x"]"#),
        ("key_ops", r#""verify""#),
        ("key_ops", "null"),
        ("key_ops", "{}"),
        ("ext", "true"),
        ("ext", "false"),
        ("ext", r#""yes""#),
        ("x5c", "[]"),
        ("x5t", r#""AA""#),
        ("n", r#""AA""#),
        ("pub", r#""AA""#),
        ("more", "{}"),
    ];
    let mut keys = jwk.mutations();
    keys.extend(more.map(|(name, value)| (format!("and {name} {value}"), jwk.and(name, value).json())));
    for name in private {
        for value in ["\"\"", "null", "\"AA\"", &format!("\"{}\"", encode(&[1; 32]))] {
            keys.push((format!("and {name} {value}"), jwk.and(name, value).json()));
        }
    }
    for (kty, crv) in [
        ("EC", "P-384"),
        ("EC", "secp256k1"),
        ("OKP", "Ed25519"),
        ("RSA", "P-256"),
        ("oct", "P-256"),
    ] {
        let key = jwk
            .with("kty", &format!("\"{kty}\""))
            .with("crv", &format!("\"{crv}\""));
        keys.push((format!("{kty}, {crv}"), key.json()));
    }
    keys.push((
        "off the curve".to_owned(),
        jwk.with("y", &format!("\"{}\"", encode(&[1; 32]))).json(),
    ));
    let (jwk, other) = (jwk.json(), other.json());
    let mut sets: Vec<_> = keys
        .into_iter()
        .map(|(name, key)| (name, format!(r#"{{"keys":[{key}]}}"#)))
        .collect();
    for (name, set) in [
        ("another key too", format!(r#"{{"keys":[{other},{jwk}]}}"#)),
        ("another key alone", format!(r#"{{"keys":[{other}]}}"#)),
        (
            "an RSA key too",
            format!(r#"{{"keys":[{jwk},{{"kty":"RSA","n":"AA","e":"AQAB","kid":"r"}}]}}"#),
        ),
        (
            "a private RSA key too",
            format!(r#"{{"keys":[{jwk},{{"kty":"RSA","n":"AA","e":"AQAB","dp":"AA","kid":"r"}}]}}"#),
        ),
        ("an empty key too", format!(r#"{{"keys":[{jwk},{{}}]}}"#)),
        ("the key twice", format!(r#"{{"keys":[{jwk},{jwk}]}}"#)),
        ("a number too", format!(r#"{{"keys":[{jwk},1]}}"#)),
        ("null too", format!(r#"{{"keys":[{jwk},null]}}"#)),
        (
            "33 keys",
            format!(r#"{{"keys":[{jwk}{}]}}"#, format!(",{other}").repeat(32)),
        ),
        ("keys twice", format!(r#"{{"keys":[],"keys":[{jwk}]}}"#)),
        ("more beside", format!(r#"{{"keys":[{jwk}],"more":1}}"#)),
        ("no keys", r#"{"keys":[]}"#.to_owned()),
        ("keys as an object", format!(r#"{{"keys":{jwk}}}"#)),
        ("the key itself", jwk.clone()),
        ("a list of keys", format!("[{jwk}]")),
        ("a page", "<!doctype html>".to_owned()),
        ("65 KB", format!(r#"{{"keys":[{jwk}]{}}}"#, " ".repeat(65 * 1024))),
    ] {
        sets.push((name.to_owned(), set));
    }
    sets
}

#[test]
fn key_sets() {
    let (key, other) = (key("k1"), key("k2"));
    let token = forge(&key, HEADER, &payload());
    let members = |key: &crosspass_protocol::SigningKey, kid: &str| {
        Members::of(&key.public_jwk().required_members()).and("kid", &format!("\"{kid}\""))
    };
    let cases: Vec<_> = sets(&members(&key, "k1"), &members(&other, "k2"))
        .into_iter()
        .map(|(name, set)| Case {
            name,
            ours: ours(&set, &token),
            question: json!({ "token": token, "jwks": set, "options": { "algorithms": ["ES256"], "currentDate": null }, "claims": {} }),
        })
        .collect();
    compare(&cases, SETS, LAXER);
}

const SETS: &Stricter = &[
    (
        "Malformed",
        "a set says one thing: objects alone, without duplicate members, within the parser's bounds",
    ),
    (
        "Private",
        "a published key with a secret in any of its members is a lost one, and so may be its neighbours",
    ),
    ("Set", "each key has its own kid, and there are 32 at most"),
    (
        "passed over",
        "coordinates have one form, and a use that is not to verify is another key's",
    ),
];

const LAXER: &super::Laxer = &[(
    r#"and ext "yes""#,
    "`ext` is WebCrypto's, and not of RFC 7517: it says nothing about what a key may verify, and we give WebCrypto no JWK",
)];
