//! Proofs of the domain's key, beside what the other domain was given.

use zeroize::Zeroizing;

use super::domain::Domain;
use super::endpoint::Endpoint;
use super::session_token::redeemed;
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::user_agent::UserAgent;

/// What the other domain was given this moment: a ticket to redeem, or a session token.
pub(super) async fn beside(
    agent: &UserAgent,
    endpoint: Endpoint,
    to: &Domain,
) -> Result<Zeroizing<String>, ProbeError> {
    let receiver = Receiver::begin(agent)?;
    if endpoint == Endpoint::Redeem {
        Ok(receiver
            .ticket(agent, &to.issuer_session, &to.origin)
            .await?
            .ticket)
    } else {
        redeemed(agent, to, &receiver).await
    }
}
