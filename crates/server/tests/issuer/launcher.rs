//! The launcher, and going to a domain from there.

use serde_json::json;

use crate::support::{ACME, GLOBEX, INITECH, Receiver, World};

#[tokio::test]
async fn lists_what_the_user_may_enter() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world.visit("/", &cookie).await;
    assert!(page.text.contains(ACME) && page.text.contains(GLOBEX) && !page.text.contains(INITECH));
}

#[tokio::test]
async fn leads_to_sign_in_first() {
    let world = World::new().await;
    let page = world.visit("/", "").await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/sign-in"));
}

#[tokio::test]
async fn hands_over_by_popup() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/handoffs", &cookie, &body).await;
    crate::redeem::claims(&world, &answer, &receiver).await;
    assert_eq!(world.reasons("mint", "allowed").await, ["ok"]);
}

#[tokio::test]
async fn signed_out() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world
        .call("/api/handoffs", "", &body)
        .await
        .refused(401, "login_required");
    assert_eq!(world.reasons("mint", "refused").await, ["login_required"]);
}

#[tokio::test]
async fn to_a_domain_that_the_user_may_not_enter() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": INITECH, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world
        .call("/api/handoffs", &cookie, &body)
        .await
        .refused(403, "access_denied");
}

#[tokio::test]
async fn without_a_receiver() {
    let world = World::new().await;
    let cookie = world.ada().await;
    world
        .call("/api/handoffs", &cookie, &json!({ "audience": ACME }))
        .await
        .refused(400, "invalid_request");
}

#[tokio::test]
async fn to_the_begin_address_after_a_click() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let body = json!({ "audience": GLOBEX, "return_to": format!("{GLOBEX}/a"), "consent": true });
    let answer = world.call("/api/handoffs", &cookie, &body).await;
    let expected = format!("{GLOBEX}/crosspass/receiver.html#begin=http%3A%2F%2Fglobex.localhost%3A9002%2Fa");
    assert_eq!(answer.member("location"), expected);
}
