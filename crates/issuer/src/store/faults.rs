//! For tests alone: a store that fails where it is told to, or lacks what makes it right. The contract suite must notice
//! each lack.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Store, StoreError};

/// What is wrong with a store.
#[derive(Debug, Default)]
pub struct Faults {
    /// A guarded write that changed no row says that it changed one.
    pub counts_ignored: bool,
    /// An action that another one was in the way of is not tried again.
    pub never_again: bool,
    /// So many statements are run before one fails; below zero none fails.
    left: AtomicI64,
}

impl Faults {
    /// A store without faults until `fail_after` is called.
    pub fn none() -> Self {
        Self {
            left: AtomicI64::new(-1),
            ..Self::default()
        }
    }

    /// Has a statement fail after so many others, once.
    pub fn fail_after(&self, statements: i64) {
        self.left.store(statements, Ordering::SeqCst);
    }

    /// Whether the statement that was to fail has failed.
    pub fn has_failed(&self) -> bool {
        self.left.load(Ordering::SeqCst) < 0
    }

    pub(super) fn before_a_statement(&self) -> Result<(), StoreError> {
        let before = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                (left >= 0).then(|| left - 1)
            });
        match before {
            Ok(0) => Err(StoreError::Unavailable(
                "a statement failed, as it was told to".into(),
            )),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    pub(super) fn count(&self, changed: u64) -> u64 {
        if self.counts_ignored {
            changed.max(1)
        } else {
            changed
        }
    }
}

impl Store {
    /// The same store with these faults.
    #[must_use]
    pub fn with_faults(&self, faults: Arc<Faults>) -> Self {
        Self {
            faults: Some(faults),
            ..self.clone()
        }
    }
}
