//! `POST /api/propagations`: a signed-in user wants to be signed in at every domain. Tells where that begins.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::{Code, PropagationId, ReturnTo};
use serde::Deserialize;
use serde_json::json;

use super::body::{about, from_own_page, json};
use super::context::Context;
use super::cookie;
use crate::error::{BodyError, Failure, HandoffError, PageError};
use crosspass_issuer::model::{AuditEntry, Event, Question, Reason, SecretHash, SignInTarget};
use std::sync::Arc;

use crosspass_issuer::Issuer;
use crosspass_issuer::actions::{EnterRequest, HopAsked, NewPropagation, PropagationBegun};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    return_to: Option<String>,
    retry: Option<String>,
}

/// Begins a propagation.
pub(crate) async fn propagations(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    Ok(begin(&issuer, &context, request).await?)
}

async fn begin(issuer: &Issuer, context: &Context, request: Request) -> Result<Response, HandoffError> {
    from_own_page(request.headers(), &issuer.origin)?;
    if let Some(exhausted) = context.count_call(issuer, Event::Propagation).await? {
        return Err(HandoffError::Limited(exhausted.retry_after));
    }
    let secret = cookie::session_secret(request.headers(), &issuer.origin)?;
    let body: Body = json(request).await?;
    let return_to = body.return_to.as_deref().map(ReturnTo::parse).transpose();
    let return_to = return_to.map_err(|error| BodyError::member("return_to", about(error)))?;
    let retry = body.retry.as_deref().map(PropagationId::parse).transpose();
    let retry = retry.map_err(|error| BodyError::member("retry", error))?;
    let Some(secret) = secret else {
        return Err(signed_out(issuer, context).await?);
    };
    let new = NewPropagation {
        id: PropagationId::from_random(issuer.random.bytes()?),
        secret: secret.hash(),
        return_to,
        retry,
        limits: issuer.session,
    };
    match issuer.store.begin_propagation(&new, &context.audit()).await? {
        PropagationBegun::Begun => Ok(Json(json!({ "location": address(&new.id) })).into_response()),
        PropagationBegun::NoSession => Err(signed_out(issuer, context).await?),
        PropagationBegun::Refused(decision) => Err(HandoffError::Decision(decision)),
    }
}

/// Where a sign-in without a page of ours goes on, where the operator has it so; nothing if it goes straight to its end,
/// which says why the user may not enter there.
pub(super) async fn after_sign_in(
    issuer: &Issuer,
    context: &Context,
    secret: SecretHash,
    return_to: &ReturnTo,
) -> Result<Option<String>, PageError> {
    if !issuer.everywhere {
        return Ok(None);
    }
    let new = NewPropagation {
        id: PropagationId::from_random(issuer.random.bytes()?),
        secret,
        return_to: Some(return_to.clone()),
        retry: None,
        limits: issuer.session,
    };
    let begun = issuer.store.begin_propagation(&new, &context.audit()).await?;
    Ok((begun == PropagationBegun::Begun).then(|| address(&new.id)))
}

/// Where the browser goes on that comes back from a propagation's hop, and whose user would be asked first: what has to be
/// ready before anybody comes cannot wait for a click.
pub(super) async fn passed_by(
    issuer: &Issuer,
    context: &Context,
    enter: &EnterRequest,
    target: &SignInTarget,
    question: Question,
) -> Result<Option<String>, PageError> {
    // A hop wants the domain's root, with a key; anything else is a target of the user's own.
    let is_hop = target.return_to.as_str() == target.return_to.origin().join("/") && target.binding.is_some();
    if !is_hop {
        return Ok(None);
    }
    let asked = HopAsked {
        secret: enter.secret.clone(),
        origin: enter.origin.clone(),
        question,
        limits: enter.limits,
    };
    let passed = issuer.store.pass_by(&asked, &context.audit()).await?;
    Ok(passed.as_ref().map(address))
}

fn address(id: &PropagationId) -> String {
    format!("/propagate/{id}")
}

async fn signed_out(issuer: &Issuer, context: &Context) -> Result<HandoffError, HandoffError> {
    let entry = AuditEntry::refused(Event::Propagation, Reason::Code(Code::LoginRequired));
    issuer.store.record(&entry, &context.audit()).await?;
    Ok(HandoffError::LoginRequired)
}
