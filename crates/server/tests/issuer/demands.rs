//! `prompt` and `max_age` at `/sign-in` (112): who is signed in signs in again where a domain demands it, and what is not
//! served is refused; what nobody knows is passed over.

use serde_json::json;

use crate::redeem::claims;
use crate::support::{ACME, PASSWORD, Provided, Receiver, World, sign_in_path};

/// Where `/sign-in` with this demand leads somebody who is signed in: to the form, or on with a ticket.
async fn shows_the_form(world: &World, cookie: &str, demand: &str) -> bool {
    let path = sign_in_path(ACME, Some(&Receiver::new()));
    let page = world.visit(&format!("{path}&{demand}"), cookie).await;
    match page.status.as_u16() {
        200 => {
            // As for a stranger: no name, and nothing to go on as.
            assert_eq!(page.data()["user"], serde_json::Value::Null);
            assert_eq!(page.data()["return_to"], format!("{ACME}/account.html"));
            true
        }
        303 => {
            assert!(page.location().contains("#ticket="), "{}", page.location());
            false
        }
        status => panic!("{demand}: {status}"),
    }
}

// attack: 112
#[tokio::test]
async fn a_login_is_asked_for_though_somebody_is_signed_in() {
    let world = World::new().await;
    let cookie = world.ada().await;
    assert!(!shows_the_form(&world, &cookie, "").await);
    assert!(shows_the_form(&world, &cookie, "prompt=login").await);
    assert!(shows_the_form(&world, &cookie, "prompt=login&max_age=1000").await);
    // Looking at the form ends nothing.
    assert!(!shows_the_form(&world, &cookie, "").await);
    // With nowhere to go as well.
    assert_eq!(world.visit("/sign-in", &cookie).await.status, 303);
    assert_eq!(world.visit("/sign-in?prompt=login", &cookie).await.status, 200);
}

// attack: 112
#[tokio::test]
async fn a_sign_in_that_is_too_old_is_asked_for_again() {
    let world = World::new().await;
    let cookie = world.ada().await;
    assert!(!shows_the_form(&world, &cookie, "max_age=60").await);
    world.clock.step(60);
    assert!(!shows_the_form(&world, &cookie, "max_age=60").await);
    world.clock.step(1);
    assert!(shows_the_form(&world, &cookie, "max_age=60").await);
    assert!(shows_the_form(&world, &cookie, "max_age=0").await);
    assert!(!shows_the_form(&world, &cookie, "max_age=999999999").await);
}

#[tokio::test]
async fn none_is_too_young_for_zero() {
    let world = World::new().await;
    let cookie = world.ada().await;
    assert!(shows_the_form(&world, &cookie, "max_age=0").await);
}

/// The session after it is another one, with an `auth_time` of its own: that is what the domain reads.
#[tokio::test]
async fn the_session_after_it_is_another_one() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let (old, before) = world.popup_session(&receiver).await;
    world.clock.step(300);
    assert!(shows_the_form(&world, &old, "prompt=login").await);
    let again = Receiver::new();
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": ACME,
                       "nonce": again.nonce(), "jkt": again.jkt() });
    let answer = world.call("/api/sign-in", &old, &body).await;
    let claims = claims(&world, &answer, &again).await;
    assert_eq!(claims.auth_time, world.issuer.clock.now());
    world
        .renew(&before, &receiver)
        .await
        .refused(401, "login_required");
    assert_eq!(world.visit("/", &old).await.status, 303);
    // The domain's key of that session: another one would want a click.
    let path = sign_in_path(ACME, Some(&again));
    let page = world.visit(&format!("{path}&max_age=60"), &answer.cookie()).await;
    assert_eq!(page.status, 303);
}

#[tokio::test]
async fn what_is_not_served_is_refused() {
    let world = World::new().await;
    let cookie = world.ada().await;
    for demand in [
        "prompt=none",
        "prompt=consent",
        "prompt=select_account",
        "prompt=login+none",
        "prompt=",
        "prompt=Login",
        "prompt=login++login",
        "prompt=create",
        "max_age=",
        "max_age=-1",
        "max_age=%2B60",
        "max_age=1.5",
        "max_age=1e3",
        "max_age=9999999999",
        "prompt=login&prompt=login",
        "max_age=1&max_age=1",
    ] {
        for cookie in ["", &cookie] {
            let path = sign_in_path(ACME, Some(&Receiver::new()));
            let page = world.visit(&format!("{path}&{demand}"), cookie).await;
            assert_eq!((page.status.as_u16(), page.location()), (400, ""), "{demand}");
            assert!(page.text.contains("invalid_request"), "{demand}");
        }
    }
    assert!(world.reasons("mint", "allowed").await.is_empty());
}

/// A sign-in there may be one of long ago, and the issuer would not know.
#[tokio::test]
async fn not_where_users_sign_in_at_a_provider() {
    let Provided { world, .. } = &Provided::new().await;
    for demand in ["prompt=login", "max_age=60"] {
        let page = world
            .visit(&format!("{}&{demand}", sign_in_path(ACME, None)), "")
            .await;
        assert_eq!(page.status, 400, "{demand}");
    }
    assert_eq!(world.visit(&sign_in_path(ACME, None), "").await.status, 200);
}

// attack: 112
#[tokio::test]
async fn what_nobody_knows_changes_nothing() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let path = sign_in_path(ACME, None);
    for cookie in ["", &cookie] {
        let known = world.visit(&path, cookie).await;
        let more = "ui_locales=de&claims=%7B%7D&redirect_uri=http%3A%2F%2Fevil.localhost%2F&Return_to=x&prompt%00=none";
        let page = world.visit(&format!("{path}&{more}"), cookie).await;
        assert_eq!((page.status, page.location()), (known.status, known.location()));
        assert_eq!(
            page.text.replace(page.header("crosspass-reference"), ""),
            known.text.replace(known.header("crosspass-reference"), "")
        );
        let most: Vec<String> = (1..64).map(|number| format!("x{number}")).collect();
        let most = most.join("&");
        assert_eq!(
            world.visit(&format!("{path}&{most}"), cookie).await.status,
            known.status
        );
        let more = format!("{most}&more");
        for refused in ["x=1&x=2", "x=%zz", "%zz=1", "x=%ff", &more] {
            let page = world.visit(&format!("{path}&{refused}"), cookie).await;
            assert_eq!((page.status.as_u16(), page.location()), (400, ""), "{refused}");
        }
    }
}
