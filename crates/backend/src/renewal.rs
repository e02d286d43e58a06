//! Renewal within a request: a new token for the last one and a proof of our key (`POST /api/renew`). Of several
//! requests that come with one token, one asks; the others go on with what they have, or wait if that is over.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::{Code, Origin, Seconds, SessionClaims, Timestamp};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::call::Call;
use crate::error::Refusal;
use crate::generations::Generations;
use crate::session::Session;
use crate::state::{Fingerprint, Inner};

/// Renewals whose outcome is kept, for requests that left with the old token before the answer came.
const KEPT: usize = 10_000;
/// How long such requests may take.
const STRAGGLING: Seconds = Seconds(60);
/// How long a request waits whose token has time left.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two tries while the issuer is out of reach.
const PAUSE: Seconds = Seconds(5);

const PATH: &str = "/api/renew";

/// A token's successor.
#[derive(Clone, Debug)]
pub(crate) struct Renewed {
    pub(crate) token: String,
    pub(crate) session: Session,
}

#[derive(Debug)]
struct Outcome {
    result: Result<Renewed, Refusal>,
    at: Timestamp,
}

/// Renewals under way and lately done, by the token that was presented.
#[derive(Debug)]
pub(crate) struct Renewals(Generations<Fingerprint, Arc<OnceCell<Outcome>>>);

impl Default for Renewals {
    fn default() -> Self {
        Self(Generations::new(KEPT))
    }
}

/// Whether a session is to be renewed: two thirds of its token's life are over.
pub(crate) fn is_due(session: &Session, now: Timestamp) -> bool {
    let claims = session.claims();
    let life = claims.expires_at - claims.issued_at;
    now >= claims.expires_at - Seconds(life.0 / 3)
}

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
        let is_busy = |cell: Arc<OnceCell<Outcome>>| cell.get().is_none();
        if !must_wait && self.renewals.0.find(&fingerprint).is_some_and(is_busy) {
            return None;
        }
        let is_good = |cell: &Arc<OnceCell<Outcome>>| cell.get().is_none_or(|outcome| !outcome.is_over(now));
        let cell = self.renewals.0.find_or_keep(&fingerprint, is_good, Arc::default);
        if let Some(outcome) = cell.get() {
            return Some(outcome.result.clone());
        }
        let (inner, token, origin) = (Arc::clone(self), token.to_owned(), origin.clone());
        let own = Arc::clone(&cell);
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
            // The next request finds what came of it.
            return None;
        }
        let outcome = cell.get().map(|outcome| outcome.result.clone());
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

impl Outcome {
    /// Whether the issuer is to be asked again. An old token must not lead to its successor for good: it may have been
    /// copied, and the session ended since.
    fn is_over(&self, now: Timestamp) -> bool {
        let is_past = |span| !(Seconds(0)..span).contains(&(now - self.at));
        match &self.result {
            Ok(renewed) => is_past(STRAGGLING) || is_due(&renewed.session, now),
            Err(refusal) => refusal.is_temporary() && is_past(PAUSE),
        }
    }
}
