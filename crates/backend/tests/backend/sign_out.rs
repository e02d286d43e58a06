//! Signing out at the domain: it is final, whatever else is under way, and a copy of the cookie ends with it (65).

use std::time::Duration;

use axum::http::Method;

use crate::support::{ACME, Browser, GLOBEX, World};

async fn entered() -> (World, Browser) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    (world, browser)
}

#[tokio::test]
async fn ends_the_session() {
    let (_world, mut browser) = entered().await;
    assert_eq!(browser.call("/crosspass/end", "").await.status, 204);
    assert_eq!(browser.token(), "");
    assert_eq!(browser.name().await, "nobody");
}

/// The token is due, so the same request also renews it.
#[tokio::test]
async fn ends_it_in_the_last_third_of_a_tokens_life() {
    for seconds in [400, 700] {
        let (world, mut browser) = entered().await;
        world.clock.step(seconds);
        let answer = browser.call("/crosspass/end", "").await;
        answer.signs_nobody_in();
        assert_eq!(browser.token(), "", "{seconds}");
        assert_eq!(browser.name().await, "nobody");
    }
}

// attack: 65
#[tokio::test]
async fn ends_a_copy_of_the_cookie_now_and_later() {
    let (world, mut browser) = entered().await;
    let copy = browser.clone();
    browser.call("/crosspass/end", "").await;
    for seconds in [0, 400, 300, 3600] {
        world.clock.step(seconds);
        assert_eq!(copy.clone().name().await, "nobody");
    }
    assert_eq!(world.calls("/api/renew"), 0);
}

// attack: 65
#[tokio::test]
async fn ends_what_the_cookie_was_renewed_to() {
    let (world, mut browser) = entered().await;
    world.clock.step(400);
    let mut late = browser.clone();
    late.name().await;
    assert_ne!(late.token(), browser.token());
    browser.call("/crosspass/end", "").await;
    assert_eq!(late.name().await, "nobody");
}

#[tokio::test]
async fn leaves_other_domains_and_the_issuers_session_alone() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut acme, mut globex) = (backend.browser(ACME), backend.browser(GLOBEX));
    let cookie = world.enter(&mut acme, "ada").await;
    let landing = world.to_landing(&mut globex, &cookie).await;
    globex.visit(&landing).await;
    acme.call("/crosspass/end", "").await;
    assert_eq!(globex.name().await, "Ada Lovelace");
    // And one is back at once.
    let landing = world.to_landing(&mut acme, &cookie).await;
    assert_eq!(acme.visit(&landing).await.status, 303);
    assert_eq!(acme.name().await, "Ada Lovelace");
}

// attack: 66
#[tokio::test]
async fn only_the_domains_own_page_can() {
    let (_world, mut browser) = entered().await;
    for headers in [
        vec![],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("origin", GLOBEX), ("sec-fetch-site", "same-site")],
        vec![("origin", ACME), ("sec-fetch-site", "cross-site")],
    ] {
        let answer = browser.send(Method::POST, "/crosspass/end", &headers, "").await;
        answer.refused_at_domain(400, "invalid_request");
        assert!(answer.cookies().is_empty());
    }
    assert_eq!(
        browser.send(Method::GET, "/crosspass/end", &[], "").await.status,
        405
    );
    assert_eq!(browser.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn of_nobody_is_no_error() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    assert_eq!(browser.call("/crosspass/end", "").await.status, 204);
    let (name, _) = browser.session_cookie();
    browser.cookies.insert(name, "garbage".to_owned());
    assert_eq!(browser.call("/crosspass/end", "").await.status, 204);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn works_while_the_issuer_is_out_of_reach() {
    let (world, mut browser) = entered().await;
    let mut copy = browser.clone();
    world.set_down(true);
    world.clock.step(700);
    assert_eq!(browser.call("/crosspass/end", "").await.status, 204);
    assert_eq!(browser.token(), "");
    assert_eq!(copy.name().await, "nobody");
}

/// What a stranger with a copy gets once the process that knew of the end is gone.
// attack: 65
#[tokio::test]
async fn ends_it_in_the_issuers_records_too() {
    let (world, mut browser) = entered().await;
    let copy = browser.clone();
    browser.call("/crosspass/end", "").await;
    let told = async {
        while world.allowed("domain_session_end").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.unwrap();
    let mut restarted = world.backend().browser(ACME);
    restarted.cookies = copy.cookies;
    world.clock.step(700);
    assert_eq!(restarted.name().await, "nobody");
    assert_eq!(world.calls("/api/renew"), 1);
}

// attack: 65
#[tokio::test]
async fn everywhere() {
    for (kind, body, status) in [
        ("application/json", r#"{"everywhere":true}"#, 204),
        ("application/x-www-form-urlencoded", "everywhere=true", 303),
    ] {
        let world = World::new().await;
        let backend = world.backend();
        let (mut acme, mut globex) = (backend.browser(ACME), backend.browser(GLOBEX));
        let cookie = world.enter(&mut acme, "ada").await;
        let landing = world.to_landing(&mut globex, &cookie).await;
        globex.visit(&landing).await;
        let headers = [("origin", ACME), ("content-type", kind)];
        let answer = acme.send(Method::POST, "/crosspass/end", &headers, body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(acme.name().await, "nobody");
        // It is not told here: the issuer's worker does not run. Its records have ended.
        world.clock.step(700);
        assert_eq!(globex.name().await, "nobody");
    }
}

#[tokio::test]
async fn everywhere_says_when_the_issuer_could_not_be_told() {
    let (world, mut browser) = entered().await;
    world.set_down(true);
    let headers = [("origin", ACME), ("content-type", "application/json")];
    let body = r#"{"everywhere":true}"#;
    let answer = browser.send(Method::POST, "/crosspass/end", &headers, body).await;
    answer.refused_at_domain(503, "temporarily_unavailable");
    assert_eq!(browser.token(), "");
    assert_eq!(browser.name().await, "nobody");
}

#[tokio::test]
async fn what_is_asked_for_must_be_clear() {
    let (_world, mut browser) = entered().await;
    for (kind, body) in [
        ("application/json", r#"{"everywhere":"yes"}"#),
        ("application/json", r#"{"everywhere":true,"everywhere":false}"#),
        ("application/json", r#"{"all":true}"#),
        ("application/json", "true"),
        ("application/x-www-form-urlencoded", "everywhere=1"),
        (
            "application/x-www-form-urlencoded",
            "everywhere=true&everywhere=false",
        ),
    ] {
        let headers = [("origin", ACME), ("content-type", kind)];
        let answer = browser.send(Method::POST, "/crosspass/end", &headers, body).await;
        answer.refused_at_domain(400, "invalid_request");
        assert!(answer.cookies().is_empty());
    }
    assert_eq!(browser.name().await, "Ada Lovelace");
}

/// A cookie of another domain, at a backend that has the same key: nothing ends, there or anywhere.
// attack: 82
#[tokio::test]
async fn of_another_domains_session_ends_nothing() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut acme, mut globex) = (backend.browser(ACME), backend.browser(GLOBEX));
    world.enter(&mut acme, "ada").await;
    let (name, _) = globex.session_cookie();
    globex.cookies.insert(name, acme.token());
    let headers = [("origin", GLOBEX), ("content-type", "application/json")];
    let answer = globex
        .send(Method::POST, "/crosspass/end", &headers, r#"{"everywhere":true}"#)
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(world.calls("/api/end"), 0);
    assert_eq!(acme.name().await, "Ada Lovelace");
}
