//! The permit, which the auth page shows.

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::user_agent::UserAgent;

/// The permit of the issuer session, which must name the domain.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let issuer_session = &from.issuer_session;
    if !issuer_session.domains(agent).await?.contains(&from.origin) {
        return Err(ProbeError::Otherwise("the permit does not name the domain"));
    }
    let permit = issuer_session.permit.clone();
    Ok(HeldArtifact::of_receiver(
        permit,
        Receiver::begin(agent)?,
        LastUse::Shown,
    ))
}
