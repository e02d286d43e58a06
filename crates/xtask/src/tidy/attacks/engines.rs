//! Where a test runs: in browsers, or natively.

use std::fmt;
use std::ops::BitOr;

/// A set of places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Engines(u8);

const NAMES: [&str; 4] = ["native", "chromium", "firefox", "webkit"];

impl Engines {
    pub(super) const NATIVE: Self = Self(1);
    pub(super) const ALL: Self = Self(0b1110);
    pub(super) const NONE: Self = Self(0);

    /// The engine that a place of the stories begins with: `CHROMIUM_TLS`, `webkit`.
    pub(super) fn named(place: &str) -> Self {
        let place = place.to_ascii_lowercase();
        let of = |(bit, name): (usize, &&str)| place.starts_with(name).then_some(Self(1 << bit));
        NAMES
            .iter()
            .enumerate()
            .skip(1)
            .find_map(of)
            .unwrap_or(Self::NONE)
    }

    pub(super) fn are_all(self) -> bool {
        self.0 & Self::ALL.0 == Self::ALL.0
    }
}

impl BitOr for Engines {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Engines> for Engines {
    fn from_iter<I: IntoIterator<Item = Engines>>(engines: I) -> Self {
        engines.into_iter().fold(Self::NONE, BitOr::bitor)
    }
}

impl fmt::Display for Engines {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has = |bit: usize| self.0 & (1 << bit) != 0;
        let names = NAMES.iter().enumerate().filter(|(bit, _)| has(*bit));
        let names: Vec<_> = names.map(|(_, name)| *name).collect();
        formatter.write_str(&names.join(", "))
    }
}
