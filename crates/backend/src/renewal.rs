//! Renewal within a request: a new token for the last one and a proof of our key (`POST /api/renew`). Of several
//! requests that come with one token, one asks; the others go on with what they have, or wait if that is over.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::{Code, Origin, SessionClaims};
use tokio::time::timeout;

use crate::call::Call;
use crate::error::Refusal;
use crate::fingerprint::Fingerprint;
use crate::renewals::{Outcome, Renewed};
use crate::state::Inner;

/// How long a request waits whose token has time left.
const PATIENCE: Duration = Duration::from_secs(2);

const PATH: &str = "/api/renew";

impl Inner {
    /// Renews a session. `None`: it takes its time, and there is no need to wait.
    pub(crate) async fn renew(
        self: &Arc<Self>,
        token: &str,
        old: SessionClaims,
        origin: &Origin,
        must_wait: bool,
    ) -> Option<Result<Renewed, Refusal>> {
        let fingerprint = Fingerprint::of(token, origin);
        let now = self.clock.now();
        if !must_wait && self.renewals.is_under_way(&fingerprint) {
            return None;
        }
        let renewal = self.renewals.of(&fingerprint, now);
        if let Some(outcome) = renewal.get() {
            return Some(outcome.result.clone());
        }
        let (inner, token, origin) = (Arc::clone(self), token.to_owned(), origin.clone());
        let own = Arc::clone(&renewal);
        // A task of its own: it goes on when the request that began it is given up.
        let task = tokio::spawn(async move {
            let ask = async || Outcome {
                result: inner.ask(&token, &old, &origin).await,
                at: inner.clock.now(),
            };
            own.get_or_init(ask).await;
        });
        if must_wait {
            drop(task.await);
        } else if timeout(PATIENCE, task).await.is_err() {
            // The next request finds the outcome.
            return None;
        }
        let outcome = renewal.get().map(|outcome| outcome.result.clone());
        Some(outcome.unwrap_or(Err(Refusal::Internal("a renewal was broken off"))))
    }

    async fn ask(&self, token: &str, old: &SessionClaims, origin: &Origin) -> Result<Renewed, Refusal> {
        let address = self.client.address(PATH);
        let proof = self
            .key
            .prove(&address, Some(token), self.clock.now(), &self.random)?;
        let given = self
            .client
            .exchange(&address, Call::Renew { token }, &proof, self.keys.version())
            .await;
        let fresh = match given {
            Err(refusal) if !refusal.is_temporary() => {
                tracing::info!(session = %old.session_id, code = %refusal.code(), "a session has ended");
                self.ended.note_handoff(&old.binding.nonce, origin);
                return Err(refusal);
            }
            given => given?,
        };
        let session = self.kept(&fresh, origin).await?;
        let new = session.claims();
        if (&new.subject, &new.session_id, &new.binding) != (&old.subject, &old.session_id, &old.binding) {
            return Err(Refusal::Code(Code::InvalidToken));
        }
        Ok(Renewed {
            token: fresh,
            session,
        })
    }
}
