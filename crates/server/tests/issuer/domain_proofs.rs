//! Whose a domain is: the worker, the store and a real DNS server on loopback (41).

use std::time::Duration;

use crosspass_issuer::model::Decision;
use crosspass_issuer::model::{
    DisplayText, Domain, DomainKind, DomainVerification, Login, OrganizationName, Trust, TxtLookup,
};

use crosspass_issuer::{Dns, run_jobs};
use crosspass_protocol::Origin;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::support::{DnsServer, Says, World};

const APP: &str = "https://app.example:8443";
const DAY: i64 = 24 * 60 * 60;

fn app() -> Origin {
    Origin::parse(APP).unwrap()
}

/// A world with a domain that nobody has proven.
async fn world() -> World {
    let world = World::new().await;
    let domain = Domain {
        origin: app(),
        name: DisplayText::parse("App").unwrap(),
        organization: OrganizationName::parse("acme").unwrap(),
        trust: Trust::FirstParty,
        kind: DomainKind::Static,
        suspended: false,
        unproven: true,
    };
    world
        .store
        .add_domain(
            &domain,
            &crosspass_issuer::Randomness::open(),
            &world.audit_context(),
        )
        .await
        .unwrap();
    world
}

async fn proof(world: &World) -> DomainVerification {
    world.store.domain_verification(&app()).await.unwrap().unwrap()
}

/// What ada's wish to enter comes to.
async fn decision(world: &World) -> Decision {
    let login = Login::parse("ada").unwrap();
    world.store.facts(&login, &app()).await.unwrap().decide()
}

