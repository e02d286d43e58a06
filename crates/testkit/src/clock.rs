//! A clock that moves when it is told to.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crosspass_issuer::Clock;
use crosspass_protocol::Timestamp;

/// Begins at some moment of 2026.
pub struct ManualClock {
    now: AtomicI64,
    elapsed: AtomicI64,
}

impl ManualClock {
    pub fn new() -> Self {
        Self {
            now: AtomicI64::new(1_795_000_000),
            elapsed: AtomicI64::new(1_000),
        }
    }

    /// Time passes, or the wall clock is stepped back; the other clock never is.
    pub fn step(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
        self.elapsed.fetch_add(seconds.max(0), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.now.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.elapsed.load(Ordering::SeqCst).unsigned_abs())
    }
}
