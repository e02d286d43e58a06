//! `POST /api/renew`: the last session token, expired or not, and a proof of its key for a new one.
//! Called by pages of domains, without cookies: what counts is the proof and the issuer's records.

use axum::extract::{Request, State};
use axum::response::Response;
use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{RenewableToken, TokenId};
use serde::Deserialize;

use super::context::Context;
use super::form::{Form, Members};
use super::receiver_api::{Call, Presented, given, held, receive};
use crate::error::{BodyError, Failure, RenewError};
use crosspass_issuer::KeyRing;
use crosspass_issuer::model::Event;
use crosspass_issuer::model::SessionRef;
use std::sync::Arc;

use crosspass_issuer::Issuer;
use crosspass_issuer::Signer;
use crosspass_issuer::actions::{RenewOutcome, RenewRequest};

/// Where this is, below the issuer's origin: what proofs are made for.
const PATH: &str = "/api/renew";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    token: String,
}

impl Members for Body {
    fn of_form(form: &mut Form) -> Result<Self, BodyError> {
        Ok(Self {
            token: form.text("token")?,
        })
    }
}

/// Renews a session token.
pub(crate) async fn renew(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    let (Call { body, proofs, .. }, keys) = receive::<Body>(&issuer, &context, request, Event::Renew).await?;
    let presented = Presented {
        path: PATH,
        token: &body.token,
        proofs: &proofs,
    };
    let (token, proof) = held(&issuer, &context, &keys, presented, Event::Renew).await?;
    Ok(succeed(&issuer, &context, &keys, &token, &proof).await?)
}

/// Asks the records, and signs the successor.
async fn succeed(
    issuer: &Issuer,
    context: &Context,
    keys: &KeyRing,
    token: &RenewableToken,
    proof: &VerifiedProof,
) -> Result<Response, RenewError> {
    let fresh = TokenId::from_random(issuer.random.bytes()?);
    let request = RenewRequest {
        token,
        proof,
        limits: issuer.session,
    };
    // Who has another key is refused without troubling anybody.
    if *proof.thumbprint() == token.claims().binding.jkt {
        let asked = SessionRef::Session(&token.claims().session_id);
        issuer.check_with_provider(asked, &context.audit()).await?;
    }
    match issuer.store.renew(&request, &context.audit()).await? {
        RenewOutcome::Refused(refusal) => Err(RenewError::Refused(refusal)),
        RenewOutcome::Given(session) => {
            let signer = Signer {
                issuer: &issuer.origin,
                keys,
                limits: issuer.session,
            };
            let claims = token.claims();
            let token =
                signer.session_token(&session, &claims.audience, &claims.binding, &fresh, context.at)?;
            Ok(given(issuer, &token))
        }
    }
}
