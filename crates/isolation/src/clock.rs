//! The one place of the checker that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crosspass_protocol::Timestamp;

/// The machine's wall clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the checker makes proofs for real servers, in real time"
)]
pub(crate) fn now() -> Timestamp {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
