//! Tickets: of a receiver of our own and of a backend's landing, used and unused.

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::backend::{self, PendingHandoff};
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::user_agent::UserAgent;

/// A ticket that a receiver redeemed.
pub(super) async fn hold_used(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let receiver = Receiver::begin(agent)?;
    let landing = receiver.ticket(agent, &from.issuer_session, &from.origin).await?;
    receiver.redeem(agent, &from.origin, &landing.ticket).await?;
    Ok(HeldArtifact::of_receiver(
        landing.ticket,
        receiver,
        LastUse::Shown,
    ))
}

/// One that the receiver redeems at the end.
pub(super) async fn hold_unused(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let receiver = Receiver::begin(agent)?;
    let landing = receiver.ticket(agent, &from.issuer_session, &from.origin).await?;
    Ok(HeldArtifact::of_receiver(
        landing.ticket,
        receiver,
        LastUse::Redeem,
    ))
}

/// One that a backend redeemed.
pub(super) async fn hold_used_landing(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let (pending, _, ticket) = backend::sign_in(agent, &from.issuer_session, &from.origin).await?;
    HeldArtifact::of_backend(ticket, pending.nonce, agent, LastUse::Shown)
}

/// One that the backend's landing takes at the end.
pub(super) async fn hold_unused_landing(
    agent: &UserAgent,
    from: &Domain,
) -> Result<HeldArtifact, ProbeError> {
    let pending = PendingHandoff::begin(agent, &from.origin).await?;
    let ticket = pending.ticket(agent, &from.issuer_session, &from.origin).await?;
    let nonce = pending.nonce.clone();
    HeldArtifact::of_backend(ticket.clone(), nonce, agent, LastUse::Land(pending, ticket))
}
