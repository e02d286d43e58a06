//! Time as a parameter: the one place that asks the machine what time it is.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crosspass_protocol::Timestamp;

/// Where a backend takes its time from.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one legitimate call: everything else takes a Clock"
    )]
    pub(crate) fn system() -> Self {
        Self(Arc::new(|| {
            // A clock before 1970 reads as 1970: everything is then refused as not yet valid.
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            let seconds = since.map_or(0, |since| since.as_secs());
            Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
        }))
    }

    /// Another one.
    pub(crate) fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
