//! `GET /api/session`: what pages of other origins are told about the issuer session (44, 46, 81). The registry is no
//! list of who may ask: only this very session's handoffs are.
// attacks of this file: 46, 81

use axum::http::Method;
use crosspass_issuer::model::Login;

use serde_json::{Value, json};

use crate::support::{ACME, Answer, GLOBEX, INITECH, Receiver, World, sign_in_path};

async fn ask(world: &World, cookie: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = [headers, &[("cookie", cookie)]].concat();
    let answer = world.send(Method::GET, "/api/session", &headers, "").await;
    // Never kept, and never for somebody else: on refusals too.
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("vary"), "Origin");
    assert_eq!(answer.header("set-cookie"), "");
    answer
}

/// What a page of this origin reads.
#[track_caller]
fn told(answer: &Answer, origin: &str) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("access-control-allow-origin"), origin);
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    answer.json()["session"].clone()
}

/// No page can read it, and there would be nothing in it.
#[track_caller]
fn told_nothing(answer: &Answer, status: u16) {
    let code = match status {
        429 => "rate_limited",
        _ => "invalid_request",
    };
    answer.refused(status, code);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    let known = ["error", "message", "reference", "retry_after"];
    assert!(members.iter().all(|member| known.contains(&member.as_str())));
    assert!(!answer.text.contains("ada") && !answer.text.contains("Ada"));
}

/// Ada's cookie, whose session was carried to ACME.
async fn carried(world: &World) -> String {
    world.popup_session(&Receiver::new()).await.0
}

#[tokio::test]
async fn a_domain_that_it_was_carried_to() {
    let world = World::new().await;
    let began = world.issuer.clock.now().seconds();
    let cookie = carried(&world).await;
    for sites in [&[][..], &[("sec-fetch-site", "same-site")]] {
        let session = told(
            &ask(&world, &cookie, &[&[("origin", ACME)], sites].concat()).await,
            ACME,
        );
        let users = world.store.users().await.unwrap();
        let expected = json!({ "subject": users[0].sub.as_str(), "name": "Ada Lovelace", "email": "ada@example.com",
                               "expires_at": began + 43_200 });
        assert_eq!(session, expected);
    }
}

async fn told_nobody_else(headers: &[(&str, &str)]) {
    let world = World::new().await;
    let cookie = carried(&world).await;
    let rows = world.audit().await.len();
    told_nothing(&ask(&world, &cookie, headers).await, 403);
    assert_eq!(world.audit().await.len(), rows, "something was written");
}

macro_rules! strangers {
    ($($name:ident: $headers:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            told_nobody_else(&$headers).await;
        })+
    };
}

// attack: 44
strangers! {
    a_navigation: [];
    a_null_origin: [("origin", "null")];
    a_domain_of_the_same_user: [("origin", GLOBEX)];
    a_domain_of_other_users: [("origin", INITECH)];
    the_issuer: [("origin", crate::support::ISSUER)];
    an_origin_that_is_not_registered: [("origin", "http://evil.localhost:9001")];
    a_wildcard: [("origin", "*")];
    its_name_in_front: [("origin", "http://acme.localhost:9001.evil.example")];
    its_name_at_the_end: [("origin", "http://evil-acme.localhost:9001")];
    upper_case: [("origin", "HTTP://ACME.LOCALHOST:9001")];
    a_slash: [("origin", "http://acme.localhost:9001/")];
    another_port: [("origin", "http://acme.localhost:9002")];
    another_scheme: [("origin", "https://acme.localhost:9001")];
    a_dot: [("origin", "http://acme.localhost.:9001")];
    a_user_name: [("origin", "http://auth@acme.localhost:9001")];
    a_list_in_one_header: [("origin", "http://acme.localhost:9001, http://globex.localhost:9002")];
    two_origins: [("origin", ACME), ("origin", GLOBEX)];
    the_same_origin_twice: [("origin", ACME), ("origin", ACME)];
    another_site: [("origin", ACME), ("sec-fetch-site", "cross-site")];
    an_address_bar: [("origin", ACME), ("sec-fetch-site", "none")];
    two_sites: [("origin", ACME), ("sec-fetch-site", "same-site"), ("sec-fetch-site", "cross-site")];
}

#[tokio::test]
async fn nobody_is_signed_in() {
    let world = World::new().await;
    let unknown = format!("crosspass_issuer={}", "A".repeat(43));
    for cookie in ["", "crosspass_issuer=garbage", &unknown] {
        told_nothing(&ask(&world, cookie, &[("origin", ACME)]).await, 403);
    }
}

