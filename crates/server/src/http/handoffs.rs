//! `POST /api/handoffs`: a signed-in user clicked on a page of the issuer that names the domain, and goes there by popup (a
//! session token) or by redirect (where to go).

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::{Binding, Origin, ReturnTo, TokenId};
use serde::Deserialize;
use serde_json::json;

use super::body::{binding, from_own_page, json, return_to};
use super::context::Context;
use super::cookie;
use crate::error::{BodyError, Failure, HandoffError};
use crosspass_issuer::model::SessionRef;
use crosspass_issuer::model::{Asked, AuditEntry, Carrier, Domain, Event, Reason, Session};
use std::sync::Arc;

use crosspass_issuer::Issuer;
use crosspass_issuer::Signer;
use crosspass_issuer::actions::{EnterOutcome, EnterRequest, Grant};
use crosspass_protocol::Code;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    audience: String,
    return_to: Option<String>,
    consent: Option<bool>,
    nonce: Option<String>,
    jkt: Option<String>,
}

/// The carrier that the page asks for.
enum RequestedCarrier {
    /// The receiver waits in a popup.
    Popup(Binding),
    /// The button was clicked; with a binding, a ticket goes along.
    Redirect(ReturnTo, Option<Binding>),
}

/// Hands over to a domain.
pub(crate) async fn handoffs(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    Ok(hand_over(&issuer, &context, request).await?)
}

async fn hand_over(issuer: &Issuer, context: &Context, request: Request) -> Result<Response, HandoffError> {
    from_own_page(request.headers(), &issuer.origin)?;
    if let Some(exhausted) = context.count_call(issuer, Event::Mint).await? {
        return Err(HandoffError::Limited(exhausted.retry_after));
    }
    let secret = cookie::session_secret(request.headers(), &issuer.origin)?;
    let body: Body = json(request).await?;
    let (audience, requested) = parse(&body)?;
    let Some(secret) = secret else {
        return Err(signed_out(issuer, context, &audience).await?);
    };
    let token_id = TokenId::from_random(issuer.random.bytes()?);
    let (carrier, bound) = match &requested {
        RequestedCarrier::Popup(bound) => (Carrier::Popup, Some(bound)),
        RequestedCarrier::Redirect(_, bound) => (Carrier::Redirect, bound.as_ref()),
    };
    let enter = EnterRequest {
        secret: secret.hash(),
        origin: audience.clone(),
        asked: Asked::ByClick,
        grant: bound.map(|bound| Grant {
            carrier,
            binding: bound.clone(),
            token_id: token_id.clone(),
        }),
        limits: issuer.session,
    };
    let asked = SessionRef::Secret(&enter.secret);
    issuer.check_with_provider(asked, &context.audit()).await?;
    match issuer.store.enter(&enter, &context.audit()).await? {
        EnterOutcome::NoSession => Err(signed_out(issuer, context, &audience).await?),
        EnterOutcome::Refused { decision, .. } => Err(HandoffError::Decision(decision)),
        EnterOutcome::PopupForExternal | EnterOutcome::NeedsClick { .. } => {
            Err(HandoffError::PopupForExternal)
        }
        EnterOutcome::NonceOfAnother { domain } => match &requested {
            RequestedCarrier::Popup(_) => Err(HandoffError::NonceOfAnother),
            RequestedCarrier::Redirect(return_to, _) => Ok(location(&domain.begin(return_to))),
        },
        EnterOutcome::Entered { session, domain } => {
            answer(issuer, context, &requested, &session, &domain, &token_id).await
        }
    }
}

fn parse(body: &Body) -> Result<(Origin, RequestedCarrier), BodyError> {
    let audience = Origin::parse(&body.audience).map_err(|error| BodyError::member("audience", error))?;
    let bound = binding(body.nonce.as_deref(), body.jkt.as_deref())?;
    let requested = match (&body.return_to, body.consent, bound) {
        (None, None, Some(bound)) => RequestedCarrier::Popup(bound),
        (None, None, None) => return Err(BodyError::member("nonce", "it is missing")),
        (Some(text), Some(true), bound) => RequestedCarrier::Redirect(return_to(text, &audience)?, bound),
        (None, Some(_), _) => {
            return Err(BodyError::member(
                "return_to",
                "it is missing where consent is given",
            ));
        }
        (Some(_), _, _) => {
            return Err(BodyError::member(
                "consent",
                "it must be true where return_to is given",
            ));
        }
    };
    Ok((audience, requested))
}

async fn signed_out(
    issuer: &Issuer,
    context: &Context,
    audience: &Origin,
) -> Result<HandoffError, HandoffError> {
    let entry = AuditEntry::refused(Event::Mint, Reason::Code(Code::LoginRequired)).domain(audience);
    issuer.store.record(&entry, &context.audit()).await?;
    Ok(HandoffError::LoginRequired)
}

async fn answer(
    issuer: &Issuer,
    context: &Context,
    requested: &RequestedCarrier,
    session: &Session,
    domain: &Domain,
    token_id: &TokenId,
) -> Result<Response, HandoffError> {
    let keys = issuer.keys(context.at).await?;
    let signer = Signer {
        issuer: &issuer.origin,
        keys: &keys,
        limits: issuer.session,
    };
    Ok(match requested {
        RequestedCarrier::Popup(bound) => {
            let token = signer.session_token(session, &domain.origin, bound, token_id, context.at)?;
            Json(json!({ "token": token })).into_response()
        }
        RequestedCarrier::Redirect(_, Some(bound)) => {
            location(&domain.landing(&signer.ticket(&domain.origin, bound, token_id, context.at)?))
        }
        RequestedCarrier::Redirect(return_to, None) => location(&domain.begin(return_to)),
    })
}

fn location(address: &str) -> Response {
    Json(json!({ "location": address })).into_response()
}
