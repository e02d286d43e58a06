//! Tokens that no issuer ever signs, in the receiver page's hands (17 to 24): each is refused and harms nothing. The last
//! line of every test is that the genuine one still works.

use crosspass_protocol::{LogoutClaims, PermitClaims, TicketClaims};
use serde_json::{Value, json};

use crate::popup::answered;
use crate::support::{Forge, Receiver};

/// Hands over what `forge` makes of a genuine token.
async fn refused(code: &str, forge: impl FnOnce(Forge) -> String) {
    let (world, mut browser, genuine) = answered().await;
    let forged = forge(world.forge(&genuine).await);
    assert_ne!(forged, genuine);
    let answer = browser.take(&forged).await;
    answer.refused_at_domain(401, code);
    assert!(answer.cookies().is_empty());
    assert!(browser.session().await.is_null());
    assert_eq!(
        browser.take(&genuine).await.status,
        200,
        "the genuine token was harmed"
    );
}

macro_rules! refused_tokens {
    ($($name:ident: $code:literal, $forge:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($code, $forge).await;
        })+
    };
}

fn raw(forge: &Forge, from: &str, to: &str) -> String {
    let payload = Value::Object(forge.payload.clone()).to_string();
    assert!(payload.contains(from), "{payload}");
    forge.sign_raw(&forge.header_json(), &payload.replacen(from, to, 1))
}

fn hmac_with_public_key(forge: Forge) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &forge.key().public_jwk().point());
    let forge = forge.header("alg", "HS256");
    let input = forge.input();
    forge.sign_with(ring::hmac::sign(&key, input.as_bytes()).as_ref())
}

refused_tokens! {
    // attack: 17
    alg_none: "invalid_token", |f| f.header("alg", "none").sign_with(&[]);
    // attack: 17
    alg_hs256_keyed_with_the_public_key: "invalid_token", hmac_with_public_key;
    // attack: 17
    alg_of_another_kind: "invalid_token", |f| f.header("alg", "RS256").sign();
    // attack: 18
    signature_all_zero: "invalid_token", |f| f.sign_with(&[0; 64]);
    // attack: 18
    signature_in_der: "invalid_token", |f| f.sign_with(&[&[0x30, 0x44, 2, 0x20][..], &[1; 32], &[2, 0x20], &[1; 32]].concat());
    // attack: 19
    key_in_the_header: "invalid_token", |f| {
        let attacker = Receiver::new();
        let jwk: Value = serde_json::from_str(&attacker.key.public_jwk().required_members()).unwrap();
        f.header("jwk", jwk).sign()
    };
    // attack: 19
    key_at_an_address: "invalid_token", |f| f.header("jku", "https://evil.example/jwks.json").sign();
    // attack: 19
    kid_a_path: "invalid_token", |f| f.header("kid", "../../../../dev/null").sign();
    // attack: 19
    kid_unknown: "invalid_token", |f| f.header("kid", "nobody").sign();
    // attack: 20
    unknown_crit: "invalid_token", |f| f.header("crit", json!(["x"])).sign();
    // attack: 20
    claim_twice: "invalid_token", |f| raw(&f, "{", "{\"aud\":\"http://evil.localhost:1\",");
    // attack: 20
    a_fourth_segment: "invalid_token", |f| format!("{}.e30", f.sign());
    // attack: 20
    padding: "invalid_token", |f| format!("{}=", f.sign());
    // attack: 20
    over_8_kilobytes: "invalid_token", |f| f.claim("filler", "x".repeat(8200)).sign();
    // attack: 21
    exp_a_string: "invalid_token", |f| { let exp = f.seconds("exp").to_string(); f.claim("exp", exp).sign() };
    // attack: 21
    exp_infinite: "invalid_token", |f| { let exp = f.seconds("exp"); raw(&f, &format!("\"exp\":{exp}"), "\"exp\":1e400") };
    // attack: 21
    iat_missing: "invalid_token", |f| f.without("iat").sign();
    // attack: 22
    expired_a_second_too_long_ago: "token_expired", |f| f.shifted(-631).sign();
    // attack: 22
    ahead_by_a_second_too_much: "invalid_token", |f| f.shifted(31).sign();
    // attack: 22
    life_a_second_too_long: "invalid_token", |f| { let exp = f.seconds("exp"); f.claim("exp", exp + 1).sign() };
    // attack: 23
    aud_a_list: "invalid_token", |f| { let aud = f.payload["aud"].clone(); f.claim("aud", json!([aud])).sign() };
    // attack: 23
    aud_with_a_slash: "invalid_token", |f| f.claim("aud", "http://acme.localhost:9001/").sign();
    // attack: 9, 23
    aud_of_another_domain: "invalid_token", |f| f.claim("aud", "http://globex.localhost:9002").sign();
    // attack: 24
    iss_of_another: "invalid_token", |f| f.claim("iss", "http://evil.localhost:1").sign();
    // attack: 24
    typ_of_a_ticket: "invalid_token", |f| f.kind::<TicketClaims>().sign();
    // attack: 24
    typ_of_a_permit: "invalid_token", |f| f.kind::<PermitClaims>().sign();
    // attack: 24
    typ_of_a_logout_token: "invalid_token", |f| f.kind::<LogoutClaims>().sign();
    nonce_missing: "invalid_token", |f| f.without("nonce").sign();
    nonce_of_nobody: "nonce_mismatch", |f| f.claim("nonce", "A".repeat(43)).sign();
    nonce_that_names_another_cookie: "invalid_token", |f| f.claim("nonce", "x; crosspass_9001").sign();
    binding_missing: "invalid_token", |f| f.without("cnf").sign();
    subject_missing: "invalid_token", |f| f.without("sub").sign();
    nothing_at_all: "invalid_token", |_| String::new();
}

// attack: 22
#[tokio::test]
async fn at_the_edges_of_its_life() {
    for seconds in [-630, 30] {
        let (world, mut browser, genuine) = answered().await;
        let forged = world.forge(&genuine).await.shifted(seconds).sign();
        let answer = browser.take(&forged).await;
        assert_eq!(answer.status, 200, "{seconds}: {}", answer.text);
    }
}
