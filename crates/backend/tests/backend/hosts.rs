//! Which origin a request is for (59), and spellings of paths (54).

use axum::http::Method;

use crate::support::{ACME, GLOBEX, World};

const HOST: &str = "acme.localhost:9001";

#[tokio::test]
async fn in_any_case() {
    let world = World::new().await;
    let browser = world.backend().browser(ACME);
    for host in [HOST, "ACME.localhost:9001"] {
        let answer = browser
            .raw(Method::GET, "/crosspass/session", &[("host", host)], "")
            .await;
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[tokio::test]
async fn with_and_without_the_default_port() {
    let folder = tempfile::tempdir().unwrap();
    let origin = "https://app.example.com";
    let options =
        crosspass_backend::Options::new("https://auth.example.com", [origin], folder.path().join("key"));
    let browser = crate::support::backend(options).browser(origin);
    for (host, status) in [
        ("app.example.com", 200),
        ("app.example.com:443", 200),
        ("app.example.com:80", 421),
        ("app.example.com:443:443", 421),
        ("app.example.com.", 421),
    ] {
        let answer = browser
            .raw(Method::GET, "/crosspass/session", &[("host", host)], "")
            .await;
        assert_eq!(answer.status, status, "{host}");
    }
}

// attack: 59
#[tokio::test]
async fn unknown() {
    let world = World::new().await;
    let browser = world.backend().browser(ACME);
    for host in [
        "evil.example",
        "acme.localhost",
        "acme.localhost:9002",
        "acme.localhost:80",
        "acme.localhost:9001:80",
        "acme.localhost:9001.evil.example",
        "evil.example@acme.localhost:9001",
        "acme.localhost:9001/",
        "acme.localhost.:9001",
        "",
    ] {
        for path in ["/", "/account", "/crosspass/session", "/crosspass/begin"] {
            let answer = browser.raw(Method::GET, path, &[("host", host)], "").await;
            answer.refused_at_domain(421, "unknown_domain");
            assert_eq!(answer.location(), "", "{host}");
        }
        // The way off the ticket's address leads to no other host.
        let landing = "/crosspass/session?ticket=x";
        let answer = browser.raw(Method::GET, landing, &[("host", host)], "").await;
        assert_eq!(answer.location(), "/crosspass/refused?code=unknown_domain");
        answer.signs_nobody_in();
        for path in [
            "/crosspass/begin",
            "/crosspass/end",
            "/crosspass/session",
            "/crosspass/answer",
        ] {
            let headers = [
                ("host", host),
                ("origin", ACME),
                ("content-type", "application/json"),
            ];
            let answer = browser.raw(Method::POST, path, &headers, "{}").await;
            answer.refused_at_domain(421, "unknown_domain");
        }
    }
}

// attack: 59
#[tokio::test]
async fn two_or_none() {
    let world = World::new().await;
    let browser = world.backend().browser(ACME);
    let two = [("host", HOST), ("host", "globex.localhost:9002")];
    let same = [("host", HOST), ("host", HOST)];
    for headers in [&two[..], &same[..], &[]] {
        for path in ["/", "/crosspass/session", "/crosspass/begin"] {
            let answer = browser.raw(Method::GET, path, headers, "").await;
            answer.refused_at_domain(400, "invalid_request");
        }
    }
}

/// A whole address in the request line, as HTTP/2 has it, and not two different ones.
// attack: 59
#[tokio::test]
async fn in_the_request_line() {
    let world = World::new().await;
    let browser = world.backend().browser(ACME);
    let address = format!("{ACME}/crosspass/session");
    assert_eq!(browser.raw(Method::GET, &address, &[], "").await.status, 200);
    assert_eq!(
        browser
            .raw(Method::GET, &address, &[("host", HOST)], "")
            .await
            .status,
        200
    );
    let other = [("host", "globex.localhost:9002")];
    browser
        .raw(Method::GET, &address, &other, "")
        .await
        .refused_at_domain(400, "invalid_request");
    let unknown = browser
        .raw(Method::GET, "http://evil.example/crosspass/session", &[], "")
        .await;
    unknown.refused_at_domain(421, "unknown_domain");
}

/// Forwarded headers say nothing here: nothing is asked of them, whatever their spelling.
// attack: 59
#[tokio::test]
async fn forwarded_headers_are_not_read() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    for name in [
        "x-forwarded-host",
        "forwarded",
        "x-host",
        "x-original-host",
        "x_forwarded_host",
    ] {
        let answer = browser
            .send(
                Method::GET,
                "/crosspass/begin",
                &[(name, "globex.localhost:9002")],
                "",
            )
            .await;
        let wanted = "return_to=http%3A%2F%2Facme%2Elocalhost%3A9001%2F&";
        assert!(
            answer.location().contains(wanted),
            "{name}: {}",
            answer.location()
        );
        world.clock.step(61);
    }
    let proto = browser
        .send(
            Method::GET,
            "/",
            &[("x-forwarded-proto", "https"), ("x-forwarded-user", "root")],
            "",
        )
        .await;
    assert_eq!(proto.text, "Ada Lovelace");
}

/// A page of one domain calls another one of the same backend: neither host nor `Origin` make it its own.
// attack: 81
#[tokio::test]
async fn a_page_of_another_domain_of_this_backend() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let headers = [
        ("origin", GLOBEX),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-mode", "cors"),
    ];
    let read = browser
        .send(Method::GET, "/crosspass/session", &headers, "")
        .await;
    assert_eq!(read.header("access-control-allow-origin"), "");
    assert_eq!(read.header("cross-origin-resource-policy"), "same-origin");
    let written = browser.send(Method::POST, "/account", &headers, "").await;
    written.refused_at_domain(400, "invalid_request");
}

// attack: 54
#[tokio::test]
async fn other_spellings_of_a_path() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    for path in [
        "//crosspass/session",
        "/crosspass//session",
        "/Crosspass/session",
        "/crosspass/Session",
        "/crosspass/session/",
        "/crosspass/%73ession",
        "/crosspass%2fsession",
        "/crosspass/./session",
        "/x/../crosspass/session",
        "/crosspass/session;x",
        "/crosspass/",
        "/crosspass",
        "/crosspass/notice.html",
        "/crosspass/..%2f..%2fCargo.toml",
    ] {
        let answer = browser.send(Method::GET, path, &[], "").await;
        assert_eq!(answer.status, 404, "{path}");
        let answer = browser.call(path, "{}").await;
        assert!(
            [404, 405].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.status
        );
        answer.signs_nobody_in();
    }
    assert_eq!(browser.name().await, "Ada Lovelace");
}
