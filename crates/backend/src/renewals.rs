//! Renewals under way and lately done: of several requests that come with one token, one asks the issuer.

use std::sync::Arc;

use crosspass_protocol::{Seconds, Timestamp};
use tokio::sync::OnceCell;

use crate::error::Refusal;
use crate::fingerprint::Fingerprint;
use crate::generations::Generations;
use crate::session::Session;

/// Renewals whose outcome is kept, for requests that left with the old token before the answer came.
const KEPT: usize = 10_000;
/// How long such requests may take.
const STRAGGLING: Seconds = Seconds(60);
/// Between two tries while the issuer is out of reach.
const PAUSE: Seconds = Seconds(5);

/// A token's successor.
#[derive(Clone, Debug)]
pub(crate) struct Renewed {
    pub(crate) token: String,
    pub(crate) session: Session,
}

/// What the issuer answered, and when.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) result: Result<Renewed, Refusal>,
    pub(crate) at: Timestamp,
}

/// A renewal: empty until the issuer has answered.
pub(crate) type Renewal = Arc<OnceCell<Outcome>>;

/// Renewals under way and lately done, by the token that was presented.
#[derive(Debug)]
pub(crate) struct Renewals(Generations<Fingerprint, Renewal>);

impl Default for Renewals {
    fn default() -> Self {
        Self(Generations::new(KEPT))
    }
}

impl Renewals {
    /// Whether the issuer is being asked for this token's successor.
    pub(crate) fn is_under_way(&self, token: &Fingerprint) -> bool {
        self.0.find(token).is_some_and(|renewal| renewal.get().is_none())
    }

    /// The renewal of this token: the one that is there, while its outcome may be used, or a new one.
    pub(crate) fn of(&self, token: &Fingerprint, now: Timestamp) -> Renewal {
        let is_good = |renewal: &Renewal| renewal.get().is_none_or(|outcome| !outcome.is_over(now));
        self.0.find_or_keep(token, is_good, Arc::default)
    }
}

/// Whether a session is to be renewed: two thirds of its token's life are over.
pub(crate) fn is_due(session: &Session, now: Timestamp) -> bool {
    let claims = session.claims();
    let life = claims.expires_at - claims.issued_at;
    now >= claims.expires_at - Seconds(life.0 / 3)
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
