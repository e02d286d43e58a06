//! Sessions that have ended while a token of theirs may still be about. Known until a restart: the issuer's records
//! outlive it, and renewal asks them.

use crosspass_protocol::{Nonce, Origin, SessionClaims, SessionId};

use crate::generations::Generations;
use crate::state::Fingerprint;

/// The last of them, at the least.
const KEPT: usize = 100_000;

/// What has ended: issuer sessions, and what single handoffs brought, which is nothing to other origins.
#[derive(Debug)]
pub(crate) struct Ended(Generations<Fingerprint, ()>);

impl Default for Ended {
    fn default() -> Self {
        Self(Generations::new(KEPT))
    }
}

impl Ended {
    /// The issuer's session has ended: nobody will sign in to it again.
    pub(crate) fn note_session(&self, session: &SessionId, issuer: &Origin) {
        self.0.keep(Fingerprint::of(session.as_str(), issuer), ());
    }

    /// What one handoff brought has ended. A later handoff of the same issuer session is another matter: who signs in
    /// again is let in.
    pub(crate) fn note_handoff(&self, nonce: &Nonce, origin: &Origin) {
        self.0.keep(Fingerprint::of(nonce.as_str(), origin), ());
    }

    /// Whether a token's session has ended.
    pub(crate) fn has(&self, claims: &SessionClaims) -> bool {
        // No issuer is a domain of its own: the two kinds cannot be taken for each other.
        let session = Fingerprint::of(claims.session_id.as_str(), &claims.issuer);
        let handoff = Fingerprint::of(claims.binding.nonce.as_str(), &claims.audience);
        [session, handoff]
            .iter()
            .any(|known| self.0.find(known).is_some())
    }
}
