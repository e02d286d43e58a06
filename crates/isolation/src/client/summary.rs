//! What of an answer is told.

use std::fmt;

use crosspass_protocol::Code;
use http::StatusCode;

/// Status and code of an answer: all of it that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) status: StatusCode,
    pub(crate) code: Option<Code>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} {code}", self.status.as_u16()),
            None => write!(f, "{}", self.status.as_u16()),
        }
    }
}
