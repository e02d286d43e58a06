//! The session cookie: its attributes, and values that sign nobody in (48, 49, 50).

use axum::http::Method;
use crosspass_backend::Options;
use serde_json::json;

use crate::support::{ACME, Answer, Browser, GLOBEX, Receiver, STATIC, World, backend};

/// A browser with that value in the session cookie: anonymous, never an error, and the cookie goes.
async fn anonymous(value: &str) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    with_value(&mut browser, value).await;
}

async fn with_value(browser: &mut Browser, value: &str) {
    let (name, _) = browser.session_cookie();
    browser.cookies.insert(name.clone(), value.to_owned());
    assert!(browser.session().await.is_null());
    assert!(browser.session_cookie().1.is_none(), "it stays");
    browser.cookies.insert(name, value.to_owned());
    assert_eq!(browser.visit("/account").await.status, 303);
    assert_eq!(browser.name().await, "nobody");
}

// attack: 50
#[tokio::test]
async fn garbage() {
    anonymous("garbage").await;
}

// attack: 50
#[tokio::test]
async fn of_4097_bytes() {
    anonymous(&"A".repeat(4097)).await;
}

// attack: 50
#[tokio::test]
async fn of_8_kilobytes_and_a_byte() {
    anonymous(&"A".repeat(8193)).await;
}

// attack: 50
#[tokio::test]
async fn of_dots() {
    anonymous("..").await;
}

// attack: 50
#[tokio::test]
async fn truncated() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let token = browser.token();
    with_value(&mut browser, &token[..token.len() - 1]).await;
}

// attack: 17
#[tokio::test]
async fn forged() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let forge = world.forge(&browser.token()).await.claim("sub", "root");
    with_value(&mut browser, &forge.sign_with(&[1; 64])).await;
    let forge = world.forge(&forge.sign()).await.header("alg", "none");
    with_value(&mut browser, &forge.sign_with(&[])).await;
}

// attack: 9, 82
#[tokio::test]
async fn of_another_domain_of_this_backend() {
    let world = World::new().await;
    let backend = world.backend();
    let mut globex = backend.browser(GLOBEX);
    world.enter(&mut globex, "ada").await;
    with_value(&mut backend.browser(ACME), &globex.token()).await;
    assert_eq!(globex.name().await, "Ada Lovelace");
}

/// The token of a page's own key is no cookie: it comes with proofs, or not at all.
// attack: 82
#[tokio::test]
async fn of_a_key_that_is_not_the_backends() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let token = world.token("ada", ACME, receiver.nonce(), receiver.jkt()).await;
    with_value(&mut world.backend().browser(ACME), &token).await;
}

// attack: 9, 82
#[tokio::test]
async fn of_a_domain_without_a_backend() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let token = world.token("ada", STATIC, receiver.nonce(), receiver.jkt()).await;
    with_value(&mut world.backend().browser(ACME), &token).await;
}

// attack: 82
#[tokio::test]
async fn a_permit_or_a_ticket() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let (nonce, jkt) = browser.begin().await;
    let (cookie, brought) = world.popup("ada", ACME, &nonce, &jkt).await;
    with_value(&mut browser, brought["permit"].as_str().unwrap()).await;
    let landing = world.to_landing(&mut browser, &cookie).await;
    let ticket = landing.split_once("ticket=").unwrap().1.to_owned();
    with_value(&mut browser, &ticket).await;
}

// attack: 48
#[tokio::test]
async fn two_of_the_name() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let (name, token) = (browser.session_cookie().0, browser.token());
    for line in [
        format!("{name}={token}; {name}=x"),
        format!("{name}={token}; {name}={token}"),
    ] {
        let headers = [("host", browser.host()), ("cookie", line.as_str())];
        for path in ["/", "/account", "/crosspass/session"] {
            browser
                .raw(Method::GET, path, &headers, "")
                .await
                .refused_at_domain(400, "invalid_request");
        }
    }
    let (nonce, jkt) = browser.begin().await;
    let fresh = world.token("bob", ACME, &nonce, &jkt).await;
    let line = format!("{}; {name}=x", browser.cookie_header());
    let headers = [
        ("host", browser.host()),
        ("cookie", &line),
        ("origin", ACME),
        ("content-type", "application/json"),
    ];
    let body = json!({ "token": fresh }).to_string();
    let answer = browser
        .raw(Method::POST, "/crosspass/session", &headers, &body)
        .await;
    answer.refused_at_domain(400, "invalid_request");
}

/// In two headers, as HTTP/2 has them.
// attack: 48
#[tokio::test]
async fn two_of_the_name_in_two_headers() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let own = browser.cookie_header();
    let headers = [
        ("host", browser.host()),
        ("cookie", own.as_str()),
        ("cookie", own.as_str()),
    ];
    browser
        .raw(Method::GET, "/", &headers, "")
        .await
        .refused_at_domain(400, "invalid_request");
}

