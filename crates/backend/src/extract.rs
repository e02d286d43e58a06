//! Extractors: `Session` for what needs a user, `Option<Session>` for what does not.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::Code;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::answer::refuse;
use crate::error::Refusal;
use crate::layer::IdentifiedSession;
use crate::request::{is_navigation, path_and_query};
use crate::session::Session;

/// No user is signed in, or the backend cannot tell who is.
#[derive(Debug)]
pub struct Rejection(Reason);

#[derive(Debug)]
enum Reason {
    /// A person navigates: they sign in, and come back to this path.
    SignIn(String),
    /// A program calls: it gets a code.
    Refused(Refusal),
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        match self.0 {
            Reason::SignIn(path) => Redirect::to(&begin(&path)).into_response(),
            Reason::Refused(refusal) => refuse(refusal),
        }
    }
}

/// Rejects with a way to sign in where a person navigates, and with 401 elsewhere.
impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        match known(parts) {
            Ok(Some(session)) => Ok(session),
            Ok(None) if is_navigation(parts) => Err(Rejection(Reason::SignIn(path_and_query(parts)))),
            Ok(None) => Err(Rejection(Reason::Refused(Refusal::Code(Code::LoginRequired)))),
            Err(refusal) => Err(Rejection(Reason::Refused(refusal))),
        }
    }
}

/// Rejects only where the backend cannot tell whether a user is signed in: with 503 while the issuer is out of reach and
/// the token has expired, with 4xx for credentials that fail a check.
impl<S: Send + Sync> OptionalFromRequestParts<S> for Session {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Rejection> {
        known(parts).map_err(|refusal| Rejection(Reason::Refused(refusal)))
    }
}

fn known(parts: &Parts) -> Result<Option<Session>, Refusal> {
    match parts.extensions.get::<IdentifiedSession>() {
        Some(IdentifiedSession(session)) => session.clone(),
        None => {
            tracing::error!("a route asks for a Session without Crosspass::layer() around it");
            Err(Refusal::Internal("the layer is missing"))
        }
    }
}

/// Where signing in begins, to come back to that path.
pub(crate) fn begin(path: &str) -> String {
    let path = utf8_percent_encode(path, NON_ALPHANUMERIC);
    format!("/crosspass/begin?return_to={path}")
}
