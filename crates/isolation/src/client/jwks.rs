//! The issuer's published keys, and what they signed.

use crosspass_protocol::{Jwks, SignedToken, TokenError, UntrustedToken, native};

use super::probe_error::ProbeError;
use super::request::Request;
use super::user_agent::UserAgent;

/// The issuer's published keys.
pub(crate) async fn keys(agent: &UserAgent) -> Result<Jwks, ProbeError> {
    const ASKED: &str = "/.well-known/jwks.json";
    let response = agent.ask(Request::get(agent.issuer(), ASKED)).await?.ok(ASKED)?;
    Jwks::parse(&response.body).map_err(|_| ProbeError::Otherwise("the issuer's key set is none"))
}

/// A token that one of them signed.
pub(crate) fn signed(compact: &str, keys: &Jwks) -> Result<SignedToken, TokenError> {
    let untrusted = UntrustedToken::parse(compact)?;
    let key = keys.find(untrusted.key_id()).ok_or(TokenError::UnknownKey)?;
    native::verify(untrusted.check_with(key)?)
}
