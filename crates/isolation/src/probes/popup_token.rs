//! The token that a backend's popup is handed, not yet taken.

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::backend::PendingHandoff;
use crate::client::probe_error::ProbeError;
use crate::client::user_agent::UserAgent;

/// One that the backend takes at the end.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let pending = PendingHandoff::begin(agent, &from.origin).await?;
    let token = pending.token(agent, &from.issuer_session, &from.origin).await?;
    let nonce = pending.nonce.clone();
    HeldArtifact::of_backend(token, nonce, agent, LastUse::Take(pending))
}
