//! Calls that the domain's own page did not make, and bodies that it does not send (47): each is refused.
// attacks of this file: 47

use axum::http::Method;
use serde_json::json;

use crate::popup::answered;
use crate::support::{ACME, Answer, World};

const JSON: (&str, &str) = ("content-type", "application/json");
const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A genuine token handed over with these headers: 400, and nothing happens.
async fn refused(headers: &[(&str, &str)]) {
    let (_world, mut browser, token) = answered().await;
    let body = json!({ "token": token }).to_string();
    for (path, body) in [("/crosspass/session", body.as_str()), ("/crosspass/begin", "{}")] {
        let answer = browser.send(Method::POST, path, headers, body).await;
        answer.refused_at_domain(400, "invalid_request");
        assert!(answer.cookies().is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert_eq!(browser.take(&token).await.status, 200);
    // Once it is there, nobody else ends it either.
    let own = headers.contains(&("origin", ACME)) && headers.contains(&SAME);
    if !own {
        let answer = browser.send(Method::POST, "/crosspass/end", headers, "").await;
        answer.refused_at_domain(400, "invalid_request");
        assert_eq!(browser.name().await, "Ada Lovelace");
    }
}

macro_rules! refused_calls {
    ($($name:ident: $headers:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused(&$headers).await;
        })+
    };
}

// attack: 44
refused_calls! {
    without_an_origin: [SAME, JSON];
    of_another_site: [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), JSON];
    of_a_null_origin: [("origin", "null"), SAME, JSON];
    of_a_sibling: [("origin", "http://globex.localhost:9002"), ("sec-fetch-site", "same-site"), JSON];
    of_a_sibling_that_browsers_call_same_site: [("origin", ACME), ("sec-fetch-site", "same-site"), JSON];
    of_an_address_bar: [("origin", ACME), ("sec-fetch-site", "none"), JSON];
    of_another_port: [("origin", "http://acme.localhost:9002"), SAME, JSON];
    of_another_scheme: [("origin", "https://acme.localhost:9001"), SAME, JSON];
    of_a_longer_host: [("origin", "http://acme.localhost:9001.evil.example"), SAME, JSON];
    of_upper_case: [("origin", "http://ACME.localhost:9001"), SAME, JSON];
    of_a_slash: [("origin", "http://acme.localhost:9001/"), SAME, JSON];
    of_two_origins: [("origin", ACME), ("origin", ACME), SAME, JSON];
    of_a_list_of_origins: [("origin", "http://acme.localhost:9001 https://evil.example"), SAME, JSON];
    as_plain_text: [("origin", ACME), SAME, ("content-type", "text/plain")];
    as_a_form: [("origin", ACME), SAME, ("content-type", "application/x-www-form-urlencoded")];
    without_a_media_type: [("origin", ACME), SAME];
}

/// A browser that tells nothing of itself but the origin is enough.
#[tokio::test]
async fn an_older_browser() {
    let (_world, mut browser, token) = answered().await;
    let body = json!({ "token": token }).to_string();
    let answer = browser
        .send(
            Method::POST,
            "/crosspass/session",
            &[("origin", ACME), JSON],
            &body,
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn body_refused(body: impl FnOnce(&str) -> String) {
    let (_world, mut browser, token) = answered().await;
    let answer = browser.call("/crosspass/session", &body(&token)).await;
    answer.refused_at_domain(400, "invalid_request");
    assert!(answer.cookies().is_empty());
    assert_eq!(browser.take(&token).await.status, 200);
}

macro_rules! refused_bodies {
    ($($name:ident: $body:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            body_refused($body).await;
        })+
    };
}

// attack: 58
refused_bodies! {
    a_body_with_a_member_twice: |token| format!(r#"{{"token":"{token}","token":"{token}"}}"#);
    a_body_with_an_unknown_member: |token| json!({ "token": token, "sub": "x" }).to_string();
    a_body_without_the_member: |_| "{}".to_owned();
    a_body_with_a_number: |_| json!({ "token": 1 }).to_string();
    a_body_that_is_cut_off: |token| format!(r#"{{"token":"{token}""#);
    a_body_with_more_behind_it: |token| format!(r#"{{"token":"{token}"}}{{}}"#);
    a_body_of_17_kilobytes: |token| format!(r#"{{"token":"{token}"{}}}"#, " ".repeat(17 * 1024));
    a_body_that_is_deep: |_| format!(r#"{{"token":{}"#, "[".repeat(10_000));
    an_empty_body: |_| String::new();
}

// attack: 58
#[tokio::test]
async fn hints_that_are_no_nonces() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    for hint in ["", "x", "a b; c=d", &"A".repeat(44), "\u{0}"] {
        let body = json!({ "nonce": hint }).to_string();
        let answer: Answer = browser.call("/crosspass/begin", &body).await;
        answer.refused_at_domain(400, "invalid_request");
        assert!(answer.text.contains("nonce"), "{}", answer.text);
    }
    assert!(browser.cookies.is_empty());
}
