//! Refusals of `POST /api/renew` and `POST /api/end`, which take the same: a session token and a proof of its key.

use std::time::Duration;

use axum::http::StatusCode;
use crosspass_protocol::TokenError;

use super::{BodyError, Failure, Fault};
use crosspass_issuer::model::RenewRefusal;

/// Why a session token was worth nothing.
#[derive(Debug)]
pub(crate) enum RenewError {
    /// The call itself.
    Body(BodyError),
    /// Too many calls.
    Limited(Duration),
    /// The token.
    Token(TokenError),
    /// The proof, or there are none or two.
    Proof(TokenError),
    /// Both were good, and yet.
    Refused(RenewRefusal),
    /// The server's own fault.
    Fault(Fault),
}

impl From<RenewError> for Failure {
    fn from(error: RenewError) -> Self {
        let refused = |code, message| Self::new(StatusCode::UNAUTHORIZED, code, message);
        match error {
            RenewError::Body(error) => error.into(),
            RenewError::Limited(wait) => Self::limited(wait),
            RenewError::Token(error) => refused(error.code(), "The token is not valid here and now."),
            RenewError::Proof(error) => refused(error.code(), "The DPoP proof is not valid here and now."),
            RenewError::Refused(RenewRefusal::Decision(decision)) => Self::decision(decision),
            RenewError::Refused(refusal) => refused(refusal.code(), text(refusal)),
            RenewError::Fault(fault) => fault.into(),
        }
    }
}

fn text(refusal: RenewRefusal) -> &'static str {
    match refusal {
        RenewRefusal::OtherKey | RenewRefusal::UnknownHandoff | RenewRefusal::Decision(_) => {
            "The token is not valid here and now."
        }
        RenewRefusal::ProofReplayed => "The DPoP proof was used before.",
        RenewRefusal::PastEnd => "The session is over. Sign in again.",
        RenewRefusal::SessionEnded | RenewRefusal::DomainSessionEnded => "The session has ended.",
    }
}

impl From<BodyError> for RenewError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl<T: Into<Fault>> From<T> for RenewError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