/// Names that look like ours, or that a server which trims and decodes would take for ours.
// attack: 48
#[tokio::test]
async fn of_other_names() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let (name, token) = (browser.session_cookie().0, browser.token());
    for other in [
        name.to_uppercase(),
        format!("{name} "),
        format!("\u{2000}{name}"),
        format!("\u{a0}{name}"),
        format!("__Host-{name}"),
        "crosspass".to_owned(),
        "crosspass_9002".to_owned(),
        format!("%63{}", &name[1..]),
        format!("$Version=1; ${name}"),
        format!("\"{name}\""),
    ] {
        let line = format!("{other}={token}");
        let headers = [("host", browser.host()), ("cookie", line.as_str())];
        let answer = browser.raw(Method::GET, "/", &headers, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (200, "nobody"),
            "{other}"
        );
    }
}

// attack: 49
#[tokio::test]
async fn set_beforehand_is_not_taken_over() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut victim, mut attacker) = (backend.browser(ACME), backend.browser(ACME));
    world.enter(&mut attacker, "bob").await;
    let (name, token) = (attacker.session_cookie().0, attacker.token());
    // By popup it is refused, for the other user that is there.
    victim.cookies.insert(name.clone(), token.clone());
    let (nonce, jkt) = victim.begin().await;
    let own = world.token("ada", ACME, &nonce, &jkt).await;
    victim.take(&own).await.refused_at_domain(409, "account_mismatch");
    // A user who signs in again gets another session than the attacker knows.
    world.enter(&mut victim, "bob").await;
    assert_ne!(victim.token(), token);
}

#[tokio::test]
async fn on_loopback_it_goes_without_prefix() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let (nonce, jkt) = browser.begin().await;
    let token = world.token("ada", ACME, &nonce, &jkt).await;
    let answer = browser.take(&token).await;
    let lines: Vec<_> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap())
        .collect();
    let session = lines
        .iter()
        .find(|line| line.starts_with("crosspass_9001=ey"))
        .unwrap();
    assert!(
        session.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"),
        "{session}"
    );
    for line in lines {
        assert!(
            line.contains("; HttpOnly; SameSite=Lax") && !line.contains("Domain"),
            "{line}"
        );
    }
}

/// Every cookie that a backend on https sets, whatever it says.
// attack: 48
#[tokio::test]
async fn on_https_each_has_prefix_and_attributes() {
    let folder = tempfile::tempdir().unwrap();
    for (origin, name) in [
        ("https://app.example.com", "__Host-crosspass"),
        ("https://app.example.com:8443", "__Host-crosspass_8443"),
    ] {
        let options = Options::new("https://auth.example.com", [origin], folder.path().join("key"));
        let mut browser = backend(options).browser(origin);
        let begun = browser.call("/crosspass/begin", "{}").await;
        let away = browser.visit("/crosspass/begin").await;
        let ended = browser.call("/crosspass/end", "").await;
        assert_eq!(ended.status, 204);
        assert!(ended.cookies().contains(&(name.to_owned(), String::new())));
        for answer in [begun, away, ended] {
            let lines = answer.headers.get_all("set-cookie").iter();
            let lines: Vec<_> = lines.map(|line| line.to_str().unwrap()).collect();
            assert!(!lines.is_empty());
            for line in lines {
                let has = |attribute| line.split("; ").any(|part| part == attribute);
                assert!(line.starts_with("__Host-crosspass"), "{line}");
                assert!(["Secure", "HttpOnly", "Path=/"].into_iter().all(has), "{line}");
                // What takes a cookie of another scope away has that one's.
                assert!(has("SameSite=Lax") || has("Max-Age=0"), "{line}");
                assert!(!line.contains("Domain"), "{line}");
            }
        }
        // The bare name, as a sibling on plain http could set it, is not read: it is not even looked at.
        browser.cookies.insert("crosspass".to_owned(), "x".to_owned());
        assert_eq!(browser.name().await, "nobody");
        assert!(browser.cookies.contains_key("crosspass"));
    }
}

/// Of an answer that sets or deletes a cookie of ours.
#[track_caller]
fn is_kept_by_no_cache(answer: &Answer) {
    assert_eq!(answer.cookies().len(), 1, "{:?}", answer.headers);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    for name in [
        "expires",
        "surrogate-control",
        "cdn-cache-control",
        "vercel-cdn-cache-control",
    ] {
        assert_eq!(answer.header(name), "", "{name}");
    }
}

/// An answer that carries a session is for one browser, whatever the application says of it.
// attack: 46, 102
#[tokio::test]
async fn an_answer_that_renews_is_kept_by_no_cache() {
    for path in ["/", "/unchanged"] {
        let world = World::new().await;
        let mut browser = world.backend().browser(ACME);
        world.enter(&mut browser, "ada").await;
        let before = browser.visit(path).await;
        assert_eq!(before.header("cache-control"), "public, max-age=60");
        assert_eq!(before.header("cdn-cache-control"), "max-age=60");
        world.clock.step(400);
        is_kept_by_no_cache(&browser.visit(path).await);
    }
}

// attack: 102
#[tokio::test]
async fn an_answer_that_takes_the_session_away_is_kept_by_no_cache() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    world.leave("ada", "acme").await;
    world.clock.step(400);
    let ended = browser.visit("/unchanged").await;
    assert!(browser.token().is_empty());
    is_kept_by_no_cache(&ended);
}
