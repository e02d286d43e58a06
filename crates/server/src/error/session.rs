//! Refusals of `GET /api/session`.

use std::time::Duration;

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::{BodyError, Failure, Fault};

/// Why a page is told nothing.
#[derive(Debug)]
pub(crate) enum SessionError {
    /// Too many calls.
    Limited(Duration),
    /// Two session cookies.
    Cookie(BodyError),
    /// `Origin` is absent, given twice or none, or `Sec-Fetch-Site` is there and not `same-site`.
    Origin,
    /// No session of this browser was carried to that origin.
    NotCarried,
    /// The server's own fault.
    Fault(Fault),
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        let forbidden = |message| Self::new(StatusCode::FORBIDDEN, Code::InvalidRequest, message);
        match error {
            SessionError::Limited(wait) => Self::limited(wait),
            SessionError::Cookie(error) => error.into(),
            SessionError::Origin => forbidden(
                "Origin: this call is for scripts of pages on the issuer's site, at another origin.",
            ),
            SessionError::NotCarried => {
                forbidden("Origin: this call is for domains that the session was carried to.")
            }
            SessionError::Fault(fault) => fault.into(),
        }
    }
}

impl<T: Into<Fault>> From<T> for SessionError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
