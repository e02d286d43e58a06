//! For tests alone: a store that fails where it is told to, or lacks what makes it right. The contract suite must notice
//! each lack.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::failed::Failed;

/// What is wrong with a store.
#[derive(Debug, Default)]
pub struct Faults {
    counts_ignored: bool,
    pub(super) never_again: bool,
    break_at: Counter,
    conflict_at: Counter,
    further_conflicts: Mutex<VecDeque<usize>>,
    seen: Mutex<BTreeSet<&'static str>>,
    statements: AtomicUsize,
}

/// Counts statements down to the one that fails, once; nothing fails where it was never set.
#[derive(Debug)]
struct Counter(AtomicI64);

impl Default for Counter {
    fn default() -> Self {
        Self(AtomicI64::new(-1))
    }
}

impl Counter {
    fn is_up(&self) -> bool {
        let one_less = |left| (left >= 0).then(|| left - 1);
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) == Ok(0)
    }

    fn set(&self, statements: usize) {
        let statements = i64::try_from(statements).unwrap_or(i64::MAX);
        self.0.store(statements, Ordering::SeqCst);
    }
}

impl Faults {
    /// A guarded write that changed no row says that it changed one.
    pub fn ignoring_counts() -> Self {
        Self {
            counts_ignored: true,
            ..Self::default()
        }
    }

    /// An action that another one was in the way of is not tried again.
    pub fn giving_up() -> Self {
        Self {
            never_again: true,
            ..Self::default()
        }
    }

    /// Has the database fail before a statement, after so many others: once.
    pub fn break_after(&self, statements: usize) {
        self.break_at.set(statements);
    }

    /// Has another transaction be in the way of a statement, after so many others; of the next one when the action is tried
    /// again, and so on: one conflict for each of these numbers.
    pub fn conflict_after_each(&self, statements: impl IntoIterator<Item = usize>) {
        let mut further = self
            .further_conflicts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *further = statements.into_iter().collect();
        if let Some(first) = further.pop_front() {
            self.conflict_at.set(first);
        }
    }

    /// How many statements were run.
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::SeqCst)
    }

    /// Each text that was run.
    pub fn seen(&self) -> BTreeSet<&'static str> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What fails before a statement. Who only reads is in nobody's way.
    pub(super) fn before(&self, sql: &'static str, writes: bool) -> Option<Failed> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(sql);
        self.statements.fetch_add(1, Ordering::SeqCst);
        let breaks = self.break_at.is_up().then_some(Failed::Finally);
        let conflicts = (self.conflict_at.is_up() && writes).then_some(Failed::Conflict);
        if conflicts.is_some() {
            let mut further = self
                .further_conflicts
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(next) = further.pop_front() {
                self.conflict_at.set(next);
            }
        }
        breaks.or(conflicts)
    }

    pub(super) fn count(&self, changed: u64) -> u64 {
        if self.counts_ignored {
            changed.max(1)
        } else {
            changed
        }
    }
}
