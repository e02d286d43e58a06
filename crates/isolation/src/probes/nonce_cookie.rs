//! A backend's nonce cookie, beside what the other domain was given.

use zeroize::Zeroizing;

use super::domain::Domain;
use super::endpoint::Endpoint;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::backend::PendingHandoff;
use crate::client::probe_error::ProbeError;
use crate::client::user_agent::UserAgent;

/// One whose handoff ends at the backend's landing at the end.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let pending = PendingHandoff::begin(agent, &from.origin).await?;
    let ticket = pending.ticket(agent, &from.issuer_session, &from.origin).await?;
    let value = Zeroizing::new(pending.cookie.value().to_owned());
    let nonce = pending.nonce.clone();
    HeldArtifact::of_backend(value, nonce, agent, LastUse::Land(pending, ticket))
}

/// What the other domain was given this moment, where there is such a thing for the endpoint.
pub(super) async fn beside(
    agent: &UserAgent,
    endpoint: Endpoint,
    to: &Domain,
) -> Result<Option<Zeroizing<String>>, ProbeError> {
    let begin = async || PendingHandoff::begin(agent, &to.origin).await;
    let given = match endpoint {
        Endpoint::Landing => {
            begin()
                .await?
                .ticket(agent, &to.issuer_session, &to.origin)
                .await?
        }
        // Other people's code gets no popup, so there is no token for one.
        Endpoint::Take | Endpoint::Answer if !to.external => {
            begin()
                .await?
                .token(agent, &to.issuer_session, &to.origin)
                .await?
        }
        _ => return Ok(None),
    };
    Ok(Some(given))
}
