//! Another key than a session has used at a static domain (97): script there can make one, and send the window to the issuer
//! with it. It gets a button, which script cannot click.
// attacks of this file: 97

use serde_json::json;

use crate::support::{ACME, Answer, GLOBEX, INITECH, PASSWORD, Receiver, World, sign_in_path};

/// What a receiver does with a ticket.
async fn redeem(world: &World, ticket: &str, receiver: &Receiver) -> Answer {
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(ticket, &proof).await
}

/// The window is sent to the issuer with this key.
async fn goes(world: &World, origin: &str, receiver: &Receiver, cookie: &str) -> Answer {
    world.visit(&sign_in_path(origin, Some(receiver)), cookie).await
}

/// The same, all the way to the domain session.
async fn lands(world: &World, origin: &str, receiver: &Receiver, cookie: &str) {
    let ticket = goes(world, origin, receiver, cookie).await.ticket();
    assert_eq!(redeem(world, &ticket, receiver).await.status, 200);
}

/// The button was clicked.
async fn clicks(world: &World, origin: &str, receiver: &Receiver, cookie: &str) -> Answer {
    let body = json!({ "audience": origin, "return_to": format!("{origin}/account.html"), "consent": true,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world.call("/api/handoffs", cookie, &body).await
}

#[track_caller]
fn is_asked(page: &Answer, receiver: &Receiver) {
    assert_eq!(
        (page.status.as_u16(), page.location()),
        (200, ""),
        "{}",
        page.text
    );
    assert!(page.text.contains("Ada Lovelace"));
    let data = page.data();
    assert_eq!(data["nonce"], receiver.nonce());
    assert_eq!(data["jkt"], receiver.jkt());
    // The key that was asked about gets the answer: no popup's receiver announces another one.
    assert_eq!(data["domain"]["carrier"], "redirect");
}

/// A world where Ada came to Acme, with the key of her browser.
async fn world() -> (World, Receiver, String) {
    let world = World::new().await;
    let own = Receiver::new();
    let (cookie, _) = world.popup_session(&own).await;
    (world, own, cookie)
}

#[tokio::test]
async fn after_a_popup() {
    let (world, own, cookie) = world().await;
    let other = Receiver::new();
    is_asked(&goes(&world, ACME, &other, &cookie).await, &other);
    assert_eq!(world.reasons("mint", "refused").await, ["new_key"]);
    lands(&world, ACME, &own.again(), &cookie).await;
}

#[tokio::test]
async fn after_a_redirect() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let own = Receiver::new();
    lands(&world, ACME, &own, &cookie).await;
    let other = Receiver::new();
    is_asked(&goes(&world, ACME, &other, &cookie).await, &other);
    lands(&world, ACME, &own.again(), &cookie).await;
}

/// Asking again, also for the nonce that the browser's own key used, changes nothing.
#[tokio::test]
async fn as_often_as_it_asks() {
    let (world, own, cookie) = world().await;
    let mut other = Receiver::new();
    other.binding.nonce = own.binding.nonce.clone();
    for _ in 0..3 {
        is_asked(&goes(&world, ACME, &other, &cookie).await, &other);
    }
    assert_eq!(world.reasons("mint", "allowed").await.len(), 1);
}

/// A browser that lost its key (Safari after seven days, data cleared): one click, and the new key is known.
#[tokio::test]
async fn a_click_lets_it_in_and_it_is_known() {
    let (world, own, cookie) = world().await;
    let fresh = Receiver::new();
    is_asked(&goes(&world, ACME, &fresh, &cookie).await, &fresh);
    let ticket = clicks(&world, ACME, &fresh, &cookie).await.ticket();
    assert_eq!(redeem(&world, &ticket, &fresh).await.status, 200);
    // Both go on: which one is the user's, nobody here knows.
    lands(&world, ACME, &fresh.again(), &cookie).await;
    lands(&world, ACME, &own.again(), &cookie).await;
}

/// The launcher, "Continue as" in a popup: a click as well.
#[tokio::test]
async fn a_popup_lets_it_in_and_it_is_known() {
    let (world, _, cookie) = world().await;
    let fresh = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": fresh.nonce(), "jkt": fresh.jkt() });
    world.call("/api/handoffs", &cookie, &body).await.member("token");
    lands(&world, ACME, &fresh.again(), &cookie).await;
}

/// Credentials in a form that names the domain begin another session: its first key.
#[tokio::test]
async fn credentials_let_it_in() {
    let (world, _, cookie) = world().await;
    let fresh = Receiver::new();
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": ACME,
                       "nonce": fresh.nonce(), "jkt": fresh.jkt() });
    let answer = world.call("/api/sign-in", &cookie, &body).await;
    answer.member("token");
    lands(&world, ACME, &fresh.again(), &answer.cookie()).await;
}

