//! What an operator takes away ends where it was held, and leaves a receipt with the reason (70).

use crosspass_issuer::model::{EndReason, Login, ReceiptStatus};

use crosspass_protocol::{Origin, SessionId};

use crate::support::{ACME, Receiver, World, hash};

fn ada() -> Login {
    Login::parse("ada").unwrap()
}

fn acme() -> Origin {
    Origin::parse(ACME).unwrap()
}

/// Ada signs in at ACME; something is taken away: her token there is worth nothing, and the receipt says why.
async fn taken_away(reason: &str, take_away: impl AsyncFnOnce(&World)) {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    let sid = session(&world).await;
    take_away(&world).await;
    assert_ne!(world.renew(&token, &receiver).await.status, 200);
    let receipts = world.store.receipts(&sid).await.unwrap();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    let receipt = &receipts[0];
    assert_eq!((receipt.origin.as_str(), receipt.reason.as_str()), (ACME, reason));
    assert_eq!(EndReason::parse(reason), Some(receipt.reason));
    let now = world.issuer.clock.now();
    let stands = receipt.status(now);
    // Her renewal told the domain, where there was a domain left to be told.
    assert!(
        matches!(stands, ReceiptStatus::Delivered | ReceiptStatus::EndsByItself),
        "{stands:?}"
    );
    // Not a day longer than the tokens lived.
    assert_eq!((receipt.runs_out_at - now).0, 630);
}

async fn session(world: &World) -> SessionId {
    let now = world.issuer.clock.now();
    let live = world
        .store
        .live_sessions(None, now, world.issuer.session)
        .await
        .unwrap();
    assert_eq!(live.len(), 1);
    assert_eq!(live[0].domains, [acme()]);
    live[0].session.sid.clone()
}

// attack: 70
#[tokio::test]
async fn the_user_is_disabled() {
    taken_away("user_changed", async |world| {
        let context = world.audit_context();
        world.store.set_disabled(&ada(), true, &context).await.unwrap();
    })
    .await;
}

// attack: 70
#[tokio::test]
async fn the_password_is_changed() {
    taken_away("password_changed", async |world| {
        let changed = hash("another password").await;
        let context = world.audit_context();
        world
            .store
            .set_password(&ada(), &changed, &context)
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_user_is_removed() {
    taken_away("user_removed", async |world| {
        world
            .store
            .remove_user(&ada(), &world.audit_context())
            .await
            .unwrap();
    })
    .await;
}

// attack: 70
#[tokio::test]
async fn the_membership_is_removed() {
    taken_away("membership_removed", async |world| {
        world.leave("ada", "acme").await
    })
    .await;
}

#[tokio::test]
async fn the_domain_is_removed() {
    taken_away("domain_removed", async |world| {
        world
            .store
            .remove_domain(&acme(), &world.audit_context())
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_session_is_ended() {
    taken_away("operator", async |world| {
        let sid = session(world).await;
        let reason = EndReason::Operator;
        let context = world.audit_context();
        world.store.end_session(&sid, reason, &context).await.unwrap();
        let again = world.store.end_session(&sid, reason, &context).await;
        assert!(again.unwrap_err().to_string().contains("live session"));
    })
    .await;
}

/// What is given back does not bring back what was ended.
#[tokio::test]
async fn nothing_comes_back_to_life() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (cookie, token) = world.popup_session(&receiver).await;
    world.leave("ada", "acme").await;
    world.join("ada", "acme").await;
    world
        .renew(&token, &receiver)
        .await
        .refused(401, "login_required");
    // Nor does it keep anybody out.
    let fresh = receiver.again();
    let path = crate::support::sign_in_path(ACME, Some(&fresh));
    let ticket = world.visit(&path, &cookie).await.ticket();
    let proof = fresh.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&ticket, &proof).await.status, 200);
}

#[tokio::test]
async fn all_sessions_of_a_user_at_once() {
    let world = World::new().await;
    let (one, other) = (world.ada().await, world.ada().await);
    let context = world.audit_context();
    let ended = world
        .store
        .end_sessions_of(&ada(), EndReason::Operator, &context)
        .await
        .unwrap();
    assert_eq!(ended.len(), 2);
    for cookie in [one, other] {
        assert_eq!(world.visit("/", &cookie).await.status, 303);
    }
    let nobody = Login::parse("nobody").unwrap();
    let unknown = world
        .store
        .end_sessions_of(&nobody, EndReason::Operator, &context)
        .await;
    assert!(unknown.unwrap_err().to_string().contains("nobody"));
}
