//! Refusals of `POST /api/handoffs` and `POST /api/sign-out`.

use std::time::Duration;

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::{BodyError, Failure, Fault};
use crosspass_issuer::model::Decision;

/// Why nothing was handed over.
#[derive(Debug)]
pub(crate) enum HandoffError {
    /// The call itself.
    Body(BodyError),
    /// Too many calls.
    Limited(Duration),
    /// No issuer session, or it has ended.
    LoginRequired,
    /// `may_enter` said no.
    Decision(Decision),
    /// A popup for an external domain.
    PopupForExternal,
    /// Something was bound to the nonce for another user.
    NonceOfAnother,
    /// The server's own fault.
    Fault(Fault),
}

impl From<HandoffError> for Failure {
    fn from(error: HandoffError) -> Self {
        match error {
            HandoffError::Body(error) => error.into(),
            HandoffError::Limited(wait) => Self::limited(wait),
            HandoffError::LoginRequired => {
                Self::new(StatusCode::UNAUTHORIZED, Code::LoginRequired, "Sign in first.")
            }
            HandoffError::Decision(decision) => Self::decision(decision),
            HandoffError::PopupForExternal => Self::new(
                StatusCode::FORBIDDEN,
                Code::AccessDenied,
                "This domain takes sign-ins by redirect only.",
            ),
            HandoffError::NonceOfAnother => Self::new(
                StatusCode::CONFLICT,
                Code::NonceMismatch,
                "Another user signed in with this nonce. Begin the handoff anew at the domain.",
            ),
            HandoffError::Fault(fault) => fault.into(),
        }
    }
}

impl Failure {
    /// What a no of `may_enter` becomes at an endpoint.
    pub(crate) fn decision(decision: Decision) -> Self {
        match decision {
            Decision::UnknownDomain => Self::new(
                StatusCode::BAD_REQUEST,
                Code::UnknownDomain,
                "No domain is registered at that origin.",
            ),
            Decision::DomainSuspended | Decision::DomainUnproven => Self::new(
                StatusCode::FORBIDDEN,
                Code::DomainSuspended,
                "This domain takes no sign-ins at present.",
            ),
            Decision::Member | Decision::UnknownUser | Decision::UserDisabled | Decision::NotAMember => {
                Self::new(
                    StatusCode::FORBIDDEN,
                    Code::AccessDenied,
                    "You may not enter this domain.",
                )
            }
        }
    }
}

impl From<BodyError> for HandoffError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl<T: Into<Fault>> From<T> for HandoffError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
