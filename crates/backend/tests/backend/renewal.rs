//! Renewal within a request: when, how often, and what is taken for a renewed token.

use std::time::Duration;

use axum::http::Method;
use crosspass_protocol::{SessionId, Subject};
use serde_json::json;

use crate::support::{ACME, Behaviour, Browser, GLOBEX, HostileIssuer, World};

const RENEW: &str = "/api/renew";

async fn entered() -> (World, Browser, String) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.enter(&mut browser, "ada").await;
    (world, browser, cookie)
}

#[tokio::test]
async fn is_due_at_two_thirds_of_a_tokens_life() {
    let (world, mut browser, _) = entered().await;
    let before = browser.token();
    world.clock.step(399);
    browser.name().await;
    assert_eq!((browser.token(), world.calls(RENEW)), (before.clone(), 0));
    world.clock.step(1);
    assert_eq!(browser.name().await, "Ada Lovelace");
    assert_eq!(world.calls(RENEW), 1);
    assert_ne!(browser.token(), before);
    assert_eq!(browser.name().await, "Ada Lovelace");
    assert_eq!(world.calls(RENEW), 1);
}

#[tokio::test]
async fn a_token_that_ran_out_is_renewed_as_long_as_the_session_lives() {
    let (world, mut browser, _) = entered().await;
    for _ in 0..5 {
        world.clock.step(3600);
        assert_eq!(browser.name().await, "Ada Lovelace");
    }
    assert_eq!(world.calls(RENEW), 5);
}

#[tokio::test]
async fn fifty_requests_at_once_ask_once() {
    for seconds in [400, 700] {
        let (world, browser, _) = entered().await;
        world.clock.step(seconds);
        let asked = (0..50).map(|_| {
            let mut browser = browser.clone();
            tokio::spawn(async move {
                let name = browser.name().await;
                (name, browser.token())
            })
        });
        let mut tokens = std::collections::HashSet::new();
        for request in asked.collect::<Vec<_>>() {
            let (name, token) = request.await.unwrap();
            assert_eq!(name, "Ada Lovelace");
            tokens.insert(token);
        }
        assert_eq!(world.calls(RENEW), 1, "{seconds}");
        // The old one, for those that did not wait, and its successor.
        assert!(tokens.len() <= 2, "{}", tokens.len());
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_does_not_break_it_off() {
    let (world, mut browser, _) = entered().await;
    world.clock.step(700);
    let mut impatient = browser.clone();
    let request = tokio::spawn(async move { impatient.name().await });
    tokio::task::yield_now().await;
    request.abort();
    assert_eq!(browser.name().await, "Ada Lovelace");
    assert_eq!(world.calls(RENEW), 1);
}

#[tokio::test]
async fn without_the_issuer_a_token_is_good_for_its_life() {
    let (world, mut browser, _) = entered().await;
    world.set_down(true);
    world.clock.step(400);
    let before = browser.token();
    for _ in 0..3 {
        assert_eq!(browser.name().await, "Ada Lovelace");
    }
    assert_eq!((browser.token(), world.calls(RENEW)), (before.clone(), 1));
    // It is asked again after a while.
    world.clock.step(5);
    browser.name().await;
    assert_eq!(world.calls(RENEW), 2);

    world.clock.step(226);
    for path in ["/", "/account", "/crosspass/session"] {
        let answer = browser.visit(path).await;
        answer.refused_at_domain(503, "temporarily_unavailable");
        assert_eq!(answer.header("retry-after"), "5");
        assert!(answer.cookies().is_empty(), "{path}");
    }
    assert_eq!(browser.token(), before);

    world.set_down(false);
    world.clock.step(5);
    assert_eq!(browser.name().await, "Ada Lovelace");
}

/// It may take eight seconds until the issuer is given up; a page is not kept waiting for what it does not need.
#[tokio::test]
async fn a_slow_issuer_keeps_nobody_waiting_whose_token_has_time_left() {
    let issuer = HostileIssuer::new().await;
    let mut browser = issuer.backend().browser(ACME);
    issuer.enter(&mut browser).await;
    // The keys are read anew, so that it is the renewal alone that is slow.
    issuer.clock.step(300);
    browser.name().await;
    issuer.behave(Behaviour::Slow);
    issuer.clock.step(100);
    for seconds in [5, 1] {
        let name = tokio::time::timeout(Duration::from_secs(seconds), browser.name());
        assert_eq!(name.await.unwrap(), "Ada");
    }
}

#[tokio::test]
async fn a_session_that_ended_at_the_issuer() {
    for seconds in [400, 700] {
        let (world, mut browser, cookie) = entered().await;
        let old = browser.clone();
        let out = world.call("/api/sign-out", &cookie, &json!({})).await;
        assert!(out.status.is_success(), "{}", out.text);
        world.clock.step(seconds);
        let page = browser.visit("/account").await;
        assert_eq!(page.status, 303);
        assert!(
            page.location().starts_with("/crosspass/begin?return_to="),
            "{}",
            page.location()
        );
        assert_eq!(browser.token(), "");
        let mut script = old.clone();
        let answer = script
            .send(Method::GET, "/account", &[("sec-fetch-mode", "cors")], "")
            .await;
        answer.refused_at_domain(401, "login_required");
        assert_eq!(script.token(), "");
        assert!(old.clone().session().await.is_null());
        assert_eq!(old.clone().name().await, "nobody");
    }
}

/// A copy of a renewed token is of no more use than its successor.
// attack: 65
#[tokio::test]
async fn an_old_token_does_not_outlive_the_session() {
    let (world, mut browser, cookie) = entered().await;
    let mut copy = browser.clone();
    world.clock.step(500);
    browser.name().await;
    let out = world.call("/api/sign-out", &cookie, &json!({})).await;
    assert!(out.status.is_success(), "{}", out.text);
    world.clock.step(3600);
    assert_eq!(copy.name().await, "nobody");
    assert_eq!(browser.name().await, "nobody");
}

/// Shortly after it was renewed, a straggler's request gets the same successor; later it asks for its own.
#[tokio::test]
async fn an_old_token_leads_to_its_successor_for_a_minute() {
    let (world, mut browser, _) = entered().await;
    let old = browser.clone();
    world.clock.step(700);
    browser.name().await;
    let mut straggler = old.clone();
    world.clock.step(59);
    straggler.name().await;
    assert_eq!((straggler.token(), world.calls(RENEW)), (browser.token(), 1));
    world.clock.step(1);
    let mut straggler = old.clone();
    straggler.name().await;
    assert_ne!(straggler.token(), browser.token());
    assert_eq!(world.calls(RENEW), 2);
}

/// Who is let in again is let in again, with the same session at the issuer.
#[tokio::test]
async fn a_membership_that_ended_ends_what_it_gave_and_no_more() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut acme, mut globex) = (backend.browser(ACME), backend.browser(GLOBEX));
    let cookie = world.enter(&mut acme, "ada").await;
    let landing = world.to_landing(&mut globex, &cookie).await;
    assert_eq!(globex.visit(&landing).await.status, 303);
    world.clock.step(400);
    world.leave("ada", "acme").await;
    assert_eq!(acme.name().await, "nobody");
    world.join("ada", "acme").await;
    // The end of the membership was the end at each of its domains; the issuer session goes on.
    assert_eq!(globex.name().await, "nobody");
    for browser in [&mut acme, &mut globex] {
        let landing = world.to_landing(browser, &cookie).await;
        assert_eq!(browser.visit(&landing).await.status, 303);
        assert_eq!(browser.name().await, "Ada Lovelace");
    }
}

