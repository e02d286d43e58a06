//! `POST /api/renew`: the last session token, expired or not, and a proof of its key for a new one.
//! Called by pages of domains, without cookies: what counts is the proof and the issuer's records.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::dpop::{ProofExpected, VerifiedProof};
use crosspass_protocol::{BindingRule, Expected, RenewableToken, TokenError, TokenId};
use serde::Deserialize;
use serde_json::json;

use super::body::json;
use super::context::Context;
use super::receiver_api::{proof, proofs, signed};
use crate::error::{Failure, RenewError};
use crate::keys::KeyRing;
use crate::model::{AuditEntry, Event, Reason};
use crate::state::{AppState, Issuer};
use crate::store::{RenewOutcome, RenewRequest};
use crate::tokens::Signer;

/// Where this is, below the issuer's origin: what proofs are made for.
const PATH: &str = "/api/renew";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    token: String,
}

/// Renews a session token.
pub(crate) async fn renew(
    State(issuer): State<AppState>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    if let Some(exhausted) = context
        .count_call(&issuer, Event::Renew)
        .await
        .map_err(RenewError::from)?
    {
        return Err(RenewError::Limited(exhausted.retry_after).into());
    }
    let proofs = proofs(request.headers());
    let body: Body = json(request).await.map_err(RenewError::from)?;
    let keys = issuer.keys(context.at).await.map_err(RenewError::from)?;
    let expected = ProofExpected {
        method: "POST",
        url: &issuer.origin.join(PATH),
        now: context.at,
        access_token: Some(&body.token),
    };
    let checked = match token(&issuer, &context, &keys, &body.token) {
        Ok(token) => match proof(&proofs, &expected) {
            Ok(proof) => Ok((token, proof)),
            Err(error) => Err((RenewError::Proof(error), error, Some(token))),
        },
        Err(error) => Err((RenewError::Token(error), error, None)),
    };
    match checked {
        Ok((token, proof)) => Ok(succeed(&issuer, &context, &keys, &token, &proof).await?),
        Err((refusal, error, token)) => {
            let entry = AuditEntry {
                domain: token.map(|token| token.claims().audience.clone()),
                ..AuditEntry::refused(Event::Renew, Reason::Code(error.code()))
            };
            let recorded = issuer.store.record(&entry, &context.audit()).await;
            recorded.map_err(RenewError::from)?;
            Err(refusal.into())
        }
    }
}

/// Every check of a token that needs no storage. Its audience is whatever domain it says: storage is
/// asked for a handoff to that domain.
fn token(
    issuer: &Issuer,
    context: &Context,
    keys: &KeyRing,
    compact: &str,
) -> Result<RenewableToken, TokenError> {
    let signed = signed(keys, compact)?;
    let audience = signed.audience().ok_or(TokenError::Audience)?;
    signed.accept_even_if_expired(&Expected {
        issuer: &issuer.origin,
        audience: &audience,
        now: context.at,
        // Compared with the proof's key by storage, whose audit row then names the session.
        binding: BindingRule::Unbound,
    })
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
            Ok(Json(json!({ "token": token })).into_response())
        }
    }
}
