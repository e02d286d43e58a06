//! What calls of the receiver API have in common: receivers call from other origins, without
//! cookies, and present a token of ours with a proof of its key.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof, VerifiedProof};
use crosspass_protocol::{SignedToken, TokenError, UntrustedToken, native};

use crate::keys::KeyRing;

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

/// The values of all `DPoP` headers.
pub(super) fn proofs(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(DPOP).iter();
    values
        .map(|value| value.to_str().unwrap_or_default().to_owned())
        .collect()
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
