//! Discarding a ticket (91): the right key says that no session is to come of it, and ends the one that came.

use axum::http::Method;
use serde_json::json;

use crate::redeem::claims;
use crate::support::{Answer, Receiver, World};

async fn discard(world: &World, ticket: &str, proof: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("dpop", proof)];
    let body = json!({ "ticket": ticket, "discard": true }).to_string();
    world.send(Method::POST, "/api/redeem", &headers, &body).await
}

async fn redeem(world: &World, ticket: &str, receiver: &Receiver) -> Answer {
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(ticket, &proof).await
}

// attack: 91
#[tokio::test]
async fn an_unused_ticket_gives_no_session_any_more() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    let answer = discard(&world, &ticket, &proof).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    redeem(&world, &ticket, &receiver)
        .await
        .refused(401, "token_used");
    assert_eq!(world.reasons("discard", "allowed").await, ["ok"]);
    assert!(world.reasons("redeem", "allowed").await.is_empty());
    // No domain session came of it, so none ended.
    assert!(world.reasons("domain_session_end", "allowed").await.is_empty());
}

// attack: 91
#[tokio::test]
async fn a_used_ticket_ends_its_session_and_is_not_told_again() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let given = redeem(&world, &ticket, &receiver).await;
    claims(&world, &given, &receiver).await;
    let token = given.member("token");
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(discard(&world, &ticket, &proof).await.status, 204);
    // Within the 30 seconds that a lost answer may be asked for again.
    redeem(&world, &ticket, &receiver)
        .await
        .refused(401, "token_used");
    world
        .renew(&token, &receiver)
        .await
        .refused(401, "login_required");
    assert_eq!(
        world.reasons("domain_session_end", "allowed").await,
        ["ticket_discarded"]
    );
}

// attack: 91
#[tokio::test]
async fn another_key_discards_nothing() {
    let world = World::new().await;
    let (receiver, stranger) = (Receiver::new(), Receiver::new());
    let ticket = world.ticket(&receiver).await;
    let proof = stranger.proof(world.issuer.clock.now());
    discard(&world, &ticket, &proof)
        .await
        .refused(401, "invalid_token");
    assert_eq!(world.reasons("discard", "refused").await, ["other_key"]);
    let given = redeem(&world, &ticket, &receiver).await;
    claims(&world, &given, &receiver).await;
}

#[tokio::test]
async fn twice_is_once() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    for _ in 0..2 {
        let proof = receiver.proof(world.issuer.clock.now());
        assert_eq!(discard(&world, &ticket, &proof).await.status, 204);
    }
}

/// A ticket is discarded whether or not its user may still enter.
#[tokio::test]
async fn a_session_that_has_ended_is_no_reason_to_keep_a_ticket() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let cookie = world.ada().await;
    let ticket = world.ticket_for(&cookie, &receiver).await;
    assert_eq!(world.call("/api/sign-out", &cookie, &json!({})).await.status, 200);
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(discard(&world, &ticket, &proof).await.status, 204);
}

/// Nothing ended at the domain that a user who signs out would want to read about.
// attack: 91
#[tokio::test]
async fn a_discarded_ticket_leaves_no_receipt() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let cookie = world.ada().await;
    let ticket = world.ticket_for(&cookie, &receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(discard(&world, &ticket, &proof).await.status, 204);
    let answer = world.call("/api/sign-out", &cookie, &json!({})).await;
    assert_eq!(answer.json()["receipts"], json!([]));
}

#[tokio::test]
async fn what_is_neither_true_nor_false_is_refused() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    for discard in [json!(1), json!("true"), json!(null)] {
        let headers = [("content-type", "application/json"), ("dpop", proof.as_str())];
        let body = json!({ "ticket": ticket, "discard": discard }).to_string();
        let answer = world.send(Method::POST, "/api/redeem", &headers, &body).await;
        answer.refused(400, "invalid_request");
    }
    redeem(&world, &ticket, &receiver).await;
}