/// A link with a key of somebody else's, anywhere: the browser's own key is still the first one.
#[tokio::test]
async fn a_ticket_that_was_not_redeemed_makes_no_key_known() {
    let world = World::new().await;
    let cookie = world.ada().await;
    goes(&world, ACME, &Receiver::new(), &cookie).await.ticket();
    let own = Receiver::new();
    lands(&world, ACME, &own, &cookie).await;
}

/// The answer was lost on the way: the same key asks again.
#[tokio::test]
async fn a_lost_ticket_is_asked_for_again() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let own = Receiver::new();
    goes(&world, ACME, &own, &cookie).await.ticket();
    goes(&world, ACME, &Receiver::new(), &cookie).await.ticket();
    lands(&world, ACME, &own.again(), &cookie).await;
}

/// Two keys had tickets while none was known: the second that comes with one is too late.
#[tokio::test]
async fn of_two_first_keys_one_is() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let (own, other) = (Receiver::new(), Receiver::new());
    let kept = goes(&world, ACME, &other, &cookie).await.ticket();
    lands(&world, ACME, &own, &cookie).await;
    redeem(&world, &kept, &other).await.refused(401, "invalid_token");
    assert_eq!(world.reasons("redeem", "refused").await, ["new_key"]);
    // What was clicked for is not.
    let ticket = clicks(&world, ACME, &other, &cookie).await.ticket();
    assert_eq!(redeem(&world, &ticket, &other).await.status, 200);
}

/// A lost answer of redeeming is given again, whatever key came meanwhile.
#[tokio::test]
async fn what_was_redeemed_is_told_again() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let (own, other) = (Receiver::new(), Receiver::new());
    let ticket = goes(&world, ACME, &own, &cookie).await.ticket();
    assert_eq!(redeem(&world, &ticket, &own).await.status, 200);
    let clicked = clicks(&world, ACME, &other, &cookie).await.ticket();
    assert_eq!(redeem(&world, &clicked, &other).await.status, 200);
    assert_eq!(redeem(&world, &ticket, &own).await.status, 200);
}

/// Script can end the session of the key that it did not make; that key stays the known one.
#[tokio::test]
async fn after_the_domain_session_was_ended() {
    let world = World::new().await;
    let own = Receiver::new();
    let (cookie, token) = world.popup_session(&own).await;
    assert_eq!(world.end(&token, &own, false).await.status, 204);
    let other = Receiver::new();
    is_asked(&goes(&world, ACME, &other, &cookie).await, &other);
    lands(&world, ACME, &own.again(), &cookie).await;
}

/// Each session has its own first key, and each domain.
#[tokio::test]
async fn of_another_session_or_domain_is_nothing_new() {
    let (world, _, _) = world().await;
    world.join("ada", "initech").await;
    let cookie = world.ada().await;
    lands(&world, ACME, &Receiver::new(), &cookie).await;
    lands(&world, INITECH, &Receiver::new(), &cookie).await;
}

/// The first question there is who the user is; the second one is about the key.
#[tokio::test]
async fn at_an_external_domain() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let own = Receiver::new();
    is_asked(&goes(&world, GLOBEX, &own, &cookie).await, &own);
    let ticket = clicks(&world, GLOBEX, &own, &cookie).await.ticket();
    assert_eq!(redeem(&world, &ticket, &own).await.status, 200);
    lands(&world, GLOBEX, &own.again(), &cookie).await;
    let other = Receiver::new();
    is_asked(&goes(&world, GLOBEX, &other, &cookie).await, &other);
}

/// No script gets at its key, and it has a new one whenever its operator likes.
#[tokio::test]
async fn of_a_domain_with_a_backend() {
    let world = World::new().await;
    let origin = "http://shop.localhost:9005";
    let trust = crosspass_issuer::model::Trust::FirstParty;
    world.add_backend(origin, "acme", trust).await;
    let cookie = world.ada().await;
    for _ in 0..2 {
        lands(&world, origin, &Receiver::new(), &cookie).await;
    }
}

/// Without a nonce nothing is given: the domain begins.
#[tokio::test]
async fn without_a_key_nobody_is_asked() {
    let (world, _, cookie) = world().await;
    let page = world.visit(&sign_in_path(ACME, None), &cookie).await;
    assert!(page.location().contains("#begin="), "{}", page.text);
}
