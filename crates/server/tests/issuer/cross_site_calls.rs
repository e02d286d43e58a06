//! Calls of the page API that do not come from the issuer's pages (47, 66).
// attacks of this file: 47

use axum::http::Method;
use serde_json::json;

use crate::support::{ACME, ISSUER, PASSWORD, Receiver, World};

async fn refused_everywhere(headers: &[(&str, &str)]) {
    let world = World::new().await;
    let cookie = world.ada().await;
    let receiver = Receiver::new();
    let calls = [
        ("/api/sign-in", json!({ "login": "ada", "password": PASSWORD })),
        (
            "/api/handoffs",
            json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() }),
        ),
        ("/api/sign-out", json!({})),
    ];
    for (path, body) in calls {
        let headers = [
            headers,
            &[("content-type", "application/json"), ("cookie", &cookie)],
        ]
        .concat();
        let answer = world.send(Method::POST, path, &headers, &body.to_string()).await;
        answer.refused(403, "invalid_request");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    assert_eq!(
        world.visit("/", &cookie).await.status,
        200,
        "the session was touched"
    );
}

macro_rules! refused_calls {
    ($($name:ident: $headers:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused_everywhere(&$headers).await;
        })+
    };
}

refused_calls! {
    no_origin: [];
    a_null_origin: [("origin", "null")];
    the_origin_of_a_domain: [("origin", ACME)];
    an_origin_with_our_name_in_front: [("origin", "http://auth.localhost:9000.evil.example")];
    an_origin_with_our_name_at_the_end: [("origin", "http://evil-auth.localhost:9000")];
    our_origin_in_upper_case: [("origin", "HTTP://AUTH.LOCALHOST:9000")];
    our_origin_with_a_slash: [("origin", "http://auth.localhost:9000/")];
    our_origin_with_another_port: [("origin", "http://auth.localhost:9001")];
    our_origin_with_another_scheme: [("origin", "https://auth.localhost:9000")];
    our_origin_with_a_dot: [("origin", "http://auth.localhost.:9000")];
    two_origins: [("origin", ISSUER), ("origin", ACME)];
    a_sibling_subdomain: [("origin", ISSUER), ("sec-fetch-site", "same-site")];
    another_site: [("origin", ISSUER), ("sec-fetch-site", "cross-site")];
    an_address_bar: [("origin", ISSUER), ("sec-fetch-site", "none")];
}

// attack: 66
#[tokio::test]
async fn sign_out_by_get() {
    let world = World::new().await;
    let cookie = world.ada().await;
    assert_eq!(world.visit("/api/sign-out", &cookie).await.status, 405);
    assert_eq!(world.visit("/sign-out", &cookie).await.status, 200);
    assert_eq!(world.visit("/", &cookie).await.status, 200);
}
