//! `GET /`: the domains that the signed-in user may enter.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::context::Context;
use super::query::Query;
use super::visitor::visitor;
use crate::error::{Failure, PageError};
use crate::pages::Scene;
use crate::state::{AppState, Issuer};

/// The launcher, or the way to sign in first.
pub(crate) async fn launcher(
    State(issuer): State<AppState>,
    context: Context,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    Ok(show(&issuer, &context, query.as_deref(), &headers).await?)
}

async fn show(
    issuer: &Issuer,
    context: &Context,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, PageError> {
    Query::parse(query, &[])?;
    let Some((_, session)) = visitor(issuer, context, headers).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let domains = issuer.store.enterable(&session).await?;
    let page = issuer.pages.launcher(&Scene {
        issuer: &issuer.origin,
        domain: None,
        return_to: None,
        binding: None,
        user: Some(&session.user),
        domains: Some(&domains),
    })?;
    Ok(Html(page).into_response())
}
