//! What of an answer is told.

use std::fmt;

use axum::http::StatusCode;
use crosspass_protocol::Code;

/// Status and code of an answer: all of it that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) code: Option<Code>,
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} {code}", self.status.as_u16()),
            None => write!(f, "{}", self.status.as_u16()),
        }
    }
}
