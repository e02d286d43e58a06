//! The public API of the stand-in: the browser's sign-in flow, with a page of its own as its `ui_url`, and whoami.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use percent_encoding::percent_decode_str;

use super::answers::{json, refusal};
use super::people::Flow;
use super::{COOKIE as SESSION, Shared, locked};

/// The cookie that ties a form to a browser.
const CSRF: &str = "csrf_token_stand_in";

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/self-service/login/browser", get(begin))
        .route("/ui/login", get(form))
        .route("/self-service/login", post(submit))
        .route("/sessions/whoami", get(whoami))
}

/// Begins the flow; who is signed in already, as well as is asked for, goes straight back.
async fn begin(State(shared): State<Shared>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let return_to = parameter(&query, "return_to").unwrap_or_default();
    let allowed = locked(&shared.allowed).clone();
    if allowed.is_empty() || !return_to.starts_with(&allowed) {
        return refusal(400, "self_service_flow_return_to_forbidden");
    }
    let cookie = cookie(&headers, SESSION);
    let mut people = shared.people();
    let signed_in = people.signed_in(cookie.as_deref(), (shared.now)());
    let wants_second = parameter(&query, "aal").as_deref() == Some("aal2");
    let upgrades = match signed_in {
        Some(_) if wants_second => cookie,
        Some(_) => return redirect(&return_to, None),
        None if wants_second => return refusal(400, "session_aal1_required"),
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

/// The page of an operator's own that Kratos sends browsers to.
async fn form(State(shared): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let id = parameter(&query.unwrap_or_default(), "flow").unwrap_or_default();
    let people = shared.people();
    let Some(flow) = people.flows.get(&id) else {
        return refusal(404, "not_found");
    };
    let fields = if flow.upgrades.is_some() {
        r#"<input id="totp_code" name="totp_code">"#
    } else {
        r#"<input id="identifier" name="identifier"><input id="password" name="password" type="password">"#
    };
    Html(format!(
        r#"<!doctype html><html lang="en"><title>Stand-in</title><body data-page="kratos">
           <form method="post" action="/self-service/login?flow={id}">
           <input name="csrf_token" type="hidden" value="{csrf}">{fields}
           <button id="sign-in" name="method" value="password">Sign in</button></form>"#,
        csrf = flow.csrf,
    ))
    .into_response()
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
        return refusal(410, "self_service_flow_expired");
    };
    let is_theirs = cookie(&headers, CSRF).as_deref() == Some(&flow.csrf);
    if !is_theirs || parameter(&body, "csrf_token").as_deref() != Some(&flow.csrf) {
        return refusal(403, "security_csrf_violation");
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
        None => refusal(401, "session_inactive"),
        Some(session) if people.lacks_second_factor(session) => refusal(403, "session_aal2_required"),
        Some(session) => json(StatusCode::OK, &people.as_model(session, true, now)),
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
