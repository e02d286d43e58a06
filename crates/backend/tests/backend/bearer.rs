//! A page's own calls: a token of this domain and a proof of its key (RFC 9449), without any cookie (89).

use axum::http::Method;
use crosspass_backend::Calls;
use crosspass_issuer::Clock;
use crosspass_protocol::{Seconds, Timestamp};

use crate::support::{ACME, Answer, Browser, GLOBEX, Receiver, World, backend};

struct Page {
    world: World,
    browser: Browser,
    receiver: Receiver,
    token: String,
}

impl Page {
    async fn new() -> Self {
        let world = World::new().await;
        let browser = world.backend().browser(ACME);
        let receiver = Receiver::new();
        let token = world.token("ada", ACME, receiver.nonce(), receiver.jkt()).await;
        Self {
            world,
            browser,
            receiver,
            token,
        }
    }

    fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn proof(&self) -> String {
        self.receiver
            .proof_for("GET", &format!("{ACME}/account"), Some(&self.token), self.now())
    }

    async fn call(&self, proof: &str) -> Answer {
        self.call_with(&[
            ("authorization", &format!("DPoP {}", self.token)),
            ("dpop", proof),
        ])
        .await
    }

    async fn call_with(&self, headers: &[(&str, &str)]) -> Answer {
        let mut all = vec![("host", self.browser.host())];
        all.extend(headers);
        self.browser.raw(Method::GET, "/account", &all, "").await
    }
}

#[tokio::test]
async fn a_token_with_a_proof_is_its_user() {
    let page = Page::new().await;
    let answer = page.call(&page.proof()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (200, "Ada Lovelace")
    );
    assert!(answer.cookies().is_empty());
}

#[tokio::test]
async fn the_query_is_no_part_of_the_address() {
    let page = Page::new().await;
    let authorization = format!("dpop {}", page.token);
    let headers = [
        ("host", page.browser.host()),
        ("authorization", &authorization),
        ("dpop", &page.proof()),
    ];
    let answer = page.browser.raw(Method::GET, "/account?a=b", &headers, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// `GET` by a page of Globex' with its own token, to a backend of Acme's that is told this of its callers.
async fn called(world: &World, calls: Calls, path: &str) -> Answer {
    let options = world.options(&[ACME], "backend.key");
    let browser = backend(options.calls(calls)).browser(ACME);
    let receiver = Receiver::new();
    let token = world.token("ada", GLOBEX, receiver.nonce(), receiver.jkt()).await;
    let proof = receiver.proof_for("GET", &format!("{ACME}{path}"), Some(&token), world.clock.now());
    let authorization = format!("DPoP {token}");
    let headers = [
        ("host", browser.host()),
        ("origin", GLOBEX),
        ("authorization", &authorization),
        ("dpop", &proof),
    ];
    browser.raw(Method::GET, path, &headers, "").await
}

/// A page of a listed caller has a token of its own domain, and proves it for the address that it calls.
// attack: 81, 82
#[tokio::test]
async fn a_token_of_a_listed_callers_own_domain_and_of_no_others() {
    let world = World::new().await;
    let listed = Calls::from([GLOBEX]).with_tokens_at(["/account/"]);
    let answer = called(&world, listed, "/account/domain").await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, GLOBEX));
    let answer = called(&world, Calls::default(), "/account/domain").await;
    answer.refused_at_domain(401, "invalid_token");
}

/// The issuer was asked about the caller's domain, not about this one: without a word of the operator's nothing is open.
// attack: 81, 95
#[tokio::test]
async fn a_callers_token_where_none_is_taken() {
    let world = World::new().await;
    let nowhere = || Calls::from([GLOBEX]);
    for path in ["/account", "/account/domain", "/crosspass/session"] {
        called(&world, nowhere(), path)
            .await
            .refused_at_domain(401, "invalid_token");
    }
    let below = || Calls::from([GLOBEX]).with_tokens_at(["/account/"]);
    for path in ["/account", "/", "/crosspass/session"] {
        called(&world, below(), path)
            .await
            .refused_at_domain(401, "invalid_token");
    }
}

/// The layer lies around the routes of the handoff as well: one proof, looked at once.
#[tokio::test]
async fn the_session_is_told_to_who_proves_it() {
    let page = Page::new().await;
    let url = format!("{ACME}/crosspass/session");
    let proof = page
        .receiver
        .proof_for("GET", &url, Some(&page.token), page.now());
    let authorization = format!("DPoP {}", page.token);
    let headers = [
        ("host", page.browser.host()),
        ("authorization", &authorization),
        ("dpop", &proof),
    ];
    let answer = page
        .browser
        .raw(Method::GET, "/crosspass/session", &headers, "")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["session"]["name"], "Ada Lovelace");
}

// attack: 89
#[tokio::test]
async fn at_the_edges_of_its_window() {
    let page = Page::new().await;
    for offset in [-60, 60] {
        let at = page.now() + Seconds(offset);
        let proof = page
            .receiver
            .proof_for("GET", &format!("{ACME}/account"), Some(&page.token), at);
        assert_eq!(page.call(&proof).await.status, 200, "{offset}");
    }
}

async fn refused(code: &str, make: impl FnOnce(&Page) -> String) {
    let page = Page::new().await;
    let proof = make(&page);
    let answer = page.call(&proof).await;
    answer.refused_at_domain(401, code);
    assert!(answer.header("www-authenticate").starts_with("DPoP "));
    assert_eq!(page.call(&page.proof()).await.status, 200);
}

