//! `POST /api/redeem`: a ticket and a proof of its key for a session token, or for the ticket's end. Called by receivers
//! at other origins, without cookies: the proof is all that counts.

use axum::extract::{Request, State};
use axum::response::Response;
use crosspass_protocol::dpop::{ProofExpected, VerifiedProof};
use crosspass_protocol::{BindingRule, Expected, TicketClaims, TokenError, TokenId, Version};
use serde::Deserialize;

use super::context::Context;
use super::form::{Form, Members};
use super::receiver_api::{Call, done, given, proof, signed};
use crate::error::{BodyError, Failure, RedeemError};
use crosspass_issuer::KeyRing;
use crosspass_issuer::model::SessionRef;
use crosspass_issuer::model::{AuditEntry, Carrier, Event, Reason, RedeemPurpose};
use std::sync::Arc;

use crosspass_issuer::Issuer;
use crosspass_issuer::Signer;
use crosspass_issuer::actions::{RedeemOutcome, RedeemRequest};

/// Where this is, below the issuer's origin: what proofs are made for.
const PATH: &str = "/api/redeem";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    ticket: String,
    #[serde(default)]
    discard: bool,
}

impl Body {
    fn purpose(&self) -> RedeemPurpose {
        if self.discard {
            RedeemPurpose::Discard
        } else {
            RedeemPurpose::Session
        }
    }
}

/// A ticket that passed every check that needs no storage, its proof, and what it is presented for.
struct Presented {
    ticket: TicketClaims,
    proof: VerifiedProof,
    purpose: RedeemPurpose,
    /// The version that its receiver speaks.
    version: Version,
}

impl Members for Body {
    fn of_form(form: &mut Form) -> Result<Self, BodyError> {
        Ok(Self {
            ticket: form.text("ticket")?,
            discard: form.optional_flag("discard")?,
        })
    }
}

/// Redeems a ticket.
pub(crate) async fn redeem(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    if let Some(exhausted) = context
        .count_call(&issuer, Event::Redeem)
        .await
        .map_err(RedeemError::from)?
    {
        return Err(RedeemError::Limited(exhausted.retry_after).into());
    }
    let call = Call::<Body>::read(request).await.map_err(RedeemError::from)?;
    let Call {
        body,
        proofs,
        version,
    } = call;
    let keys = issuer.keys(context.at).await.map_err(RedeemError::from)?;
    let expected = ProofExpected {
        method: "POST",
        url: &issuer.origin.join(PATH),
        now: context.at,
        access_token: None,
    };
    let checked = match ticket(&issuer, &context, &keys, &body.ticket) {
        Ok(ticket) => match proof(&proofs, &expected) {
            Ok(proof) => Ok(Presented {
                purpose: body.purpose(),
                version,
                ticket,
                proof,
            }),
            Err(error) => Err((RedeemError::Proof(error), error, Some(ticket))),
        },
        Err(error) => Err((RedeemError::Ticket(error), error, None)),
    };
    match checked {
        Ok(presented) => Ok(exchange(&issuer, &context, &keys, &presented).await?),
        Err((refusal, error, ticket)) => {
            let entry = AuditEntry {
                domain: ticket.map(|ticket| ticket.audience),
                ..AuditEntry::refused(Event::Redeem, Reason::Code(error.code())).carrier(Carrier::Redirect)
            };
            let recorded = issuer.store.record(&entry, &context.audit()).await;
            recorded.map_err(RedeemError::from)?;
            Err(refusal.into())
        }
    }
}

/// Every check of a ticket that needs no storage. Its audience is whatever registered domain it says:
/// storage is asked for a ticket of that id at that domain.
fn ticket(
    issuer: &Issuer,
    context: &Context,
    keys: &KeyRing,
    compact: &str,
) -> Result<TicketClaims, TokenError> {
    let signed = signed(keys, compact)?;
    let audience = signed.audience().ok_or(TokenError::Audience)?;
    let verified = signed.accept::<TicketClaims>(&Expected {
        issuer: &issuer.origin,
        audience: &audience,
        now: context.at,
        // Compared with the proof's key by storage, where another key has consequences.
        binding: BindingRule::Unbound,
    })?;
    Ok(verified.into_claims())
}

async fn exchange(
    issuer: &Issuer,
    context: &Context,
    keys: &KeyRing,
    presented: &Presented,
) -> Result<Response, RedeemError> {
    let Presented {
        ticket,
        proof,
        purpose,
        version,
    } = presented;
    let fresh = TokenId::from_random(issuer.random.bytes()?);
    let request = RedeemRequest {
        ticket,
        proof,
        purpose: *purpose,
        token_id: &fresh,
        limits: issuer.session,
    };
    // Another key is refused, and a ticket is discarded, without asking the provider.
    if *proof.thumbprint() == ticket.binding.jkt && *purpose == RedeemPurpose::Session {
        let asked = SessionRef::Ticket(&ticket.token_id);
        issuer.check_with_provider(asked, &context.audit()).await?;
    }
    match issuer.store.redeem(&request, &context.audit()).await? {
        RedeemOutcome::Refused(refusal) => Err(RedeemError::Refused(refusal)),
        RedeemOutcome::Discarded => Ok(done(issuer, *version)),
        RedeemOutcome::Given {
            session,
            token_id,
            at,
        } => {
            let signer = Signer {
                issuer: &issuer.origin,
                keys,
                limits: issuer.session,
            };
            let token = signer.session_token(&session, &ticket.audience, &ticket.binding, &token_id, at)?;
            Ok(given(issuer, &token))
        }
    }
}