/// Lets the worker run until what is known is as wanted.
async fn until(world: &World, dns: &DnsServer, wanted: impl Fn(&DomainVerification) -> bool) {
    let worker = run_jobs(&world.issuer, Some(Dns::new(Some(dns.address)).unwrap()));
    let wait = async {
        while !wanted(&proof(world).await) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let found = timeout(Duration::from_secs(60), wait).await;
    drop(worker);
    found.expect("it never came to that");
}

/// One look, as the worker does it, noted before anything is asked about it.
async fn look(world: &World, dns: &DnsServer) -> TxtLookup {
    let known = proof(world).await;
    let look = Dns::new(Some(dns.address)).unwrap().look_up(&known).await;
    let context = world.audit_context();
    world
        .store
        .record_lookup(&known, look, &crosspass_issuer::Randomness::open(), &context)
        .await
        .unwrap()
        .unwrap();
    look
}

async fn events(world: &World) -> Vec<(String, String)> {
    let rows = world.audit().await;
    rows.into_iter()
        .filter(|row| row.event == "domain_proof")
        .map(|row| (row.outcome, row.reason))
        .collect()
}

fn pair(outcome: &str, reason: &str) -> (String, String) {
    (outcome.to_owned(), reason.to_owned())
}

// attack: 41
#[tokio::test]
async fn a_domain_takes_sessions_while_its_record_is_there() {
    let world = world().await;
    let dns = DnsServer::start(Says::NoName).await;
    assert_eq!(decision(&world).await, Decision::DomainUnproven);
    dns.publish(&proof(&world).await.record());
    until(&world, &dns, |proof| !proof.unproven).await;
    assert_eq!(decision(&world).await, Decision::Member);
    assert_eq!(dns.asked(), ["_crosspass.app.example."]);

    // It lapses: its new owner has no such record.
    dns.say(Says::NoName);
    world.clock.step(DAY);
    until(&world, &dns, |proof| proof.unproven).await;
    assert_eq!(decision(&world).await, Decision::DomainUnproven);
    assert_eq!(
        events(&world).await,
        [pair("allowed", "ok"), pair("refused", "proof_absent")]
    );
}

/// Records are public: who registers a lapsed domain may have a copy of what its owner had published.
// attack: 41
#[tokio::test]
async fn a_copy_of_the_old_record_proves_nothing() {
    let world = world().await;
    let old = proof(&world).await.record();
    let dns = DnsServer::start(Says::NoName).await;
    dns.publish(&old);
    until(&world, &dns, |proof| !proof.unproven).await;
    dns.say(Says::NoRecords);
    world.clock.step(DAY);
    until(&world, &dns, |proof| proof.unproven).await;
    world.clock.step(DAY);
    until(&world, &dns, |proof| proof.record() != old).await;

    dns.publish(&old);
    world.clock.step(DAY);
    assert_eq!(look(&world, &dns).await, TxtLookup::Absent);
    assert_eq!(decision(&world).await, Decision::DomainUnproven);
    dns.publish(&proof(&world).await.record());
    world.clock.step(DAY);
    until(&world, &dns, |proof| !proof.unproven).await;
}

#[tokio::test]
async fn a_server_in_trouble_suspends_nobody_at_once() {
    let world = world().await;
    let dns = DnsServer::start(Says::NoName).await;
    dns.publish(&proof(&world).await.record());
    until(&world, &dns, |proof| !proof.unproven).await;
    let first = proof(&world).await;
    dns.say(Says::Failure);
    world.clock.step(DAY);
    assert_eq!(look(&world, &dns).await, TxtLookup::Unanswered);
    assert_eq!(proof(&world).await.proven_at, first.proven_at);
    assert_eq!(decision(&world).await, Decision::Member);
    // But not for ever.
    world.clock.step(2 * DAY);
    until(&world, &dns, |proof| proof.unproven).await;
    assert_eq!(
        events(&world).await,
        [pair("allowed", "ok"), pair("refused", "proof_unanswered")]
    );
}

#[tokio::test]
async fn what_is_told_of_a_look() {
    let world = world().await;
    let proof = proof(&world).await;
    let record = proof.record();
    let (half, rest) = record.split_at(12);
    let many = |length: usize| {
        let mut records = vec![vec!["v=spf1 -all".to_owned(); 3]; length];
        records.push(vec![record.clone()]);
        Says::Records(records)
    };
    let cases = [
        (Says::Records(vec![vec![record.clone()]]), TxtLookup::Found),
        (
            Says::Records(vec![vec![half.to_owned(), rest.to_owned()]]),
            TxtLookup::Found,
        ),
        (many(3), TxtLookup::Found),
        // Over TCP.
        (many(100), TxtLookup::Found),
        (Says::Elsewhere(record.clone()), TxtLookup::Found),
        (
            Says::Records(vec![vec![half.to_owned()], vec![rest.to_owned()]]),
            TxtLookup::Absent,
        ),
        (
            Says::Records(vec![vec![record.to_uppercase()]]),
            TxtLookup::Absent,
        ),
        (Says::Records(vec![vec![format!("{record} ")]]), TxtLookup::Absent),
        (Says::Records(vec![vec![String::new()]]), TxtLookup::Absent),
        (Says::NoRecords, TxtLookup::Absent),
        (Says::NoName, TxtLookup::Absent),
        (Says::Failure, TxtLookup::Unanswered),
        (Says::Garbage, TxtLookup::Unanswered),
        (Says::Silence, TxtLookup::Unanswered),
    ];
    let mut looks = JoinSet::new();
    for (says, expected) in cases {
        let proof = proof.clone();
        looks.spawn(async move {
            let dns = DnsServer::start(says.clone()).await;
            let looked = Dns::new(Some(dns.address)).unwrap().look_up(&proof).await;
            assert_eq!(looked, expected, "{says:?}");
        });
    }
    looks.join_all().await;
}

#[tokio::test]
async fn nobody_is_asked_about_this_machine_or_an_address() {
    let dns = DnsServer::start(Says::NoName).await;
    let world = world().await;
    for (origin, expected) in [
        ("http://acme.localhost:9001", TxtLookup::Found),
        ("https://203.0.113.5", TxtLookup::Absent),
    ] {
        let proof = DomainVerification {
            origin: Origin::parse(origin).unwrap(),
            ..proof(&world).await
        };
        let looked = Dns::new(Some(dns.address)).unwrap().look_up(&proof).await;
        assert_eq!(looked, expected, "{origin}");
    }
    assert!(dns.asked().is_empty());
}

#[tokio::test]
async fn a_look_for_another_value_changes_nothing() {
    let world = world().await;
    let context = world.audit_context();
    let known = proof(&world).await;
    let other = DomainVerification {
        value: "another".to_owned(),
        ..known.clone()
    };
    let after = world
        .store
        .record_lookup(
            &other,
            TxtLookup::Found,
            &crosspass_issuer::Randomness::open(),
            &context,
        )
        .await
        .unwrap();
    assert_eq!(after, Some(known.clone()));
    let nowhere = DomainVerification {
        origin: Origin::parse("https://gone.example").unwrap(),
        ..known
    };
    let after = world
        .store
        .record_lookup(
            &nowhere,
            TxtLookup::Found,
            &crosspass_issuer::Randomness::open(),
            &context,
        )
        .await
        .unwrap();
    assert_eq!(after, None);
}

#[tokio::test]
async fn two_nodes_look_once() {
    let world = world().await;
    let now = world.issuer.clock.now();
    let (one, other) = tokio::join!(
        world.store.due_verifications(now),
        world.store.due_verifications(now)
    );
    assert_eq!(
        one.unwrap().len() + other.unwrap().len(),
        world.store.domains().await.unwrap().len()
    );
}

#[tokio::test]
async fn without_the_rule_nobody_needs_one() {
    let world = world().await;
    world.store.need_no_verification().await.unwrap();
    assert_eq!(decision(&world).await, Decision::Member);
}
