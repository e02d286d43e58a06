//! A ticket that lands in a browser which did not begin its handoff (42, 91): the attacker began, kept the nonce's cookie,
//! and sent the victim to the issuer. The landing makes the ticket worthless, before or after the attacker used it.

use std::time::Duration;

use axum::http::Method;

use crate::support::{ACME, Browser, World};

/// The attacker's browser with the cookie of its nonce, the victim's, and the address that the issuer sends the victim to.
async fn stolen() -> (World, Browser, Browser, String) {
    let world = World::new().await;
    let backend = world.backend();
    let (mut attacker, victim) = (backend.browser(ACME), backend.browser(ACME));
    let cookie = world.sign_in("ada").await;
    let landing = world.to_landing(&mut attacker, &cookie).await;
    (world, attacker, victim, landing)
}

/// Waits until the issuer has discarded a ticket.
async fn discarded(world: &World) {
    let waiting = async {
        while world.allowed("discard").await == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let outcome = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    outcome.expect("it was never discarded");
}

// attack: 34, 42, 91
#[tokio::test]
async fn the_kept_cookie_gets_nothing() {
    let (world, mut attacker, mut victim, landing) = stolen().await;
    victim
        .land(&landing)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(world.allowed("discard").await, 1);
    attacker.land(&landing).await.refused_at_domain(401, "token_used");
    assert_eq!(attacker.name().await, "nobody");
    assert_eq!(world.allowed("redeem").await, 0);
}

// attack: 91
#[tokio::test]
async fn a_session_that_came_of_it_before_ends() {
    let (world, mut attacker, mut victim, landing) = stolen().await;
    assert_eq!(attacker.visit(&landing).await.status, 303);
    assert_eq!(attacker.name().await, "Ada Lovelace");
    let copied = attacker.clone();
    victim
        .land(&landing)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(attacker.name().await, "nobody");
    assert_eq!(world.allowed("domain_session_end").await, 1);
    // Nor is it given once more, as an answer that was lost would be.
    attacker.cookies = copied.cookies.clone();
    attacker.cookies.remove(&attacker.cookie_name("crosspass"));
    assert_eq!(
        attacker.visit(&landing).await.location(),
        "/crosspass/refused?code=nonce_mismatch"
    );
    // Another process of this domain, which was told nothing: the session is not renewed.
    let mut elsewhere = world.backend().browser(ACME);
    elsewhere.cookies = copied.cookies;
    world.clock.step(10 * 60 - 1);
    assert_eq!(elsewhere.name().await, "nobody");
}

// attack: 91
#[tokio::test]
async fn with_the_issuer_out_of_reach_it_is_tried_again() {
    let (world, mut attacker, mut victim, landing) = stolen().await;
    world.set_down(true);
    victim
        .land(&landing)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(world.allowed("discard").await, 0);
    world.set_down(false);
    // A backend that has no keys asks for them again after five seconds.
    world.clock.step(5);
    discarded(&world).await;
    attacker.land(&landing).await.signs_nobody_in();
    assert_eq!(attacker.name().await, "nobody");
}

/// What a link scanner sends ends the ticket as well: it has read the address.
// attack: 42, 91
#[tokio::test]
async fn asked_for_by_head() {
    let (world, mut attacker, victim, landing) = stolen().await;
    let path = landing.strip_prefix(ACME).unwrap();
    let answer = victim
        .raw(Method::HEAD, path, &[("host", victim.host())], "")
        .await;
    assert_eq!(answer.location(), "/crosspass/refused?code=nonce_mismatch");
    answer.signs_nobody_in();
    assert_eq!(world.allowed("discard").await, 1);
    attacker.land(&landing).await.refused_at_domain(401, "token_used");
}

// attack: 91
#[tokio::test]
async fn the_honest_landing_and_its_reload_discard_nothing() {
    let (world, mut honest, mut stranger, landing) = stolen().await;
    assert_eq!(honest.visit(&landing).await.status, 303);
    assert_eq!(
        honest.visit(&landing).await.location(),
        "http://acme.localhost:9001/account?a=b"
    );
    // A forged ticket with the nonce of a genuine one ends nothing, and the issuer does not hear of it.
    let (_, ticket) = landing.split_once("ticket=").unwrap();
    let forged = world.forge(ticket).await.sign_with(&[1; 64]);
    let calls = world.calls("/api/redeem");
    stranger
        .land(&format!("/crosspass/session?ticket={forged}"))
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(world.calls("/api/redeem"), calls);
    assert_eq!(honest.name().await, "Ada Lovelace");
    assert_eq!(world.allowed("discard").await, 0);
}

/// The same ticket, again and again, causes one call of the issuer.
#[tokio::test]
async fn a_flood_of_one_ticket_is_told_once() {
    let (world, _, victim, landing) = stolen().await;
    for _ in 0..50 {
        victim
            .clone()
            .land(&landing)
            .await
            .refused_at_domain(401, "nonce_mismatch");
    }
    assert_eq!(world.calls("/api/redeem"), 1);
}

/// An issuer of the last release: the ticket is redeemed, and its session ended at once.
// attack: 91
#[tokio::test]
async fn at_an_issuer_that_knows_no_discard() {
    let (world, mut attacker, mut victim, landing) = stolen().await;
    world.set_old();
    victim
        .land(&landing)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(world.allowed("domain_session_end").await, 1);
    attacker.land(&landing).await.signs_nobody_in();
    assert_eq!(attacker.name().await, "nobody");
}
