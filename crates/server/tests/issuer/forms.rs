//! A receiver's call as a form, which browsers send without asking first: the same as JSON with the proof in a header,
//! and as strict (110, 111).

use axum::http::Method;
use crosspass_protocol::Version;

use crate::redeem::claims;
use crate::support::{ACME, Answer, Receiver, World};

const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

/// As a browser sends it to another origin: no header that needs permission.
async fn post(world: &World, path: &str, body: &str) -> Answer {
    let headers = [("content-type", FORM), ("origin", ACME)];
    world.send(Method::POST, path, &headers, body).await
}

fn redeeming(world: &World, ticket: &str, receiver: &Receiver) -> String {
    let proof = receiver.proof(world.issuer.clock.now());
    format!("crosspass=2&ticket={ticket}&proof={proof}")
}

fn holding(world: &World, path: &str, token: &str, receiver: &Receiver) -> String {
    let proof = receiver.token_proof(path, token, world.issuer.clock.now());
    format!("crosspass=2&token={token}&proof={proof}")
}

/// The issuer's time, which no cache may keep.
#[track_caller]
fn tells_the_time(world: &World, answer: &Answer) {
    let now = world.issuer.clock.now().seconds();
    assert_eq!(answer.json()["now"].as_i64(), Some(now), "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn a_session_from_its_ticket_to_its_end() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let redeemed = post(&world, "/api/redeem", &redeeming(&world, &ticket, &receiver)).await;
    claims(&world, &redeemed, &receiver).await;
    tells_the_time(&world, &redeemed);
    world.clock.step(100);
    let form = holding(&world, "/api/renew", &redeemed.member("token"), &receiver);
    let renewed = post(&world, "/api/renew", &form).await;
    claims(&world, &renewed, &receiver).await;
    tells_the_time(&world, &renewed);
    let form = holding(&world, "/api/end", &renewed.member("token"), &receiver);
    let ended = post(&world, "/api/end", &format!("{form}&everywhere=true")).await;
    assert_eq!(ended.status, 200, "{}", ended.text);
    tells_the_time(&world, &ended);
    let refused = world.renew(&renewed.member("token"), &receiver).await;
    refused.refused(401, "login_required");
    tells_the_time(&world, &refused);
}

#[tokio::test]
async fn json_goes_on_as_it_was_and_learns_the_time() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    let renewed = world.renew(&token, &receiver).await;
    assert_eq!(renewed.status, 200);
    tells_the_time(&world, &renewed);
    let ended = world.end(&token, &receiver, false).await;
    assert_eq!((ended.status.as_u16(), ended.text.as_str()), (204, ""));
}

/// A call that is refused for its form uses nothing up: the good one after it is taken.
async fn refused(status: u16, code: &str, call: impl Fn(&str, &str) -> String) {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    let answer = post(&world, "/api/redeem", &call(&ticket, &proof)).await;
    answer.refused(status, code);
    tells_the_time(&world, &answer);
    let good = format!("crosspass=2&ticket={ticket}&proof={proof}");
    claims(&world, &post(&world, "/api/redeem", &good).await, &receiver).await;
}

macro_rules! refused_forms {
    ($($name:ident: $form:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused(400, "invalid_request", $form).await;
        })+
    };
}

// attack: 111
refused_forms! {
    no_version: |ticket, proof| format!("ticket={ticket}&proof={proof}");
    version_1: |ticket, proof| format!("crosspass=1&ticket={ticket}&proof={proof}");
    a_version_to_come: |ticket, proof| format!("crosspass=3&ticket={ticket}&proof={proof}");
    a_version_in_another_form: |ticket, proof| format!("crosspass=02&ticket={ticket}&proof={proof}");
    no_proof: |ticket, _| format!("crosspass=2&ticket={ticket}");
    no_ticket: |_, proof| format!("crosspass=2&proof={proof}");
    an_unknown_member: |ticket, proof| format!("crosspass=2&ticket={ticket}&proof={proof}&keep=true");
    a_ticket_twice: |ticket, proof| format!("crosspass=2&ticket={ticket}&ticket={ticket}&proof={proof}");
    a_proof_twice: |ticket, proof| format!("crosspass=2&ticket={ticket}&proof={proof}&proof={proof}");
    a_name_twice_by_escape: |ticket, proof| format!("crosspass=2&ticket={ticket}&%74icket={ticket}&proof={proof}");
    an_escape_cut_off: |ticket, proof| format!("crosspass=2&ticket={ticket}%2&proof={proof}");
    no_utf8: |ticket, proof| format!("crosspass=2&ticket={ticket}%ff&proof={proof}");
    json_under_a_forms_type: |ticket, proof| format!(r#"{{"crosspass":2,"ticket":"{ticket}","proof":"{proof}"}}"#);
}

// attack: 110
#[tokio::test]
async fn a_proof_inside_and_one_beside() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let form = redeeming(&world, &ticket, &receiver);
    let beside = receiver.proof(world.issuer.clock.now());
    let headers = [("content-type", FORM), ("dpop", &*beside)];
    let answer = world.send(Method::POST, "/api/redeem", &headers, &form).await;
    answer.refused(401, "invalid_token");
    claims(&world, &post(&world, "/api/redeem", &form).await, &receiver).await;
}

