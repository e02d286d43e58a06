//! The issuer's keys over time, as a backend sees them (26, 27, 90).

use crosspass_issuer::{Clock, make_key};
use crosspass_protocol::KeyState;

use crate::support::{ACME, HostileIssuer, World};

const JWKS: &str = "/.well-known/jwks.json";

// attack: 26
#[tokio::test]
async fn a_flood_of_unknown_key_ids_asks_once_a_minute() {
    let issuer = HostileIssuer::new().await;
    let mut browser = issuer.backend().browser(ACME);
    let claims = issuer.enter(&mut browser).await;
    let asked = issuer.asked();
    issuer.clock.step(1);
    let mut stranger = browser.clone();
    let (name, _) = stranger.session_cookie();
    for second in 0..180 {
        let token = issuer.sign_as(&format!("k{second}"), &claims);
        stranger.cookies.insert(name.clone(), token);
        assert_eq!(stranger.name().await, "nobody");
        assert_eq!(issuer.asked(), asked + 1 + second / 60);
        issuer.clock.step(1);
    }
    // A signed-in user stays signed in.
    assert_eq!(browser.name().await, "Ada");
}

// attack: 26
#[tokio::test]
async fn a_flood_at_once_asks_once() {
    let issuer = HostileIssuer::new().await;
    let mut browser = issuer.backend().browser(ACME);
    let claims = issuer.enter(&mut browser).await;
    let asked = issuer.asked();
    issuer.clock.step(1);
    let strangers = (0..50).map(|number| {
        let mut stranger = browser.clone();
        let (name, _) = stranger.session_cookie();
        stranger
            .cookies
            .insert(name, issuer.sign_as(&format!("x{number}"), &claims));
        tokio::spawn(async move { stranger.name().await })
    });
    for stranger in strangers.collect::<Vec<_>>() {
        assert_eq!(stranger.await.unwrap(), "nobody");
    }
    assert_eq!(issuer.asked(), asked + 1);
}

// attack: 27
#[tokio::test]
async fn a_rotation_signs_nobody_out() {
    let world = World::new().await;
    let backend = world.backend();
    let mut browser = backend.browser(ACME);
    let cookie = world.enter(&mut browser, "ada").await;
    let first = world.forge(&browser.token()).await.header["kid"].clone();
    for _ in 0..2 {
        let next = make_key(&world.random, KeyState::Next, world.clock.now()).unwrap();
        world
            .store
            .rotate_keys(&next, &world.audit_context())
            .await
            .unwrap();
        world.clock.step(1);
    }
    // The second key of the two was unknown here when it began to sign.
    let mut other = backend.browser(ACME);
    let landing = world.to_landing(&mut other, &cookie).await;
    assert_eq!(other.visit(&landing).await.status, 303);
    assert_ne!(world.forge(&other.token()).await.header["kid"], first);
    assert_eq!(browser.name().await, "Ada Lovelace");
    world.clock.step(700);
    assert_eq!(browser.name().await, "Ada Lovelace");
}

/// A token by a revoked key, which the backend has checked before and knows: refused when the set is read again.
// attack: 90
#[tokio::test]
async fn a_revoked_key_is_refused_within_five_minutes() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    assert_eq!(browser.name().await, "Ada Lovelace");
    let active = world.issuer.keys(world.clock.now()).await.unwrap().active;
    let spare = make_key(&world.random, KeyState::Next, world.clock.now()).unwrap();
    let kid = active.public_jwk().kid().unwrap();
    world
        .store
        .revoke_key(kid, &spare, &world.audit_context())
        .await
        .unwrap();
    world.clock.step(299);
    assert_eq!(browser.clone().name().await, "Ada Lovelace");
    world.clock.step(1);
    assert_eq!(browser.name().await, "nobody");
    assert_eq!(world.calls("/api/renew"), 0);
}

#[tokio::test]
async fn the_set_is_read_every_five_minutes() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    assert_eq!(world.calls(JWKS), 1);
    for _ in 0..10 {
        browser.name().await;
    }
    world.clock.step(299);
    browser.name().await;
    assert_eq!(world.calls(JWKS), 1);
    world.clock.step(1);
    browser.name().await;
    assert_eq!(world.calls(JWKS), 2);
}
