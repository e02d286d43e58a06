//! Signing keys over time (27, 79, 90).

use crosspass_issuer::{begin_keys, make_key};
use crosspass_protocol::{KeyState, Timestamp};

use crate::support::{Receiver, World};

async fn rotate(world: &World) {
    let now: Timestamp = world.issuer.clock.now();
    let next = make_key(&world.random, KeyState::Next, now).unwrap();
    world
        .store
        .rotate_keys(&next, &world.audit_context())
        .await
        .unwrap();
}

async fn published(world: &World) -> Vec<String> {
    let set = world.visit("/.well-known/jwks.json", "").await.json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| {
        assert!(key.get("d").is_none());
        key["kid"].as_str().unwrap().to_owned()
    })
    .collect()
}

// attack: 79
#[tokio::test]
async fn are_made_once() {
    let world = World::new().await;
    let before = published(&world).await;
    assert_eq!(before.len(), 2);
    assert!(
        !begin_keys(&world.store, &world.random, world.issuer.clock.now())
            .await
            .unwrap()
    );
    assert_eq!(published(&world).await, before);
}

// attack: 79
#[tokio::test]
async fn differ_from_issuer_to_issuer() {
    let (one, other) = (World::new().await, World::new().await);
    assert_ne!(published(&one).await, published(&other).await);
}

// attack: 27
#[tokio::test]
async fn a_ticket_outlives_a_rotation() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    rotate(&world).await;
    assert_eq!(published(&world).await.len(), 3);
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&ticket, &proof).await.status, 200);
}

#[tokio::test]
async fn the_next_key_is_published_before_it_signs() {
    let world = World::new().await;
    let before = published(&world).await;
    rotate(&world).await;
    let forge = world.forge(&Receiver::new()).await;
    assert!(before.iter().any(|kid| *kid == forge.header["kid"]));
}

// attack: 90
#[tokio::test]
async fn a_revoked_key_is_refused_at_once() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let active = world.issuer.keys(world.issuer.clock.now()).await.unwrap().active;
    let kid = active.public_jwk().kid().unwrap().clone();
    let spare = make_key(&world.random, KeyState::Next, world.issuer.clock.now()).unwrap();
    world
        .store
        .revoke_key(&kid, &spare, &world.audit_context())
        .await
        .unwrap();
    assert!(!published(&world).await.contains(&kid.as_str().to_owned()));
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&ticket, &proof).await.refused(401, "invalid_token");
    // And the issuer goes on with the next key.
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    assert_eq!(
        world
            .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
            .await
            .status,
        200
    );
}

// attack: 27
#[tokio::test]
async fn a_retired_key_is_unpublished_after_thirteen_hours() {
    let world = World::new().await;
    rotate(&world).await;
    world.clock.step(13 * 3600);
    assert_eq!(published(&world).await.len(), 3);
    world.clock.step(1);
    assert_eq!(published(&world).await.len(), 2);
}
