//! Headers: on every response, and the same for every client (85).

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::json;

use crate::support::{ACME, Answer, GLOBEX, INITECH, PASSWORD, Receiver, World, own_page, sign_in_path};

fn policy(answer: &Answer) -> BTreeMap<&'static str, String> {
    [
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "referrer-policy",
        "x-content-type-options",
        "cache-control",
    ]
    .into_iter()
    .map(|name| (name, answer.header(name).to_owned()))
    .collect()
}

// attack: 46, 86
#[tokio::test]
async fn every_answer_has_them() {
    let world = World::new().await;
    let ada = world.ada().await;
    let visits = [
        "/",
        "/sign-in",
        "/sign-out",
        "/nothing",
        "/healthz",
        "/api/session",
        "/sign-in?nonce=bad",
        "/assets/nothing.js",
    ];
    let mut answers = Vec::new();
    for cookie in ["", ada.as_str()] {
        for path in visits {
            answers.push(world.visit(path, cookie).await);
        }
        for origin in [ACME, GLOBEX, INITECH] {
            answers.push(
                world
                    .visit(&sign_in_path(origin, Some(&Receiver::new())), cookie)
                    .await,
            );
        }
    }
    for login in ["ada", "nobody"] {
        answers.push(world.sign_in(login, "wrong").await);
    }
    answers.push(world.sign_in("ada", PASSWORD).await);
    answers.push(world.redeem("x", "y").await);
    answers.push(world.renew_with("x", "y").await);
    answers.push(world.call("/api/handoffs", "", &json!({})).await);
    answers.push(world.send(Method::DELETE, "/api/sign-in", &[], "").await);
    for answer in answers {
        let policy = policy(&answer);
        assert_eq!(policy["cross-origin-opener-policy"], "same-origin-allow-popups");
        assert_eq!(policy["cross-origin-resource-policy"], "same-origin");
        assert_eq!(policy["referrer-policy"], "strict-origin");
        assert_eq!(policy["x-content-type-options"], "nosniff");
        assert_eq!(policy["cache-control"], "no-store");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert_eq!(answer.header("crosspass-reference").len(), 16);
        assert_eq!(answer.header("strict-transport-security"), "");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

/// A stranger's window, frame or script that opens an address learns nothing about who is signed in.
// attack: 85
#[tokio::test]
async fn signed_in_or_not_makes_no_difference() {
    let world = World::new().await;
    let ada = world.ada().await;
    for path in [
        "/",
        "/sign-in",
        "/sign-out",
        &sign_in_path(ACME, None),
        &sign_in_path(GLOBEX, None),
        &sign_in_path(INITECH, None),
    ] {
        assert_eq!(
            policy(&world.visit(path, "").await),
            policy(&world.visit(path, &ada).await),
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_run_our_own_files_alone() {
    let world = World::new().await;
    for path in ["/sign-in", "/nothing"] {
        assert_eq!(
            world.visit(path, "").await.header("content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
    }
}

/// And for five minutes: a key that was removed is good for no longer (90).
// attack: 90
#[tokio::test]
async fn discovery_is_for_everybody() {
    let world = World::new().await;
    for path in ["/.well-known/jwks.json", "/.well-known/crosspass-configuration"] {
        let answer = world.visit(path, "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
    }
}

/// For every client and every Origin: the registry is no CORS list (44, 81).
// attack: 44, 81
#[tokio::test]
async fn pages_and_their_calls_have_no_cors() {
    let world = World::new().await;
    for origin in [ACME, "null", "http://evil.localhost:1"] {
        let answer = world.send(Method::GET, "/", &[("origin", origin)], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        let answer = world.send(Method::OPTIONS, "/api/sign-in", &headers, "").await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.header("access-control-allow-origin")
            ),
            (405, "")
        );
    }
}

#[tokio::test]
async fn https_is_kept() {
    let world = World::configured(&[("issuer", "https://auth.example.com")]).await;
    for path in ["/sign-in", "/nothing", "/"] {
        let answer = world.visit(path, "").await;
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000; includeSubDomains"
        );
    }
}

#[tokio::test]
async fn errors_of_calls_are_json_and_of_pages_are_pages() {
    let world = World::new().await;
    let answer = world
        .send(Method::POST, "/api/nothing", &own_page(""), "{}")
        .await;
    answer.refused(404, "invalid_request");
    let page = world.visit("/nothing", "").await;
    assert_eq!(page.status, 404);
    assert!(
        page.text.contains(page.header("crosspass-reference")),
        "{}",
        page.text
    );
}
