//! `POST /api/end`: a domain ends its own session, or all of them, by its token and its key (65, 66, 82, 89).

use axum::http::Method;
use serde_json::json;

use crate::support::{ACME, GLOBEX, INITECH, Receiver, World, sign_in_path};

/// Ada's session at ACME, and one at a second first-party domain.
struct Held {
    world: World,
    cookie: String,
    receiver: Receiver,
    token: String,
    other: (Receiver, String),
}

const BRANCH: &str = "http://branch.acme.localhost:9001";

impl Held {
    async fn new() -> Self {
        let world = World::new().await;
        world
            .add_domain(BRANCH, "acme", crosspass_issuer::model::Trust::FirstParty)
            .await;
        let (receiver, branch) = (Receiver::new(), Receiver::new());
        let (cookie, token) = world.popup_session(&receiver).await;
        let ticket = world
            .visit(&sign_in_path(BRANCH, Some(&branch)), &cookie)
            .await
            .ticket();
        let proof = branch.proof(world.issuer.clock.now());
        let other = world.redeem(&ticket, &proof).await.member("token");
        Self {
            world,
            cookie,
            receiver,
            token,
            other: (branch, other),
        }
    }

    async fn is_signed_in_elsewhere(&self) -> bool {
        let (receiver, token) = &self.other;
        let renewed = self.world.renew(token, receiver).await.status == 200;
        let known = self.world.visit("/", &self.cookie).await.status == 200;
        assert_eq!(renewed, known);
        renewed
    }

    async fn is_signed_in_here(&self) -> bool {
        self.world.renew(&self.token, &self.receiver).await.status == 200
    }
}

#[tokio::test]
async fn its_own_session_alone() {
    let held = Held::new().await;
    assert_eq!(
        held.world.end(&held.token, &held.receiver, false).await.status,
        204
    );
    held.world
        .renew(&held.token, &held.receiver)
        .await
        .refused(401, "login_required");
    assert!(held.is_signed_in_elsewhere().await);
    assert_eq!(
        held.world.reasons("domain_session_end", "allowed").await,
        ["signed_out_there"]
    );
}

// attack: 65
#[tokio::test]
async fn everywhere() {
    let held = Held::new().await;
    assert_eq!(
        held.world.end(&held.token, &held.receiver, true).await.status,
        204
    );
    assert!(!held.is_signed_in_here().await);
    assert!(!held.is_signed_in_elsewhere().await);
    assert_eq!(held.world.reasons("sign_out", "allowed").await, ["ok"]);
}

#[tokio::test]
async fn long_after_the_token_ran_out() {
    let held = Held::new().await;
    held.world.clock.step(7000);
    assert_eq!(
        held.world.end(&held.token, &held.receiver, true).await.status,
        204
    );
    assert!(!held.is_signed_in_elsewhere().await);
}

/// The answer may have been lost: the same wish with a new proof is no error.
#[tokio::test]
async fn once_more() {
    let held = Held::new().await;
    for _ in 0..3 {
        assert_eq!(
            held.world.end(&held.token, &held.receiver, true).await.status,
            204
        );
    }
    assert_eq!(held.world.reasons("sign_out", "allowed").await, ["ok"]);
}

/// What signed out once may not end what came later: that domain's next session, and the others.
#[tokio::test]
async fn a_token_that_was_ended_ends_nothing_more() {
    let held = Held::new().await;
    held.world.end(&held.token, &held.receiver, false).await;
    let fresh = held.receiver.again();
    let ticket = held
        .world
        .visit(&sign_in_path(ACME, Some(&fresh)), &held.cookie)
        .await
        .ticket();
    let proof = fresh.proof(held.world.issuer.clock.now());
    let token = held.world.redeem(&ticket, &proof).await.member("token");
    assert_eq!(
        held.world.end(&held.token, &held.receiver, true).await.status,
        204
    );
    assert_eq!(held.world.renew(&token, &fresh).await.status, 200);
    assert!(held.is_signed_in_elsewhere().await);
}

// attack: 66, 89
#[tokio::test]
async fn nobody_else_ends_anything() {
    let held = Held::new().await;
    let world = &held.world;
    let now = world.issuer.clock.now();
    let thief = Receiver::new();
    world
        .end(&held.token, &thief, true)
        .await
        .refused(401, "invalid_token");
    let body = json!({ "token": held.token, "everywhere": true }).to_string();
    let json = ("content-type", "application/json");
    let proofs = [
        // Of other endpoints, of another token, none, two.
        vec![held.receiver.token_proof("/api/renew", &held.token, now)],
        vec![held.receiver.proof(now)],
        vec![held.receiver.token_proof("/api/end", &held.other.1, now)],
        vec![],
        vec![
            held.receiver.token_proof("/api/end", &held.token, now),
            held.receiver.token_proof("/api/end", &held.token, now),
        ],
    ];
    for proofs in proofs {
        let mut headers = vec![json];
        headers.extend(proofs.iter().map(|proof| ("dpop", proof.as_str())));
        let answer = world.send(Method::POST, "/api/end", &headers, &body).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
    }
    assert!(held.is_signed_in_here().await);
    assert!(held.is_signed_in_elsewhere().await);
}

// attack: 89
#[tokio::test]
async fn a_proof_is_good_for_one_call() {
    let held = Held::new().await;
    let proof = held
        .receiver
        .token_proof("/api/end", &held.token, held.world.issuer.clock.now());
    let headers = [("content-type", "application/json"), ("dpop", proof.as_str())];
    let body = json!({ "token": held.token, "everywhere": false }).to_string();
    let send = async || held.world.send(Method::POST, "/api/end", &headers, &body).await;
    assert_eq!(send().await.status, 204);
    send().await.refused(401, "token_used");
}

// attack: 82
#[tokio::test]
async fn other_kinds_of_tokens_end_nothing() {
    let held = Held::new().await;
    let receiver = held.receiver.again();
    let ticket = held
        .world
        .visit(&sign_in_path(ACME, Some(&receiver)), &held.cookie)
        .await
        .ticket();
    held.world
        .end(&ticket, &receiver, true)
        .await
        .refused(401, "invalid_token");
    let body = json!({ "login": "ada", "password": crate::support::PASSWORD });
    let permit = held.world.call("/api/sign-in", "", &body).await.member("permit");
    held.world
        .end(&permit, &receiver, true)
        .await
        .refused(401, "invalid_token");
    assert!(held.is_signed_in_elsewhere().await);
}

#[tokio::test]
async fn what_is_asked_for_must_be_said() {
    let held = Held::new().await;
    let proof = held
        .receiver
        .token_proof("/api/end", &held.token, held.world.issuer.clock.now());
    let headers = [("content-type", "application/json"), ("dpop", proof.as_str())];
    for body in [
        json!({ "token": held.token }),
        json!({ "everywhere": true }),
        json!({ "token": held.token, "everywhere": "yes" }),
        json!({ "token": held.token, "everywhere": true, "origin": INITECH, "return_to": GLOBEX }),
    ] {
        let answer = held
            .world
            .send(Method::POST, "/api/end", &headers, &body.to_string())
            .await;
        answer.refused(400, "invalid_request");
    }
    assert!(held.is_signed_in_here().await);
}
