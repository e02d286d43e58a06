//! Failures become bodies: JSON for calls, a page for people.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use crosspass_protocol::Code;

use super::Failure;
use crate::pages::{ErrorPage, Look, Pages};

/// Gives a failed response its body: a page of this look, or JSON. Responses of the framework itself
/// (404, 405) get one too.
pub(crate) fn render(response: Response, look: Option<Look>, reference: &str, pages: &Pages) -> Response {
    let status = response.status();
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        None if status.is_client_error() || status.is_server_error() => unnamed(status),
        None => return response,
    };
    let page = look.and_then(|look| {
        let page = pages.error(&ErrorPage {
            code: failure.code,
            message: &failure.message,
            reference,
            status: status.as_u16(),
            about: &failure.about,
            look,
        });
        page.inspect_err(|error| tracing::error!(cause = %error, "no error page"))
            .ok()
    });
    let (kind, body) = match page {
        Some(page) => ("text/html; charset=utf-8", page),
        None => ("application/json", json(&failure, reference)),
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    Response::from_parts(parts, Body::from(body))
}

fn json(failure: &Failure, reference: &str) -> String {
    let mut body = serde_json::json!({
        "error": failure.code.as_str(),
        "message": failure.message,
        "reference": reference,
    });
    if let Some(seconds) = failure.retry_seconds() {
        body["retry_after"] = seconds.into();
    }
    body.to_string()
}

fn unnamed(status: StatusCode) -> Failure {
    let message = match status {
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::METHOD_NOT_ALLOWED => "This address does not take that method.",
        _ => "The request was not understood.",
    };
    Failure::new(status, Code::InvalidRequest, message)
}
