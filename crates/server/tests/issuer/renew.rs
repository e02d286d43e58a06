//! Renewing a session token: what the successor says, how long it goes on, and that tabs may race.

use std::collections::BTreeSet;

use crosspass_protocol::Seconds;

use crate::redeem::claims;
use crate::support::{ACME, Receiver, World, renew_at, sign_in_path};

#[tokio::test]
async fn the_successor_is_of_the_same_session() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let answer = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    let first = claims(&world, &answer, &receiver).await;
    world.clock.step(540);
    let answer = world.renew(&answer.member("token"), &receiver).await;
    let second = claims(&world, &answer, &receiver).await;
    assert_ne!(second.token_id, first.token_id);
    assert_eq!(second.issued_at, world.issuer.clock.now());
    assert_eq!(second.expires_at, world.issuer.clock.now() + Seconds(600));
    let unchanged = crosspass_protocol::SessionClaims {
        token_id: first.token_id.clone(),
        issued_at: first.issued_at,
        expires_at: first.expires_at,
        ..second
    };
    assert_eq!(unchanged, first);
}

#[tokio::test]
async fn one_audit_row_names_it() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    let before = world.audit().await.len();
    let answer = world.renew(&token, &receiver).await;
    let claims = claims(&world, &answer, &receiver).await;
    let rows = world.audit().await;
    assert_eq!(rows.len(), before + 1);
    let row = rows.last().unwrap();
    assert_eq!(
        (row.event.as_str(), row.outcome.as_str(), row.reason.as_str()),
        ("renew", "allowed", "ok")
    );
    assert_eq!(
        (row.domain.as_deref(), row.carrier.as_deref()),
        (Some(ACME), None)
    );
    assert_eq!(row.sub.as_deref(), Some(claims.subject.as_str()));
    assert_eq!(row.sid.as_deref(), Some(claims.session_id.as_str()));
    assert_eq!(row.login.as_deref(), Some("ada"));
    assert_eq!(
        row.reference.as_deref(),
        Some(answer.header("crosspass-reference"))
    );
}

#[tokio::test]
async fn a_successor_is_renewed_itself() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, mut token) = world.popup_session(&receiver).await;
    for _ in 0..20 {
        world.clock.step(500);
        let answer = world.renew(&token, &receiver).await;
        claims(&world, &answer, &receiver).await;
        token = answer.member("token");
    }
}

#[tokio::test]
async fn expired_long_ago_while_the_session_lives() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    world.clock.step(7199);
    let answer = world.renew(&token, &receiver).await;
    claims(&world, &answer, &receiver).await;
}

#[tokio::test]
async fn a_renewal_is_a_use_of_the_session() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (cookie, mut token) = world.popup_session(&receiver).await;
    for _ in 0..5 {
        world.clock.step(7199);
        token = world.renew(&token, &receiver).await.member("token");
    }
    assert_eq!(world.visit("/", &cookie).await.status, 200);
}

#[tokio::test]
async fn a_successor_ends_with_its_session() {
    let world = World::configured(&[("session.absolute_seconds", "1000")]).await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    world.clock.step(500);
    let answer = world.renew(&token, &receiver).await;
    let second = claims(&world, &answer, &receiver).await;
    assert_eq!((second.expires_at - second.auth_time).0, 1000);
    world.clock.step(499);
    let answer = world.renew(&answer.member("token"), &receiver).await;
    let last = claims(&world, &answer, &receiver).await;
    assert_eq!((last.expires_at - last.issued_at).0, 1);
}

/// A tab that slept renews the token it remembers, though another tab renewed it long before.
#[tokio::test]
async fn an_older_token_is_still_renewed() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    assert_eq!(world.renew(&token, &receiver).await.status, 200);
    world.clock.step(3600);
    assert_eq!(world.renew(&token, &receiver).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tabs_that_race_each_get_one() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    let nodes = [
        crosspass_server::app(world.state.clone()),
        world.second_node().await,
    ];
    let mut running = tokio::task::JoinSet::new();
    for turn in 0..20 {
        let proof = receiver.renewal_proof(&token, world.issuer.clock.now());
        let (node, token) = (nodes[turn % 2].clone(), token.clone());
        running.spawn(async move { renew_at(&node, &token, &proof).await });
    }
    let mut ids = BTreeSet::new();
    while let Some(answer) = running.join_next().await {
        let claims = claims(&world, &answer.unwrap(), &receiver).await;
        ids.insert(claims.token_id.as_str().to_owned());
    }
    assert_eq!(ids.len(), 20);
}

#[tokio::test]
async fn name_and_address_are_those_of_today() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    world
        .database
        .ask("UPDATE users SET name = 'Ada King', email = 'king@example.com' WHERE login = 'ada'")
        .await;
    let answer = world.renew(&token, &receiver).await;
    let claims = claims(&world, &answer, &receiver).await;
    assert_eq!(
        (claims.name.as_str(), claims.email.as_str()),
        ("Ada King", "king@example.com")
    );
}

#[tokio::test]
async fn a_domain_resumed_renews_again() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (_, token) = world.popup_session(&receiver).await;
    let acme = crosspass_protocol::Origin::parse(ACME).unwrap();
    for suspended in [true, false] {
        world
            .store
            .set_suspended(&acme, suspended, &world.audit_context())
            .await
            .unwrap();
    }
    assert_eq!(world.renew(&token, &receiver).await.status, 200);
}

/// A page that was reloaded at `/sign-in` has two tickets for one nonce; it uses the first.
#[tokio::test]
async fn a_second_ticket_that_nobody_used_harms_nothing() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let cookie = world.ada().await;
    let path = sign_in_path(ACME, Some(&receiver));
    let ticket = world.visit(&path, &cookie).await.ticket();
    world.visit(&path, &cookie).await.ticket();
    let proof = receiver.proof(world.issuer.clock.now());
    let token = world.redeem(&ticket, &proof).await.member("token");
    assert_eq!(world.renew(&token, &receiver).await.status, 200);
}

#[tokio::test]
async fn receivers_ask_before_they_call() {
    let world = World::new().await;
    let headers = [("origin", ACME), ("access-control-request-method", "POST")];
    let answer = world
        .send(axum::http::Method::OPTIONS, "/api/renew", &headers, "")
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "DPoP, Content-Type"
    );
}

#[tokio::test]
async fn the_configuration_says_where() {
    let world = World::new().await;
    let found = world.visit("/.well-known/crosspass-configuration", "").await;
    assert_eq!(
        found.member("renew_endpoint"),
        format!("{}/api/renew", crate::support::ISSUER)
    );
}

#[tokio::test]
async fn calls_are_limited() {
    let world = World::configured(&[("limits.address_calls", "2")]).await;
    for _ in 0..2 {
        world.renew_with("x", "y").await.refused(401, "invalid_token");
    }
    let answer = world.renew_with("x", "y").await;
    answer.refused(429, "rate_limited");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        world.reasons("renew", "refused").await.last().unwrap(),
        "rate_limited"
    );
}
