//! Refusals of the pages, for people to read.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use crosspass_protocol::Code;

use super::{BodyError, Failure, Fault, ProviderRefusal};
use crate::pages::{About, Theme};
use crosspass_issuer::model::Decision;

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
    /// Nothing is there for this visitor; whether there is for somebody else, nobody learns.
    Nothing,
    /// Too many calls.
    Limited(Duration),
    /// No domain is registered there.
    UnknownDomain(String),
    /// The domain takes no sessions at present.
    DomainSuspended {
        /// Its name.
        name: String,
        /// Its origin.
        origin: String,
        /// As its organization has it.
        theme: Theme,
    },
    /// `may_enter` said no.
    Denied(Box<Denial>),
    /// The identity provider did not sign the user in.
    Provider(ProviderRefusal),
    /// The server's own fault.
    Fault(Fault),
}

/// Who may not enter what.
#[derive(Debug)]
pub(crate) struct Denial {
    /// Who asked.
    pub user: String,
    /// The domain's name.
    pub name: String,
    /// Its origin.
    pub origin: String,
    /// The decision.
    pub decision: Decision,
    /// As the domain's organization has it.
    pub theme: Theme,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        Failure::from(self).into_response()
    }
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Parameter { name, wrong } => Self::invalid(format!("{name}: {wrong}.")),
            PageError::Cookie(error) => error.into(),
            PageError::Nothing => Self::new(
                StatusCode::NOT_FOUND,
                Code::InvalidRequest,
                "There is nothing at this address.",
            ),
            PageError::Limited(wait) => Self::limited(wait),
            PageError::UnknownDomain(origin) => Self::new(
                StatusCode::BAD_REQUEST,
                Code::UnknownDomain,
                format!("No domain is registered at {origin}."),
            ),
            PageError::DomainSuspended { name, origin, theme } => Self::new(
                StatusCode::FORBIDDEN,
                Code::DomainSuspended,
                format!("{origin} takes no sign-ins at present."),
            )
            .about(About {
                theme: Some(theme),
                user: None,
                domain: Some(name),
                origin: Some(origin),
            }),
            PageError::Denied(denial) => denied(*denial),
            PageError::Provider(refusal) => refusal.into(),
            PageError::Fault(fault) => fault.into(),
        }
    }
}

fn denied(denial: Denial) -> Failure {
    let Denial {
        user,
        name,
        origin,
        decision,
        theme,
    } = denial;
    match decision {
        Decision::UnknownDomain => PageError::UnknownDomain(origin).into(),
        Decision::DomainSuspended | Decision::DomainUnproven => {
            PageError::DomainSuspended { name, origin, theme }.into()
        }
        Decision::Member | Decision::UnknownUser | Decision::UserDisabled | Decision::NotAMember => {
            Failure::new(
                StatusCode::FORBIDDEN,
                Code::AccessDenied,
                format!("{user} may not enter {name} at {origin}."),
            )
            .about(About {
                theme: Some(theme),
                user: Some(user),
                domain: Some(name),
                origin: Some(origin),
            })
        }
    }
}

impl From<ProviderRefusal> for PageError {
    fn from(refusal: ProviderRefusal) -> Self {
        Self::Provider(refusal)
    }
}

impl<T: Into<Fault>> From<T> for PageError {
    fn from(cause: T) -> Self {
        Self::Fault(cause.into())
    }
}
