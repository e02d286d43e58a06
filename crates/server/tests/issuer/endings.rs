//! What a sign-out at the issuer comes to at each domain: the receipts (65, 66, 68).

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{ACME, Answer, GLOBEX, Receiver, World, own_page, sign_in_path};

const FAREWELL: &str = "crosspass_farewell";

/// Ada, signed in at ACME by popup and at GLOBEX by redirect.
struct Ada {
    world: World,
    cookie: String,
    acme: (Receiver, String),
    globex: (Receiver, String),
}

impl Ada {
    async fn new() -> Self {
        let world = World::new().await;
        let (acme, globex) = (Receiver::new(), Receiver::new());
        let (cookie, acme_token) = world.popup_session(&acme).await;
        let click = json!({ "audience": GLOBEX, "return_to": GLOBEX, "consent": true,
                            "nonce": globex.nonce(), "jkt": globex.jkt() });
        let location = world
            .call("/api/handoffs", &cookie, &click)
            .await
            .member("location");
        let (_, ticket) = location.split_once("#ticket=").unwrap();
        let proof = globex.proof(world.issuer.clock.now());
        let globex_token = world.redeem(ticket, &proof).await.member("token");
        Self {
            cookie,
            acme: (acme, acme_token),
            globex: (globex, globex_token),
            world,
        }
    }

    async fn sign_out(&self) -> Answer {
        self.world.call("/api/sign-out", &self.cookie, &json!({})).await
    }
}

fn receipt(answer: &Answer, origin: &str) -> Value {
    let answer = answer.json();
    let receipts = answer["receipts"].as_array().unwrap();
    let mut found = receipts.iter().filter(|receipt| receipt["origin"] == origin);
    let receipt = found
        .next()
        .unwrap_or_else(|| panic!("no {origin}: {answer}"))
        .clone();
    assert!(found.next().is_none(), "twice: {answer}");
    receipt
}

async fn receipts(world: &World, cookie: &str) -> Answer {
    world
        .send(Method::GET, "/api/receipts", &[("cookie", cookie)], "")
        .await
}

#[tokio::test]
async fn each_domain_that_held_the_session_has_a_receipt() {
    let ada = Ada::new().await;
    let now = ada.world.issuer.clock.now().seconds();
    let answer = ada.sign_out().await;
    assert_eq!(answer.json()["receipts"].as_array().unwrap().len(), 2);
    for origin in [ACME, GLOBEX] {
        let receipt = receipt(&answer, origin);
        assert_eq!(
            (&receipt["state"], &receipt["kind"]),
            (&json!("ends_by_itself"), &json!("static"))
        );
        assert_eq!(
            (&receipt["ended_at"], &receipt["runs_out_at"]),
            (&json!(now), &json!(now + 630))
        );
    }
    assert_eq!(receipt(&answer, ACME)["name"], json!("ACME"));
}

// attack: 65
#[tokio::test]
async fn a_renewal_that_is_refused_settles_it() {
    let ada = Ada::new().await;
    let answer = ada.sign_out().await;
    let farewell = answer.cookie_named(FAREWELL);
    ada.world.clock.step(7);
    let (receiver, token) = &ada.acme;
    ada.world
        .renew(token, receiver)
        .await
        .refused(401, "login_required");
    let answer = receipts(&ada.world, &farewell).await;
    let acme = receipt(&answer, ACME);
    let now = ada.world.issuer.clock.now().seconds();
    assert_eq!(
        (&acme["state"], &acme["settled_at"]),
        (&json!("delivered"), &json!(now))
    );
    assert_eq!(receipt(&answer, GLOBEX)["state"], json!("ends_by_itself"));
}

#[tokio::test]
async fn it_ends_when_the_last_token_has_run_out() {
    let ada = Ada::new().await;
    ada.world.clock.step(500);
    let (receiver, token) = &ada.acme;
    assert_eq!(ada.world.renew(token, receiver).await.status, 200);
    let renewed = ada.world.issuer.clock.now().seconds();
    ada.world.clock.step(100);
    let answer = ada.sign_out().await;
    assert_eq!(receipt(&answer, ACME)["runs_out_at"], json!(renewed + 630));
    // 600 seconds old and never renewed: nothing but the leeway is left.
    assert_eq!(receipt(&answer, GLOBEX)["state"], json!("ends_by_itself"));
    ada.world.clock.step(30);
    let answer = receipts(&ada.world, &answer.cookie_named(FAREWELL)).await;
    assert_eq!(receipt(&answer, GLOBEX)["state"], json!("ended"));
    assert_eq!(receipt(&answer, ACME)["state"], json!("ends_by_itself"));
}

#[tokio::test]
async fn a_ticket_that_was_not_redeemed_held_nothing() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    world
        .visit(&sign_in_path(ACME, Some(&receiver)), &cookie)
        .await
        .ticket();
    let answer = world.call("/api/sign-out", &cookie, &json!({})).await;
    assert_eq!(answer.json(), json!({ "receipts": [] }));
}

#[tokio::test]
async fn receipts_are_for_whoever_signed_out_and_for_ten_minutes() {
    let ada = Ada::new().await;
    let answer = ada.sign_out().await;
    let farewell = answer.cookie_named(FAREWELL);
    let world = &ada.world;
    assert_eq!(receipts(world, &farewell).await.status, 200);
    for stranger in ["", &ada.cookie, "crosspass_farewell=", &format!("{farewell}x")] {
        receipts(world, stranger).await.refused(401, "login_required");
    }
    for site in ["cross-site", "same-site", "none"] {
        let headers = [("cookie", farewell.as_str()), ("sec-fetch-site", site)];
        let answer = world.send(Method::GET, "/api/receipts", &headers, "").await;
        answer.refused(403, "invalid_request");
    }
    receipts(world, &format!("{farewell}; {farewell}"))
        .await
        .refused(400, "invalid_request");
    world.clock.step(600);
    receipts(world, &farewell).await.refused(401, "login_required");
}

#[tokio::test]
async fn the_farewell_is_no_session() {
    let ada = Ada::new().await;
    let farewell = ada.sign_out().await.cookie_named(FAREWELL);
    let value = farewell.split_once('=').unwrap().1;
    let forged = format!("crosspass_issuer={value}");
    assert_eq!(ada.world.visit("/", &forged).await.status, 303);
}

// attack: 66
#[tokio::test]
async fn other_sites_end_nothing() {
    let ada = Ada::new().await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("content-type", "text/plain"),
    ] {
        let mut headers = own_page(&ada.cookie);
        headers.retain(|(each, _)| *each != name);
        headers.push((name, value));
        let answer = ada
            .world
            .send(Method::POST, "/api/sign-out", &headers, "{}")
            .await;
        assert!(answer.status.is_client_error(), "{name}: {value}");
    }
    assert_eq!(ada.world.visit("/sign-out", &ada.cookie).await.status, 200);
    assert_eq!(ada.world.visit("/api/sign-out", &ada.cookie).await.status, 405);
    assert_eq!(ada.world.visit("/", &ada.cookie).await.status, 200);
}

#[tokio::test]
async fn signing_in_anew_ends_what_the_old_session_led_to() {
    let ada = Ada::new().await;
    let body = json!({ "login": "ada", "password": crate::support::PASSWORD });
    assert_eq!(
        ada.world.call("/api/sign-in", &ada.cookie, &body).await.status,
        200
    );
    let (receiver, token) = &ada.globex;
    ada.world
        .renew(token, receiver)
        .await
        .refused(401, "login_required");
    assert_eq!(ada.world.reasons("sign_out", "allowed").await, ["signed_in_anew"]);
}
