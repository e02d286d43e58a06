//! One count for each key, in memory: the generic cell rate algorithm over a bounded map. (The crate `governor` does the
//! same over a map that an attacker with many addresses can grow.)

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Entries that are kept at most: 2 MB.
const CAPACITY: usize = 50_000;

/// How many attempts at once, and how long until one more counts.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Attempts that may come at once.
    pub burst: u32,
    /// Time that gives back one attempt.
    pub refill: Duration,
}

/// No attempt is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// When the next attempt counts.
    pub retry_after: Duration,
    /// Whether this is the first refusal in a row: the one worth an audit row.
    pub first: bool,
}

/// Counts attempts by key. Keys are kept as a keyed hash: small, and of no use to a reader of memory.
#[derive(Debug)]
pub(super) struct Buckets {
    allowance: Allowance,
    hasher: RandomState,
    entries: Mutex<HashMap<u64, Entry>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// When all attempts are back.
    full_at: Duration,
    refused: bool,
}

impl Buckets {
    /// Nothing is counted yet.
    pub(super) fn new(allowance: Allowance) -> Self {
        Self {
            allowance,
            hasher: RandomState::new(),
            entries: Mutex::default(),
        }
    }

    /// Takes one attempt of `key`'s at the moment `now` of a clock that never steps back.
    pub(super) fn take(&self, key: impl Hash, now: Duration) -> Result<(), Exhausted> {
        let key = self.hasher.hash_one(key);
        let mut entries = self.lock();
        if entries.len() >= CAPACITY && !entries.contains_key(&key) {
            make_room(&mut entries, now);
        }
        let entry = entries.entry(key).or_insert(Entry {
            full_at: now,
            refused: false,
        });
        let full_at = entry.full_at.max(now) + self.allowance.refill;
        let longest = self.allowance.refill * self.allowance.burst;
        match (full_at - now).checked_sub(longest) {
            Some(retry_after) if !retry_after.is_zero() => {
                let first = !entry.refused;
                entry.refused = true;
                Err(Exhausted { retry_after, first })
            }
            _ => {
                *entry = Entry {
                    full_at,
                    refused: false,
                };
                Ok(())
            }
        }
    }

    /// Forgets what `key` took: it proved to be welcome.
    pub(super) fn forgive(&self, key: impl Hash) {
        let key = self.hasher.hash_one(key);
        self.lock().remove(&key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Entry>> {
        // Counts stay meaningful even if a holder of the lock panicked.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets who has all attempts back; if that is nobody, the half that took least.
fn make_room(entries: &mut HashMap<u64, Entry>, now: Duration) {
    entries.retain(|_, entry| entry.full_at > now);
    if entries.len() >= CAPACITY {
        let mut ends: Vec<_> = entries.values().map(|entry| entry.full_at).collect();
        let middle = ends.len() / 2;
        let (_, median, _) = ends.select_nth_unstable(middle);
        let median = *median;
        entries.retain(|_, entry| entry.full_at > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets() -> Buckets {
        Buckets::new(Allowance {
            burst: 2,
            refill: Duration::from_secs(10),
        })
    }

    #[test]
    fn a_flood_of_keys_takes_bounded_memory() {
        let buckets = buckets();
        for key in 0..3 * CAPACITY {
            buckets.take(key, Duration::ZERO).unwrap();
        }
        assert!(buckets.lock().len() <= CAPACITY);
    }

    #[test]
    fn a_flood_of_keys_frees_nobody_who_is_exhausted() {
        let buckets = buckets();
        for _ in 0..2 {
            buckets.take("attacked", Duration::ZERO).unwrap();
        }
        for key in 0..3 * CAPACITY {
            buckets.take(key, Duration::ZERO).unwrap();
        }
        assert!(buckets.take("attacked", Duration::ZERO).is_err());
    }

    #[test]
    fn attempts_come_back_one_by_one() {
        let buckets = buckets();
        let at = |seconds| buckets.take("key", Duration::from_secs(seconds));
        assert!(at(0).is_ok() && at(0).is_ok());
        let exhausted = at(4).unwrap_err();
        assert_eq!(exhausted.retry_after, Duration::from_secs(6));
        assert!(exhausted.first && !at(9).unwrap_err().first);
        assert!(at(10).is_ok() && at(10).is_err());
    }
}
