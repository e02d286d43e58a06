//! `GET /propagate/{id}`: goes on with a propagation. Each visit settles the state of the last domain and sends the
//! browser to the next one that answers; when none is left, to where it ends or to the receipt. Whoever comes with any
//! other session than the one that began it learns nothing.

use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::header::REFRESH;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{Html, IntoResponse, Redirect, Response};
use crosspass_protocol::PropagationId;

use super::context::Context;
use super::probe;
use super::query::Query;
use super::visitor::visitor;
use crate::error::PageError;
use crate::pages::{PageContext, Theme};
use crosspass_issuer::model::{Domain, DomainKind, Event, Propagation, User};
use std::sync::Arc;

use crate::state::Site;
use crosspass_issuer::Issuer;
use crosspass_issuer::actions::PropagationVisit;

/// After this long no further domains are asked: the browser comes back for them.
const PATIENCE: Duration = Duration::from_secs(2);

/// Each so many domains a page is between: a domain with a backend takes four redirects.
const REST: usize = 3;

/// The next step of a propagation.
pub(crate) async fn propagate(
    State(issuer): State<Arc<Issuer>>,
    State(site): State<Arc<Site>>,
    context: Context,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    Query::parse(query.as_deref(), &[])?;
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
        let mut propagation = found.ok_or(PageError::Nothing)?;
        if propagation.next.is_empty() {
            return end((&site, &issuer), &context, &propagation, &session.user);
        }
        let probed = probe::first(&issuer, std::mem::take(&mut propagation.next)).await;
        let sent = issuer
            .store
            .note_probes(&visit, &probed, &context.audit())
            .await?;
        if let Some(domain) = sent {
            return go((&site, &issuer), &context, &propagation, &session.user, &domain);
        }
        if issuer.clock.elapsed() - started > PATIENCE {
            return Ok(Redirect::to(&format!("/propagate/{}", visit.id)).into_response());
        }
    }
}

/// Sends the browser to a domain. Those with a backend answer with redirects alone, and browsers follow twenty at most:
/// now and then a page is between, which shows how far it is.
fn go(
    (site, issuer): (&Site, &Issuer),
    context: &Context,
    propagation: &Propagation,
    user: &User,
    domain: &Domain,
) -> Result<Response, PageError> {
    let address = domain.propagate(&propagation.id);
    let rests = domain.kind == DomainKind::Backend && propagation.gone_to() % REST == REST - 1;
    let refresh = HeaderValue::from_str(&format!("0; url={address}"));
    match refresh {
        Ok(refresh) if rests => {
            let page = receipt((site, issuer), context, propagation, user, Some(&address))?;
            Ok(([(REFRESH, refresh)], page).into_response())
        }
        Ok(_) | Err(_) => Ok(Redirect::to(&address).into_response()),
    }
}

/// Nothing is left to do: on to where it ends, unless one of its domains was not reached.
fn end(
    (site, issuer): (&Site, &Issuer),
    context: &Context,
    propagation: &Propagation,
    user: &User,
) -> Result<Response, PageError> {
    if let (true, Some(return_to)) = (propagation.is_complete(), &propagation.return_to) {
        return Ok(Redirect::to(return_to.as_str()).into_response());
    }
    Ok(receipt((site, issuer), context, propagation, user, None)?.into_response())
}

/// The state of each domain so far; `onward` is where it goes by itself.
fn receipt(
    (site, issuer): (&Site, &Issuer),
    context: &Context,
    propagation: &Propagation,
    user: &User,
    onward: Option<&str>,
) -> Result<Html<String>, PageError> {
    let page = site.pages.propagate(&PageContext {
        user: Some(user),
        return_to: propagation.return_to.as_ref(),
        propagation: Some(propagation),
        onward,
        ..PageContext::bare(&issuer.origin, Theme::plain(context.language))
    })?;
    Ok(Html(page))
}
