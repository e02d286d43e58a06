//! Tokens presented where they prove nothing (82).
// attacks of this file: 82

use serde_json::json;

use crate::support::{ACME, PASSWORD, Receiver, World};

/// A sign-in's permit and session token.
async fn tokens(world: &World, receiver: &Receiver) -> (String, String) {
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": ACME,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/sign-in", "", &body).await;
    (answer.member("permit"), answer.member("token"))
}

#[tokio::test]
async fn permit_or_session_token_as_a_ticket() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (permit, token) = tokens(&world, &receiver).await;
    for presented in [permit, token] {
        let proof = receiver.proof(world.issuer.clock.now());
        world
            .redeem(&presented, &proof)
            .await
            .refused(401, "invalid_token");
    }
}

#[tokio::test]
async fn any_token_as_a_cookie() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (permit, token) = tokens(&world, &receiver).await;
    let ticket = world.ticket(&receiver).await;
    let sid = world.audit().await.pop().unwrap().sid.unwrap();
    for value in [permit, token, ticket, sid] {
        let page = world.visit("/", &format!("crosspass_issuer={value}")).await;
        assert_eq!(page.status, 303);
    }
}

#[tokio::test]
async fn any_token_in_an_authorization_header() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (permit, token) = tokens(&world, &receiver).await;
    for value in [permit, token] {
        let bearer = format!("Bearer {value}");
        let headers = [("authorization", bearer.as_str())];
        let page = world.send(axum::http::Method::GET, "/", &headers, "").await;
        assert_eq!(page.status, 303);
    }
}

#[tokio::test]
async fn a_session_token_that_was_minted_by_popup_is_no_ticket_by_its_id() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = tokens(&world, &receiver).await;
    let forged = world.forge_of(&token).await;
    let iat = forged.seconds("iat");
    let forged = forged
        .kind::<crosspass_protocol::TicketClaims>()
        .claim("exp", iat + 30)
        .sign();
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&forged, &proof).await.refused(401, "invalid_token");
    assert_eq!(world.reasons("redeem", "refused").await, ["unknown_ticket"]);
}
