//! How long an issuer session lasts: 12 hours, 2 of them idle.

use crate::support::World;

#[tokio::test]
async fn idle_for_less_than_two_hours() {
    let world = World::new().await;
    let cookie = world.ada().await;
    world.clock.step(7199);
    assert_eq!(world.visit("/", &cookie).await.status, 200);
}

#[tokio::test]
async fn idle_for_two_hours() {
    let world = World::new().await;
    let cookie = world.ada().await;
    world.clock.step(7200);
    assert_eq!(world.visit("/", &cookie).await.status, 303);
}

#[tokio::test]
async fn use_keeps_it_for_twelve_hours_and_no_longer() {
    let world = World::new().await;
    let cookie = world.ada().await;
    for _ in 0..11 {
        world.clock.step(3600);
        assert_eq!(world.visit("/", &cookie).await.status, 200);
    }
    world.clock.step(3599);
    assert_eq!(world.visit("/", &cookie).await.status, 200);
    world.clock.step(1);
    assert_eq!(world.visit("/", &cookie).await.status, 303);
}

// attack: 76
#[tokio::test]
async fn a_clock_stepped_back_does_not_bring_it_back() {
    let world = World::new().await;
    let cookie = world.ada().await;
    world.clock.step(-31);
    assert_eq!(world.visit("/", &cookie).await.status, 303);
}

/// Near the end a session token does not outlive its session.
#[tokio::test]
async fn a_token_ends_with_its_session() {
    let world = World::configured(&[("session.absolute_seconds", "100")]).await;
    let receiver = crate::support::Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let answer = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    let claims = crate::redeem::claims(&world, &answer, &receiver).await;
    assert_eq!((claims.expires_at - claims.auth_time).0, 100);
}
