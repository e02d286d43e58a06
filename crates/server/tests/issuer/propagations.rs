//! Propagations: begun at the issuer, gone on with by each visit, told at the end. The domains are real servers.

use crosspass_issuer::model::DomainKind;
use serde_json::{Value, json};

use crate::support::{Answer, GLOBEX, Host, PASSWORD, Receiver, World};

/// Bob, and so many domains of his company.
pub(crate) async fn world(kinds: &[DomainKind]) -> (World, Vec<Host>, String) {
    let world = World::new().await;
    let company = world.company().await;
    let mut hosts = Vec::new();
    for kind in kinds {
        hosts.push(Host::open(&world, company, *kind).await);
    }
    let cookie = world.sign_in("bob", PASSWORD).await.cookie();
    (world, hosts, cookie)
}

/// Where a propagation goes on.
pub(crate) async fn begin(world: &World, cookie: &str, body: &Value) -> String {
    world
        .call("/api/propagations", cookie, body)
        .await
        .member("location")
}

/// The origin that a step leads to, if it leads to a domain's begin address: by a redirect, or by a page that goes on.
pub(crate) fn hop(step: &Answer) -> Option<String> {
    let refresh = step.header("refresh").strip_prefix("0; url=");
    let (origin, _) = refresh.unwrap_or(step.location()).split_once("/crosspass/")?;
    Some(origin.to_owned())
}

/// A ticket for a domain, as its receiver gets it.
async fn ticket(world: &World, origin: &str, cookie: &str, receiver: &Receiver) -> String {
    let (nonce, jkt) = (receiver.nonce(), receiver.jkt());
    let path = format!("/sign-in?return_to={origin}/&nonce={nonce}&jkt={jkt}");
    world.visit(&path, cookie).await.ticket()
}

/// What a receiver does: begins, comes back with a ticket, redeems it.
pub(crate) async fn land(world: &World, origin: &str, cookie: &str) {
    let receiver = Receiver::new();
    let ticket = ticket(world, origin, cookie, &receiver).await;
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&ticket, &proof).await.status, 200);
}

/// Follows it to the end, and lands everywhere; where it went, and the last answer.
pub(crate) async fn follow(world: &World, address: &str, cookie: &str) -> (Vec<String>, Answer) {
    let mut hops = Vec::new();
    loop {
        let step = world.visit(address, cookie).await;
        let Some(origin) = hop(&step) else {
            return (hops, step);
        };
        let is_page = !step.header("refresh").is_empty();
        assert_eq!(step.status, if is_page { 200 } else { 303 });
        land(world, &origin, cookie).await;
        hops.push(origin);
        assert!(hops.len() <= 50, "it goes in circles: {hops:?}");
    }
}

// attack: 37, 40
#[tokio::test]
async fn every_domain_once_and_then_to_where_it_ends() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Backend]).await;
    let end = format!("{}/deep?a=b", hosts[0].origin);
    let address = begin(&world, &cookie, &json!({ "return_to": end })).await;
    let (mut hops, last) = follow(&world, &address, &cookie).await;
    let mut expected: Vec<String> = hosts.iter().map(|host| host.origin.clone()).collect();
    hops.sort();
    expected.sort();
    assert_eq!(hops, expected);
    assert_eq!((last.status.as_u16(), last.location()), (303, &*end));
    let told = world.reasons("propagation", "allowed").await;
    assert_eq!(told, ["ok", "arrived", "arrived"]);
}