macro_rules! refused_proofs {
    ($($name:ident: $code:literal, $make:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($code, $make).await;
        })+
    };
}

fn url(path: &str) -> String {
    format!("{ACME}{path}")
}

// attack: 89
refused_proofs! {
    for_another_method: "invalid_token", |p| p.receiver.proof_for("POST", &url("/account"), Some(&p.token), p.now());
    for_another_path: "invalid_token", |p| p.receiver.proof_for("GET", &url("/"), Some(&p.token), p.now());
    for_another_origin: "invalid_token", |p| p.receiver.proof_for("GET", &format!("{GLOBEX}/account"), Some(&p.token), p.now());
    for_the_path_alone: "invalid_token", |p| p.receiver.proof_for("GET", "/account", Some(&p.token), p.now());
    a_second_too_old: "token_expired", |p| p.receiver.proof_for("GET", &url("/account"), Some(&p.token), p.now() - Seconds(61));
    a_second_too_far_ahead: "invalid_token", |p| p.receiver.proof_for("GET", &url("/account"), Some(&p.token), p.now() + Seconds(61));
    for_no_token: "invalid_token", |p| p.receiver.proof_for("GET", &url("/account"), None, p.now());
    for_another_token: "invalid_token", |p| p.receiver.proof_for("GET", &url("/account"), Some("x"), p.now());
    of_another_key: "invalid_token", |p| Receiver::new().proof_for("GET", &url("/account"), Some(&p.token), p.now());
    the_token_itself: "invalid_token", |p| p.token.clone();
    garbage: "invalid_token", |_| "garbage".to_owned();
    empty: "invalid_token", |_| String::new();
}

// attack: 89
#[tokio::test]
async fn a_proof_used_twice() {
    let page = Page::new().await;
    let proof = page.proof();
    assert_eq!(page.call(&proof).await.status, 200);
    page.call(&proof).await.refused_at_domain(401, "token_used");
    page.world.clock.step(60);
    page.call(&proof).await.refused_at_domain(401, "token_used");
}

// attack: 89
#[tokio::test]
async fn no_proof_or_two() {
    let page = Page::new().await;
    let authorization = format!("DPoP {}", page.token);
    page.call_with(&[("authorization", &authorization)])
        .await
        .refused_at_domain(401, "invalid_token");
    let (one, other) = (page.proof(), page.proof());
    let headers = [
        ("authorization", authorization.as_str()),
        ("dpop", &one),
        ("dpop", &other),
    ];
    page.call_with(&headers)
        .await
        .refused_at_domain(401, "invalid_token");
    assert_eq!(page.call(&one).await.status, 200);
}

#[tokio::test]
async fn two_tokens() {
    let page = Page::new().await;
    let authorization = format!("DPoP {}", page.token);
    let proof = page.proof();
    let headers = [
        ("authorization", authorization.as_str()),
        ("authorization", &authorization),
        ("dpop", &proof),
    ];
    page.call_with(&headers)
        .await
        .refused_at_domain(400, "invalid_request");
}

/// A token without its key is worth nothing, and a cookie beside it does not count.
// attack: 82
#[tokio::test]
async fn the_token_as_a_bearer_token() {
    let page = Page::new().await;
    let bearer = format!("Bearer {}", page.token);
    let proof = page.proof();
    page.call_with(&[("authorization", &bearer), ("dpop", &proof)])
        .await
        .refused_at_domain(401, "login_required");
}

#[tokio::test]
async fn a_bad_token_is_not_covered_by_a_good_cookie() {
    let mut page = Page::new().await;
    page.world.enter(&mut page.browser, "ada").await;
    let cookie = page.browser.cookie_header();
    let proof = page.proof();
    let headers = [
        ("authorization", "DPoP garbage"),
        ("dpop", &proof),
        ("cookie", &cookie),
    ];
    page.call_with(&headers)
        .await
        .refused_at_domain(401, "invalid_token");
}

// attack: 9, 82
#[tokio::test]
async fn tokens_that_are_not_for_this_domain_or_none() {
    let page = Page::new().await;
    let receiver = &page.receiver;
    let other = Receiver::new();
    let elsewhere = page.world.token("ada", GLOBEX, other.nonce(), other.jkt()).await;
    let permit = page
        .world
        .popup("bob", ACME, other.nonce(), receiver.jkt())
        .await
        .1["permit"]
        .clone();
    let forge = page.world.forge(&page.token).await;
    let unsigned = forge.sign_with(&[1; 64]);
    let expired = page.world.forge(&page.token).await.shifted(-631).sign();
    for (token, key, code) in [
        (elsewhere.as_str(), &other, "invalid_token"),
        (permit.as_str().unwrap(), receiver, "invalid_token"),
        (&unsigned, receiver, "invalid_token"),
        (&expired, receiver, "token_expired"),
    ] {
        let proof = key.proof_for("GET", &url("/account"), Some(token), page.now());
        let authorization = format!("DPoP {token}");
        let headers = [("authorization", authorization.as_str()), ("dpop", &proof)];
        page.call_with(&headers).await.refused_at_domain(401, code);
    }
}

// attack: 65
#[tokio::test]
async fn a_token_whose_session_has_ended() {
    let mut page = Page::new().await;
    assert_eq!(page.call(&page.proof()).await.status, 200);
    let token = page.token.clone();
    let told = crate::logout::tell(&page.world, &mut page.browser, &token).await;
    assert_eq!(told.status, 200, "{}", told.text);
    page.call(&page.proof())
        .await
        .refused_at_domain(401, "login_required");
}
