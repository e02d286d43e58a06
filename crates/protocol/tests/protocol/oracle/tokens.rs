//! Session tokens: headers, claims and compact forms.
// attacks of this file: 108

use crosspass_protocol::{Jwks, SigningKey};
use serde_json::{Value, json};

use super::mutations::{Members, compact_forms};
use super::{Case, Stricter, compare};
use crate::common::{HEADER, NOW, binding, forge, key, payload, take};
use crate::second_reader;

/// What jose is told to expect, of all that we expect; the rest is left to its user.
fn question(key: &SigningKey, token: &str) -> Value {
    json!({
        "token": token,
        "jwks": Jwks::new(vec![key.public_jwk().clone()]).to_json(),
        "options": {
            "issuer": "https://auth.example.com",
            "audience": "https://app.customer.com",
            "typ": "crosspass-session+jwt",
            "algorithms": ["ES256"],
            "clockTolerance": 30,
            "maxTokenAge": 600,
            "requiredClaims": ["sub", "sid", "jti", "exp", "auth_time", "cnf", "name", "email"],
        },
        "claims": { "nonce": binding().nonce.as_str() },
    })
}

fn case(key: &SigningKey, name: String, token: &str) -> Case {
    let ours = take(key, token);
    // jwt-compact and ours must not be at odds either.
    if let Ok(ours) = &ours {
        let theirs = second_reader::read_at(key, token, NOW);
        assert_eq!(
            second_reader::difference(ours.claims(), theirs.as_ref()),
            None,
            "{name}"
        );
    }
    Case {
        name,
        question: question(key, token),
        ours: ours.err().map(|error| format!("{error:?}")),
    }
}

#[test]
fn headers() {
    let key = key("k1");
    let header = Members::of(HEADER);
    let others = [
        ("alg", r#""none""#),
        ("alg", r#""HS256""#),
        ("alg", r#""RS256""#),
        ("alg", r#""ES384""#),
        ("alg", r#""PS256""#),
        ("alg", r#""ES256K""#),
        ("alg", r#""EdDSA""#),
        ("kid", r#""k2""#),
        ("kid", r#""../k1""#),
        ("kid", "\"k1\\n\""),
        ("typ", r#""JWT""#),
        ("typ", r#""application/crosspass-session+jwt""#),
        ("typ", r#""Crosspass-Session+JWT""#),
        ("typ", r#""crosspass-ticket+jwt""#),
    ];
    let more = [
        ("crit", r#"["b64"]"#),
        ("crit", r#"["exp"]"#),
        ("crit", "[]"),
        ("b64", "false"),
        ("b64", "true"),
        ("jwk", r#"{"kty":"EC"}"#),
        ("jku", r#""https://evil.example/jwks.json""#),
        ("x5u", r#""https://evil.example""#),
        ("x5c", "[]"),
        ("x5t", r#""AA""#),
        ("x5t#S256", r#""AA""#),
        ("cty", r#""JWT""#),
        ("zip", r#""DEF""#),
        ("enc", r#""A256GCM""#),
        ("epk", "{}"),
        ("nonce", r#""n""#),
        ("url", r#""u""#),
        ("iss", r#""i""#),
    ];
    let mut headers = header.mutations();
    headers
        .extend(others.map(|(name, value)| (format!("{name} is {value}"), header.with(name, value).json())));
    headers.extend(more.map(|(name, value)| (format!("and {name} {value}"), header.and(name, value).json())));
    let cases: Vec<_> = headers
        .into_iter()
        .map(|(name, header)| case(&key, name, &forge(&key, &header, &payload())))
        .collect();
    compare(&cases, HEADERS, &[]);
}

const HEADERS: &Stricter = &[
    (
        "Malformed",
        "a header says one thing: no duplicate members, within the parser's bounds",
    ),
    (
        "Header",
        "a header has exactly three members, and each kid is one of 64 simple characters",
    ),
    (
        "Kind",
        "typ is compared as it is: case and `application/` are no part of it",
    ),
];

#[test]
fn claims() {
    let key = key("k1");
    let claims = Members::of(&payload());
    let mut payloads = claims.mutations();
    // Times at their bounds, with the issuer's clock and the taker's.
    for ago in [-600, -31, -30, -29, 0, 29, 30, 31, 600, 630, 631] {
        let issued = claims.with("iat", &(NOW - ago).to_string());
        for life in [0, 1, 570, 600, 601] {
            let times = issued.with("exp", &(NOW - ago + life).to_string());
            payloads.push((format!("from {ago} s ago for {life} s"), times.json()));
        }
        payloads.push((
            format!("not before {ago} s ago"),
            claims.and("nbf", &(NOW - ago).to_string()).json(),
        ));
    }
    let cases: Vec<_> = payloads
        .into_iter()
        .map(|(name, payload)| case(&key, name, &forge(&key, HEADER, &payload)))
        .collect();
    compare(&cases, CLAIMS, LAXER);
}

const LAXER: &super::Laxer = &[
    ("from 31 s ago for 1 s", THE_30TH),
    ("from 600 s ago for 570 s", THE_30TH),
    ("from 630 s ago for 600 s", THE_30TH),
];
const THE_30TH: &str =
    "the leeway is at most 30 s at both ends of a life: jose takes the 30th at its beginning alone";

const CLAIMS: &Stricter = &[
    (
        "Malformed",
        "claims say one thing: no duplicate members, within the parser's bounds",
    ),
    ("Audience", "aud is one text, and no list"),
    (
        "Times",
        "times are integers, and a life has an end that is no later than the kind's longest",
    ),
    ("Key", "a token is bound to the receiver's key"),
    ("Claims", "each claim has its type and form"),
];

#[test]
fn compact_forms_of_a_token() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    let mut forms = compact_forms(&token);
    forms.push(("as it is".to_owned(), token.clone()));
    forms.push(("too long".to_owned(), {
        let long = payload().replace("Ada Lovelace", &"a".repeat(9000));
        forge(&key, HEADER, &long)
    }));
    // Another key's signature, and another message's.
    forms.push((
        "another key".to_owned(),
        forge(&crate::common::key("k1"), HEADER, &payload()),
    ));
    let (_, other) = {
        let other = forge(&key, HEADER, "{}");
        let (input, signature) = other.rsplit_once('.').unwrap();
        (input.to_owned(), signature.to_owned())
    };
    let (input, _) = token.rsplit_once('.').unwrap();
    forms.push(("another signature".to_owned(), format!("{input}.{other}")));
    let cases: Vec<_> = forms
        .into_iter()
        .map(|(name, token)| case(&key, name, &token))
        .collect();
    compare(&cases, FORMS, &[]);
}

const FORMS: &Stricter = &[
    ("Size", "a token has at most 8,192 bytes"),
    (
        "Malformed",
        "base64url has one form: no padding, no white space, no bits that say nothing",
    ),
];
