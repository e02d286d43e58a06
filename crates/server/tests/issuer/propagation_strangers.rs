//! What a propagation is to everybody but the session that began it: nothing. And what begins none.
// attacks of this file: 38, 39

use axum::http::Method;
use crosspass_issuer::model::DomainKind;
use serde_json::json;

use crate::propagations::{begin, hop, world};
use crate::support::{INITECH, PASSWORD, World, own_page};

/// The page for addresses where nothing is, but for its reference.
async fn is_nothing(world: &World, address: &str, cookie: &str) {
    let text = |text: &str| text.split("id=\"reference\"").next().unwrap().to_owned();
    let found = world.visit(address, cookie).await;
    let nothing = world.visit("/nothing", cookie).await;
    assert_eq!((found.status, nothing.status.as_u16()), (nothing.status, 404));
    assert_eq!(text(&found.text), text(&nothing.text));
    assert_eq!(found.location(), "");
}

// attack: 38, 39
#[tokio::test]
async fn another_user_or_nobody_learns_nothing_and_changes_nothing() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    is_nothing(&world, &address, "").await;
    is_nothing(&world, &address, &world.ada().await).await;
    // Another session of the same user, in another browser.
    is_nothing(&world, &address, &world.sign_in("bob", PASSWORD).await.cookie()).await;
    assert!(hosts[0].asked().is_empty());
    assert_eq!(
        hop(&world.visit(&address, &cookie).await),
        Some(hosts[0].origin.clone())
    );
}

// attack: 39
#[tokio::test]
async fn an_ended_session_has_none() {
    let (world, _hosts, cookie) = world(&[DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    world.call("/api/sign-out", &cookie, &json!({})).await;
    is_nothing(&world, &address, &cookie).await;
}

// attack: 38
#[tokio::test]
async fn an_id_has_one_form() {
    let (world, _hosts, cookie) = world(&[]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    assert_eq!(world.visit(&address, &cookie).await.status, 200);
    let id = address.strip_prefix("/propagate/").unwrap();
    for other in [
        format!("{id}A"),
        format!("{id}=="),
        id.to_lowercase() + "_",
        id.chars().skip(1).collect(),
        format!("%20{id}"),
        "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    ] {
        is_nothing(&world, &format!("/propagate/{other}"), &cookie).await;
    }
}

// attack: 33
#[tokio::test]
async fn an_address_has_no_parameters() {
    let (world, _hosts, cookie) = world(&[]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let refused = world.visit(&format!("{address}?retry=1"), &cookie).await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn a_retry_of_anothers_is_no_shortcut() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    crate::propagations::follow(&world, &address, &cookie).await;
    world.clock.step(61);
    let other = world.sign_in("bob", PASSWORD).await.cookie();
    let retry = address.strip_prefix("/propagate/").unwrap();
    let address = begin(&world, &other, &json!({ "retry": retry })).await;
    assert_eq!(
        hop(&world.visit(&address, &other).await),
        Some(hosts[0].origin.clone())
    );
}

#[tokio::test]
async fn nobody_signed_in_begins_none() {
    let (world, _hosts, _) = world(&[]).await;
    let refused = world.call("/api/propagations", "", &json!({})).await;
    refused.refused(401, "login_required");
    assert_eq!(world.reasons("propagation", "refused").await, ["login_required"]);
}

// attack: 31, 39
#[tokio::test]
async fn it_ends_only_where_the_user_may_enter() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    for (end, status, code) in [
        (format!("{INITECH}/"), 403, "access_denied"),
        ("https://elsewhere.example/".to_owned(), 400, "unknown_domain"),
        ("//elsewhere.example/".to_owned(), 400, "invalid_request"),
        ("javascript:alert(1)".to_owned(), 400, "invalid_request"),
        (
            format!("{}/crosspass/begin", hosts[0].origin),
            400,
            "invalid_request",
        ),
    ] {
        let refused = world
            .call("/api/propagations", &cookie, &json!({ "return_to": end }))
            .await;
        refused.refused(status, code);
    }
    world.suspend(&hosts[0].origin).await;
    let end = format!("{}/", hosts[0].origin);
    let refused = world
        .call("/api/propagations", &cookie, &json!({ "return_to": end }))
        .await;
    refused.refused(403, "domain_suspended");
}

// attack: 39, 47
#[tokio::test]
async fn another_site_begins_none() {
    let (world, _hosts, cookie) = world(&[]).await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("content-type", "text/plain"),
    ] {
        let mut headers = own_page(&cookie);
        for header in &mut headers {
            if header.0 == name {
                header.1 = value;
            }
        }
        let refused = world
            .send(Method::POST, "/api/propagations", &headers, "{}")
            .await;
        assert!(refused.status.is_client_error(), "{name}");
    }
    assert!(world.reasons("propagation", "allowed").await.is_empty());
}

#[tokio::test]
async fn a_body_that_is_none() {
    let (world, _hosts, cookie) = world(&[]).await;
    for body in [
        json!({ "return_to": 1 }),
        json!({ "retry": "x" }),
        json!({ "domains": [] }),
        json!([]),
    ] {
        let refused = world.call("/api/propagations", &cookie, &body).await;
        refused.refused(400, "invalid_request");
    }
}

// attack: 37
#[tokio::test]
async fn visits_count_as_calls() {
    let world = World::configured(&[("limits.address_calls", "3")]).await;
    let cookie = world.ada().await;
    for _ in 0..3 {
        let path = "/propagate/AAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(world.visit(path, &cookie).await.status, 404);
    }
    let limited = world.visit("/propagate/AAAAAAAAAAAAAAAAAAAAAA", &cookie).await;
    assert_eq!(limited.status, 429);
    assert_ne!(limited.header("retry-after"), "");
    let limited = world.call("/api/propagations", &cookie, &json!({})).await;
    limited.refused(429, "rate_limited");
}
