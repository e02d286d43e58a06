//! The gate's answer about somebody who is signed in: who that is, in headers for the backend.

use std::net::{IpAddr, Ipv4Addr};

use axum::Extension;
use axum::http::Method;
use crosspass_backend::{Crosspass, GateOptions, Peer};

use crate::support::{ACME, Browser, World};

#[tokio::test]
async fn who_is_signed_in_is_named_to_the_proxy() {
    let world = World::new().await;
    let crosspass = Crosspass::open(world.options(&[ACME], "gate.key")).unwrap();
    let proxy = Peer(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let gate = crosspass.gate(GateOptions::default()).layer(Extension(proxy));
    let mut browser = Browser::new(gate, ACME);
    world.enter(&mut browser, "ada").await;
    let cookie = browser.cookie_header();
    for path in ["/crosspass/auth", "/crosspass/auth/status"] {
        let headers = [
            ("host", "gate.internal"),
            ("cookie", cookie.as_str()),
            ("cookie", "theme=dark"),
            ("x-forwarded-host", browser.host()),
            ("x-forwarded-proto", "http"),
            ("x-forwarded-uri", "/orders"),
            ("x-forwarded-method", "GET"),
        ];
        let answer = browser.raw(Method::GET, path, &headers, "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let named = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
        assert_eq!(named("crosspass-name"), "Ada%20Lovelace");
        assert_eq!(named("crosspass-domain"), ACME);
        for name in ["crosspass-subject", "crosspass-session", "crosspass-email"] {
            assert!(!named(name).is_empty(), "{name}");
        }
        // What the backend gets of the cookies.
        assert_eq!(named("cookie"), "theme=dark");
    }
}
