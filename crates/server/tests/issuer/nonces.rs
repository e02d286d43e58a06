//! A nonce is bound to one user (10, 39): who learns another's cannot have it bound to an account of their own.
// attacks of this file: 10, 39

use serde_json::{Value, json};

use crate::support::{ACME, GLOBEX, PASSWORD, Receiver, World, sign_in_path};

/// A world where Bob may enter what Ada may, and a handoff that was bound for Ada.
async fn world() -> (World, Receiver, String) {
    let world = World::new().await;
    world.join("bob", "acme").await;
    world.join("bob", "globex").await;
    let receiver = Receiver::new();
    world.ticket(&receiver).await;
    let bob = world.sign_in("bob", PASSWORD).await.cookie();
    (world, receiver, bob)
}

fn popup(origin: &str, receiver: &Receiver) -> Value {
    json!({ "audience": origin, "nonce": receiver.nonce(), "jkt": receiver.jkt() })
}

fn is_begun_anew(location: &str, origin: &str) -> bool {
    location.starts_with(&format!("{origin}/crosspass/receiver.html#begin="))
}

#[tokio::test]
async fn of_another_by_popup() {
    let (world, receiver, bob) = world().await;
    let answer = world.call("/api/handoffs", &bob, &popup(ACME, &receiver)).await;
    answer.refused(409, "nonce_mismatch");
    assert_eq!(world.reasons("mint", "refused").await, ["nonce_mismatch"]);
}

#[tokio::test]
async fn of_another_by_redirect_is_begun_anew() {
    let (world, receiver, bob) = world().await;
    let page = world.visit(&sign_in_path(ACME, Some(&receiver)), &bob).await;
    assert_eq!(page.status, 303);
    assert!(is_begun_anew(page.location(), ACME), "{}", page.location());
    assert_eq!(world.reasons("mint", "refused").await, ["nonce_mismatch"]);
}

#[tokio::test]
async fn of_another_after_a_click_is_begun_anew() {
    let (world, receiver, bob) = world().await;
    let mut body = popup(GLOBEX, &receiver);
    body["return_to"] = json!(format!("{GLOBEX}/"));
    body["consent"] = json!(true);
    let ada = world.ada().await;
    world.call("/api/handoffs", &ada, &body).await.ticket();
    let location = world.call("/api/handoffs", &bob, &body).await.member("location");
    assert!(is_begun_anew(&location, GLOBEX), "{location}");
}

#[tokio::test]
async fn of_another_with_credentials_brings_neither_token_nor_ticket() {
    let (world, receiver, _) = world().await;
    let mut body = popup(ACME, &receiver);
    body["login"] = json!("bob");
    body["password"] = json!(PASSWORD);
    let answer = world.call("/api/sign-in", "", &body).await;
    assert_eq!(answer.status, 200, "Bob is signed in at the issuer");
    let answer = answer.json();
    assert_eq!(
        (&answer["token"], &answer["location"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn of_oneself_is_ones_own_again() {
    let (world, receiver, _) = world().await;
    let ada = world.ada().await;
    let answer = world.call("/api/handoffs", &ada, &popup(ACME, &receiver)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn of_another_at_another_domain_is_free() {
    let (world, receiver, bob) = world().await;
    let mut body = popup(GLOBEX, &receiver);
    body["return_to"] = json!(format!("{GLOBEX}/"));
    body["consent"] = json!(true);
    world.call("/api/handoffs", &bob, &body).await.ticket();
}