// attack: 48
#[tokio::test]
async fn two_cookies() {
    let world = World::new().await;
    let cookie = carried(&world).await;
    let two = format!("{cookie}; crosspass_issuer={}", "A".repeat(43));
    told_nothing(&ask(&world, &two, &[("origin", ACME)]).await, 400);
}

/// The user's visit in another browser does not count for this one's session.
#[tokio::test]
async fn another_session_of_the_user() {
    let world = World::new().await;
    carried(&world).await;
    let other = world.ada().await;
    told_nothing(&ask(&world, &other, &[("origin", ACME)]).await, 403);
}

#[tokio::test]
async fn a_ticket_counts_once_it_was_redeemed() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let page = world.visit(&sign_in_path(ACME, Some(&receiver)), &cookie).await;
    told_nothing(&ask(&world, &cookie, &[("origin", ACME)]).await, 403);
    let proof = receiver.proof(world.issuer.clock.now());
    assert_eq!(world.redeem(&page.ticket(), &proof).await.status, 200);
    let session = told(&ask(&world, &cookie, &[("origin", ACME)]).await, ACME);
    assert_eq!(session["name"], "Ada Lovelace");
    // The ticket turns out to have leaked, which ends the domain session.
    let stranger = Receiver::new().proof(world.issuer.clock.now());
    world
        .redeem(&page.ticket(), &stranger)
        .await
        .refused(401, "token_used");
    told_nothing(&ask(&world, &cookie, &[("origin", ACME)]).await, 403);
}

#[tokio::test]
async fn an_end_is_told() {
    let world = World::new().await;
    let session = async |cookie: &str| told(&ask(&world, cookie, &[("origin", ACME)]).await, ACME);
    let signed_out = carried(&world).await;
    assert_eq!(
        world.call("/api/sign-out", &signed_out, &json!({})).await.status,
        200
    );
    assert_eq!(session(&signed_out).await, Value::Null);
    let cookie = carried(&world).await;
    world.leave("ada", "acme").await;
    assert_eq!(session(&cookie).await, Value::Null);
    world.join("ada", "acme").await;
    // What ended with the membership stays ended: the domain begins anew.
    told_nothing(&ask(&world, &cookie, &[("origin", ACME)]).await, 403);
    let cookie = carried(&world).await;
    assert_eq!(session(&cookie).await["name"], "Ada Lovelace");
    let ada = Login::parse("ada").unwrap();
    let context = world.audit_context();
    world.store.set_disabled(&ada, true, &context).await.unwrap();
    assert_eq!(session(&cookie).await, Value::Null);
}

#[tokio::test]
async fn a_suspended_domain() {
    let world = World::new().await;
    let cookie = carried(&world).await;
    world.suspend(ACME).await;
    told_nothing(&ask(&world, &cookie, &[("origin", ACME)]).await, 403);
}

/// A page that looks every minute keeps nobody signed in, and leaves no trace.
#[tokio::test]
async fn a_look_is_no_use() {
    let world = World::new().await;
    let cookie = carried(&world).await;
    let rows = world.audit().await.len();
    world.clock.step(7199);
    let session = told(&ask(&world, &cookie, &[("origin", ACME)]).await, ACME);
    assert_eq!(session["name"], "Ada Lovelace");
    world.clock.step(1);
    assert_eq!(
        told(&ask(&world, &cookie, &[("origin", ACME)]).await, ACME),
        Value::Null
    );
    assert_eq!(world.visit("/", &cookie).await.status, 303);
    assert_eq!(world.audit().await.len(), rows);
}

#[tokio::test]
async fn too_many_looks() {
    let world = World::configured(&[("limits.address_calls", "2")]).await;
    let cookie = carried(&world).await;
    let rows = world.audit().await.len();
    for _ in 0..2 {
        told(&ask(&world, &cookie, &[("origin", ACME)]).await, ACME);
    }
    told_nothing(&ask(&world, &cookie, &[("origin", ACME)]).await, 429);
    assert_eq!(world.audit().await.len(), rows);
}

/// Only what needs no question beforehand: GET, without headers of one's own.
#[tokio::test]
async fn other_methods_and_preflights() {
    let world = World::new().await;
    let cookie = carried(&world).await;
    for method in [Method::OPTIONS, Method::POST, Method::PUT, Method::DELETE] {
        let headers = [
            ("origin", ACME),
            ("cookie", &cookie),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization"),
        ];
        let answer = world.send(method, "/api/session", &headers, "").await;
        told_nothing(&answer, 405);
    }
}
