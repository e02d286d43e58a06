//! Tokens whose expiry is not looked at, for renewal: every other check is that of `accept`.

use crosspass_protocol::{
    Binding, BindingRule, Expected, RenewableToken, SessionClaims, SigningKey, TokenError, UntrustedToken,
    VerifiedToken, native,
};
use proptest::prelude::*;

use crate::common::{HEADER, NOW, at, binding, changed, encode, forge, key, origin, payload, take_at};

/// Takes a token as the issuer does at renewal.
fn renew_at(key: &SigningKey, token: &str, now: i64) -> Result<RenewableToken, TokenError> {
    let (issuer, audience) = (
        origin("https://auth.example.com"),
        origin("https://app.customer.com"),
    );
    let binding = binding();
    let signed = native::verify(UntrustedToken::parse(token)?.check_with(key.public_jwk())?)?;
    signed.accept_even_if_expired(&Expected {
        issuer: &issuer,
        audience: &audience,
        now: at(now),
        binding: BindingRule::Handoff(&binding),
    })
}

fn refuses(header: &str, payload: &str, why: TokenError) {
    let key = key("k1");
    let token = forge(&key, header, payload);
    assert_eq!(renew_at(&key, &token, NOW).unwrap_err(), why, "{payload}");
}

#[test]
fn an_expired_token_is_renewable_and_no_session() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    for late in [600, 630, 631, 12 * 3600, 10 * 365 * 24 * 3600] {
        let renewable = renew_at(&key, &token, NOW + late).unwrap();
        assert_eq!(*renewable.claims(), crate::common::session());
    }
    assert_eq!(take_at(&key, &token, NOW + 631).unwrap_err(), TokenError::Expired);
}

#[test]
fn one_from_the_future_is_not_renewable() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    assert!(renew_at(&key, &token, NOW - 30).is_ok());
    assert_eq!(renew_at(&key, &token, NOW - 31).unwrap_err(), TokenError::NotYet);
}

#[test]
fn a_life_over_the_maximum_is_not_renewable() {
    for life in [601, 0, -1] {
        let expiry = format!(r#""exp":{}"#, NOW + life);
        refuses(
            HEADER,
            &changed(&format!(r#""exp":{}"#, NOW + 600), &expiry),
            TokenError::Times,
        );
    }
}

#[test]
fn an_expiry_that_is_none_is_not_renewable() {
    for wrong in ["\"1\"", "1.5", "null", "-1"] {
        let expiry = format!(r#""exp":{wrong}"#);
        refuses(
            HEADER,
            &changed(&format!(r#""exp":{}"#, NOW + 600), &expiry),
            TokenError::Times,
        );
    }
    refuses(
        HEADER,
        &changed(&format!(r#""exp":{},"#, NOW + 600), ""),
        TokenError::Times,
    );
}

#[test]
fn other_kinds_are_not_renewable() {
    for kind in [
        "crosspass-ticket+jwt",
        "crosspass-permit+jwt",
        "logout+jwt",
        "JWT",
    ] {
        let header = HEADER.replace("crosspass-session+jwt", kind);
        refuses(&header, &payload(), TokenError::Kind);
    }
}

#[test]
fn another_signature_is_not_renewable() {
    let token = forge(&key("k1"), HEADER, &payload());
    assert_eq!(
        renew_at(&key("k1"), &token, NOW).unwrap_err(),
        TokenError::Signature
    );
}

/// One thing that is wrong, or nothing.
fn spoilt() -> impl Strategy<Value = (String, String)> {
    let Binding { nonce, jkt } = binding();
    let same = |text: &str| (text.to_owned(), text.to_owned());
    prop_oneof![
        Just(same(r#""sub""#)),
        Just((
            "https://auth.example.com".to_owned(),
            "https://evil.example".to_owned()
        )),
        Just((
            "https://app.customer.com".to_owned(),
            "https://b.customer.com".to_owned()
        )),
        Just((nonce.as_str().to_owned(), encode(&[8; 32]))),
        Just((jkt.as_str().to_owned(), encode(&[8; 32]))),
        Just((r#""sid":"#.to_owned(), r#""else":"#.to_owned())),
        Just((r#""auth_time":"#.to_owned(), r#""else":"#.to_owned())),
        (-100_i64..100).prop_map(|late| (r#""sub""#.to_owned(), format!(r#""nbf":{},"sub""#, NOW + late))),
        (-2_i64..700).prop_map(|life| (
            format!(r#""exp":{}"#, NOW + 600),
            format!(r#""exp":{}"#, NOW + life)
        )),
    ]
}

proptest! {
    /// The two ways differ in one answer alone: `Expired`.
    #[test]
    fn whatever_is_not_expired_is_judged_alike((from, to) in spoilt(), age in -100_i64..2000) {
        let key = key("k1");
        let token = forge(&key, HEADER, &changed(&from, &to));
        let (taken, renewed) = (take_at(&key, &token, NOW + age), renew_at(&key, &token, NOW + age));
        let taken: Result<SessionClaims, _> = taken.map(VerifiedToken::into_claims);
        let renewed = renewed.map(|token| token.claims().clone());
        match taken {
            Err(TokenError::Expired) => prop_assert!(!matches!(
                renewed,
                Err(TokenError::Expired | TokenError::Times | TokenError::NotYet)
            )),
            taken => prop_assert_eq!(taken, renewed),
        }
    }
}
