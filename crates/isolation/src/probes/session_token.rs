//! A session token, with a key of its own.

use zeroize::Zeroizing;

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::user_agent::UserAgent;

/// One that its receiver has renewed already, and renews again at the end.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let receiver = Receiver::begin(agent)?;
    let token = redeemed(agent, from, &receiver).await?;
    receiver.renew(agent, &from.origin, &token).await?;
    Ok(HeldArtifact::of_receiver(token, receiver, LastUse::Renew))
}

/// A session token of that receiver's.
pub(super) async fn redeemed(
    agent: &UserAgent,
    from: &Domain,
    receiver: &Receiver,
) -> Result<Zeroizing<String>, ProbeError> {
    let landing = receiver.ticket(agent, &from.issuer_session, &from.origin).await?;
    receiver.redeem(agent, &from.origin, &landing.ticket).await
}
