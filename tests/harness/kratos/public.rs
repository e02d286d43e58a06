//! The public API of the stand-in: the browser's sign-in flow, with the page of docs/kratos as its `ui_url`, and whoami.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::answers::{answer, refusal};
use super::people::Flow;
use super::shared::{COOKIE as SESSION, Shared, locked};

/// The cookie that ties a form to a browser.
const CSRF: &str = "csrf_token_stand_in";

const PAGE: &str = include_str!("../../../docs/kratos/login/login.html");
const SCRIPT: &str = include_str!("../../../docs/kratos/login/login.js");

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/self-service/login/browser", get(begin))
        .route("/ui/login", get(page))
        .route("/ui/login.js", get(script))
        .route("/self-service/login/flows", get(flow))
        .route("/self-service/login", post(submit))
        .route("/sessions/whoami", get(whoami))
}

/// Begins the flow; who is signed in already, as well as is asked for, goes straight back.
async fn begin(State(shared): State<Shared>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let return_to = parameter(&query, "return_to").unwrap_or_default();
    let allowed = locked(&shared.allowed).clone();
    if allowed.is_empty() || !return_to.starts_with(&allowed) {
        return refusal(400, Some("self_service_flow_return_to_forbidden"));
    }
    let cookie = cookie(&headers, SESSION);
    let mut people = shared.people();
    let signed_in = people.signed_in(cookie.as_deref(), (shared.now)());
    let wants_second = parameter(&query, "aal").as_deref() == Some("aal2");
    let upgrades = match signed_in {
        Some(_) if wants_second => cookie,
        Some(_) => return redirect(&return_to, None),
        None if wants_second => return refusal(400, Some("session_aal1_required")),
        None => None,
    };
    let (number, csrf) = (people.number(), people.number());
    let id = format!("33333333-3333-4333-8333-{number:012x}");
    let csrf = format!("csrf-{csrf:06}");
    let flow = Flow {
        csrf: csrf.clone(),
        return_to,
        upgrades,
    };
    people.flows.insert(id.clone(), flow);
    let line = format!("{CSRF}={csrf}; Path=/; HttpOnly; SameSite=Lax");
    redirect(&format!("/ui/login?flow={id}"), Some(&line))
}

/// The page that an operator puts there: that of docs/kratos.
async fn page() -> Html<String> {
    // Here Kratos' API is at the root.
    Html(PAGE.replace(r#"content="/kratos""#, r#"content="""#))
}

async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript")], SCRIPT)
}

/// What the form of a flow is made of, for the browser that it is of. Written by hand: of a form's node the SDK's types
/// read nothing at all, because its attributes and their kind both claim `node_type`.
async fn flow(State(shared): State<Shared>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let id = parameter(&query.unwrap_or_default(), "id").unwrap_or_default();
    let people = shared.people();
    let Some(flow) = people.flows.get(&id) else {
        return refusal(404, None);
    };
    if cookie(&headers, CSRF).as_deref() != Some(&flow.csrf) {
        return refusal(403, Some("security_csrf_violation"));
    }
    let fields = if flow.upgrades.is_some() {
        vec![node("totp_code", "text", None, "Code")]
    } else {
        vec![
            node("identifier", "text", None, "E-mail"),
            node("password", "password", None, "Password"),
        ]
    };
    let mut nodes = vec![node("csrf_token", "hidden", Some(&flow.csrf), "")];
    nodes.extend(fields);
    nodes.push(node("method", "submit", Some("password"), "Sign in"));
    let body = json!({
        "id": id, "type": "browser", "state": "choose_method",
        "ui": { "action": format!("/self-service/login?flow={id}"), "method": "POST", "nodes": nodes },
    });
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn node(name: &str, kind: &str, value: Option<&str>, label: &str) -> Value {
    json!({
        "type": "input", "group": "password", "messages": [],
        "meta": { "label": { "id": 1, "type": "info", "text": label } },
        "attributes": {
            "node_type": "input", "name": name, "type": kind, "value": value, "required": true, "disabled": false,
        },
    })
}

/// The form: once, by the browser that the flow is of.
async fn submit(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let id = parameter(&query.unwrap_or_default(), "flow").unwrap_or_default();
    let body = String::from_utf8_lossy(&body).into_owned();
    let mut people = shared.people();
    let Some(flow) = people.flows.get(&id).cloned() else {
        return refusal(404, None);
    };
    let is_theirs = cookie(&headers, CSRF).as_deref() == Some(&flow.csrf);
    if !is_theirs || parameter(&body, "csrf_token").as_deref() != Some(&flow.csrf) {
        return refusal(403, Some("security_csrf_violation"));
    }
    let now = (shared.now)();
    let again = redirect(&format!("/ui/login?flow={id}"), None);
    let set = match &flow.upgrades {
        Some(_) if parameter(&body, "totp_code").as_deref() != Some("123456") => return again,
        Some(session) => {
            people.upgrade(session, now);
            None
        }
        None => {
            let login = parameter(&body, "identifier").unwrap_or_default();
            let password = parameter(&body, "password").unwrap_or_default();
            if !people.password_fits(&login, &password) {
                return again;
            }
            let (value, _) = people.sign_in(&login, now);
            Some(format!(
                "{SESSION}={value}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"
            ))
        }
    };
    people.flows.remove(&id);
    redirect(&flow.return_to, set.as_deref())
}

async fn whoami(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let now = (shared.now)();
    let cookie = cookie(&headers, SESSION);
    let people = shared.people();
    match people.signed_in(cookie.as_deref(), now) {
        None => refusal(401, None),
        Some(session) if people.lacks_second_factor(session) => refusal(403, Some("session_aal2_required")),
        Some(session) => answer(StatusCode::OK, &people.as_model(session, true, now)),
    }
}

fn redirect(to: &str, cookie: Option<&str>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, to.to_owned())]).into_response();
    if let Some(value) = cookie.and_then(|line| line.parse().ok()) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
    response
}

/// A cookie's value. Like Go's servers, the first one of its name.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    values.next()
}

/// A value of a query, or of a form.
fn parameter(text: &str, name: &str) -> Option<String> {
    let value = text
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)?
        .1
        .replace('+', " ");
    Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
}
