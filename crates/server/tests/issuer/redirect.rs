//! `GET /sign-in` for who is signed in (40, 84): where it leads, and that it is always a 303.

use crate::support::{ACME, INITECH, Receiver, World, sign_in_path};

#[tokio::test]
async fn leads_to_the_landing_with_a_ticket() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world
        .visit(&sign_in_path(ACME, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!(page.status, 303);
    assert!(
        page.location()
            .starts_with(&format!("{ACME}/crosspass/receiver.html#ticket=ey"))
    );
    let row = world.audit().await.pop().unwrap();
    assert_eq!(
        (row.event.as_str(), row.carrier.as_deref()),
        ("mint", Some("redirect"))
    );
}

#[tokio::test]
async fn leads_to_the_begin_address_without_a_nonce() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world
        .visit(
            "/sign-in?return_to=http%3A%2F%2Facme.localhost%3A9001%2Fa%3Fb%3Dc%26d%23e",
            &cookie,
        )
        .await;
    let expected =
        format!("{ACME}/crosspass/receiver.html#begin=http%3A%2F%2Facme.localhost%3A9001%2Fa%3Fb%3Dc%26d");
    assert_eq!((page.status.as_u16(), page.location()), (303, expected.as_str()));
    assert!(world.reasons("mint", "allowed").await.is_empty());
}

// attack: 30
#[tokio::test]
async fn a_ticket_holds_no_personal_data() {
    let world = World::new().await;
    let forge = world.forge(&Receiver::new()).await;
    let mut claims: Vec<&str> = forge.payload.keys().map(String::as_str).collect();
    claims.sort_unstable();
    assert_eq!(claims, ["aud", "cnf", "exp", "iat", "iss", "jti", "nonce"]);
}

#[tokio::test]
async fn who_may_not_enter_is_told_so() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world
        .visit(&sign_in_path(INITECH, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!((page.status.as_u16(), page.location()), (403, ""));
    for told in ["access_denied", "Ada Lovelace", "initech.localhost:9003"] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    assert_eq!(world.reasons("mint", "refused").await, ["not_a_member"]);
}

#[tokio::test]
async fn without_an_address_leads_to_the_launcher() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world.visit("/sign-in", &cookie).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/"));
}

/// A redirect after a POST that repeated the POST would hand the password on.
// attack: 40
#[tokio::test]
async fn no_answer_redirects_but_with_303() {
    let world = World::new().await;
    let cookie = world.ada().await;
    for path in [
        "/",
        "/sign-in",
        &sign_in_path(ACME, None),
        &sign_in_path(ACME, Some(&Receiver::new())),
    ] {
        for cookie in ["", &cookie] {
            let status = world.visit(path, cookie).await.status;
            assert!(!status.is_redirection() || status == 303, "{path}: {status}");
        }
    }
}
