//! Presenting an artifact of one domain wherever another takes something.

use zeroize::Zeroizing;

use crate::client::backend::Begun;
use crate::client::receiver::Receiver;
use crate::client::web::Web;
use crate::probe_error::ProbeError;
use crate::probes::artifact::Artifact;
use crate::probes::attempt::Presented;
use crate::probes::endpoint::Endpoint;
use crate::probes::held_artifact::{HeldArtifact, token};
use crate::probes::place::Place;
use crate::probes::verdict::Verdict;
use crate::report::Report;

impl Artifact {
    /// Presents it at every endpoint of `to`, and of the issuer on behalf of `to`.
    pub(crate) async fn try_at(self, web: &Web, from: &Place, to: &Place, report: &mut Report) {
        let held = match HeldArtifact::make(self, web, from).await {
            Ok(held) => held,
            Err(error) => return report.control(self.name(), &from.origin, Err(&error)),
        };
        for endpoint in Endpoint::of(to.kind) {
            if self == Self::Proof && !endpoint.takes_proofs() {
                continue;
            }
            let text = self.beside(web, *endpoint, &held, to).await;
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
                    endpoint.try_with(web, from, to, &presented).await
                }
                Err(error) => vec![Verdict::unclear(&error)],
            };
            report.attempt(self.name(), &from.origin, &to.origin, *endpoint, answers);
        }
        let shown = held.show(web, from).await;
        report.control(self.name(), &from.origin, shown.as_ref().copied());
    }

    /// What is presented: the thing, or what the other domain was given this moment, beside which the thing is
    /// presented.
    async fn beside(
        self,
        web: &Web,
        endpoint: Endpoint,
        held: &HeldArtifact,
        to: &Place,
    ) -> Result<Zeroizing<String>, ProbeError> {
        if self == Self::Proof {
            let receiver = Receiver::begin(web)?;
            return if endpoint == Endpoint::Redeem {
                Ok(receiver.ticket(web, &to.visit, &to.origin).await?.ticket)
            } else {
                token(web, to, &receiver).await
            };
        }
        if self == Self::NonceCookie {
            let begun = async || Begun::begin(web, &to.origin).await;
            if endpoint == Endpoint::Landing {
                return begun().await?.ticket(web, &to.visit, &to.origin).await;
            }
            // Other people's code gets no popup, so there is no token for one.
            if matches!(endpoint, Endpoint::Take | Endpoint::Answer) && !to.external {
                return begun().await?.token(web, &to.visit, &to.origin).await;
            }
        }
        Ok(held.text.clone())
    }
}