/// What an issuer in the wrong hands, or somebody in its place, might give for a token.
#[tokio::test]
async fn anything_but_the_same_session_is_refused() {
    let issuer = HostileIssuer::new().await;
    let backend = issuer.backend();
    for case in 0..6 {
        let mut browser = backend.browser(ACME);
        let claims = issuer.enter(&mut browser).await;
        issuer.clock.step(400);
        let mut fresh = claims.clone();
        fresh.issued_at = claims.issued_at + crosspass_protocol::Seconds(400);
        fresh.expires_at = claims.expires_at + crosspass_protocol::Seconds(400);
        let renewed = match case {
            0 => {
                fresh.subject = Subject::parse("mallory").unwrap();
                issuer.sign(&fresh)
            }
            1 => {
                fresh.session_id = SessionId::from_random(issuer.random.bytes().unwrap());
                issuer.sign(&fresh)
            }
            2 => {
                fresh.binding = issuer
                    .claims(&"A".repeat(43), claims.binding.jkt.as_str())
                    .binding;
                issuer.sign(&fresh)
            }
            3 => {
                fresh.binding = issuer
                    .claims(claims.binding.nonce.as_str(), &"A".repeat(43))
                    .binding;
                issuer.sign(&fresh)
            }
            4 => issuer.sign_as("k1", &fresh),
            _ => "garbage".to_owned(),
        };
        issuer.renew_to(&renewed);
        let answer = browser.visit("/").await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (200, "nobody"),
            "{case}"
        );
        answer.signs_nobody_in();
        assert_eq!(browser.token(), "", "{case}");
    }
    issuer.behave(Behaviour::Good);
}
