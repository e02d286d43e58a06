//! `GET /sign-out` shows a button, and then what came of it; `POST /api/sign-out` ends the issuer session with all that
//! it led to.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use crosspass_protocol::{Origin, SessionId, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{from_own_page, json, not_from_another_site};
use super::context::Context;
use super::cookie;
use super::pending_sign_in;
use super::visitor::visitor;
use crate::error::{Failure, HandoffError, PageError};
use crate::pages::{PageContext, Theme};
use crosspass_issuer::model::{Event, Receipt, SessionSecret};
use std::sync::Arc;

use crate::state::Site;
use crosspass_issuer::Issuer;
use crosspass_issuer::store::StoreError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    /// Whether to answer when every domain's server has been told, or has not answered for a while.
    wait: Option<bool>,
}

/// The button. Looking at it ends nothing, and is the same for everybody but who has just signed out: that one sees
/// what came of it.
pub(crate) async fn sign_out_page(
    State(issuer): State<Arc<Issuer>>,
    State(site): State<Arc<Site>>,
    context: Context,
    headers: HeaderMap,
) -> Result<Html<String>, PageError> {
    let is_signed_in = visitor(&issuer, &context, &headers).await?.is_some();
    let sid = match cookie::farewell_secret(&headers, &issuer.origin).map_err(PageError::Cookie)? {
        Some(secret) if !is_signed_in => {
            issuer
                .store
                .signed_out_session(&secret.hash(), context.at)
                .await?
        }
        _ => None,
    };
    let receipts = match &sid {
        Some(sid) => Some(named(&issuer, sid).await?),
        None => None,
    };
    let page = site.pages.sign_out(&PageContext {
        receipts: receipts.as_deref(),
        now: issuer.clock.now(),
        ..PageContext::bare(&issuer.origin, Theme::plain(context.language))
    })?;
    Ok(Html(page))
}

/// Ends the session, and takes the cookie away. Another one is for seeing what comes of it.
pub(crate) async fn sign_out(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    Ok(end(&issuer, &context, &headers, request).await?)
}

async fn end(
    issuer: &Issuer,
    context: &Context,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, HandoffError> {
    from_own_page(headers, &issuer.origin)?;
    let secret = cookie::session_secret(headers, &issuer.origin)?;
    let body: Body = json(request).await?;
    let farewell = SessionSecret::from_random(issuer.random.bytes()?);
    let ended = match secret {
        Some(secret) => {
            let audit = context.audit();
            issuer
                .store
                .sign_out(&secret.hash(), &farewell.hash(), &audit)
                .await?
        }
        None => None,
    };
    match ended {
        Some(_) => issuer.notifier.session_ended(),
        // The way to another account, for somebody who has none here. It asks the provider, so it is counted.
        None if context.count_call(issuer, Event::SignOut).await?.is_none() => {
            pending_sign_in::end_at_provider(issuer, context, headers).await;
        }
        None => {}
    }
    let Some(sid) = ended else {
        let gone = cookie::end(None, &issuer.origin);
        return Ok((gone, Json(json!({ "receipts": [] }))).into_response());
    };
    issuer.notifier.session_ended();
    if body.wait == Some(true) {
        issuer.notifier.all_settled(&issuer.store, &sid).await?;
    }
    let told = told(issuer, &sid).await?;
    Ok((cookie::end(Some(&farewell), &issuer.origin), Json(told)).into_response())
}

/// `GET /api/receipts`: how domains stand after the sign-out of this browser, for the issuer's own pages.
pub(crate) async fn receipts(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let receipts = async {
        not_from_another_site(&headers)?;
        let secret = cookie::farewell_secret(&headers, &issuer.origin)?;
        let sid = match secret {
            Some(secret) => {
                issuer
                    .store
                    .signed_out_session(&secret.hash(), context.at)
                    .await?
            }
            None => None,
        };
        match sid {
            Some(sid) => told(&issuer, &sid).await,
            None => Err(HandoffError::LoginRequired),
        }
    };
    Ok(Json(receipts.await?).into_response())
}

async fn told(issuer: &Issuer, sid: &SessionId) -> Result<Value, HandoffError> {
    let receipts = named(issuer, sid).await?;
    let now = issuer.clock.now();
    let told: Vec<Value> = receipts
        .iter()
        .map(|(name, receipt)| about(receipt, name, now))
        .collect();
    Ok(json!({ "receipts": told }))
}

/// The receipts with the names of their domains; of one that was removed its origin.
async fn named(issuer: &Issuer, sid: &SessionId) -> Result<Vec<(String, Receipt)>, StoreError> {
    let domains = issuer.store.domains().await?;
    let name = |origin: &Origin| {
        let known = domains.iter().find(|domain| domain.origin == *origin);
        known.map_or_else(|| origin.to_string(), |domain| domain.name.to_string())
    };
    let receipts = issuer.store.receipts(sid).await?;
    Ok(receipts
        .into_iter()
        .map(|receipt| (name(&receipt.origin), receipt))
        .collect())
}

fn about(receipt: &Receipt, name: &str, now: Timestamp) -> Value {
    json!({
        "origin": receipt.origin,
        "name": name,
        "kind": receipt.kind.as_str(),
        "state": receipt.status(now).as_str(),
        "ended_at": receipt.ended_at.seconds(),
        "settled_at": receipt.settled_at.map(Timestamp::seconds),
        "runs_out_at": receipt.runs_out_at.seconds(),
    })
}
