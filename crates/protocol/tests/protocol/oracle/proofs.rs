//! DPoP proofs: the key in the header, the claims, and compact forms.
// attacks of this file: 108

use crosspass_protocol::dpop::{ProofExpected, UntrustedProof};
use crosspass_protocol::{SigningKey, TokenId, native};
use serde_json::{Value, json};

use super::mutations::{Members, compact_forms};
use super::{Case, Stricter, compare};
use crate::common::{NOW, at, encode, forge, key};

const URL: &str = "https://auth.example.com/api/renew";
const TOKEN: &str = "token";
/// SHA-256 of `token`, in base64url.
const ATH: &str = "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A";

fn ours(proof: &str) -> Option<String> {
    let expected = ProofExpected {
        method: "POST",
        url: URL,
        now: at(NOW),
        access_token: Some(TOKEN),
    };
    UntrustedProof::parse(proof)
        .and_then(|proof| native::verify(proof.check()))
        .and_then(|proof| proof.accept(&expected))
        .err()
        .map(|error| format!("{error:?}"))
}

/// What jose is told of RFC 9449, 4.3; the rest is left to its user.
fn question(proof: &str) -> Value {
    json!({
        "token": proof,
        "options": { "typ": "dpop+jwt", "algorithms": ["ES256"], "maxTokenAge": 60, "requiredClaims": ["jti"] },
        "claims": { "htm": "POST", "htu": URL, "ath": ATH },
    })
}

fn case(name: String, proof: &str) -> Case {
    Case {
        name,
        ours: ours(proof),
        question: question(proof),
    }
}

fn header(key: &SigningKey) -> String {
    let jwk = key.public_jwk().required_members();
    format!(r#"{{"alg":"ES256","jwk":{jwk},"typ":"dpop+jwt"}}"#)
}

fn claims() -> String {
    let jti = TokenId::from_random([6; 16]);
    format!(r#"{{"ath":"{ATH}","htm":"POST","htu":"{URL}","iat":{NOW},"jti":"{jti}"}}"#)
}

#[test]
fn headers() {
    let (key, other) = (key("k1"), key("k1"));
    let members = Members::of(&header(&key));
    let jwk = Members::of(&key.public_jwk().required_members());
    let mut jwks = jwk.mutations();
    for (name, value) in [
        ("kid", r#""k1""#),
        ("kid", "7"),
        ("use", r#""sig""#),
        ("use", r#""enc""#),
        ("alg", r#""ES256""#),
        ("alg", r#""RS256""#),
        ("key_ops", r#"["verify"]"#),
        ("key_ops", r#"["sign"]"#),
        ("key_ops", r#"["verify","verify"]"#),
        ("key_ops", "[]"),
        ("key_ops", r#"["sign","verify"]"#),
        ("ext", "true"),
        ("ext", r#""yes""#),
        ("x5c", "[]"),
    ] {
        jwks.push((format!("and {name} {value}"), jwk.and(name, value).json()));
    }
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"] {
        for value in ["\"\"", "null", &format!("\"{}\"", encode(&[1; 32]))] {
            jwks.push((format!("and {name} {value}"), jwk.and(name, value).json()));
        }
    }
    jwks.push(("another key".to_owned(), other.public_jwk().required_members()));
    let mut headers = members.mutations();
    headers.extend(
        jwks.into_iter()
            .map(|(name, jwk)| (name, members.with("jwk", &jwk).json())),
    );
    for (name, value) in [
        ("crit", r#"["htm"]"#),
        ("kid", r#""k1""#),
        ("b64", "false"),
        ("jku", r#""u""#),
        ("x5c", "[]"),
    ] {
        headers.push((format!("header and {name}"), members.and(name, value).json()));
    }
    for alg in ["none", "HS256", "RS256", "ES384", "EdDSA"] {
        headers.push((
            format!("alg {alg}"),
            members.with("alg", &format!("\"{alg}\"")).json(),
        ));
    }
    let cases: Vec<_> = headers
        .into_iter()
        .map(|(name, header)| case(name, &forge(&key, &header, &claims())))
        .collect();
    compare(&cases, HEADERS, LAXER);
}

const HEADERS: &Stricter = &[
    (
        "Malformed",
        "a header says one thing: no duplicate members, within the parser's bounds",
    ),
    (
        "Header",
        "a header has exactly three members, and its key no secret, whatever the member is called",
    ),
    (
        "Kind",
        "typ is compared as it is: case and `application/` are no part of it",
    ),
];

const LAXER: &super::Laxer = &[(
    r#"and ext "yes""#,
    "`ext` is WebCrypto's, and not of RFC 7517: it says nothing about what a key may verify, and we give WebCrypto no JWK",
)];

#[test]
fn claims_and_compact_forms() {
    let key = key("k1");
    let header = header(&key);
    let mut cases: Vec<_> = Members::of(&claims())
        .mutations()
        .into_iter()
        .map(|(name, claims)| case(name, &forge(&key, &header, &claims)))
        .collect();
    let good = forge(&key, &header, &claims());
    cases.extend(
        compact_forms(&good)
            .into_iter()
            .map(|(name, proof)| case(name, &proof)),
    );
    compare(&cases, CLAIMS, &[]);
}

const CLAIMS: &Stricter = &[
    (
        "Malformed",
        "claims say one thing: no duplicate members, within the parser's bounds",
    ),
    ("Times", "iat is an integer"),
    ("Claims", "jti is 16 bytes in base64url, as it is remembered"),
];
