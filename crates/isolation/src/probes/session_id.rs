//! The session's public id.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use zeroize::Zeroizing;

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use super::session_token::redeemed;
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::user_agent::UserAgent;

/// The id that a session token names.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let receiver = Receiver::begin(agent)?;
    let token = redeemed(agent, from, &receiver).await?;
    Ok(HeldArtifact::of_receiver(
        session_id(&token)?,
        receiver,
        LastUse::Shown,
    ))
}

/// What a token says; it came from the issuer this moment.
fn session_id(token: &str) -> Result<Zeroizing<String>, ProbeError> {
    let payload = token.split('.').nth(1);
    let payload = payload.and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
    let claims = payload.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let id = claims.as_ref().and_then(|claims| claims.get("sid")?.as_str());
    let id = id.ok_or(ProbeError::Otherwise("the session token names no session"))?;
    Ok(Zeroizing::new(id.to_owned()))
}
