//! Failures become bodies: JSON for calls, a page for people.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use crosspass_protocol::{Code, Timestamp};

use super::Failure;
use crate::pages::{ErrorPage, Pages, Theme};

/// The member that tells the issuer's time, in seconds since 1970.
pub(crate) const NOW: &str = "now";

/// For whom a failure is.
pub(crate) enum Reader {
    /// A person: a page of this look.
    Person(Theme),
    /// A receiver, which is told the time: its proofs are judged by it.
    Receiver(Timestamp),
    /// Another program.
    Program,
}

/// Gives a failed response its body: a page, or JSON. Responses of the framework itself (404, 405) get one too.
pub(crate) fn render(response: Response, reader: Reader, reference: &str, pages: &Pages) -> Response {
    let status = response.status();
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        None if status.is_client_error() || status.is_server_error() => unnamed(status),
        None => return response,
    };
    let page = |theme| {
        let page = pages.error(&ErrorPage {
            code: failure.code,
            message: &failure.message,
            reference,
            status: status.as_u16(),
            about: &failure.about,
            theme,
        });
        page.inspect_err(|error| tracing::error!(cause = %error, "no error page"))
            .ok()
    };
    let (page, now) = match reader {
        Reader::Person(theme) => (page(theme), None),
        Reader::Receiver(now) => (None, Some(now)),
        Reader::Program => (None, None),
    };
    let (kind, body) = match page {
        Some(page) => ("text/html; charset=utf-8", page),
        None => ("application/json", json(&failure, reference, now)),
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    Response::from_parts(parts, Body::from(body))
}

fn json(failure: &Failure, reference: &str, now: Option<Timestamp>) -> String {
    let mut body = serde_json::json!({
        "error": failure.code.as_str(),
        "message": failure.message,
        "reference": reference,
    });
    if let Some(seconds) = failure.retry_seconds() {
        body["retry_after"] = seconds.into();
    }
    if let Some(now) = now {
        body[NOW] = now.seconds().into();
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
