//! What a receiver whose clock is wrong reads from each answer: the issuer's own time, and when to ask
//! again, whatever the answer is (76).

use axum::http::Method;

use crate::support::{ACME, Answer, Receiver, World};

/// By the tests' clock, which no machine shows.
#[track_caller]
fn tells(answer: &Answer, date: &str) {
    assert_eq!(answer.header("date"), date, "{}", answer.text);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("access-control-expose-headers"),
        "Date, Retry-After"
    );
}

const BEGINNING: &str = "Wed, 18 Nov 2026 11:06:40 GMT";

#[tokio::test]
async fn what_was_given() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let redeemed = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    assert_eq!(redeemed.status, 200);
    tells(&redeemed, BEGINNING);
    world.clock.step(61);
    let renewed = world.renew(&redeemed.member("token"), &receiver).await;
    assert_eq!(renewed.status, 200);
    tells(&renewed, "Wed, 18 Nov 2026 11:07:41 GMT");
}

#[tokio::test]
async fn what_was_refused() {
    let world = World::new().await;
    for answer in [
        world.redeem("x", "y").await,
        world.renew_with("x", "y").await,
        world
            .send(Method::POST, "/api/renew", &[("origin", ACME)], "{")
            .await,
        world
            .send(Method::POST, "/api/redeem", &[("origin", ACME)], "")
            .await,
        world
            .send(Method::DELETE, "/api/renew", &[("origin", ACME)], "")
            .await,
    ] {
        assert!(answer.status.is_client_error());
        tells(&answer, BEGINNING);
    }
}

/// A proof that a wrong clock made is refused, and the refusal says by how much it was wrong.
#[tokio::test]
async fn a_proof_from_another_time() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    for wrong in [-300, 300] {
        let then = world.issuer.clock.now() + crosspass_protocol::Seconds(wrong);
        let answer = world
            .renew_with(&token, &receiver.renewal_proof(&token, then))
            .await;
        assert_eq!(answer.status, 401);
        tells(&answer, BEGINNING);
    }
}

#[tokio::test]
async fn too_many_calls() {
    let world = World::configured(&[("limits.address_calls", "1")]).await;
    world.renew_with("x", "y").await.refused(401, "invalid_token");
    for answer in [world.renew_with("x", "y").await, world.redeem("x", "y").await] {
        answer.refused(429, "rate_limited");
        assert_ne!(answer.header("retry-after"), "");
        tells(&answer, BEGINNING);
    }
}

#[tokio::test]
async fn too_much_at_once() {
    let world = World::configured(&[("limits.concurrency", "8")]).await;
    let taken = world.state.site.places.try_acquire_many(8).unwrap();
    for answer in [world.renew_with("x", "y").await, world.redeem("x", "y").await] {
        answer.refused(503, "temporarily_unavailable");
        assert_eq!(answer.header("retry-after"), "2");
        tells(&answer, BEGINNING);
    }
    drop(taken);
    world.renew_with("x", "y").await.refused(401, "invalid_token");
}
