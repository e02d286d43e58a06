//! Sign-out against everything that gives something, at once and on two nodes: whatever the order, it has ended, and each
//! domain has one receipt (69).

use std::sync::Arc;

use axum::Router;
use crosspass_issuer::actions::NewSession;
use crosspass_issuer::model::Credentials;
use crosspass_issuer::model::{Login, SessionSecret};
use crosspass_protocol::SessionId;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{ACME, Answer, Receiver, World, call_at, end_at, redeem_at, renew_at, sign_in_path};

/// Rounds, of which so many run at a time.
const ROUNDS: usize = 1000;
const AT_A_TIME: usize = 8;

/// One of ada's sessions, begun without the cost of a password.
struct Round {
    sid: SessionId,
    cookie: String,
    /// What it led to at ACME by popup, and a ticket that nobody has redeemed yet.
    held: Receiver,
    token: String,
    late: Receiver,
    ticket: String,
}

impl Round {
    async fn begin(world: &World, ada: &Credentials) -> Self {
        let sid = SessionId::from_random(world.random.bytes().unwrap());
        let secret = SessionSecret::from_random(world.random.bytes().unwrap());
        let new = NewSession {
            login: ada.user.login.clone(),
            verified: ada.hash.clone(),
            sid: sid.clone(),
            secret: secret.hash(),
            replaces: None,
            audience: None,
            limits: world.issuer.session,
        };
        world.store.sign_in(&new, &world.audit_context()).await.unwrap();
        let cookie = format!("crosspass_issuer={}", secret.reveal().as_str());
        let held = Receiver::new();
        let late = held.again();
        let token = world
            .call("/api/handoffs", &cookie, &popup(&held))
            .await
            .member("token");
        let ticket = world
            .visit(&sign_in_path(ACME, Some(&late)), &cookie)
            .await
            .ticket();
        Self {
            sid,
            cookie,
            held,
            token,
            late,
            ticket,
        }
    }

    /// Everything at once: what was given, each with the key that it is bound to.
    async fn race(&self, world: &World, nodes: [&Router; 2], by_domain: bool) -> Given {
        let now = world.issuer.clock.now();
        let [one, other] = nodes;
        let sign_out = async {
            let answer = if by_domain {
                let proof = self.held.token_proof("/api/end", &self.token, now);
                end_at(one, &self.token, &proof, true).await
            } else {
                call_at(one, "/api/sign-out", &self.cookie, &json!({})).await
            };
            assert!(answer.status.is_success(), "{}", answer.text);
        };
        let fresh = Receiver::new();
        let (redeem, renew) = (self.late.proof(now), self.held.renewal_proof(&self.token, now));
        let handoff = popup(&fresh);
        let ((), redeemed, renewed, minted) = tokio::join!(
            sign_out,
            redeem_at(other, &self.ticket, &redeem),
            renew_at(other, &self.token, &renew),
            call_at(other, "/api/handoffs", &self.cookie, &handoff),
        );
        let token = |answer: Answer| match answer.status.as_u16() {
            200 => Some(answer.member("token")),
            _ => {
                answer.refused(401, "login_required");
                None
            }
        };
        Given {
            fresh,
            minted: token(minted),
            redeemed: token(redeemed),
            renewed: token(renewed),
        }
    }
}

/// What came before the sign-out.
struct Given {
    fresh: Receiver,
    minted: Option<String>,
    redeemed: Option<String>,
    renewed: Option<String>,
}

impl Given {
    fn tokens<'a>(&'a self, round: &'a Round) -> Vec<(&'a Receiver, &'a String)> {
        let all = [
            (&self.fresh, &self.minted),
            (&round.late, &self.redeemed),
            (&round.held, &self.renewed),
        ];
        all.into_iter()
            .filter_map(|(receiver, token)| Some((receiver, token.as_ref()?)))
            .collect()
    }
}

fn popup(receiver: &Receiver) -> Value {
    json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() })
}

// attack: 69
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_times() {
    let settings = [("limits.address_calls", "1000000")];
    let world = Arc::new(World::configured(&settings).await);
    let ada = world
        .store
        .credentials(&Login::parse("ada").unwrap())
        .await
        .unwrap()
        .unwrap();
    let nodes = [
        world.second_node_with(&settings).await,
        world.second_node_with(&settings).await,
    ];
    let mut running = JoinSet::new();
    let (mut lost, mut won) = (0, 0);
    for round in 0..ROUNDS {
        if running.len() == AT_A_TIME {
            let (given, refused) = running.join_next().await.unwrap().unwrap();
            won += given;
            lost += refused;
        }
        let (world, ada, nodes) = (world.clone(), ada.clone(), nodes.clone());
        running.spawn(async move {
            let begun = Round::begin(&world, &ada).await;
            let given = begun.race(&world, [&nodes[0], &nodes[1]], round % 2 == 0).await;
            has_ended(&world, &begun, &given).await;
            {
                let given = given.tokens(&begun).len();
                (given, 3 - given)
            }
        });
    }
    while let Some(ended) = running.join_next().await {
        let (given, refused) = ended.unwrap();
        won += given;
        lost += refused;
    }
    println!("{ROUNDS} rounds: {won} came before the sign-out, {lost} after it");
    assert!(won > 0 && lost > 0, "nothing raced: {won} before, {lost} after");
}

/// Nothing is left of it: whatever was given is worth nothing, and the domain has one receipt.
async fn has_ended(world: &World, round: &Round, given: &Given) {
    for (receiver, token) in given.tokens(round) {
        world.renew(token, receiver).await.refused(401, "login_required");
    }
    world
        .renew(&round.token, &round.held)
        .await
        .refused(401, "login_required");
    world
        .call("/api/handoffs", &round.cookie, &popup(&Receiver::new()))
        .await
        .refused(401, "login_required");
    let again = round.late.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&round.ticket, &again).await.status, 401);
    let receipts = world.store.receipts(&round.sid).await.unwrap();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!(receipts[0].origin.as_str(), ACME);
}

/// A sign-in that takes over the browser, and a sign-out of what it takes over: the old session has ended, once.
// attack: 69
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_a_sign_in_of_the_same_browser() {
    let world = World::new().await;
    let ada = world
        .store
        .credentials(&Login::parse("ada").unwrap())
        .await
        .unwrap()
        .unwrap();
    let nodes = [world.second_node().await, world.second_node().await];
    for _ in 0..20 {
        let round = Round::begin(&world, &ada).await;
        let body = json!({ "login": "ada", "password": crate::support::PASSWORD });
        let nothing = json!({});
        let (signed_in, signed_out) = tokio::join!(
            call_at(&nodes[0], "/api/sign-in", &round.cookie, &body),
            call_at(&nodes[1], "/api/sign-out", &round.cookie, &nothing),
        );
        assert_eq!(
            (signed_in.status.as_u16(), signed_out.status.as_u16()),
            (200, 200)
        );
        assert_eq!(world.visit("/", &signed_in.cookie()).await.status, 200);
        assert_eq!(world.visit("/", &round.cookie).await.status, 303);
        assert_eq!(world.store.receipts(&round.sid).await.unwrap().len(), 1);
    }
    let outs = world
        .audit()
        .await
        .into_iter()
        .filter(|row| row.event == "sign_out")
        .count();
    assert_eq!(outs, 20);
}
