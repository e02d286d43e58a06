//! jwt-compact has the last word, natively: a token that it refuses is not taken, whatever the strict tree says.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use ring::rand::SystemRandom;

use super::{BindingRule, Expected, TokenError, UnsignedToken};
use crate::claims::SessionClaims;
use crate::encoding::encode;
use crate::identifier::KeyId;
use crate::origin::Origin;
use crate::sign::SigningKey;
use crate::strict::Object;
use crate::time::Timestamp;
use crate::verify::{SignatureCheck, native};

const NOW: u64 = 1_790_000_000;
const HEADER: &str = r#"{"alg":"ES256","kid":"k1","typ":"crosspass-session+jwt"}"#;

fn compact(header: &str, payload: &str) -> String {
    [
        encode(header.as_bytes()),
        encode(payload.as_bytes()),
        encode(&[1; 64]),
    ]
    .join(".")
}

fn payload(times: &str) -> String {
    let (nonce, id) = (encode(&[7; 32]), encode(&[1; 16]));
    format!(
        r#"{{"iss":"https://auth.example.com","sub":"user-1","aud":"https://app.customer.com","sid":"{id}","jti":"{id}",{times},"auth_time":{NOW},"nonce":"{nonce}","cnf":{{"jkt":"{nonce}"}},"name":"Ada","email":"ada@example.com"}}"#
    )
}

fn good() -> String {
    payload(&format!(r#""iat":{NOW},"exp":{}"#, NOW + 600))
}

/// Ours reads a good payload and jwt-compact another token: what both ways of taking it say.
fn taken(theirs: String) -> [Result<(), TokenError>; 2] {
    let random = SystemRandom::new();
    let pkcs8 = SigningKey::generate(&random).unwrap();
    let key = SigningKey::from_pkcs8(&pkcs8, KeyId::parse("k1").unwrap(), random).unwrap();
    let signed = || {
        let token = UnsignedToken {
            compact: theirs.clone(),
            payload: Object::parse(good().as_bytes()).unwrap(),
            typ: "crosspass-session+jwt".to_owned(),
        };
        let signature = key.sign_bytes(b"signed").unwrap();
        native::verify(SignatureCheck::new(key.public_jwk(), b"signed", signature, token)).unwrap()
    };
    let issuer = Origin::parse("https://auth.example.com").unwrap();
    let audience = Origin::parse("https://app.customer.com").unwrap();
    let expected = Expected {
        issuer: &issuer,
        audience: &audience,
        now: Timestamp::from_claim(NOW).unwrap(),
        binding: BindingRule::Unbound,
    };
    [
        signed().accept::<SessionClaims>(&expected).map(|_token| ()),
        signed().accept_even_if_expired(&expected).map(|_token| ()),
    ]
}

const UNCONFIRMED: Result<(), TokenError> = Err(TokenError::Unconfirmed);

#[test]
fn the_same_token_is_taken() {
    assert_eq!(taken(compact(HEADER, &good())), [Ok(()), Ok(())]);
}

#[test]
fn another_form_or_algorithm_is_not() {
    for theirs in [
        "nothing".to_owned(),
        compact(&HEADER.replace("ES256", "none"), &good()),
        compact(HEADER, &good()).replace('.', ","),
    ] {
        assert_eq!(taken(theirs), [UNCONFIRMED, UNCONFIRMED]);
    }
}

#[test]
fn an_expired_one_is_renewable_alone() {
    let theirs = payload(&format!(r#""iat":{},"exp":{}"#, NOW - 600, NOW - 31));
    assert_eq!(taken(compact(HEADER, &theirs)), [UNCONFIRMED, Ok(())]);
}

#[test]
fn one_without_an_end_is_renewable_alone() {
    assert_eq!(
        taken(compact(HEADER, &payload(&format!(r#""iat":{NOW}"#)))),
        [UNCONFIRMED, Ok(())]
    );
}

#[test]
fn one_of_later_is_not_taken_now() {
    let theirs = payload(&format!(r#""iat":{NOW},"nbf":{},"exp":{}"#, NOW + 31, NOW + 600));
    assert_eq!(taken(compact(HEADER, &theirs)), [UNCONFIRMED, Ok(())]);
}
