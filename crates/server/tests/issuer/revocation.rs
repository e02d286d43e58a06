//! What operators take away is gone at once (29, 70).
// attacks of this file: 29, 70

use crosspass_issuer::model::Login;

use crosspass_protocol::Origin;
use serde_json::json;

use crate::support::{ACME, Answer, PASSWORD, Receiver, World, hash};

fn ada() -> Login {
    Login::parse("ada").unwrap()
}

fn acme() -> Origin {
    Origin::parse(ACME).unwrap()
}

/// Mints, takes something away, redeems.
async fn redeemed_after(take_away: impl AsyncFnOnce(&World)) -> Answer {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    take_away(&world).await;
    world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await
}

#[tokio::test]
async fn domain_suspended_between_mint_and_redeem() {
    let answer = redeemed_after(async |world| {
        world
            .store
            .set_suspended(&acme(), true, &world.audit_context())
            .await
            .unwrap();
    });
    answer.await.refused(403, "domain_suspended");
}

#[tokio::test]
async fn membership_ended_between_mint_and_redeem() {
    let answer = redeemed_after(async |world| world.leave("ada", "acme").await);
    answer.await.refused(403, "access_denied");
}

#[tokio::test]
async fn user_disabled_between_mint_and_redeem() {
    let answer = redeemed_after(async |world| {
        world
            .store
            .set_disabled(&ada(), true, &world.audit_context())
            .await
            .unwrap();
    });
    answer.await.refused(401, "login_required");
}

#[tokio::test]
async fn user_removed_between_mint_and_redeem() {
    let answer = redeemed_after(async |world| {
        world
            .store
            .remove_user(&ada(), &world.audit_context())
            .await
            .unwrap();
    });
    answer.await.refused(401, "invalid_token");
}

#[tokio::test]
async fn a_changed_password_ends_sessions() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let changed = hash("another password").await;
    world
        .store
        .set_password(&ada(), &changed, &world.audit_context())
        .await
        .unwrap();
    assert_eq!(world.visit("/", &cookie).await.status, 303);
    world
        .sign_in("ada", PASSWORD)
        .await
        .refused(401, "invalid_credentials");
    assert_eq!(world.sign_in("ada", "another password").await.status, 200);
}

#[tokio::test]
async fn a_user_enabled_again_signs_in_anew() {
    let world = World::new().await;
    let cookie = world.ada().await;
    for disabled in [true, false] {
        world
            .store
            .set_disabled(&ada(), disabled, &world.audit_context())
            .await
            .unwrap();
    }
    assert_eq!(world.visit("/", &cookie).await.status, 303);
    assert_eq!(world.sign_in("ada", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_suspended_domain_mints_nothing() {
    let world = World::new().await;
    let cookie = world.ada().await;
    world
        .store
        .set_suspended(&acme(), true, &world.audit_context())
        .await
        .unwrap();
    let receiver = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world
        .call("/api/handoffs", &cookie, &body)
        .await
        .refused(403, "domain_suspended");
    assert_eq!(world.reasons("mint", "refused").await, ["domain_suspended"]);
}