#[tokio::test]
async fn the_begin_addresses_carry_the_id_and_nothing_else() {
    for (kind, begins) in [
        (DomainKind::Static, "/crosspass/receiver.html#propagate="),
        (DomainKind::Backend, "/crosspass/begin?propagate="),
    ] {
        let (world, hosts, cookie) = world(&[kind]).await;
        let address = begin(&world, &cookie, &json!({})).await;
        let id = address.strip_prefix("/propagate/").unwrap();
        let step = world.visit(&address, &cookie).await;
        assert_eq!(step.location(), format!("{}{begins}{id}", hosts[0].origin));
        assert_eq!(step.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn external_domains_are_left_out() {
    let (world, _hosts, cookie) = world(&[]).await;
    world.join("bob", "globex").await;
    let address = begin(&world, &cookie, &json!({ "return_to": format!("{GLOBEX}/") })).await;
    let (hops, last) = follow(&world, &address, &cookie).await;
    assert!(hops.is_empty(), "{hops:?}");
    assert_eq!(last.location(), format!("{GLOBEX}/"));
}

#[tokio::test]
async fn without_an_end_there_is_the_receipt() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let (_, last) = follow(&world, &address, &cookie).await;
    assert_eq!(last.status, 200);
    assert!(
        last.text
            .contains(&format!("{} arrived propagate.arrived", hosts[0].origin)),
        "{}",
        last.text
    );
}

/// A reload in the middle, or a crash: the one that was under way is given up, and the next has its turn.
#[tokio::test]
async fn a_visit_in_the_middle_goes_on() {
    let (world, _hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let first = hop(&world.visit(&address, &cookie).await).unwrap();
    let second = hop(&world.visit(&address, &cookie).await).unwrap();
    assert_ne!(first, second);
    let receipt = world.visit(&address, &cookie).await;
    for origin in [&first, &second] {
        let line = format!("{origin} failed propagate.no_answer");
        assert!(receipt.text.contains(&line), "{}", receipt.text);
    }
    assert_eq!(
        world.reasons("propagation", "refused").await,
        ["no_answer", "no_answer"]
    );
}

#[tokio::test]
async fn one_that_was_given_up_arrives_after_all() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    world.visit(&address, &cookie).await;
    assert!(world.visit(&address, &cookie).await.text.contains("no_answer"));
    land(&world, &hosts[0].origin, &cookie).await;
    let receipt = world.visit(&address, &cookie).await;
    assert!(receipt.text.contains("arrived"), "{}", receipt.text);
}

#[tokio::test]
async fn a_ticket_that_nobody_redeemed_is_no_arrival() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    world.visit(&address, &cookie).await;
    ticket(&world, &hosts[0].origin, &cookie, &Receiver::new()).await;
    assert!(world.visit(&address, &cookie).await.text.contains("no_answer"));
}

// attack: 37
#[tokio::test]
async fn two_visits_at_once_go_two_ways() {
    let (world, _hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let (one, other) = tokio::join!(world.visit(&address, &cookie), world.visit(&address, &cookie));
    assert_ne!(hop(&one).unwrap(), hop(&other).unwrap());
    assert!(hop(&world.visit(&address, &cookie).await).is_none());
}

#[tokio::test]
async fn where_the_session_has_just_come_to_it_does_not_go_again() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    land(&world, &hosts[0].origin, &cookie).await;
    for (seconds, left) in [(60, 1), (1, 2)] {
        world.clock.step(seconds);
        let address = begin(&world, &cookie, &json!({})).await;
        let mut hops = Vec::new();
        while let Some(origin) = hop(&world.visit(&address, &cookie).await) {
            hops.push(origin);
            assert!(hops.len() <= left, "{hops:?}");
        }
        assert_eq!(hops.len(), left, "{hops:?}");
    }
}

#[tokio::test]
async fn a_retry_goes_to_what_was_missing() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let missing = hop(&world.visit(&address, &cookie).await).unwrap();
    let (came_to, _) = follow(&world, &address, &cookie).await;
    assert_eq!((came_to.len(), hosts.len()), (1, 2));
    world.clock.step(61);
    let retry = address.strip_prefix("/propagate/").unwrap();
    let again = begin(&world, &cookie, &json!({ "retry": retry })).await;
    let (hops, last) = follow(&world, &again, &cookie).await;
    assert_eq!(hops, [missing]);
    assert_eq!(last.text.matches(" arrived ").count(), 2, "{}", last.text);
}

/// The chain is bounded, and says what it leaves out.
// attack: 37
#[tokio::test]
async fn fifty_at_most() {
    let (world, hosts, cookie) = world(&[DomainKind::Backend; 52]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let mut hops = std::collections::BTreeSet::new();
    for _ in 0..hosts.len() {
        hops.extend(hop(&world.visit(&address, &cookie).await));
    }
    assert_eq!(hops.len(), 50);
    let receipt = world.visit(&address, &cookie).await;
    assert!(receipt.text.ends_with("left out: 2"), "{}", receipt.text);
}

/// Browsers follow twenty redirects at most, and a domain with a backend takes four of them.
// attack: 37
#[tokio::test]
async fn every_third_backend_is_gone_to_by_a_page() {
    for (kind, pages) in [(DomainKind::Backend, 2), (DomainKind::Static, 0)] {
        let (world, _hosts, cookie) = world(&[kind; 7]).await;
        let address = begin(&world, &cookie, &json!({})).await;
        let mut steps = Vec::new();
        while let step = world.visit(&address, &cookie).await
            && hop(&step).is_some()
        {
            steps.push(!step.header("refresh").is_empty());
        }
        assert_eq!(
            (steps.len(), steps.iter().filter(|page| **page).count()),
            (7, pages)
        );
        assert!(!steps[0] && !steps[1] && steps[2] == (pages > 0), "{steps:?}");
    }
}

#[tokio::test]
async fn a_session_keeps_twenty() {
    let (world, _hosts, cookie) = world(&[]).await;
    let mut addresses = Vec::new();
    for _ in 0..21 {
        addresses.push(begin(&world, &cookie, &json!({})).await);
    }
    assert_eq!(world.visit(&addresses[0], &cookie).await.status, 404);
    assert_eq!(world.visit(&addresses[1], &cookie).await.status, 200);
}

#[tokio::test]
async fn of_those_kept_a_finished_one_goes_first() {
    let (world, _hosts, cookie) = world(&[DomainKind::Static]).await;
    let unfinished = begin(&world, &cookie, &json!({})).await;
    let finished = begin(&world, &cookie, &json!({})).await;
    follow(&world, &finished, &cookie).await;
    for _ in 0..19 {
        begin(&world, &cookie, &json!({})).await;
    }
    assert_eq!(world.visit(&finished, &cookie).await.status, 404);
    assert_eq!(world.visit(&unfinished, &cookie).await.status, 303);
}