// attack: 110
#[tokio::test]
async fn json_has_no_proof_inside() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    let body = serde_json::json!({ "ticket": ticket, "proof": proof }).to_string();
    for beside in ["", &proof] {
        let headers = [("content-type", "application/json"), ("dpop", beside)];
        let answer = world.send(Method::POST, "/api/redeem", &headers, &body).await;
        answer.refused(400, "invalid_request");
    }
}

// attack: 110
#[tokio::test]
async fn a_form_needs_the_same_proof() {
    let world = World::new().await;
    let (receiver, thief) = (Receiver::new(), Receiver::new());
    let (_, token) = world.popup_session(&receiver).await;
    for (path, rest) in [("/api/renew", ""), ("/api/end", "&everywhere=true")] {
        let stolen = holding(&world, path, &token, &thief);
        let answer = post(&world, path, &format!("{stolen}{rest}")).await;
        answer.refused(401, "invalid_token");
        let form = format!("{}{rest}", holding(&world, path, &token, &receiver));
        assert_eq!(post(&world, path, &form).await.status, 200);
        // Ended by then, but a proof that was seen is refused before that is looked at.
        post(&world, path, &form).await.refused(401, "token_used");
    }
}

#[tokio::test]
async fn other_media_types_and_encodings() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let form = redeeming(&world, &ticket, &receiver);
    for headers in [
        &[("content-type", "text/plain")][..],
        &[("content-type", "multipart/form-data")],
        &[("content-type", FORM), ("content-encoding", "gzip")],
        &[],
    ] {
        let answer = world.send(Method::POST, "/api/redeem", headers, &form).await;
        answer.refused(415, "invalid_request");
    }
    let long = format!("{form}&{}", "x".repeat(17_000));
    post(&world, "/api/redeem", &long)
        .await
        .refused(413, "invalid_request");
}

#[tokio::test]
async fn a_ticket_is_discarded_and_only_by_the_word() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let form = redeeming(&world, &ticket, &receiver);
    for rest in [
        "&discard",
        "&discard=1",
        "&discard=TRUE",
        "&discard=true&discard=true",
    ] {
        let answer = post(&world, "/api/redeem", &format!("{form}{rest}")).await;
        answer.refused(400, "invalid_request");
    }
    let answer = post(&world, "/api/redeem", &format!("{form}&discard=true")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.json().get("token").is_none());
    tells_the_time(&world, &answer);
    let form = redeeming(&world, &ticket, &receiver);
    let answer = post(&world, "/api/redeem", &format!("{form}&discard=false")).await;
    answer.refused(401, "token_used");
}

/// `everywhere` decides how much ends: anything but the two words is refused, and nothing has ended.
#[tokio::test]
async fn an_end_that_does_not_say_of_what() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    let form = holding(&world, "/api/end", &token, &receiver);
    for rest in ["", "&everywhere", "&everywhere=1", "&everywhere=True"] {
        let answer = post(&world, "/api/end", &format!("{form}{rest}")).await;
        answer.refused(400, "invalid_request");
    }
    assert_eq!(world.renew(&token, &receiver).await.status, 200);
}

/// Receivers learn it where they look anyway.
#[tokio::test]
async fn the_issuer_says_its_version() {
    let world = World::new().await;
    let set = world.visit("/.well-known/jwks.json", "").await;
    assert_eq!(set.json()["crosspass"], 2);
    assert_eq!(Version::of_key_set(set.text.as_bytes()), Version::Two);
    let told = world.visit("/.well-known/crosspass-configuration", "").await;
    assert_eq!(told.json()["crosspass"], 2);
}
