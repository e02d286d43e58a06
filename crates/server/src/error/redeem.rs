//! Refusals of `POST /api/redeem`.

use std::time::Duration;

use axum::http::StatusCode;
use crosspass_protocol::TokenError;

use super::{BodyError, Failure, Fault};
use crosspass_issuer::model::RedeemRefusal;

/// Why a ticket gave no session.
#[derive(Debug)]
pub(crate) enum RedeemError {
    /// The call itself.
    Body(BodyError),
    /// Too many calls.
    Limited(Duration),
    /// The ticket.
    Ticket(TokenError),
    /// The proof, or there are none or two.
    Proof(TokenError),
    /// Both were good, and yet.
    Refused(RedeemRefusal),
    /// The server's own fault.
    Fault(Fault),
}

impl From<RedeemError> for Failure {
    fn from(error: RedeemError) -> Self {
        let refused = |code, message| Self::new(StatusCode::UNAUTHORIZED, code, message);
        match error {
            RedeemError::Body(error) => error.into(),
            RedeemError::Limited(wait) => Self::limited(wait),
            RedeemError::Ticket(error) => refused(error.code(), "The ticket is not valid here and now."),
            RedeemError::Proof(error) => refused(error.code(), "The DPoP proof is not valid here and now."),
            RedeemError::Refused(RedeemRefusal::Decision(decision)) => Self::decision(decision),
            RedeemError::Refused(refusal) => refused(refusal.code(), text(refusal)),
            RedeemError::Fault(fault) => fault.into(),
        }
    }
}

fn text(refusal: RedeemRefusal) -> &'static str {
    match refusal {
        RedeemRefusal::UnknownTicket | RedeemRefusal::OtherKey | RedeemRefusal::Decision(_) => {
            "The ticket is not valid here and now."
        }
        RedeemRefusal::NewKey => "Another key of this session came to the domain meanwhile.",
        RedeemRefusal::ProofReplayed => "The DPoP proof was used before.",
        RedeemRefusal::Leaked | RedeemRefusal::Used => "The ticket was used before.",
        RedeemRefusal::SessionEnded => "The session has ended.",
    }
}

impl From<BodyError> for RedeemError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl<T: Into<Fault>> From<T> for RedeemError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
