//! Redeeming a ticket: once, by the key that it is bound to (25, 34, 42, 73, 76).

use crosspass_issuer::model::Trust;

use crosspass_protocol::{
    BindingRule, Expected, Origin, SessionClaims, UntrustedToken, VerifiedToken, native,
};

use crate::support::{ACME, Answer, Receiver, World, redeem_at};

/// The claims of an answer's session token, verified as the domain verifies them.
pub(crate) async fn claims(world: &World, answer: &Answer, receiver: &Receiver) -> SessionClaims {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let token = answer.member("token");
    let now = world.issuer.clock.now();
    let keys = world.issuer.keys(now).await.unwrap();
    let untrusted = UntrustedToken::parse(&token).unwrap();
    let key = keys.published.find(untrusted.key_id()).unwrap();
    let signed = native::verify(untrusted.check_with(key).unwrap()).unwrap();
    signed
        .accept(&Expected {
            issuer: &world.issuer.origin,
            audience: &Origin::parse(ACME).unwrap(),
            now,
            binding: BindingRule::Handoff(&receiver.binding),
        })
        .map(VerifiedToken::into_claims)
        .unwrap()
}

#[tokio::test]
async fn a_ticket_gives_a_session_of_its_user() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let answer = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    let claims = claims(&world, &answer, &receiver).await;
    let row = world.audit().await.pop().unwrap();
    assert_eq!((row.event.as_str(), row.outcome.as_str()), ("redeem", "allowed"));
    assert_eq!(
        (row.domain.as_deref(), row.carrier.as_deref()),
        (Some(ACME), Some("redirect"))
    );
    assert_eq!(row.sub.as_deref(), Some(claims.subject.as_str()));
    assert_eq!(row.sid.as_deref(), Some(claims.session_id.as_str()));
    assert_eq!(claims.name, "Ada Lovelace");
    assert_eq!(claims.labels.amr().collect::<Vec<_>>(), ["pwd"]);
    assert_eq!((claims.labels.acr(), claims.labels.roles().count()), (None, 0));
}

// attack: 25
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_parallel_redemptions_on_two_nodes_give_one_session() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let now = world.issuer.clock.now();
    let nodes = [
        crosspass_server::app(world.state.clone()),
        world.second_node().await,
    ];
    let mut running = tokio::task::JoinSet::new();
    for turn in 0..100 {
        let (node, ticket, proof) = (nodes[turn % 2].clone(), ticket.clone(), receiver.proof(now));
        running.spawn(async move { redeem_at(&node, &ticket, &proof).await });
    }
    let mut sessions = std::collections::BTreeSet::new();
    while let Some(answer) = running.join_next().await {
        let claims = claims(&world, &answer.unwrap(), &receiver).await;
        sessions.insert(claims.token_id.as_str().to_owned());
    }
    assert_eq!(sessions.len(), 1);
    assert_eq!(
        world
            .reasons("redeem", "allowed")
            .await
            .iter()
            .filter(|reason| *reason == "ok")
            .count(),
        1
    );
}

// attack: 25
#[tokio::test]
async fn a_lost_response_is_told_again_within_30_seconds() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let first = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    let first = claims(&world, &first, &receiver).await;
    world.clock.step(30);
    let second = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    assert_eq!(claims(&world, &second, &receiver).await, first);
}

// attack: 25
#[tokio::test]
async fn the_same_key_after_31_seconds() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    world.clock.step(31);
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&ticket, &proof).await.refused(401, "token_used");
}

// attack: 25, 34
#[tokio::test]
async fn another_key_before_the_right_one_changes_nothing() {
    let world = World::new().await;
    let (receiver, thief) = (Receiver::new(), Receiver::new());
    let ticket = world.ticket(&receiver).await;
    let now = world.issuer.clock.now();
    world
        .redeem(&ticket, &thief.proof(now))
        .await
        .refused(401, "invalid_token");
    assert_eq!(world.reasons("redeem", "refused").await, ["other_key"]);
    let answer = world.redeem(&ticket, &receiver.proof(now)).await;
    claims(&world, &answer, &receiver).await;
}

// attack: 25, 34
#[tokio::test]
async fn another_key_after_the_right_one_ends_the_domain_session() {
    let world = World::new().await;
    let (receiver, thief) = (Receiver::new(), Receiver::new());
    let ticket = world.ticket(&receiver).await;
    let now = world.issuer.clock.now();
    world.redeem(&ticket, &receiver.proof(now)).await;
    world
        .redeem(&ticket, &thief.proof(now))
        .await
        .refused(401, "token_used");
    assert_eq!(
        world.reasons("domain_session_end", "allowed").await,
        ["ticket_leaked"]
    );
    // The session that the right key holds is over: it is not told again.
    world
        .redeem(&ticket, &receiver.proof(now))
        .await
        .refused(401, "token_used");
}

// attack: 42
#[tokio::test]
async fn no_proof_changes_nothing() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    world.redeem(&ticket, "").await.refused(401, "invalid_token");
    let answer = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    claims(&world, &answer, &receiver).await;
}

// attack: 89
#[tokio::test]
async fn a_proof_used_twice() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&ticket, &proof).await.status, 200);
    world.redeem(&ticket, &proof).await.refused(401, "token_used");
    assert_eq!(world.reasons("redeem", "refused").await, ["proof_replayed"]);
}

// attack: 76
#[tokio::test]
async fn a_clock_stepped_back_brings_no_ticket_back() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    world.clock.step(600);
    let limits = world.issuer.session;
    world
        .issuer
        .store
        .prune(world.issuer.clock.now(), limits)
        .await
        .unwrap();
    world.clock.step(-560);
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&ticket, &proof).await.refused(401, "token_used");
}

#[tokio::test]
async fn a_ticket_whose_domain_was_removed() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let acme = Origin::parse(ACME).unwrap();
    world
        .store
        .remove_domain(&acme, &world.audit_context())
        .await
        .unwrap();
    world.add_domain(ACME, "globex", Trust::FirstParty).await;
    let proof = receiver.proof(world.issuer.clock.now());
    world.redeem(&ticket, &proof).await.refused(401, "invalid_token");
}

#[tokio::test]
async fn receivers_ask_before_they_call() {
    let world = World::new().await;
    let headers = [("origin", ACME), ("access-control-request-method", "POST")];
    let answer = world
        .send(axum::http::Method::OPTIONS, "/api/redeem", &headers, "")
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
async fn a_receiver_can_read_a_refusal() {
    let world = World::new().await;
    let answer = world.redeem("nonsense", "nonsense").await;
    answer.refused(401, "invalid_token");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}
