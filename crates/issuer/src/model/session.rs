//! An issuer session, and when it ends.

use crosspass_protocol::{Seconds, SessionId, Timestamp};

use super::User;

/// How long issuer sessions last, and the tokens that prove them to domains.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// From sign-in, whatever happens.
    pub absolute: Seconds,
    /// From the last use.
    pub idle: Seconds,
    /// A session token, from its issue.
    pub token: Seconds,
}

impl SessionLimits {
    /// The `exp` of a session token that is given at `at`.
    pub fn token_end(&self, session_start: Timestamp, at: Timestamp) -> Timestamp {
        (session_start + self.absolute).min(at + self.token)
    }
}

/// A user's session at the issuer.
#[derive(Clone, Debug)]
pub struct Session {
    /// The public id.
    pub sid: SessionId,
    /// Whose it is.
    pub user: User,
    /// When the user signed in.
    pub started_at: Timestamp,
    /// Where.
    pub signed_in: SignedIn,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
}

/// Where a user proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedIn {
    /// Here, with a password.
    Here,
    /// At the identity provider, which alone knows how.
    AtProvider,
}

impl Session {
    /// Whether it still signs anybody in. A session "from the future" does not: the clock was
    /// stepped back, and nothing may come back to life by that.
    pub fn is_live(&self, now: Timestamp, limits: SessionLimits) -> bool {
        let begun = now >= self.started_at - CLOCK_TOLERANCE;
        let young = now < self.started_at + limits.absolute;
        let in_use = now < self.seen_at + limits.idle;
        self.ended_at.is_none() && !self.user.disabled && begun && young && in_use
    }

    /// Whether a use at `now` is worth writing down: once a minute is exact enough.
    pub fn needs_touch(&self, now: Timestamp) -> bool {
        now >= self.seen_at + Seconds(60)
    }
}

/// How far clocks of two nodes that share a database may be apart.
const CLOCK_TOLERANCE: Seconds = Seconds(30);
