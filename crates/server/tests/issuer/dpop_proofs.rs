//! DPoP proofs that prove nothing here and now (89): each is refused, and harms nothing.
// attacks of this file: 89

use crosspass_protocol::{Seconds, SessionClaims};

use crate::support::{ACME, ISSUER, Receiver, World};

/// Presents a genuine ticket with what `make` makes in a proof's place.
async fn refused(code: &str, make: impl FnOnce(&Receiver, crosspass_protocol::Timestamp) -> String) {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let now = world.issuer.clock.now();
    let proof = make(&receiver, now);
    world.redeem(&ticket, &proof).await.refused(401, code);
    let answer = world.redeem(&ticket, &receiver.proof(now)).await;
    assert_eq!(answer.status, 200, "the ticket was harmed: {}", answer.text);
}

/// A genuine proof with another header, signed by the same key.
fn with_header(receiver: &Receiver, proof: &str, change: impl FnOnce(String) -> String) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let mut segments = proof.split('.');
    let header = Base64UrlUnpadded::decode_vec(segments.next().unwrap()).unwrap();
    let header = change(String::from_utf8(header).unwrap());
    let header = Base64UrlUnpadded::encode_string(header.as_bytes());
    let input = format!("{header}.{}", segments.next().unwrap());
    crosspass_protocol::dpop::attach(&input, &receiver.key.sign_bytes(input.as_bytes()).unwrap())
}

macro_rules! refused_proofs {
    ($($name:ident: $code:literal, $make:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($code, $make).await;
        })+
    };
}

refused_proofs! {
    absent: "invalid_token", |_, _| String::new();
    nonsense: "invalid_token", |_, _| "nonsense".to_owned();
    for_another_method: "invalid_token", |r, now| r.proof_of("GET", &format!("{ISSUER}/api/redeem"), now, &r.fresh_id());
    for_another_path: "invalid_token", |r, now| r.proof_of("POST", &format!("{ISSUER}/api/renew"), now, &r.fresh_id());
    for_another_origin: "invalid_token", |r, now| r.proof_of("POST", &format!("{ACME}/api/redeem"), now, &r.fresh_id());
    for_the_path_alone: "invalid_token", |r, now| r.proof_of("POST", "/api/redeem", now, &r.fresh_id());
    with_a_query: "invalid_token", |r, now| r.proof_of("POST", &format!("{ISSUER}/api/redeem?a"), now, &r.fresh_id());
    a_second_too_old: "token_expired", |r, now| r.proof(now - Seconds(61));
    a_second_too_far_ahead: "invalid_token", |r, now| r.proof(now + Seconds(61));
    signed_by_another_key: "invalid_token", |r, now| {
        let other = Receiver::new();
        let proof = r.proof(now);
        with_header(&other, &proof, |header| header)
    };
    with_a_private_key: "invalid_token", |r, now| {
        with_header(r, &r.proof(now), |header| header.replace("\"crv\"", "\"d\":\"AA\",\"crv\""))
    };
    of_another_type: "invalid_token", |r, now| with_header(r, &r.proof(now), |header| header.replace("dpop+jwt", "JWT"));
    of_another_algorithm: "invalid_token", |r, now| with_header(r, &r.proof(now), |header| header.replace("ES256", "none"));
    with_an_unknown_member: "invalid_token", |r, now| {
        with_header(r, &r.proof(now), |header| header.replacen('{', "{\"jku\":\"https://evil.example\",", 1))
    };
    truncated: "invalid_token", |r, now| r.proof(now).rsplit_once('.').unwrap().0.to_owned();
}

#[tokio::test]
async fn at_the_edges_of_its_window() {
    for offset in [-60, 60] {
        let world = World::new().await;
        let receiver = Receiver::new();
        let ticket = world.ticket(&receiver).await;
        let now = world.issuer.clock.now();
        let answer = world
            .redeem(&ticket, &receiver.proof(now + Seconds(offset)))
            .await;
        assert_eq!(answer.status, 200, "{offset}: {}", answer.text);
    }
}

#[tokio::test]
async fn two_in_one_request() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let now = world.issuer.clock.now();
    let (first, second) = (receiver.proof(now), receiver.proof(now));
    let headers = [
        ("content-type", "application/json"),
        ("dpop", &*first),
        ("dpop", &*second),
    ];
    let body = serde_json::json!({ "ticket": ticket }).to_string();
    let answer = world
        .send(axum::http::Method::POST, "/api/redeem", &headers, &body)
        .await;
    answer.refused(401, "invalid_token");
}

/// A session token in the proof's place: well signed, and by the wrong party.
#[tokio::test]
async fn a_token_of_the_issuer() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let token = world.forge_of(&ticket).await.kind::<SessionClaims>().sign();
    world.redeem(&ticket, &token).await.refused(401, "invalid_token");
}
