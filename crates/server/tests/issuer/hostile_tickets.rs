//! Tickets that no issuer ever signs (17 to 24): each is refused, noted, and harms nothing. The last
//! line of every test is that the genuine ticket still works.

use crosspass_protocol::{PermitClaims, SessionClaims};
use serde_json::{Value, json};

use crate::support::{ACME, Forge, GLOBEX, ISSUER, Receiver, World};

/// Presents what `forge` makes of a genuine ticket.
async fn refused(code: &str, forge: impl FnOnce(Forge) -> String) {
    let world = World::new().await;
    let receiver = Receiver::new();
    let genuine = world.ticket(&receiver).await;
    let forged = forge(world.forge_of(&genuine).await);
    assert_ne!(forged, genuine);

    let now = world.issuer.clock.now();
    world
        .redeem(&forged, &receiver.proof(now))
        .await
        .refused(401, code);
    assert_eq!(world.reasons("redeem", "refused").await, [code]);

    let answer = world.redeem(&genuine, &receiver.proof(now)).await;
    assert_eq!(
        answer.status, 200,
        "the genuine ticket was harmed: {}",
        answer.text
    );
}

macro_rules! refused_tickets {
    ($($name:ident: $code:literal, $forge:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($code, $forge).await;
        })+
    };
}

/// HMAC-SHA256 with the public key as its secret, as confused verifiers would compute it.
fn hmac_with_public_key(forge: Forge) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &forge.key().public_jwk().point());
    let forge = forge.header("alg", "HS256");
    let tag = ring::hmac::sign(&key, forge.input().as_bytes());
    forge.sign_with(tag.as_ref())
}

/// n, the order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The genuine signature with r or s replaced.
fn with_half(forge: &Forge, half: usize, bytes: [u8; 32]) -> String {
    let mut signature = forge.key().sign_bytes(forge.input().as_bytes()).unwrap();
    signature[half * 32..half * 32 + 32].copy_from_slice(&bytes);
    forge.sign_with(&signature)
}

fn unsigned(algorithm: &str) -> impl FnOnce(Forge) -> String {
    let algorithm = algorithm.to_owned();
    move |forge| forge.header("alg", algorithm).sign_with(&[])
}

fn with_payload(forge: &Forge, from: &str, to: &str) -> String {
    let payload = forge.payload_json();
    assert!(payload.contains(from), "{payload}");
    forge.sign_raw(&forge.header_json(), &payload.replace(from, to))
}

fn time_as(name: &'static str, value: &'static str) -> impl FnOnce(Forge) -> String {
    move |forge| {
        let genuine = format!("\"{name}\":{}", forge.seconds(name));
        with_payload(&forge, &genuine, &format!("\"{name}\":{value}"))
    }
}

