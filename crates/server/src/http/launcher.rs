//! `GET /`: the domains that the signed-in user may enter.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::context::Context;
use super::query::Query;
use super::visitor::visitor;
use crate::error::PageError;
use crate::pages::{PageContext, Theme};
use crate::state::Site;
use crosspass_issuer::Issuer;
use std::sync::Arc;

/// The launcher, or the way to sign in first.
pub(crate) async fn launcher(
    State(issuer): State<Arc<Issuer>>,
    State(site): State<Arc<Site>>,
    context: Context,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    Query::parse(query.as_deref(), &[])?;
    let Some((_, session)) = visitor(&issuer, &context, &headers).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let domains = issuer.store.allowed_domains(&session).await?;
    let page = site.pages.launcher(&PageContext {
        user: Some(&session.user),
        domains: Some(&domains),
        ..PageContext::bare(&issuer.origin, Theme::plain(context.language))
    })?;
    Ok(Html(page).into_response())
}
