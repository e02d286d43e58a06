//! Time as a parameter: the one place that asks the machine what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crosspass_protocol::Timestamp;

/// Where a server takes its time from.
pub trait Clock: Send + Sync {
    /// The wall clock: for what is signed, stored and compared with other machines.
    fn now(&self) -> Timestamp;

    /// Time since some fixed moment, never stepping back: for limits and measurements.
    fn elapsed(&self) -> Duration;
}

/// The machine's clocks.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose `elapsed` counts from now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one legitimate call: everything else takes a Clock"
    )]
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one legitimate call: everything else takes a Clock"
    )]
    fn now(&self) -> Timestamp {
        // A clock before 1970 reads as 1970: everything is then refused as not yet valid.
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
