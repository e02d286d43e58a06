//! Domains whose server takes the sessions: where a redirect leads, and that everything else is as with others.

use serde_json::json;

use crosspass_issuer::model::Trust;

use crate::support::{Answer, PASSWORD, Receiver, World, sign_in_path};

/// First-party; ada is a member of its owner.
const BACKEND: &str = "http://app.acme.localhost:9004";

async fn world() -> World {
    of_trust(Trust::FirstParty).await
}

async fn of_trust(trust: Trust) -> World {
    let world = World::new().await;
    world.add_backend(BACKEND, "acme", trust).await;
    world
}

/// Asserts that an address is the landing with a ticket which the receiver can redeem.
async fn lands(world: &World, answer: &Answer, address: &str, receiver: &Receiver) {
    let landing = format!("{BACKEND}/crosspass/session?ticket=ey");
    assert!(address.starts_with(&landing), "{address}");
    assert!(!address.contains('#'), "{address}");
    let proof = receiver.proof(world.issuer.clock.now());
    let redeemed = world.redeem(&answer.ticket(), &proof).await;
    assert_eq!(redeemed.status, 200, "{}", redeemed.text);
}

#[tokio::test]
async fn a_redirect_carries_the_ticket_to_the_server() {
    let world = world().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let page = world
        .visit(&sign_in_path(BACKEND, Some(&receiver)), &cookie)
        .await;
    assert_eq!(page.status, 303);
    lands(&world, &page, page.location(), &receiver).await;
}

#[tokio::test]
async fn a_sign_in_by_redirect_names_the_landing() {
    let world = of_trust(Trust::External).await;
    let receiver = Receiver::new();
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": BACKEND,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/sign-in", "", &body).await;
    lands(&world, &answer, &answer.member("location"), &receiver).await;
}

#[tokio::test]
async fn continue_as_names_the_landing() {
    let world = of_trust(Trust::External).await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": BACKEND, "return_to": format!("{BACKEND}/"), "consent": true,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/handoffs", &cookie, &body).await;
    lands(&world, &answer, &answer.member("location"), &receiver).await;
}

/// The wanted address is one parameter, whatever stands in it.
#[tokio::test]
async fn without_a_nonce_its_server_begins() {
    let world = world().await;
    let cookie = world.ada().await;
    let begin = format!(
        "{BACKEND}/crosspass/begin?return_to=http%3A%2F%2Fapp.acme.localhost%3A9004%2Fa%3Fb%3Dc%26d%3D%252B%2Be"
    );
    let wanted = format!("{BACKEND}/a?b=c&d=%2B+e");
    let encoded = wanted.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
    let page = world
        .visit(&format!("/sign-in?return_to={encoded}"), &cookie)
        .await;
    assert_eq!((page.status.as_u16(), page.location()), (303, begin.as_str()));
    let body = json!({ "audience": BACKEND, "return_to": wanted, "consent": true });
    let answer = world.call("/api/handoffs", &cookie, &body).await;
    assert_eq!(answer.member("location"), begin);
    assert!(world.reasons("mint", "allowed").await.is_empty());
}

// attack: 10
#[tokio::test]
async fn a_nonce_of_another_user_begins_anew() {
    let world = world().await;
    world.join("bob", "acme").await;
    let receiver = Receiver::new();
    let path = sign_in_path(BACKEND, Some(&receiver));
    world.visit(&path, &world.ada().await).await.ticket();
    let bob = world.sign_in("bob", PASSWORD).await.cookie();
    let page = world.visit(&path, &bob).await;
    assert_eq!(page.status, 303);
    let begin = format!("{BACKEND}/crosspass/begin?return_to=http");
    assert!(page.location().starts_with(&begin), "{}", page.location());
}

/// The popup opens at its receiver page, as at a static domain, and takes a session token.
#[tokio::test]
async fn a_popup_is_as_everywhere() {
    let world = world().await;
    let receiver = Receiver::new();
    let page = world.visit(&sign_in_path(BACKEND, Some(&receiver)), "").await;
    let domain = &page.data()["domain"];
    assert_eq!(domain["receiver"], format!("{BACKEND}/crosspass/receiver.html"));
    assert_eq!(domain["carrier"], "popup");
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": BACKEND,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/sign-in", "", &body).await;
    assert!(answer.member("token").starts_with("ey"), "{}", answer.text);
}
