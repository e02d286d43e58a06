//! Presenting an artifact of one domain wherever another takes something.

use zeroize::Zeroizing;

use super::artifact::Artifact;
use super::domain::Domain;
use super::endpoint::Endpoint;
use super::held_artifact::HeldArtifact;
use super::judgement::unclear;
use super::presentation::Presented;
use super::{dpop_proof, nonce_cookie};
use crate::client::probe_error::ProbeError;
use crate::client::user_agent::UserAgent;
use crate::report::Report;

/// Presents everything of `from` at `to`.
pub(crate) async fn present_all(agent: &UserAgent, from: &Domain, to: &Domain, report: &mut Report) {
    for artifact in Artifact::of(from) {
        artifact.try_at(agent, from, to, report).await;
    }
}

impl Artifact {
    /// Presents it at every endpoint of `to`, and of the issuer on behalf of `to`.
    async fn try_at(self, agent: &UserAgent, from: &Domain, to: &Domain, report: &mut Report) {
        let held = match self.hold(agent, from).await {
            Ok(held) => held,
            Err(error) => return report.control(self.name(), from.origin.as_str(), Err(error.to_string())),
        };
        for endpoint in Endpoint::of(to.kind) {
            if self == Self::Proof && !endpoint.takes_proofs() {
                continue;
            }
            let text = self.beside(agent, *endpoint, &held, to).await;
            let answers = match text {
                Ok(text) => {
                    let presented = Presented {
                        text: &text,
                        nonce: &held.nonce,
                        key: &held.receiver.key,
                        key_at_issuer: if self == Self::Proof {
                            &held.receiver.key
                        } else {
                            &to.receiver.key
                        },
                    };
                    endpoint.try_with(agent, from, to, &presented).await
                }
                Err(error) => vec![unclear(&error)],
            };
            report.attempt(
                self.name(),
                from.origin.as_str(),
                to.origin.as_str(),
                endpoint.name(),
                answers,
            );
        }
        let shown = held.show(agent, from).await;
        report.control(
            self.name(),
            from.origin.as_str(),
            shown.map_err(|error| error.to_string()),
        );
    }

    /// What is presented: the artifact, or what the other domain was given this moment, beside which the artifact is
    /// presented.
    async fn beside(
        self,
        agent: &UserAgent,
        endpoint: Endpoint,
        held: &HeldArtifact,
        to: &Domain,
    ) -> Result<Zeroizing<String>, ProbeError> {
        let beside = match self {
            Self::Proof => Some(dpop_proof::beside(agent, endpoint, to).await?),
            Self::NonceCookie => nonce_cookie::beside(agent, endpoint, to).await?,
            _ => None,
        };
        Ok(beside.unwrap_or_else(|| held.text.clone()))
    }
}
