//! Signing out ends the issuer session, and everything that was not handed over yet (65, 69).

use serde_json::json;

use crate::support::{ACME, Receiver, World, sign_in_path};

#[tokio::test]
async fn ends_the_session_and_takes_the_cookie() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let answer = world.call("/api/sign-out", &cookie, &json!({})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({ "receipts": [] }));
    assert!(
        answer
            .header("set-cookie")
            .starts_with("crosspass_issuer=; Path=/; Max-Age=0")
    );
    assert_eq!(world.visit("/", &cookie).await.status, 303);
    assert_eq!(world.reasons("sign_out", "allowed").await, ["ok"]);
}

// attack: 69
#[tokio::test]
async fn a_ticket_given_before_is_worthless_after() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let cookie = world.ada().await;
    let ticket = world
        .visit(&sign_in_path(ACME, Some(&receiver)), &cookie)
        .await
        .ticket();
    world.call("/api/sign-out", &cookie, &json!({})).await;
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&ticket, &proof).await.refused(401, "login_required");
}

// attack: 65
#[tokio::test]
async fn a_copied_cookie_mints_nothing_after() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let cookie = world.ada().await;
    world.call("/api/sign-out", &cookie, &json!({})).await;
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world
        .call("/api/handoffs", &cookie, &body)
        .await
        .refused(401, "login_required");
}

#[tokio::test]
async fn without_a_session_is_no_error() {
    let world = World::new().await;
    let answer = world.call("/api/sign-out", "", &json!({})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({ "receipts": [] }));
    assert!(world.reasons("sign_out", "allowed").await.is_empty());
}
