//! The endpoint for proxies, without a session and without an issuer: whom it believes, and what it answers.

use std::net::IpAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::LOCATION;
use axum::http::{Request, Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use super::{GateOptions, Peer, QUESTIONS};
use crate::{Calls, Crosspass, Options, StartError};

mod paths;

const PROXY: &str = "127.0.0.1";
/// Whose pages may call the first of the gate's origins.
const CALLER: &str = "https://pages.example.com";

/// What a proxy sends for a person who opens `/orders?page=2`.
const NAVIGATION: [(&str, &str); 6] = [
    ("x-forwarded-host", "app.example.com"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-uri", "/orders?page=2"),
    ("x-forwarded-method", "GET"),
    ("accept", "text/html"),
    ("host", "127.0.0.1:9100"),
];

fn gate(options: GateOptions) -> (Router, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let origins = ["https://app.example.com", "https://shop.example.org:8443"];
    let options_of_it = Options::new(
        "https://auth.example.com",
        origins,
        folder.path().join("crosspass.key"),
    );
    let options_of_it = options_of_it.calls_to(origins[0], Calls::from([CALLER]));
    let gate = Crosspass::open(options_of_it).unwrap().gate(options);
    (gate, folder)
}

/// Whether nothing but the path is looked at, and the backend answers preflights by itself.
fn is_of_path(path: &str) -> bool {
    ["/crosspass/auth/path", "/crosspass/auth/status/path"].contains(&path)
}

async fn ask(path: &str, peer: Option<&str>, headers: &[(&str, &str)]) -> Response<Body> {
    ask_of(GateOptions::default(), path, peer, headers).await
}

async fn ask_of(
    options: GateOptions,
    path: &str,
    peer: Option<&str>,
    headers: &[(&str, &str)],
) -> Response<Body> {
    let (gate, _folder) = gate(options);
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    if let Some(peer) = peer {
        let peer: IpAddr = peer.parse().unwrap();
        request.extensions_mut().insert(Peer(peer));
    }
    gate.oneshot(request).await.unwrap()
}

/// The usual headers with one of them changed, or left out.
fn with(name: &'static str, value: Option<&'static str>) -> Vec<(&'static str, &'static str)> {
    let others = NAVIGATION.into_iter().filter(|(other, _)| *other != name);
    others.chain(value.map(|value| (name, value))).collect()
}

async fn code(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    let body = to_bytes(response.into_body(), 4096).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    (status, body["error"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_person_is_led_to_the_domains_own_begin() {
    let answer = ask("/crosspass/auth", Some(PROXY), &NAVIGATION).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        answer.headers()[LOCATION],
        "https://app.example.com/crosspass/begin?return_to=%2Forders%3Fpage%3D2"
    );
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_program_is_told_in_json() {
    for headers in [
        with("accept", Some("application/json")),
        with("x-forwarded-method", Some("POST")),
    ] {
        let answer = ask("/crosspass/auth", Some(PROXY), &headers).await;
        let told = code(answer).await;
        assert_eq!(told, (StatusCode::UNAUTHORIZED, "login_required".to_owned()));
    }
}

#[tokio::test]
async fn visitors_get_no_name_where_they_are_welcome() {
    for (path, welcome) in [
        ("/crosspass/auth/optional", true),
        ("/crosspass/auth/status/optional", true),
        ("/crosspass/auth/status", false),
        // A query is the visitor's own, and opens nothing.
        ("/crosspass/auth/status?optional", false),
        ("/crosspass/auth?optional", false),
    ] {
        let mut headers = NAVIGATION.to_vec();
        headers.push(("crosspass-subject", "ada"));
        let answer = ask(path, Some(PROXY), &headers).await;
        assert_eq!(answer.status() == StatusCode::OK, welcome, "{path}");
        let named = answer
            .headers()
            .keys()
            .any(|name| name.as_str().starts_with("crosspass"));
        assert!(!named, "{path}: {answer:?}");
    }
}

// attack: 44, 81
#[tokio::test]
async fn a_listed_pages_preflight_is_answered_and_never_let_through() {
    for (path, _) in QUESTIONS {
        for (host, origin, is_listed) in [
            ("app.example.com", CALLER, true),
            ("app.example.com", "https://pages.example.com.evil.test", false),
            ("shop.example.org:8443", CALLER, false),
        ] {
            let mut headers = with("x-forwarded-host", Some(host));
            headers.retain(|(name, _)| *name != "x-forwarded-method");
            headers.extend([
                ("x-forwarded-method", "OPTIONS"),
                ("origin", origin),
                ("access-control-request-method", "PUT"),
            ]);
            let answer = ask(path, Some(PROXY), &headers).await;
            let allowed = answer.headers().contains_key("access-control-allow-origin");
            let at = format!("{path} of {host} from {origin}: {answer:?}");
            let is_told = path == "/crosspass/auth/refusal";
            assert_eq!(allowed, is_listed && is_told, "{at}");
            assert_eq!(answer.status() == StatusCode::NO_CONTENT, allowed, "{at}");
            let goes_on = path.ends_with("/optional") && !is_listed || is_of_path(path);
            assert_eq!(answer.status() == StatusCode::OK, goes_on, "{at}");
        }
    }
}

#[tokio::test]
async fn nginx_gets_the_two_statuses_that_it_knows() {
    let answer = ask("/crosspass/auth/status", Some(PROXY), &NAVIGATION).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    for headers in [
        with("x-forwarded-host", Some("other.example.com")),
        with("x-forwarded-uri", None),
    ] {
        let answer = ask("/crosspass/auth/status", Some(PROXY), &headers).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    }
}

// attack: 59
#[tokio::test]
async fn what_comes_from_no_proxy_is_refused() {
    for peer in [None, Some("192.0.2.1"), Some("::2"), Some("::ffff:192.0.2.1")] {
        for (path, _) in QUESTIONS {
            let answer = ask(path, peer, &NAVIGATION).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} from {peer:?}");
        }
    }
    // Neither does a header make a proxy of anybody.
    let mut headers = NAVIGATION.to_vec();
    headers.extend([
        ("x-forwarded-for", PROXY),
        ("x-real-ip", PROXY),
        ("forwarded", "for=127.0.0.1"),
    ]);
    let answer = ask("/crosspass/auth", Some("192.0.2.1"), &headers).await;
    assert_eq!(
        code(answer).await,
        (StatusCode::FORBIDDEN, "access_denied".to_owned())
    );
}

#[tokio::test]
async fn proxies_are_named_by_address_and_by_network() {
    let options = || GateOptions::default().with_proxies(["192.0.2.0/24", "2001:db8::7"]);
    for (peer, believed) in [
        ("192.0.2.200", true),
        ("::ffff:192.0.2.200", true),
        ("2001:db8::7", true),
        ("2001:db8::8", false),
        ("192.0.3.1", false),
        (PROXY, false),
    ] {
        let answer = ask_of(options().unwrap(), "/crosspass/auth", Some(peer), &NAVIGATION).await;
        assert_eq!(answer.status() == StatusCode::SEE_OTHER, believed, "{peer}");
    }
    for wrong in ["", "proxy.example.com", "10.0.0.0/33", "10.0.0.1:80"] {
        let error = GateOptions::default().with_proxies([wrong]).unwrap_err();
        assert!(
            matches!(&error, StartError::Proxy(named) if named == wrong),
            "{error}"
        );
    }
}

// attack: 59
#[tokio::test]
async fn a_proxy_that_says_too_little_or_too_much_is_refused() {
    let names = [
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-uri",
        "x-forwarded-method",
    ];
    for name in names {
        let mut twice = NAVIGATION.to_vec();
        twice.extend(NAVIGATION.iter().filter(|(other, _)| *other == name));
        for headers in [with(name, None), twice] {
            let answer = ask("/crosspass/auth", Some(PROXY), &headers).await;
            let told = code(answer).await;
            assert_eq!(
                told,
                (StatusCode::BAD_REQUEST, "invalid_request".to_owned()),
                "{name}"
            );
        }
    }
    for (name, value) in [
        ("x-forwarded-proto", "https, https"),
        ("x-forwarded-proto", "HTTPS"),
        ("x-forwarded-uri", "https://app.example.com/orders"),
        ("x-forwarded-uri", "*"),
        ("x-forwarded-uri", ""),
        ("x-forwarded-method", "GET, GET"),
        ("x-forwarded-method", ""),
    ] {
        let answer = ask("/crosspass/auth", Some(PROXY), &with(name, Some(value))).await;
        let told = code(answer).await;
        assert_eq!(
            told,
            (StatusCode::BAD_REQUEST, "invalid_request".to_owned()),
            "{name}: {value}"
        );
    }
}

// attack: 59
#[tokio::test]
async fn only_exact_origins_are_known() {
    for (name, value) in [
        ("x-forwarded-host", "other.example.com"),
        ("x-forwarded-host", "app.example.com, app.example.com"),
        ("x-forwarded-host", "app.example.com.evil.example"),
        ("x-forwarded-host", "app.example.com."),
        ("x-forwarded-host", "app.example.com:8443"),
        ("x-forwarded-host", "shop.example.org"),
        ("x-forwarded-host", "ada@app.example.com"),
        ("x-forwarded-proto", "http"),
    ] {
        let answer = ask("/crosspass/auth", Some(PROXY), &with(name, Some(value))).await;
        let told = code(answer).await;
        assert_eq!(
            told,
            (StatusCode::MISDIRECTED_REQUEST, "unknown_domain".to_owned()),
            "{value}"
        );
    }
    let answer = ask(
        "/crosspass/auth",
        Some(PROXY),
        &with("x-forwarded-host", Some("Shop.Example.org:8443")),
    )
    .await;
    let begin = "https://shop.example.org:8443/crosspass/begin?return_to=%2Forders%3Fpage%3D2";
    assert_eq!(answer.headers()[LOCATION], begin);
}
