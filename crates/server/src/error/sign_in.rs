//! Refusals of `POST /api/sign-in`.

use std::time::Duration;

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::{BodyError, Failure, Fault};

/// Why the user was not signed in.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// The call itself.
    Body(BodyError),
    /// The audience is not registered.
    UnknownDomain,
    /// The audience takes no sessions at present.
    DomainSuspended,
    /// Too many attempts.
    Limited(Duration),
    /// Users sign in at the identity provider.
    AtProvider,
    /// Login or password; never said which.
    Credentials,
    /// The server's own fault.
    Fault(Fault),
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Body(error) => error.into(),
            SignInError::UnknownDomain => Self::new(
                StatusCode::BAD_REQUEST,
                Code::UnknownDomain,
                "No domain is registered at that origin.",
            ),
            SignInError::DomainSuspended => Self::new(
                StatusCode::FORBIDDEN,
                Code::DomainSuspended,
                "This domain takes no sign-ins at present.",
            ),
            SignInError::Limited(wait) => Self::limited(wait),
            SignInError::AtProvider => Self::new(
                StatusCode::UNAUTHORIZED,
                Code::LoginRequired,
                "Passwords are not taken here: users sign in at the identity provider. Load the page again.",
            ),
            SignInError::Credentials => Self::new(
                StatusCode::UNAUTHORIZED,
                Code::InvalidCredentials,
                "Login or password is wrong.",
            ),
            SignInError::Fault(fault) => fault.into(),
        }
    }
}

impl From<BodyError> for SignInError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl<T: Into<Fault>> From<T> for SignInError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
