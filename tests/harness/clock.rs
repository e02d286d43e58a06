//! The one place of the harness that reads the clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, with their fraction: the scale on which the logs of the issuer, of the
/// domains and of the browsers are laid side by side.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the harness measures real programs, in real time"
)]
pub fn unix_milliseconds() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_secs_f64()
        * 1000.0
}

/// Whole seconds since 1970, as tokens have them.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the harness measures real programs, in real time"
)]
pub fn unix_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
