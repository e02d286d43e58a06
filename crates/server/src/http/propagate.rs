//! `GET /propagate/{id}`: goes on with a propagation. Each visit settles what came of the last domain and sends the
//! browser to the next one that answers; when none is left, to where it ends or to the receipt. Whoever comes with any
//! other session than the one that began it learns nothing.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use crosspass_protocol::PropagationId;

use super::context::Context;
use super::probe;
use super::visitor::visitor;
use crate::error::PageError;
use crate::model::{Event, Propagation, User};
use crate::pages::{Look, Scene};
use crate::state::{AppState, Issuer};
use crate::store::PropagationVisit;

/// After this long no further domains are asked: the browser comes back for them.
const PATIENCE: Duration = Duration::from_secs(2);

/// The next step of a propagation.
pub(crate) async fn propagate(
    State(issuer): State<AppState>,
    context: Context,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if let Some(exhausted) = context.count_call(&issuer, Event::Propagation).await? {
        return Err(PageError::Limited(exhausted.retry_after));
    }
    let id = PropagationId::parse(&id).map_err(|_| PageError::Nothing)?;
    let visitor = visitor(&issuer, &context, &headers).await?;
    let (secret, session) = visitor.ok_or(PageError::Nothing)?;
    let visit = PropagationVisit {
        id,
        secret,
        limits: issuer.session,
    };
    let started = issuer.clock.elapsed();
    loop {
        let found = issuer.store.propagation(&visit, &context.audit()).await?;
        let propagation = found.ok_or(PageError::Nothing)?;
        if propagation.next.is_empty() {
            return end(&issuer, &context, &propagation, &session.user);
        }
        let probed = probe::first(&issuer, propagation.next).await;
        let sent = issuer
            .store
            .note_probes(&visit, &probed, &context.audit())
            .await?;
        if let Some(domain) = sent {
            return Ok(Redirect::to(&domain.propagate(&visit.id)).into_response());
        }
        if issuer.clock.elapsed() - started > PATIENCE {
            return Ok(Redirect::to(&format!("/propagate/{}", visit.id)).into_response());
        }
    }
}

/// Nothing is left to do: on to where it ends, unless something is missing that the user should know of.
fn end(
    issuer: &Issuer,
    context: &Context,
    propagation: &Propagation,
    user: &User,
) -> Result<Response, PageError> {
    if let (true, Some(return_to)) = (propagation.is_complete(), &propagation.return_to) {
        return Ok(Redirect::to(return_to.as_str()).into_response());
    }
    let page = issuer.pages.propagate(&Scene {
        user: Some(user),
        return_to: propagation.return_to.as_ref(),
        propagation: Some(propagation),
        ..Scene::bare(&issuer.origin, Look::plain(context.language))
    })?;
    Ok(Html(page).into_response())
}
