//! Time as a parameter: whole seconds since the Unix epoch, as in a JWT's NumericDate (RFC 7519, 2).

use core::ops::{Add, Sub};

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub i64);

/// A moment: seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last second of the year 9999: later moments are refused, so sums cannot overflow.
    const LAST: i64 = 253_402_300_799;

    /// The moment `seconds` after the epoch, cut to the range from 1970 to 9999.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(0, Self::LAST))
    }

    /// The moment of a claim; `None` outside of the years 1970 to 9999.
    pub fn from_claim(seconds: u64) -> Option<Self> {
        i64::try_from(seconds)
            .ok()
            .filter(|seconds| *seconds <= Self::LAST)
            .map(Self)
    }

    /// Seconds since the epoch.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The same moment for jwt-compact, which counts time with chrono.
    #[cfg(feature = "native")]
    pub(crate) fn to_chrono(self) -> chrono::DateTime<chrono::Utc> {
        // Always in chrono's range: see `LAST`.
        chrono::DateTime::from_timestamp(self.0, 0).unwrap_or(chrono::DateTime::UNIX_EPOCH)
    }
}

impl Add<Seconds> for Timestamp {
    type Output = Self;
    fn add(self, length: Seconds) -> Self {
        Self::from_seconds(self.0.saturating_add(length.0))
    }
}

impl Sub<Seconds> for Timestamp {
    type Output = Self;
    fn sub(self, length: Seconds) -> Self {
        Self::from_seconds(self.0.saturating_sub(length.0))
    }
}

impl Sub for Timestamp {
    type Output = Seconds;
    fn sub(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }
}
