//! `POST /api/sign-in`: what it gives.

use serde_json::json;

use crate::support::{ACME, GLOBEX, INITECH, PASSWORD, Receiver, World};

fn body(audience: &str, receiver: &Receiver) -> serde_json::Value {
    json!({ "login": "ada", "password": PASSWORD, "audience": audience,
            "nonce": receiver.nonce(), "jkt": receiver.jkt() })
}

#[tokio::test]
async fn gives_the_session_token_in_the_same_answer() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let answer = world.call("/api/sign-in", "", &body(ACME, &receiver)).await;
    let claims = crate::redeem::claims(&world, &answer, &receiver).await;
    assert_eq!(claims.auth_time, claims.issued_at);
    let rows = world.audit().await;
    let [sign_in, mint] = &rows[rows.len() - 2..] else {
        panic!("two rows expected");
    };
    assert_eq!(
        (sign_in.event.as_str(), sign_in.domain.as_deref()),
        ("sign_in", None)
    );
    assert_eq!(
        (mint.event.as_str(), mint.carrier.as_deref()),
        ("mint", Some("popup"))
    );
    assert_eq!(mint.domain.as_deref(), Some(ACME));
    assert_eq!(mint.sub.as_deref(), Some(claims.subject.as_str()));
    assert_eq!(
        mint.reference.as_deref(),
        Some(answer.header("crosspass-reference"))
    );
}

#[tokio::test]
async fn without_an_audience_gives_a_permit_alone() {
    let world = World::new().await;
    let answer = world.sign_in("ada", PASSWORD).await;
    assert_eq!(answer.status, 200);
    assert!(answer.json()["token"].is_null());
    assert!(!answer.member("permit").is_empty());
}

#[tokio::test]
async fn gives_an_external_domain_a_ticket_and_no_token() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let answer = world.call("/api/sign-in", "", &body(GLOBEX, &receiver)).await;
    assert_eq!(answer.status, 200);
    assert!(answer.json()["token"].is_null());
    let landing = format!("{GLOBEX}/crosspass/receiver.html#ticket=");
    let ticket = answer.member("location");
    let ticket = ticket.strip_prefix(&landing).unwrap().to_owned();
    let minted = world.audit().await.pop().unwrap();
    assert_eq!(
        (minted.event.as_str(), minted.carrier.as_deref()),
        ("mint", Some("redirect"))
    );
    let redeemed = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    assert_eq!(redeemed.status, 200, "{}", redeemed.text);
}

#[tokio::test]
async fn gives_no_token_for_a_domain_that_the_user_may_not_enter() {
    let world = World::new().await;
    let answer = world
        .call("/api/sign-in", "", &body(INITECH, &Receiver::new()))
        .await;
    assert_eq!(answer.status, 200);
    assert!(answer.json()["token"].is_null());
    assert_eq!(world.reasons("mint", "refused").await, ["not_a_member"]);
    let refused = world.audit().await.pop().unwrap();
    assert_eq!(
        (refused.event.as_str(), refused.carrier.as_deref()),
        ("mint", Some("popup"))
    );
}

#[tokio::test]
async fn an_unknown_audience() {
    let world = World::new().await;
    let answer = world
        .call(
            "/api/sign-in",
            "",
            &body("http://evil.localhost:1", &Receiver::new()),
        )
        .await;
    answer.refused(400, "unknown_domain");
    assert_eq!(world.reasons("sign_in", "refused").await, ["unknown_domain"]);
}

#[tokio::test]
async fn a_nonce_without_a_key() {
    let world = World::new().await;
    let mut body = body(ACME, &Receiver::new());
    body.as_object_mut().unwrap().remove("jkt");
    let answer = world.call("/api/sign-in", "", &body).await;
    answer.refused(400, "invalid_request");
    assert!(answer.member("message").starts_with("jkt:"));
}

#[tokio::test]
async fn a_return_to_at_another_origin() {
    let world = World::new().await;
    let mut body = body(ACME, &Receiver::new());
    body["return_to"] = json!(format!("{GLOBEX}/"));
    world
        .call("/api/sign-in", "", &body)
        .await
        .refused(400, "invalid_request");
}

#[tokio::test]
async fn the_cookie_goes_without_prefix_on_loopback_alone() {
    let world = World::new().await;
    let answer = world.sign_in("ada", PASSWORD).await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("crosspass_issuer="), "{set}");
    assert!(
        set.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"),
        "{set}"
    );

    let world = World::configured(&[("issuer", "https://auth.example.com")]).await;
    let headers = [
        ("origin", "https://auth.example.com"),
        ("content-type", "application/json"),
    ];
    let body = json!({ "login": "ada", "password": PASSWORD }).to_string();
    let answer = world
        .send(axum::http::Method::POST, "/api/sign-in", &headers, &body)
        .await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-crosspass_issuer="), "{set}");
    assert!(
        set.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"),
        "{set}"
    );
}
