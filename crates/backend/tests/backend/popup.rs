//! The popup carrier: what the receiver page asks for, and hands over.

use axum::http::Method;
use serde_json::json;

use crate::support::{ACME, Browser, GLOBEX, Receiver, World};

/// A world, and a browser in which ada's sign-in has just been answered with a token.
pub(crate) async fn answered() -> (World, Browser, String) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let (nonce, jkt) = browser.begin().await;
    let token = world.token("ada", ACME, &nonce, &jkt).await;
    (world, browser, token)
}

#[tokio::test]
async fn a_token_becomes_the_session() {
    let (world, mut browser, token) = answered().await;
    assert!(browser.session().await.is_null());
    let answer = browser.take(&token).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let session = browser.session().await;
    assert_eq!(session["name"], "Ada Lovelace");
    assert_eq!(session["email"], "ada@example.com");
    assert_eq!(session["subject"], answer.member("subject"));
    assert_eq!(session["expires_at"], world.forge(&token).await.seconds("exp"));
    assert_eq!(browser.name().await, "Ada Lovelace");
    assert_eq!(browser.visit("/account").await.text, "Ada Lovelace");
}

#[tokio::test]
async fn a_hint_is_taken_where_its_cookie_is() {
    let world = World::new().await;
    let backend = world.backend();
    let mut browser = backend.browser(ACME);
    let (nonce, jkt) = browser.begin().await;
    let hint = json!({ "nonce": nonce }).to_string();
    let answer = browser.call("/crosspass/begin", &hint).await;
    assert_eq!(
        (answer.member("nonce"), answer.member("jkt")),
        (nonce.clone(), jkt)
    );
    assert!(answer.cookies().is_empty());
    let elsewhere = backend.browser(ACME).call("/crosspass/begin", &hint).await;
    assert_ne!(elsewhere.member("nonce"), nonce);
    assert_eq!(elsewhere.cookies().len(), 1);
}

// attack: 8
#[tokio::test]
async fn a_token_twice() {
    let (_world, mut browser, token) = answered().await;
    browser.take(&token).await;
    browser
        .take(&token)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(browser.name().await, "Ada Lovelace");
}

// attack: 10
#[tokio::test]
async fn the_attackers_own_token() {
    let (world, mut browser, _) = answered().await;
    let mut attacker = world.backend().browser(ACME);
    let (nonce, jkt) = attacker.begin().await;
    let token = world.token("bob", ACME, &nonce, &jkt).await;
    browser
        .take(&token)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(browser.name().await, "nobody");
    assert_eq!(attacker.take(&token).await.status, 200);
}

// attack: 9
#[tokio::test]
async fn a_token_of_another_domain_of_this_backend() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut acme, mut globex) = (backend.browser(ACME), backend.browser(GLOBEX));
    let (nonce, jkt) = globex.begin().await;
    let token = world.token("ada", GLOBEX, &nonce, &jkt).await;
    acme.take(&token).await.refused_at_domain(401, "nonce_mismatch");
    // With that nonce's cookie under this domain's name; then with this domain's own for it.
    let foreign = globex.cookies.values().next().unwrap().clone();
    acme.begin().await;
    let own = acme.cookies.values().next().unwrap().clone();
    let name = format!("{}-{nonce}", acme.cookie_name("crosspass-begun"));
    acme.cookies.insert(name.clone(), foreign);
    acme.take(&token).await.refused_at_domain(401, "nonce_mismatch");
    acme.cookies.insert(name, own);
    acme.take(&token).await.refused_at_domain(401, "invalid_token");
    assert_eq!(globex.take(&token).await.status, 200);
}

#[tokio::test]
async fn a_token_for_another_key() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let (nonce, _) = browser.begin().await;
    let token = world.token("ada", ACME, &nonce, Receiver::new().jkt()).await;
    browser.take(&token).await.refused_at_domain(401, "invalid_token");
    assert_eq!(browser.name().await, "nobody");
}

// attack: 82
#[tokio::test]
async fn a_permit_in_its_place() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let (nonce, jkt) = browser.begin().await;
    let (_, brought) = world.popup("ada", ACME, &nonce, &jkt).await;
    let permit = brought["permit"].as_str().unwrap();
    browser.take(permit).await.refused_at_domain(401, "invalid_token");
    assert_eq!(browser.take(brought["token"].as_str().unwrap()).await.status, 200);
}

// attack: 24, 82
#[tokio::test]
async fn a_ticket_in_its_place() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.sign_in("ada").await;
    let landing = world.to_landing(&mut browser, &cookie).await;
    let ticket = landing.split_once("ticket=").unwrap().1;
    browser.take(ticket).await.refused_at_domain(401, "invalid_token");
    // It was not used up.
    assert_eq!(browser.visit(&landing).await.status, 303);
}

#[tokio::test]
async fn a_handoff_is_remembered_for_ten_minutes() {
    for (seconds, status) in [(600, 200), (601, 401)] {
        let world = World::new().await;
        let mut browser = world.backend().browser(ACME);
        let (nonce, jkt) = browser.begin().await;
        world.clock.step(seconds);
        let token = world.token("ada", ACME, &nonce, &jkt).await;
        assert_eq!(browser.take(&token).await.status, status, "{seconds}");
    }
}

#[tokio::test]
async fn another_user_is_never_replaced() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let before = browser.token();
    let (nonce, jkt) = browser.begin().await;
    let token = world.token("bob", ACME, &nonce, &jkt).await;
    let answer = browser.take(&token).await;
    answer.refused_at_domain(409, "account_mismatch");
    assert!(answer.cookies().is_empty());
    assert_eq!(
        (browser.token(), browser.name().await),
        (before, "Ada Lovelace".to_owned())
    );
}

/// Ada's token has run out, and her session at the issuer has not.
#[tokio::test]
async fn another_user_whose_token_ran_out_is_not_replaced_either() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    world.clock.step(200);
    let (nonce, jkt) = browser.begin().await;
    world.clock.step(500);
    let token = world.token("bob", ACME, &nonce, &jkt).await;
    let answer = browser.take(&token).await;
    assert_eq!(
        (answer.status.as_u16(), answer.member("error").as_str()),
        (409, "account_mismatch")
    );
    assert_eq!(browser.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn the_same_user_again_gets_the_new_session() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let before = browser.token();
    world.enter(&mut browser, "ada").await;
    assert_ne!(browser.token(), before);
}

/// An answer that begins a session is not undone by what the layer has to say of the one before.
#[tokio::test]
async fn a_session_that_is_over_gives_way() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.enter(&mut browser, "ada").await;
    let (nonce, jkt) = browser.begin().await;
    let token = world.token("bob", ACME, &nonce, &jkt).await;
    let end = world.call("/api/sign-out", &cookie, &json!({})).await;
    assert!(end.status.is_success(), "{}", end.text);
    world.clock.step(500);
    let answer = browser.take(&token).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(browser.name().await, "Bob");
}

#[tokio::test]
async fn other_methods() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    for (method, path) in [
        (Method::PUT, "/crosspass/session"),
        (Method::DELETE, "/crosspass/session"),
        (Method::GET, "/crosspass/end"),
        (Method::GET, "/crosspass/answer"),
        (Method::GET, "/crosspass/backchannel-logout"),
        (Method::OPTIONS, "/crosspass/session"),
    ] {
        let answer = browser.send(method, path, &[("origin", ACME)], "").await;
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}
