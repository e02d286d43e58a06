//! Which paths are refused, closed and open, whatever the session: the protocol's table of spellings.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use super::{GateOptions, NAVIGATION, PROXY, Peer, QUESTIONS, ask, gate, is_of_path, with};

/// The table of paths that is the protocol's.
fn table(of: &str) -> Vec<String> {
    let table = include_str!("../../../../protocol/tests/fixtures/paths.json");
    let table: Value = serde_json::from_str(table).unwrap();
    let texts = |list: &Value| -> Vec<String> { serde_json::from_value(list.clone()).unwrap() };
    let list = &table[of];
    if list.is_array() {
        return texts(list);
    }
    // Each beginning, each spelling and each end once: their products are the protocol's own test.
    let (before, name, after) = (
        texts(&list["before"]),
        texts(&list["name"]),
        texts(&list["after"]),
    );
    let before = before.iter().map(|before| format!("{before}crosspass/x"));
    let name = name.iter().map(|name| format!("/{name}/x"));
    let after = after.iter().map(|after| format!("/crosspass{after}"));
    before.chain(name).chain(after).collect()
}

/// Asks each question about each path of a list: who opens it has no session.
async fn about(list: &str) -> Vec<(String, &'static str, StatusCode)> {
    let (gate, _folder) = gate(GateOptions::default());
    let mut told = Vec::new();
    for spelled in table(list) {
        for (path, _) in QUESTIONS {
            let mut request = Request::get(path);
            for (name, value) in with("x-forwarded-uri", None) {
                request = request.header(name, value);
            }
            // Behind a query everything is allowed.
            let address = format!("{spelled}?next=/crosspass/..;/%2f");
            let mut request = request
                .header("x-forwarded-uri", address)
                .body(Body::empty())
                .unwrap();
            request.extensions_mut().insert(Peer(PROXY.parse().unwrap()));
            let answer = gate.clone().oneshot(request).await.unwrap();
            told.push((spelled.clone(), path, answer.status()));
        }
    }
    told
}

// attack: 99
#[tokio::test]
async fn what_could_be_the_gates_own_is_refused_by_every_question() {
    for list in ["reserved", "resolved"] {
        for (spelled, path, status) in about(list).await {
            let expected = if path.contains("/status") {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::BAD_REQUEST
            };
            assert_eq!(status, expected, "{path} of {spelled}");
        }
    }
}

// attack: 100
#[tokio::test]
async fn a_path_with_two_readings_is_open_to_no_visitor() {
    for (spelled, path, status) in about("several").await {
        let expected = match path {
            "/crosspass/auth/path" | "/crosspass/auth/refusal/path" => StatusCode::BAD_REQUEST,
            "/crosspass/auth/status/path" => StatusCode::FORBIDDEN,
            "/crosspass/auth/status" | "/crosspass/auth/status/optional" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::SEE_OTHER,
        };
        assert_eq!(status, expected, "{path} of {spelled}");
    }
}

#[tokio::test]
async fn a_path_with_one_reading_is_open_where_the_proxy_says_so() {
    for (spelled, path, status) in about("one").await {
        let is_open = path.ends_with("/optional") || is_of_path(path);
        assert_eq!(status == StatusCode::OK, is_open, "{path} of {spelled}: {status}");
    }
}

/// Where nobody is asked about, credentials that are none do not matter either; and nobody gets a name.
#[tokio::test]
async fn who_asks_about_a_path_learns_of_nobody() {
    let mut headers = NAVIGATION.to_vec();
    headers.extend([
        ("authorization", "DPoP e30.e30.e30"),
        ("cookie", "__Host-crosspass=x; __Host-crosspass=y"),
    ]);
    for path in ["/crosspass/auth/path", "/crosspass/auth/status/path"] {
        let answer = ask(path, Some(PROXY), &headers).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let named = answer
            .headers()
            .keys()
            .any(|name| name.as_str().starts_with("crosspass"));
        assert!(
            !named && !answer.headers().contains_key("set-cookie"),
            "{path}: {answer:?}"
        );
    }
}
