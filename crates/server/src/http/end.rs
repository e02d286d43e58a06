//! `POST /api/end`: a session token, expired or not, and a proof of its key end that domain's session, or the issuer's
//! with all that it led to. Called by receivers, without cookies: what counts is the proof and the issuer's records.

use axum::extract::{Request, State};
use axum::response::Response;
use serde::Deserialize;

use super::context::Context;
use super::form::{Form, Members};
use super::receiver_api::{Call, Presented, done, held, receive};
use crate::error::{BodyError, Failure, RenewError};
use crosspass_issuer::Issuer;
use crosspass_issuer::actions::{EndOutcome, EndRequest};
use crosspass_issuer::model::Event;
use std::sync::Arc;

/// Where this is, below the issuer's origin: what proofs are made for.
const PATH: &str = "/api/end";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    token: String,
    everywhere: bool,
}

impl Members for Body {
    fn of_form(form: &mut Form) -> Result<Self, BodyError> {
        Ok(Self {
            token: form.text("token")?,
            everywhere: form.flag("everywhere")?,
        })
    }
}

/// Ends a session. One that has ended before is no error: the answer may have been lost.
pub(crate) async fn end(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    let event = Event::DomainSessionEnd;
    let (call, keys) = receive::<Body>(&issuer, &context, request, event).await?;
    let Call {
        body,
        proofs,
        version,
    } = call;
    let presented = Presented {
        path: PATH,
        token: &body.token,
        proofs: &proofs,
    };
    let (token, proof) = held(&issuer, &context, &keys, presented, event).await?;
    let request = EndRequest {
        token: &token,
        proof: &proof,
        everywhere: body.everywhere,
    };
    let outcome = issuer.store.end(&request, &context.audit()).await;
    match outcome.map_err(RenewError::from)? {
        EndOutcome::Ended => {
            issuer.notifier.session_ended();
            Ok(done(&issuer, version))
        }
        EndOutcome::Refused(refusal) => Err(RenewError::Refused(refusal).into()),
    }
}
