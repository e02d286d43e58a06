//! A backend's session cookie.

use zeroize::Zeroizing;

use super::domain::Domain;
use super::held_artifact::{HeldArtifact, LastUse};
use crate::client::backend;
use crate::client::probe_error::ProbeError;
use crate::client::user_agent::UserAgent;

/// One by which the backend knows us, now and at the end.
pub(super) async fn hold(agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
    let (pending, cookie, _) = backend::sign_in(agent, &from.issuer_session, &from.origin).await?;
    backend::knows(agent, &from.origin, &cookie).await?;
    let value = Zeroizing::new(cookie.value().to_owned());
    HeldArtifact::of_backend(value, pending.nonce, agent, LastUse::Know(cookie))
}
