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
use crate::model::{AuditEntry, Event, Reason, SecretHash};
use crate::state::{AppState, Issuer};
use crate::store::{NewPropagation, PropagationBegun};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    return_to: Option<String>,
    retry: Option<String>,
}

/// Begins a propagation.
pub(crate) async fn propagations(
    State(issuer): State<AppState>,
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

fn address(id: &PropagationId) -> String {
    format!("/propagate/{id}")
}

async fn signed_out(issuer: &Issuer, context: &Context) -> Result<HandoffError, HandoffError> {
    let entry = AuditEntry::refused(Event::Propagation, Reason::Code(Code::LoginRequired));
    issuer.store.record(&entry, &context.audit()).await?;
    Ok(HandoffError::LoginRequired)
}
