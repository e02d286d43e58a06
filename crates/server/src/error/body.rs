//! What is wrong with a call before its content is looked at: who sent it, and in what form.

use std::borrow::Cow;

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::Failure;

/// A call of the page API or the receiver API that is not looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// `Origin` is not the issuer's, absent, or given twice.
    Origin,
    /// `Sec-Fetch-Site` is there and not `same-origin`.
    FetchSite,
    /// Two session cookies: which one is meant?
    AmbiguousCookie,
    /// The body is not declared as plain JSON.
    ContentType,
    /// The body is declared neither as plain JSON nor as a form.
    CallType,
    /// The body is longer than 16 KB.
    TooLarge,
    /// The body is not the object that is expected.
    Malformed(Cow<'static, str>),
    /// A member of the body is not of its form.
    Member {
        /// Its name.
        name: &'static str,
        /// What is wrong.
        wrong: Cow<'static, str>,
    },
}

impl BodyError {
    /// A member that is not of its form.
    pub(crate) fn member(name: &'static str, wrong: impl ToString) -> Self {
        Self::Member {
            name,
            wrong: wrong.to_string().into(),
        }
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        let forbidden = |message| Self::new(StatusCode::FORBIDDEN, Code::InvalidRequest, message);
        match error {
            BodyError::Origin => forbidden("Origin: this call is for pages of the issuer alone."),
            BodyError::FetchSite => forbidden("Sec-Fetch-Site: this call is for pages of the issuer alone."),
            BodyError::AmbiguousCookie => Self::invalid("Cookie: two session cookies were sent."),
            BodyError::ContentType => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::InvalidRequest,
                "Content-Type: the body must be application/json, not encoded.",
            ),
            BodyError::CallType => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::InvalidRequest,
                "Content-Type: the body must be application/json or application/x-www-form-urlencoded, not encoded.",
            ),
            BodyError::TooLarge => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                Code::InvalidRequest,
                "The body is longer than 16 KB.",
            ),
            BodyError::Malformed(wrong) => Self::invalid(format!("The body is not as expected: {wrong}.")),
            BodyError::Member { name, wrong } => Self::invalid(format!("{name}: {wrong}.")),
        }
    }
}
