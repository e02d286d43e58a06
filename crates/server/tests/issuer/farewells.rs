//! After a sign-out the browser passes by the domains whose sessions it keeps itself, and then sees what came of it (65,
//! 66, 68).

use crosspass_issuer::model::{DomainKind, TxtLookup};

use crosspass_protocol::Origin;
use serde_json::json;

use crate::support::{Host, Receiver, Serves, World, sign_in_path};

const FAREWELL: &str = "crosspass_farewell";

/// Bob, who is signed in at hosts of these kinds.
async fn signed_in(kinds: &[DomainKind]) -> (World, Vec<Host>, String) {
    let world = World::new().await;
    let company = world.company().await;
    let cookie = world.sign_in("bob", crate::support::PASSWORD).await.cookie();
    let mut hosts = Vec::new();
    for kind in kinds {
        let host = Host::open(&world, company, *kind).await;
        let receiver = Receiver::new();
        let handoff = json!({ "audience": host.origin, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
        assert_eq!(world.call("/api/handoffs", &cookie, &handoff).await.status, 200);
        hosts.push(host);
    }
    (world, hosts, cookie)
}

async fn sign_out(world: &World, cookie: &str) -> String {
    let answer = world.call("/api/sign-out", cookie, &json!({})).await;
    answer.cookie_named(FAREWELL)
}

async fn next(world: &World, cookies: &str) -> String {
    let answer = world.visit("/sign-out/next", cookies).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.location().to_owned()
}

#[tokio::test]
async fn each_domain_without_a_server_once() {
    let (world, hosts, cookie) =
        signed_in(&[DomainKind::Static, DomainKind::Backend, DomainKind::Static]).await;
    let farewell = sign_out(&world, &cookie).await;
    for host in [&hosts[0], &hosts[2]] {
        let address = format!("{}/crosspass/receiver.html#ended", host.origin);
        assert_eq!(next(&world, &farewell).await, address);
    }
    for _ in 0..2 {
        assert_eq!(next(&world, &farewell).await, "/sign-out");
    }
}

// attack: 68
#[tokio::test]
async fn who_is_not_there_is_passed_over() {
    let (world, hosts, cookie) =
        signed_in(&[DomainKind::Static, DomainKind::Static, DomainKind::Static]).await;
    hosts[0].close();
    hosts[1].serve(Serves::Answer(
        200,
        "text/html",
        "a page of somebody else".to_owned(),
    ));
    let farewell = sign_out(&world, &cookie).await;
    let address = format!("{}/crosspass/receiver.html#ended", hosts[2].origin);
    assert_eq!(next(&world, &farewell).await, address);
    assert_eq!(next(&world, &farewell).await, "/sign-out");
}

// attack: 66
#[tokio::test]
async fn strangers_go_nowhere() {
    let (world, hosts, cookie) = signed_in(&[DomainKind::Static]).await;
    for stranger in ["", &cookie, "crosspass_farewell=x"] {
        assert_eq!(next(&world, stranger).await, "/sign-out");
    }
    assert_eq!(
        world.visit("/", &cookie).await.status,
        200,
        "a look ended the session"
    );
    let farewell = sign_out(&world, &cookie).await;
    world.clock.step(600);
    assert_eq!(next(&world, &farewell).await, "/sign-out");
    assert!(hosts[0].asked().is_empty());
}

#[tokio::test]
async fn a_domain_that_was_removed_is_not_visited() {
    let (world, hosts, cookie) = signed_in(&[DomainKind::Static]).await;
    let farewell = sign_out(&world, &cookie).await;
    let origin = Origin::parse(&hosts[0].origin).unwrap();
    let context = world.audit_context();
    world.store.remove_domain(&origin, &context).await.unwrap();
    assert_eq!(next(&world, &farewell).await, "/sign-out");
}

/// Whose it is now, nobody knows.
// attack: 41
#[tokio::test]
async fn a_domain_that_is_not_proven_any_more_is_not_visited() {
    let (world, hosts, cookie) = signed_in(&[DomainKind::Static]).await;
    let farewell = sign_out(&world, &cookie).await;
    let origin = Origin::parse(&hosts[0].origin).unwrap();
    let context = world.audit_context();
    let known = world.store.domain_verification(&origin).await.unwrap().unwrap();
    world
        .store
        .record_lookup(
            &known,
            TxtLookup::Absent,
            &crosspass_issuer::Randomness::open(),
            &context,
        )
        .await
        .unwrap();
    assert_eq!(next(&world, &farewell).await, "/sign-out");
}

/// The page says so to who signed out, and to nobody who is signed in again.
#[tokio::test]
async fn the_page_tells_what_came_of_it() {
    let (world, hosts, cookie) = signed_in(&[DomainKind::Static, DomainKind::Backend]).await;
    let farewell = sign_out(&world, &cookie).await;
    let told = world.visit("/sign-out", &farewell).await.text;
    for (host, state) in [(&hosts[0], "ends_by_itself"), (&hosts[1], "pending")] {
        assert!(told.contains(&format!("{} {state}", host.origin)), "{told}");
    }
    let button = world.visit("/sign-out", "").await.text;
    assert!(!button.contains(&hosts[0].origin));
    let again = world.sign_in("bob", crate::support::PASSWORD).await.cookie();
    let both = format!("{again}; {farewell}");
    assert_eq!(world.visit("/sign-out", &both).await.text, button);
}

/// A receiver that asks is told, and the receipt says so.
// attack: 65
#[tokio::test]
async fn asking_settles_the_receipt() {
    let world = World::new().await;
    let company = world.company().await;
    let cookie = world.sign_in("bob", crate::support::PASSWORD).await.cookie();
    let host = Host::open(&world, company, DomainKind::Static).await;
    let receiver = Receiver::new();
    let ticket = world
        .visit(&sign_in_path(&host.origin, Some(&receiver)), &cookie)
        .await
        .ticket();
    let proof = receiver.proof(world.issuer.clock.now());
    let token = world.redeem(&ticket, &proof).await.member("token");
    let farewell = sign_out(&world, &cookie).await;
    world
        .renew(&token, &receiver)
        .await
        .refused(401, "login_required");
    let told = world.visit("/sign-out", &farewell).await.text;
    assert!(told.contains(&format!("{} delivered", host.origin)), "{told}");
    // It knows: there is no need to go there.
    assert_eq!(next(&world, &farewell).await, "/sign-out");
    assert!(host.asked().is_empty());
}
