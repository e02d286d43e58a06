//! What calls of the receiver API have in common: receivers call from other origins, without
//! cookies, and present a token of ours with a proof of its key.

use axum::Json;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof, VerifiedProof};
use crosspass_protocol::{
    BindingRule, Expected, RenewableToken, SignedToken, TokenError, UntrustedToken, Version, native,
};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::body::{Read, json_or_form};
use super::context::Context;
use super::form::Members;
use crate::error::{BodyError, NOW, RenewError};
use crosspass_issuer::Issuer;
use crosspass_issuer::KeyRing;
use crosspass_issuer::model::{AuditEntry, Event, Reason};

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// Answers a browser that asks whether a receiver may call.
pub(crate) async fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "DPoP, Content-Type"),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// A receiver's call, as it came.
#[derive(Debug)]
pub(super) struct Call<B> {
    /// What it says.
    pub(super) body: B,
    /// The values of all `DPoP` headers, and of a form's member `proof`.
    pub(super) proofs: Vec<String>,
    /// The version that it speaks.
    pub(super) version: Version,
}

impl<B: DeserializeOwned + Members> Call<B> {
    /// Reads one in either form.
    pub(super) async fn read(request: Request) -> Result<Self, BodyError> {
        let mut proofs = headers(request.headers());
        Ok(match json_or_form(request).await? {
            Read::Json(body) => Self {
                body,
                proofs,
                version: Version::One,
            },
            Read::Form(body, proof) => {
                // Beside a header there are two, and which one counts is not guessed.
                proofs.push(proof);
                Self {
                    body,
                    proofs,
                    version: Version::Two,
                }
            }
        })
    }
}

/// The values of all `DPoP` headers.
fn headers(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(DPOP).iter();
    values
        .map(|value| value.to_str().unwrap_or_default().to_owned())
        .collect()
}

/// A session token, and the moment that it is given at by the issuer's clock: no cache keeps it.
pub(super) fn given(issuer: &Issuer, token: &str) -> Response {
    Json(json!({ "token": token, NOW: issuer.clock.now().seconds() })).into_response()
}

/// That it is done. Version 1 has no body for that.
pub(super) fn done(issuer: &Issuer, version: Version) -> Response {
    match version {
        Version::One => StatusCode::NO_CONTENT.into_response(),
        Version::Two => Json(json!({ NOW: issuer.clock.now().seconds() })).into_response(),
    }
}

/// A token that one of our published keys signed.
pub(super) fn signed(keys: &KeyRing, compact: &str) -> Result<SignedToken, TokenError> {
    let untrusted = UntrustedToken::parse(compact)?;
    let key = keys
        .published
        .find(untrusted.key_id())
        .ok_or(TokenError::UnknownKey)?;
    native::verify(untrusted.check_with(key)?)
}

/// The one proof there must be.
pub(super) fn proof(proofs: &[String], expected: &ProofExpected<'_>) -> Result<VerifiedProof, TokenError> {
    let [compact] = proofs else {
        return Err(TokenError::Malformed);
    };
    native::verify(UntrustedProof::parse(compact)?.check())?.accept(expected)
}

/// A call with a session token, counted and read, and the keys to check with.
pub(super) async fn receive<B: DeserializeOwned + Members>(
    issuer: &Issuer,
    context: &Context,
    request: Request,
    event: Event,
) -> Result<(Call<B>, KeyRing), RenewError> {
    if let Some(exhausted) = context.count_call(issuer, event).await? {
        return Err(RenewError::Limited(exhausted.retry_after));
    }
    let call = Call::read(request).await?;
    Ok((call, issuer.keys(context.at).await?))
}

/// The session token that a receiver holds, expired or not, and the proof that it is the receiver's: every check that
/// needs no storage. What is refused leaves a row.
pub(super) async fn held(
    issuer: &Issuer,
    context: &Context,
    keys: &KeyRing,
    presented: Presented<'_>,
    event: Event,
) -> Result<(RenewableToken, VerifiedProof), RenewError> {
    let expected = ProofExpected {
        method: "POST",
        url: &issuer.origin.join(presented.path),
        now: context.at,
        access_token: Some(presented.token),
    };
    let (refusal, error, audience) = match token(issuer, context, keys, presented.token) {
        Ok(token) => match proof(presented.proofs, &expected) {
            Ok(proof) => return Ok((token, proof)),
            Err(error) => {
                let audience = token.claims().audience.clone();
                (RenewError::Proof(error), error, Some(audience))
            }
        },
        Err(error) => (RenewError::Token(error), error, None),
    };
    let entry = AuditEntry {
        domain: audience,
        ..AuditEntry::refused(event, Reason::Code(error.code()))
    };
    issuer.store.record(&entry, &context.audit()).await?;
    Err(refusal)
}

/// What a receiver presents, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Presented<'a> {
    /// The path below the issuer's origin: what the proof is made for.
    pub(super) path: &'static str,
    /// The session token.
    pub(super) token: &'a str,
    /// Its proofs: one, or it is refused.
    pub(super) proofs: &'a [String],
}

/// A token's audience is whatever domain it says: storage is asked for a handoff to that domain.
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
