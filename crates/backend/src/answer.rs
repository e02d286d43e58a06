//! Answers of the backend's own addresses: JSON with the codes of the protocol, and the headers that all of them have.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Response};
use crosspass_protocol::Code;
use serde_json::json;

use crate::caches::keep_out;
use crate::error::Refusal;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Seconds until a busy issuer is asked again.
const PATIENCE: &str = "5";

/// A refusal as JSON: `{"error": code, "message": …}`.
pub(crate) fn refuse(refusal: Refusal) -> Response {
    if let Refusal::Internal(what) = refusal {
        tracing::error!(what, "a request failed");
    }
    let (status, code) = (status(refusal), refusal.code());
    let body = Json(json!({ "error": code.as_str(), "message": refusal.to_string() }));
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9449, 7.1.
        let challenge = match code {
            Code::LoginRequired => "DPoP algs=\"ES256\"",
            _ => "DPoP error=\"invalid_token\", algs=\"ES256\"",
        };
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    with_patience(response, refusal)
}

/// Says when to try again, where that may help.
pub(crate) fn with_patience(mut response: Response, refusal: Refusal) -> Response {
    if refusal.is_temporary() {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(PATIENCE));
    }
    response
}

/// The same with cookies to set.
pub(crate) fn with_cookies(
    response: impl IntoResponse,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Response {
    let mut response = response.into_response();
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The headers of every answer below `/crosspass/`. No Cross-Origin-Opener-Policy: the receiver page has an opener.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let usual = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
        // `no-referrer` would make the `Origin` of a form null (Fetch, 3.2).
        (REFERRER_POLICY, "strict-origin"),
        (RESOURCE_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in usual {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    keep_out(headers);
    response
}

pub(crate) fn status(refusal: Refusal) -> StatusCode {
    match refusal.code() {
        Code::InvalidRequest => StatusCode::BAD_REQUEST,
        Code::AccessDenied | Code::DomainSuspended => StatusCode::FORBIDDEN,
        Code::UnknownDomain => StatusCode::MISDIRECTED_REQUEST,
        Code::AccountMismatch => StatusCode::CONFLICT,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::TemporarilyUnavailable | Code::Network => StatusCode::SERVICE_UNAVAILABLE,
        Code::LoginRequired
        | Code::InvalidToken
        | Code::TokenExpired
        | Code::TokenUsed
        | Code::NonceMismatch
        | Code::InvalidCredentials => StatusCode::UNAUTHORIZED,
        Code::PopupBlocked
        | Code::RedirectLoop
        | Code::WasmBlocked
        | Code::StorageUnavailable
        | Code::ThirdPartyCookiesBlocked => StatusCode::BAD_REQUEST,
    }
}
