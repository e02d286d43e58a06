//! The issuer's cookie, of a session that was carried to this domain alone.

use zeroize::Zeroizing;

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::request::Request;
use crate::client::user_agent::UserAgent;

/// The cookie, by which the issuer must tell the domain of a session.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let cookie = &from.issuer_session.cookie;
    let call = Request::get(agent.issuer(), "/api/session").page_of(&from.origin);
    let response = agent.ask(call.cookie(cookie)).await?.ok("/api/session")?;
    if !response.json().is_some_and(|json| json["session"].is_object()) {
        return Err(ProbeError::Otherwise(
            "/api/session tells the domain of no session",
        ));
    }
    let value = Zeroizing::new(cookie.value().to_owned());
    Ok(HeldArtifact::of_receiver(
        value,
        Receiver::begin(agent)?,
        LastUse::Shown,
    ))
}
