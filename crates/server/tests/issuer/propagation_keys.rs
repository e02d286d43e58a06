//! Propagations that come back from a domain with another key than the session has used there (98): passed by, told on the
//! receipt, and done after a click.
// attacks of this file: 98

use crosspass_issuer::model::{DomainKind, Trust};

use crosspass_protocol::Origin;
use serde_json::json;

use crate::propagations::{begin, hop, world};
use crate::support::{Answer, Host, Receiver, World};

/// What a receiver asks for that was sent to begin by a propagation: the domain's root, with its key.
async fn comes_back(world: &World, origin: &str, receiver: &Receiver, cookie: &str) -> Answer {
    comes_for(world, &format!("{origin}/"), receiver, cookie).await
}

async fn comes_for(world: &World, address: &str, receiver: &Receiver, cookie: &str) -> Answer {
    let (nonce, jkt) = (receiver.nonce(), receiver.jkt());
    let path = format!("/sign-in?return_to={address}&nonce={nonce}&jkt={jkt}");
    world.visit(&path, cookie).await
}

async fn redeem(world: &World, answer: &Answer, receiver: &Receiver) {
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&answer.ticket(), &proof).await.status, 200);
}

/// Bob, so many static domains, the key that he has used at each; a minute ago, so they are gone to again.
async fn used<const DOMAINS: usize>() -> (World, [Host; DOMAINS], String, Receiver) {
    let (world, hosts, cookie) = world(&[DomainKind::Static; DOMAINS]).await;
    let own = Receiver::new();
    for host in &hosts {
        let own = own.again();
        let answer = comes_back(&world, &host.origin, &own, &cookie).await;
        redeem(&world, &answer, &own).await;
    }
    world.clock.step(61);
    (world, hosts.try_into().ok().unwrap(), cookie, own)
}

/// Where the propagation sends the browser next.
async fn sent(world: &World, address: &str, cookie: &str) -> String {
    hop(&world.visit(address, cookie).await).unwrap()
}

#[tokio::test]
async fn a_new_key_is_passed_by_and_a_known_one_arrives() {
    let (world, _hosts, cookie, own) = used::<2>().await;
    let address = begin(&world, &cookie, &json!({})).await;
    let first = sent(&world, &address, &cookie).await;
    let step = comes_back(&world, &first, &Receiver::new(), &cookie).await;
    assert_eq!((step.status.as_u16(), step.location()), (303, address.as_str()));
    // The other one has its turn.
    let second = sent(&world, &address, &cookie).await;
    assert_ne!(first, second);
    let own = own.again();
    redeem(&world, &comes_back(&world, &second, &own, &cookie).await, &own).await;
    let receipt = world.visit(&address, &cookie).await;
    for line in [
        format!("{first} skipped propagate.needs_click"),
        format!("{second} arrived propagate.arrived"),
    ] {
        assert!(receipt.text.contains(&line), "{line}: {}", receipt.text);
    }
    assert_eq!(world.reasons("propagation", "allowed").await, ["ok", "arrived"]);
    assert_eq!(world.reasons("propagation", "refused").await, ["needs_click"]);
    assert_eq!(world.reasons("mint", "refused").await, ["new_key"]);
}

/// The user opens it from the launcher: it has arrived.
#[tokio::test]
async fn after_a_click_it_has_arrived() {
    let (world, [host], cookie, _) = used::<1>().await;
    let address = begin(&world, &cookie, &json!({})).await;
    sent(&world, &address, &cookie).await;
    let fresh = Receiver::new();
    comes_back(&world, &host.origin, &fresh, &cookie).await;
    let body = json!({ "audience": host.origin, "nonce": fresh.nonce(), "jkt": fresh.jkt() });
    world.call("/api/handoffs", &cookie, &body).await.member("token");
    let receipt = world.visit(&address, &cookie).await;
    let line = format!("{} arrived propagate.arrived", host.origin);
    assert!(receipt.text.contains(&line), "{}", receipt.text);
}

/// A reload of the hop's address, or script there that comes again: its turn is over, so it is the user who is asked.
#[tokio::test]
async fn once() {
    let (world, [host], cookie, _) = used::<1>().await;
    let address = begin(&world, &cookie, &json!({})).await;
    sent(&world, &address, &cookie).await;
    let fresh = Receiver::new();
    for status in [303, 200] {
        let step = comes_back(&world, &host.origin, &fresh, &cookie).await;
        assert_eq!(step.status, status, "{}", step.location());
    }
    assert_eq!(world.reasons("propagation", "refused").await, ["needs_click"]);
}

/// Before its turn, another page of the domain, a minute later: it is the user who goes there, and is asked.
#[tokio::test]
async fn what_is_no_hop_is_asked_about() {
    let (world, [host], cookie, own) = used::<1>().await;
    let origin = &host.origin;
    let address = begin(&world, &cookie, &json!({})).await;
    let page = comes_back(&world, origin, &Receiver::new(), &cookie).await;
    assert_eq!(page.status, 200, "{}", page.location());
    assert_eq!(&sent(&world, &address, &cookie).await, origin);
    let orders = format!("{origin}/orders");
    let page = comes_for(&world, &orders, &Receiver::new(), &cookie).await;
    assert_eq!(page.status, 200, "{}", page.location());
    world.clock.step(61);
    let page = comes_back(&world, origin, &Receiver::new(), &cookie).await;
    assert_eq!(page.status, 200, "{}", page.location());
    assert!(world.reasons("propagation", "refused").await.is_empty());
    let own = own.again();
    redeem(&world, &comes_back(&world, origin, &own, &cookie).await, &own).await;
}

/// Another session of the same user is not on its way.
#[tokio::test]
async fn of_another_session() {
    let (world, [host], cookie, _) = used::<1>().await;
    let other = world.sign_in("bob", crate::support::PASSWORD).await.cookie();
    let own = Receiver::new();
    redeem(
        &world,
        &comes_back(&world, &host.origin, &own, &other).await,
        &own,
    )
    .await;
    let address = begin(&world, &cookie, &json!({})).await;
    sent(&world, &address, &cookie).await;
    let page = comes_back(&world, &host.origin, &Receiver::new(), &other).await;
    assert_eq!(page.status, 200, "{}", page.location());
}

/// It became somebody else's while the browser was on its way there.
#[tokio::test]
async fn an_external_domain_is_passed_by() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let origin = &hosts[0].origin;
    let address = begin(&world, &cookie, &json!({})).await;
    sent(&world, &address, &cookie).await;
    let removed = Origin::parse(origin).unwrap();
    let context = world.audit_context();
    world.store.remove_domain(&removed, &context).await.unwrap();
    world.add_domain(origin, "globex", Trust::External).await;
    world.join("bob", "globex").await;
    let step = comes_back(&world, origin, &Receiver::new(), &cookie).await;
    assert_eq!((step.status.as_u16(), step.location()), (303, address.as_str()));
    let receipt = world.visit(&address, &cookie).await;
    let line = format!("{origin} skipped propagate.external");
    assert!(receipt.text.contains(&line), "{}", receipt.text);
}
