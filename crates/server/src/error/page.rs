//! Refusals of the pages, for people to read.

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::{BodyError, Failure, Fault};
use crate::decision::Decision;

/// Why a page is an error page.
#[derive(Debug)]
pub(crate) enum PageError {
    /// A parameter is unknown, malformed or given twice, or one is missing.
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong.
        wrong: String,
    },
    /// Two session cookies.
    Cookie(BodyError),
    /// No domain is registered there.
    UnknownDomain(String),
    /// The domain takes no sessions at present.
    DomainSuspended(String),
    /// `may_enter` said no.
    Denied {
        /// Who asked.
        user: String,
        /// Where to.
        domain: String,
        /// The decision.
        decision: Decision,
    },
    /// The server's own fault.
    Fault(Fault),
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Parameter { name, wrong } => Self::invalid(format!("{name}: {wrong}.")),
            PageError::Cookie(error) => error.into(),
            PageError::UnknownDomain(origin) => Self::new(
                StatusCode::BAD_REQUEST,
                Code::UnknownDomain,
                format!("No domain is registered at {origin}."),
            ),
            PageError::DomainSuspended(origin) => Self::new(
                StatusCode::FORBIDDEN,
                Code::DomainSuspended,
                format!("{origin} takes no sign-ins at present."),
            ),
            PageError::Denied {
                user,
                domain,
                decision,
            } => match decision {
                Decision::UnknownDomain => Self::from(PageError::UnknownDomain(domain)),
                Decision::DomainSuspended => Self::from(PageError::DomainSuspended(domain)),
                Decision::Member | Decision::UnknownUser | Decision::UserDisabled | Decision::NotAMember => {
                    Self::new(
                        StatusCode::FORBIDDEN,
                        Code::AccessDenied,
                        format!("{user} may not enter {domain}."),
                    )
                }
            },
            PageError::Fault(fault) => fault.into(),
        }
    }
}

impl<T: Into<Fault>> From<T> for PageError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
