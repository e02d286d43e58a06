//! What a propagation makes of domains that do not answer as they should, or may not be entered any more.

use crosspass_issuer::model::{DomainKind, Trust};
use serde_json::json;

use crate::propagations::{begin, follow, hop, world};
use crate::support::{ISSUER, Serves, receiver_of};

/// What the receipt says of the first domain, where the second one is well.
async fn first_is(kind: DomainKind, serves: Serves, reason: &str) {
    let (world, hosts, cookie) = world(&[kind, DomainKind::Static]).await;
    hosts[0].serve(serves);
    let end = format!("{}/", hosts[1].origin);
    let address = begin(&world, &cookie, &json!({ "return_to": end })).await;
    let (hops, last) = follow(&world, &address, &cookie).await;
    assert_eq!(hops, [hosts[1].origin.clone()], "{reason}");
    let line = format!("{} skipped propagate.{reason}", hosts[0].origin);
    assert!(last.text.contains(&line), "{line}: {}", last.text);
    assert_eq!(world.reasons("propagation", "refused").await, [reason]);
}

// attack: 36
#[tokio::test]
async fn down() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    hosts[0].close();
    let address = begin(&world, &cookie, &json!({})).await;
    let (hops, last) = follow(&world, &address, &cookie).await;
    assert_eq!(hops, [hosts[1].origin.clone()]);
    let line = format!("{} skipped propagate.unreachable", hosts[0].origin);
    assert!(last.text.contains(&line), "{}", last.text);
}

/// What answers there speaks no TLS.
// attack: 36
#[tokio::test]
async fn a_broken_handshake() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let secure = hosts[0].origin.replace("http://", "https://");
    world.add_domain(&secure, "company", Trust::FirstParty).await;
    let address = begin(&world, &cookie, &json!({})).await;
    let (hops, last) = follow(&world, &address, &cookie).await;
    assert_eq!(hops, [hosts[0].origin.clone()]);
    let line = format!("{secure} skipped propagate.unreachable");
    assert!(last.text.contains(&line), "{}", last.text);
}

/// It holds nobody up: the other one is asked beside it, and the browser is there long before it is given up.
// attack: 36
#[tokio::test]
async fn slow() {
    first_is(DomainKind::Static, Serves::Nothing, "slow").await;
}

// attack: 36
#[tokio::test]
async fn another_page() {
    let page = |page: String| Serves::Answer(200, "text/html", page);
    let html = "<!doctype html><title>Welcome</title>".to_owned();
    for (kind, serves) in [
        (DomainKind::Static, page(html.clone())),
        (DomainKind::Static, page(receiver_of("https://auth.example.org"))),
        (
            DomainKind::Static,
            page(receiver_of(ISSUER).replace("propagate", "nothing")),
        ),
        (
            DomainKind::Static,
            page(receiver_of(ISSUER) + &"x".repeat(64 * 1024)),
        ),
        (
            DomainKind::Static,
            Serves::Answer(200, "text/plain", receiver_of(ISSUER)),
        ),
        (
            DomainKind::Static,
            Serves::Answer(404, "text/html", receiver_of(ISSUER)),
        ),
        (DomainKind::Static, Serves::Redirect),
        (DomainKind::Backend, page(html)),
        (DomainKind::Backend, Serves::Redirect),
        (
            DomainKind::Backend,
            Serves::Answer(200, "application/json", "{\"sessions\":null}".to_owned()),
        ),
        (
            DomainKind::Backend,
            Serves::Answer(200, "application/json", "[\"session\"]".to_owned()),
        ),
        (
            DomainKind::Backend,
            Serves::Answer(500, "application/json", "{\"session\":null}".to_owned()),
        ),
    ] {
        first_is(kind, serves, "wrong_answer").await;
    }
}

/// A domain that the issuer asks learns nothing new.
// attack: 38
#[tokio::test]
async fn what_is_asked_tells_nothing() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Backend]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    follow(&world, &address, &cookie).await;
    for (host, path) in [
        (&hosts[0], "/crosspass/receiver.html"),
        (&hosts[1], "/crosspass/session"),
    ] {
        let asked = host.asked();
        assert!(!asked.is_empty() && asked.iter().all(|(asked, _)| asked == path));
        for name in asked.iter().flat_map(|(_, headers)| headers.keys()) {
            assert!(["host", "accept"].contains(&name.as_str()), "{name}");
        }
    }
}

#[tokio::test]
async fn suspended_meanwhile() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    let address = begin(&world, &cookie, &json!({})).await;
    world.suspend(&hosts[0].origin).await;
    let (hops, last) = follow(&world, &address, &cookie).await;
    assert_eq!(hops, [hosts[1].origin.clone()]);
    let line = format!("{} skipped propagate.domain_suspended", hosts[0].origin);
    assert!(last.text.contains(&line), "{}", last.text);
    assert!(hosts[0].asked().is_empty());
}

#[tokio::test]
async fn not_a_member_meanwhile() {
    let (world, hosts, cookie) = world(&[DomainKind::Static, DomainKind::Static]).await;
    let end = format!("{}/", hosts[0].origin);
    let address = begin(&world, &cookie, &json!({ "return_to": end })).await;
    hop(&world.visit(&address, &cookie).await).unwrap();
    world.leave("bob", "company").await;
    let receipt = world.visit(&address, &cookie).await;
    assert_eq!(receipt.status, 200);
    let reasons = world.reasons("propagation", "refused").await;
    assert_eq!(reasons, ["no_answer", "not_a_member"]);
}

/// It may be somebody else's by now.
#[tokio::test]
async fn nobody_is_sent_to_an_end_that_they_may_not_enter_any_more() {
    let (world, hosts, cookie) = world(&[DomainKind::Static]).await;
    let end = format!("{}/", hosts[0].origin);
    let address = begin(&world, &cookie, &json!({ "return_to": end })).await;
    let (_, last) = follow(&world, &address, &cookie).await;
    assert_eq!(last.location(), end);
    world.suspend(&hosts[0].origin).await;
    assert_eq!(world.visit(&address, &cookie).await.status, 200);
}
