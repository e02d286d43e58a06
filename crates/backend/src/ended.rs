//! Sessions that have ended while a token of theirs may still be about. Known until a restart: the issuer's records
//! outlive it, and renewal asks them.

use crosspass_protocol::{LogoutClaims, Nonce, Origin, SessionClaims, Timestamp};

use crate::fingerprint::Fingerprint;
use crate::generations::Generations;

/// The last of them, at the least.
const KEPT: usize = 100_000;

/// What has ended at an origin: of issuer sessions, the tokens until some moment; and what single handoffs brought.
#[derive(Debug)]
pub(crate) struct Ended {
    sessions: Generations<Fingerprint, Timestamp>,
    handoffs: Generations<Fingerprint, ()>,
}

impl Default for Ended {
    fn default() -> Self {
        Self {
            sessions: Generations::new(KEPT),
            handoffs: Generations::new(KEPT),
        }
    }
}

impl Ended {
    /// The issuer says that its session has ended here. Where a membership ended and began again, that session may sign
    /// in once more: tokens that are younger than the issuer's word are another matter.
    pub(crate) fn note_session(&self, logout: &LogoutClaims) {
        let session = Fingerprint::of(logout.session_id.as_str(), &logout.audience);
        let earlier = self.sessions.find(&session);
        let at = earlier.map_or(logout.issued_at, |earlier| earlier.max(logout.issued_at));
        self.sessions.keep(session, at);
    }

    /// What one handoff brought has ended. A later handoff of the same issuer session is another matter: who signs in
    /// again is let in.
    pub(crate) fn note_handoff(&self, nonce: &Nonce, origin: &Origin) {
        self.handoffs.keep(Fingerprint::of(nonce.as_str(), origin), ());
    }

    /// Whether a token's session has ended.
    pub(crate) fn has(&self, claims: &SessionClaims) -> bool {
        let session = Fingerprint::of(claims.session_id.as_str(), &claims.audience);
        let handoff = Fingerprint::of(claims.binding.nonce.as_str(), &claims.audience);
        let is_told = self
            .sessions
            .find(&session)
            .is_some_and(|at| claims.issued_at <= at);
        is_told || self.handoffs.find(&handoff).is_some()
    }
}
