//! Randomness that a failed run can be repeated with: splitmix64, from a seed that is told.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::random;

/// The variable that brings a seed back.
const VARIABLE: &str = "CROSSPASS_SEED";

/// A generator.
#[derive(Debug)]
pub struct Seeded {
    /// What it began with.
    pub seed: u64,
    state: u64,
}

impl Seeded {
    /// From `CROSSPASS_SEED`, or from a new seed.
    pub fn open() -> Result<Self> {
        let seed = match std::env::var(VARIABLE) {
            Ok(text) => text
                .parse()
                .with_context(|| format!("{VARIABLE}={text:?} is no number"))?,
            Err(_) => u64::from_le_bytes(random::bytes()?),
        };
        Ok(Self::with(seed))
    }

    fn with(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.state;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// Heads or tails.
    pub fn flip(&mut self) -> bool {
        self.next() >> 63 == 1
    }

    /// A time below `limit`, in whole milliseconds.
    pub fn time(&mut self, limit: Duration) -> Duration {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX).max(1);
        Duration::from_millis(self.next() % limit)
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Seeded};

    #[test]
    fn a_seed_brings_the_same_back() {
        let run = |seed| {
            let mut seeded = Seeded::with(seed);
            (0..20)
                .map(|_| (seeded.flip(), seeded.time(Duration::from_secs(1))))
                .collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        assert!(run(7).iter().any(|(heads, _)| *heads) && run(7).iter().any(|(heads, _)| !heads));
    }
}