refused_tickets! {
    // 17: algorithms
    // attack: 17
    alg_none: "invalid_token", unsigned("none");
    // attack: 17
    alg_none_in_mixed_case: "invalid_token", unsigned("nOnE");
    // attack: 17
    alg_empty: "invalid_token", unsigned("");
    // attack: 17
    alg_none_with_a_good_signature: "invalid_token", |f| f.header("alg", "none").sign();
    // attack: 17
    alg_hs256_keyed_with_the_public_key: "invalid_token", hmac_with_public_key;
    // attack: 17
    alg_of_another_curve: "invalid_token", |f| f.header("alg", "ES384").sign();
    // attack: 17
    alg_rsa: "invalid_token", |f| f.header("alg", "RS256").sign();
    // attack: 17
    alg_lower_case: "invalid_token", |f| f.header("alg", "es256").sign();
    // attack: 17
    alg_missing: "invalid_token", |f| f.without("alg").sign();

    // 18: signatures
    // attack: 18
    signature_r_zero: "invalid_token", |f| with_half(&f, 0, [0; 32]);
    // attack: 18
    signature_s_zero: "invalid_token", |f| with_half(&f, 1, [0; 32]);
    // attack: 18
    signature_all_zero: "invalid_token", |f| f.sign_with(&[0; 64]);
    // attack: 18
    signature_r_is_the_order: "invalid_token", |f| with_half(&f, 0, ORDER);
    // attack: 18
    signature_s_is_the_order: "invalid_token", |f| with_half(&f, 1, ORDER);
    // attack: 18
    signature_s_over_the_order: "invalid_token", |f| with_half(&f, 1, [0xff; 32]);
    // attack: 18
    signature_a_byte_longer: "invalid_token", |f| f.sign_with(&[1; 65]);
    // attack: 18
    signature_a_byte_shorter: "invalid_token", |f| f.sign_with(&[1; 63]);
    // attack: 18
    signature_in_der: "invalid_token", |f| f.sign_with(&[&[0x30, 0x44, 2, 0x20][..], &[1; 32], &[2, 0x20], &[1; 32]].concat());
    // attack: 18
    signature_of_another_ticket: "invalid_token", |f| {
        let other = f.sign_raw(&f.header_json(), "{}");
        let (signature, input) = (other.rsplit_once('.').unwrap().1.to_owned(), f.input());
        format!("{input}.{signature}")
    };

    // 19: where a token says its key is
    key_in_the_header: "invalid_token", |f| {
        let attacker = Receiver::new();
        let jwk: Value = serde_json::from_str(&attacker.key.public_jwk().required_members()).unwrap();
        let forged = f.header("jwk", jwk);
        let signature = attacker.key.sign_bytes(forged.input().as_bytes()).unwrap();
        forged.sign_with(&signature)
    };
    key_at_an_address: "invalid_token", |f| f.header("jku", "https://evil.example/jwks.json").sign();
    certificate_at_an_address: "invalid_token", |f| f.header("x5u", "https://evil.example/a.pem").sign();
    certificate_in_the_header: "invalid_token", |f| f.header("x5c", json!(["MIIB"])).sign();
    // attack: 19
    kid_a_path: "invalid_token", |f| f.header("kid", "../../../../dev/null").sign();
    // attack: 19
    kid_sql: "invalid_token", |f| f.header("kid", "x' OR '1'='1").sign();
    // attack: 19
    kid_an_address: "invalid_token", |f| f.header("kid", "https://evil.example/key").sign();
    // attack: 19
    kid_unknown: "invalid_token", |f| f.header("kid", "nobody").sign();
    // attack: 19
    kid_missing: "invalid_token", |f| f.without("kid").sign();

    // 20: form
    unknown_crit: "invalid_token", |f| f.header("crit", json!(["x"])).header("x", true).sign();
    unencoded_payload: "invalid_token", |f| f.header("b64", false).header("crit", json!(["b64"])).sign();
    // attack: 20
    header_member_twice: "invalid_token", |f| {
        let header = f.header_json().replacen('{', "{\"alg\":\"none\",", 1);
        f.sign_raw(&header, &f.payload_json())
    };
    claim_twice: "invalid_token", |f| {
        let payload = f.payload_json().replacen('{', "{\"aud\":\"http://evil.localhost:1\",", 1);
        f.sign_raw(&f.header_json(), &payload)
    };
    json_serialisation: "invalid_token", |f| {
        let token = f.sign();
        let mut parts = token.split('.');
        let mut part = || parts.next().unwrap();
        json!({ "protected": part(), "payload": part(), "signature": part() }).to_string()
    };
    a_fourth_segment: "invalid_token", |f| format!("{}.e30", f.sign());
    two_segments: "invalid_token", |f| f.input();
    padding: "invalid_token", |f| format!("{}=", f.sign());
    a_space_before: "invalid_token", |f| format!(" {}", f.sign());
    a_line_break_after: "invalid_token", |f| format!("{}\n", f.sign());
    over_8_kilobytes: "invalid_token", |f| f.claim("filler", "x".repeat(8200)).sign();
    payload_no_object: "invalid_token", |f| f.sign_raw(&f.header_json(), "[]");

    // 21: times
    // attack: 21
    exp_a_string: "invalid_token", |f| { let exp = f.seconds("exp").to_string(); f.claim("exp", exp).sign() };
    // attack: 21
    exp_a_fraction: "invalid_token", |f| { let exp = f.seconds("exp"); with_payload(&f, &exp.to_string(), &format!("{exp}.5")) };
    // attack: 21
    exp_null: "invalid_token", time_as("exp", "null");
    // attack: 21
    exp_negative: "invalid_token", time_as("exp", "-1");
    // attack: 21
    exp_infinite: "invalid_token", time_as("exp", "1e400");
    // attack: 21
    exp_missing: "invalid_token", |f| f.without("exp").sign();
    iat_a_string: "invalid_token", |f| { let iat = f.seconds("iat").to_string(); f.claim("iat", iat).sign() };
    iat_null: "invalid_token", time_as("iat", "null");
    iat_missing: "invalid_token", |f| f.without("iat").sign();
    nbf_a_string: "invalid_token", |f| f.claim("nbf", "1").sign();
    nbf_null: "invalid_token", |f| f.claim("nbf", Value::Null).sign();
    nbf_in_the_future: "invalid_token", |f| { let exp = f.seconds("exp"); f.claim("nbf", exp + 31).sign() };

    // 22: boundaries
    life_a_second_too_long: "invalid_token", |f| { let exp = f.seconds("exp"); f.claim("exp", exp + 1).sign() };
    iat_a_second_too_far_ahead: "invalid_token", |f| {
        let (iat, exp) = (f.seconds("iat"), f.seconds("exp"));
        f.claim("iat", iat + 31).claim("exp", exp + 31).sign()
    };
    expired_a_second_too_long_ago: "token_expired", |f| {
        let (iat, exp) = (f.seconds("iat"), f.seconds("exp"));
        f.claim("iat", iat - 61).claim("exp", exp - 61).sign()
    };

    // 23: audience
    // attack: 23
    aud_missing: "invalid_token", |f| f.without("aud").sign();
    // attack: 23
    aud_an_array: "invalid_token", |f| { let aud = f.payload["aud"].clone(); f.claim("aud", json!([aud])).sign() };
    // attack: 23
    aud_in_other_case: "invalid_token", |f| f.claim("aud", "http://ACME.localhost:9001").sign();
    // attack: 23
    aud_with_a_slash: "invalid_token", |f| f.claim("aud", "http://acme.localhost:9001/").sign();

    // 24: issuer and kind
    iss_of_another: "invalid_token", |f| f.claim("iss", "http://evil.localhost:1").sign();
    iss_with_a_slash: "invalid_token", |f| f.claim("iss", format!("{ISSUER}/")).sign();
    iss_missing: "invalid_token", |f| f.without("iss").sign();
    // attack: 24
    typ_of_a_session_token: "invalid_token", |f| f.kind::<SessionClaims>().sign();
    // attack: 24
    typ_of_a_permit: "invalid_token", |f| f.kind::<PermitClaims>().sign();
    // attack: 24
    typ_jwt: "invalid_token", |f| f.header("typ", "JWT").sign();
    // attack: 24
    typ_in_other_case: "invalid_token", |f| f.header("typ", "Crosspass-Ticket+JWT").sign();
    // attack: 24
    typ_missing: "invalid_token", |f| f.without("typ").sign();
    nonce_missing: "invalid_token", |f| f.without("nonce").sign();
    binding_missing: "invalid_token", |f| f.without("cnf").sign();
    jti_missing: "invalid_token", |f| f.without("jti").sign();
}

/// Well signed, and no ticket that was ever given for that domain.
async fn refused_for_audience(audience: &str) {
    let world = World::new().await;
    let receiver = Receiver::new();
    let forged = world.forge(&receiver).await.claim("aud", audience).sign();
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&forged, &proof).await.refused(401, "invalid_token");
    assert_eq!(world.reasons("redeem", "refused").await, ["unknown_ticket"]);
}

// attack: 9, 23
#[tokio::test]
async fn aud_of_another_domain() {
    refused_for_audience(GLOBEX).await;
}

// attack: 23
#[tokio::test]
async fn aud_a_prefix() {
    refused_for_audience(&ACME[..ACME.len() - 1]).await;
}

// attack: 23
#[tokio::test]
async fn aud_of_nobody() {
    refused_for_audience("https://evil.example").await;
}

/// The other side of the boundaries: 30 seconds of leeway, no more and no less.
#[tokio::test]
async fn a_ticket_is_good_to_the_last_second_of_its_leeway() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    world.clock.step(60);
    let answer = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

// attack: 35
#[tokio::test]
async fn a_ticket_a_second_past_its_leeway() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    world.clock.step(61);
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&ticket, &proof).await.refused(401, "token_expired");
}
