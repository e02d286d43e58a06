//! `GET /sign-out` shows a button; `POST /api/sign-out` ends the issuer session.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::body::{from_own_page, json};
use super::context::Context;
use super::cookie;
use crate::error::{Failure, Fault, HandoffError};
use crate::pages::{Look, Scene};
use crate::state::{AppState, Issuer};

/// An object without members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The button. Looking at it ends nothing, and is the same for everybody.
pub(crate) async fn sign_out_page(
    State(issuer): State<AppState>,
    context: Context,
) -> Result<Html<String>, Failure> {
    let scene = Scene::bare(&issuer.origin, Look::plain(context.language));
    let page = issuer.pages.sign_out(&scene).map_err(Fault::from)?;
    Ok(Html(page))
}

/// Ends the session, and takes the cookie away.
pub(crate) async fn sign_out(
    State(issuer): State<AppState>,
    context: Context,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    end(&issuer, &context, &headers, request).await?;
    Ok((StatusCode::NO_CONTENT, cookie::clear(&issuer.origin)).into_response())
}

async fn end(
    issuer: &Issuer,
    context: &Context,
    headers: &HeaderMap,
    request: Request,
) -> Result<(), HandoffError> {
    from_own_page(headers, &issuer.origin)?;
    let secret = cookie::session_secret(headers, &issuer.origin)?;
    json::<Nothing>(request).await?;
    if let Some(secret) = secret {
        issuer.store.sign_out(&secret.hash(), &context.audit()).await?;
    }
    Ok(())
}
