//! Who may call, from where, and what a cache is told: no issuer is asked for that.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::any;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{Calls, CrossSite, Crosspass, Options, Session, StartError};

const OWN: &str = "https://api.example.com";
const PAGE: &str = "https://app.example.com";

struct Api {
    app: Router,
    _home: TempDir,
}

impl Api {
    fn with(callers: &[&str]) -> Self {
        Self::of([OWN], |options| {
            options.calls(Calls::from(callers.iter().copied()))
        })
    }

    fn of<const N: usize>(origins: [&str; N], further: impl FnOnce(Options) -> Options) -> Self {
        let home = tempfile::tempdir().unwrap();
        let options = Options::new("https://auth.example.com", origins, home.path().join("key"));
        let crosspass = Crosspass::open(further(options)).unwrap();
        let answer = async |session: Option<Session>| format!("{}", session.is_some());
        let app = Router::new()
            .route("/orders", any(answer))
            .layer(crosspass.layer());
        Self { app, _home: home }
    }

    async fn ask(&self, method: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap) {
        self.ask_at("api.example.com", method, headers).await
    }

    async fn ask_at(&self, host: &str, method: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap) {
        let mut request = Request::builder()
            .method(method)
            .uri("/orders")
            .header("host", host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answered = self
            .app
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await;
        let (parts, _) = answered.unwrap().into_parts();
        (parts.status, parts.headers)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_listed_page_may_call_with_its_cookies_and_read_the_answer() {
    let api = Api::with(&[PAGE]);
    let (status, headers) = api.ask("GET", &[("origin", PAGE)]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(text(&headers, "access-control-allow-origin"), PAGE);
    assert_eq!(text(&headers, "access-control-allow-credentials"), "true");
}

#[tokio::test]
async fn its_browser_asks_once_in_two_hours() {
    let api = Api::with(&[PAGE]);
    let asked = [
        ("origin", PAGE),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "content-type,dpop"),
    ];
    let (status, headers) = api.ask("OPTIONS", &asked).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(text(&headers, "access-control-allow-origin"), PAGE);
    assert_eq!(
        text(&headers, "access-control-allow-headers"),
        "content-type,dpop"
    );
    assert!(text(&headers, "access-control-allow-methods").contains("PUT"));
    assert_eq!(text(&headers, "access-control-max-age"), "7200");
}

#[tokio::test]
async fn nothing_but_a_preflight_is_answered_in_place_of_the_application() {
    let api = Api::with(&[PAGE]);
    let page = ("origin", PAGE);
    let asks = ("access-control-request-method", "PUT");
    for (method, asked) in [
        ("OPTIONS", &[page][..]),
        ("GET", &[page, asks]),
        ("OPTIONS", &[asks]),
    ] {
        let (status, _) = api.ask(method, asked).await;
        assert_eq!(status, StatusCode::OK, "{method} with {asked:?}");
    }
}

// attack: 44, 81
#[tokio::test]
async fn look_alikes_get_no_cors_headers() {
    let api = Api::with(&[PAGE]);
    for origin in [
        "null",
        "*",
        "http://app.example.com",
        "https://app.example.com:443",
        "https://app.example.com:8443",
        "https://app.example.com/",
        "https://app.example.com.",
        "https://APP.example.com",
        "https://app.example.com.evil.test",
        "https://evil-app.example.com",
        "https://example.com",
        "https://auth.example.com",
        "https://app.example.com https://evil.test",
    ] {
        for method in ["GET", "OPTIONS"] {
            let asked = [("origin", origin), ("access-control-request-method", "PUT")];
            let (_, headers) = api.ask(method, &asked).await;
            let allowed = headers
                .keys()
                .find(|name| name.as_str().starts_with("access-control"));
            assert_eq!(allowed, None, "{method} from {origin}");
        }
    }
}

// attack: 44
#[tokio::test]
async fn two_origins_are_none() {
    let api = Api::with(&[PAGE]);
    let (_, headers) = api.ask("GET", &[("origin", PAGE), ("origin", PAGE)]).await;
    assert_eq!(text(&headers, "access-control-allow-origin"), "");
}

// attack: 81
#[tokio::test]
async fn the_list_is_empty_by_default() {
    let api = Api::with(&[]);
    let (_, headers) = api.ask("GET", &[("origin", PAGE)]).await;
    assert_eq!(text(&headers, "access-control-allow-origin"), "");
}

// attack: 44, 81
#[tokio::test]
async fn one_origins_callers_are_not_anothers() {
    let own = [OWN, "https://api.example.org", "https://api.example.net"];
    let api = Api::of(own, |options| {
        options
            .calls(Calls::from(["https://for-all.example.com"]))
            .calls_to(OWN, Calls::from([PAGE]))
            .calls_to("https://api.example.org", Calls::default())
    });
    let cookie = ("cookie", "__Host-crosspass=whatever");
    for (host, origin, is_listed) in [
        ("api.example.com", PAGE, true),
        ("api.example.org", PAGE, false),
        ("api.example.net", PAGE, false),
        ("api.example.com", "https://for-all.example.com", false),
        ("api.example.org", "https://for-all.example.com", false),
        ("api.example.net", "https://for-all.example.com", true),
        ("other.example.com", PAGE, false),
    ] {
        let asked = [("origin", origin), ("access-control-request-method", "PUT")];
        let (_, headers) = api.ask_at(host, "OPTIONS", &asked).await;
        let allowed = text(&headers, "access-control-allow-origin") == origin;
        assert_eq!(allowed, is_listed, "{host} from {origin}");
        let (status, _) = api.ask_at(host, "POST", &[cookie, ("origin", origin)]).await;
        assert_eq!(status == StatusCode::OK, is_listed, "{host} from {origin}");
    }
}

// attack: 46
#[tokio::test]
async fn a_cache_is_told_that_answers_differ() {
    let api = Api::with(&[PAGE]);
    for asked in [&[][..], &[("origin", PAGE)], &[("origin", "https://evil.test")]] {
        let (_, headers) = api.ask("GET", asked).await;
        assert!(text(&headers, "vary").contains("Origin"), "{asked:?}");
    }
}

// attack: 47, 81
#[tokio::test]
async fn with_a_cookie_only_own_and_listed_pages_change_anything() {
    let api = Api::with(&[PAGE]);
    let cookie = ("cookie", "__Host-crosspass=whatever");
    for origin in [
        "",
        "null",
        "https://evil.test",
        "https://sibling.example.com",
        "https://auth.example.com",
    ] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "BREW"] {
            let mut asked = vec![cookie];
            asked.extend((!origin.is_empty()).then_some(("origin", origin)));
            let (status, _) = api.ask(method, &asked).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{method} from {origin:?}");
        }
        let (status, _) = api.ask("POST", &[]).await;
        assert_eq!(
            status,
            StatusCode::OK,
            "without a cookie it is the application's own affair"
        );
    }
    for origin in [OWN, PAGE] {
        let (status, _) = api.ask("POST", &[cookie, ("origin", origin)]).await;
        assert_eq!(status, StatusCode::OK, "from {origin}");
    }
}

// attack: 47, 81
#[tokio::test]
async fn with_a_cookie_only_own_and_listed_pages_open_a_websocket() {
    let api = Api::with(&[PAGE]);
    let cookie = ("cookie", "__Host-crosspass=whatever");
    let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    for origin in ["null", "https://evil.test", "https://sibling.example.com"] {
        let (status, _) = api.ask("GET", &[cookie, key, ("origin", origin)]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "from {origin}");
    }
    for origin in [OWN, PAGE] {
        let (status, _) = api.ask("GET", &[cookie, key, ("origin", origin)]).await;
        assert_eq!(status, StatusCode::OK, "from {origin}");
    }
}

// attack: 45
#[test]
fn what_stands_for_many_refuses_to_start() {
    let home = tempfile::tempdir().unwrap();
    let options = Options::new("https://auth.example.com", [OWN], home.path().join("key"));
    for caller in [
        "*",
        "https://*.example.com",
        "null",
        "https://app.example.com/",
        "app.example.com",
    ] {
        let refused = Crosspass::open(options.clone().calls(Calls::from([caller]))).unwrap_err();
        assert!(
            matches!(refused, StartError::Caller { .. }),
            "{caller}: {refused}"
        );
        assert!(refused.to_string().starts_with("callers: "), "{refused}");
    }
    let refused = Crosspass::open(options.clone().calls(Calls::from(["http://localhost:3000"]))).unwrap_err();
    assert!(matches!(refused, StartError::Mixed(_)), "{refused}");
    let elsewhere = options
        .clone()
        .calls_to("https://other.example.com", Calls::from([PAGE]));
    let refused = Crosspass::open(elsewhere).unwrap_err();
    assert!(matches!(refused, StartError::CallsElsewhere(_)), "{refused}");
    let cookies = Calls::default().with_cookies_across_sites(CrossSite::Shared);
    let refused = Crosspass::open(options.clone().calls_to(OWN, cookies.clone())).unwrap_err();
    assert!(matches!(refused, StartError::CookiesForNobody), "{refused}");
    let refused = Crosspass::open(options.clone().calls(cookies)).unwrap_err();
    assert!(matches!(refused, StartError::CookiesForNobody), "{refused}");
    let tokens = Calls::default().with_tokens_at(["/api/"]);
    let refused = Crosspass::open(options.calls(tokens)).unwrap_err();
    assert!(matches!(refused, StartError::PathsForNobody), "{refused}");
}
