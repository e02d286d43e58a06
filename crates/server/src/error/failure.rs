//! What every refusal becomes: status, code, text. It travels in the response's extensions until
//! `render` gives it a body with the reference.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use crosspass_protocol::Code;

use crate::pages::About;

/// A refusal, ready to be rendered.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The status.
    pub status: StatusCode,
    /// The stable code.
    pub code: Code,
    /// A sentence for people; free to change.
    pub message: Cow<'static, str>,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// Whom and what a page that tells it is about.
    pub about: Box<About>,
}

impl Failure {
    /// A refusal.
    pub(crate) fn new(status: StatusCode, code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retry_after: None,
            about: Box::default(),
        }
    }

    /// The same, for a page that knows whom and what it is about.
    pub(crate) fn about(mut self, about: About) -> Self {
        *self.about = about;
        self
    }

    /// A request that is at fault: 400 `invalid_request`.
    pub(crate) fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::InvalidRequest, message)
    }

    /// When to try again: whole seconds, rounded up, never earlier than it helps.
    pub(crate) fn retry_seconds(&self) -> Option<u64> {
        let wait = self.retry_after?;
        Some((wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1))
    }

    /// 503 `temporarily_unavailable`.
    pub(crate) fn unavailable(message: &'static str) -> Self {
        Self {
            retry_after: Some(Duration::from_secs(2)),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                Code::TemporarilyUnavailable,
                message,
            )
        }
    }

    /// 429 `rate_limited`.
    pub(crate) fn limited(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                Code::RateLimited,
                "Too many attempts. Try again later.",
            )
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_seconds() {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}
