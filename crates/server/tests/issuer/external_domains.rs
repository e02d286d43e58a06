//! Other people's domains (83, 84): never a popup, and nothing about a visitor before a click.

use serde_json::json;

use crate::support::{ACME, GLOBEX, Receiver, World, sign_in_path};

// attack: 84
#[tokio::test]
async fn a_first_visit_shows_the_named_button() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world
        .visit(&sign_in_path(GLOBEX, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!((page.status.as_u16(), page.location()), (200, ""));
    assert!(page.text.contains("Ada Lovelace") && page.text.contains(GLOBEX));
    assert!(page.text.contains(r#""carrier":"redirect""#));
    assert!(world.reasons("mint", "allowed").await.is_empty());
}

#[tokio::test]
async fn the_button_hands_over_and_is_remembered() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": GLOBEX, "return_to": format!("{GLOBEX}/account.html"), "consent": true,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/handoffs", &cookie, &body).await;
    assert!(
        answer
            .member("location")
            .starts_with(&format!("{GLOBEX}/crosspass/receiver.html#ticket="))
    );
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&answer.ticket(), &proof).await.status, 200);
    let again = world
        .visit(&sign_in_path(GLOBEX, Some(&receiver.again())), &cookie)
        .await;
    assert_eq!(again.status, 303);
}

#[tokio::test]
async fn signing_in_to_it_is_a_click_on_a_form_that_names_it() {
    let world = World::new().await;
    let body = json!({ "login": "ada", "password": crate::support::PASSWORD, "audience": GLOBEX });
    let cookie = world.call("/api/sign-in", "", &body).await.cookie();
    let page = world
        .visit(&sign_in_path(GLOBEX, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!(page.status, 303);
}

#[tokio::test]
async fn a_click_for_one_user_is_none_for_another() {
    let world = World::new().await;
    world.join("bob", "globex").await;
    let body = json!({ "login": "ada", "password": crate::support::PASSWORD, "audience": GLOBEX });
    world.call("/api/sign-in", "", &body).await;
    let bob = world.sign_in("bob", crate::support::PASSWORD).await.cookie();
    let page = world.visit(&sign_in_path(GLOBEX, None), &bob).await;
    assert_eq!(page.status, 200);
}

// attack: 83
#[tokio::test]
async fn by_popup() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": GLOBEX, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world
        .call("/api/handoffs", &cookie, &body)
        .await
        .refused(403, "access_denied");
    assert_eq!(world.reasons("mint", "refused").await, ["popup_for_external"]);
    let refused = world.audit().await.pop().unwrap();
    assert_eq!(refused.carrier.as_deref(), Some("popup"));
}

#[tokio::test]
async fn consent_must_be_given() {
    let world = World::new().await;
    let cookie = world.ada().await;
    for consent in [json!(false), json!(null)] {
        let body = json!({ "audience": GLOBEX, "return_to": format!("{GLOBEX}/"), "consent": consent });
        world
            .call("/api/handoffs", &cookie, &body)
            .await
            .refused(400, "invalid_request");
    }
}

#[tokio::test]
async fn our_own_domain_needs_no_click() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world
        .visit(&sign_in_path(ACME, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!(page.status, 303);
}
