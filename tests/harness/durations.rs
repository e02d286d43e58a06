//! How long each story took, for those who want the run to be shorter. Nothing is asserted of it.

use std::sync::{Mutex, PoisonError};

static TOLD: Mutex<Vec<(f64, String)>> = Mutex::new(Vec::new());

/// How many are worth a line.
const LINES: usize = 15;

/// Notes that this story took so many milliseconds once it had a browser.
pub(crate) fn note(story: &str, took: f64) {
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    told.push((took, story.to_owned()));
}

/// The stories that took longest, a line each.
#[must_use]
pub fn longest() -> Vec<String> {
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner).clone();
    told.sort_unstable_by(|(one, _), (other, _)| other.total_cmp(one));
    let line = |(took, story): &(f64, String)| format!("{:6.1} s  {story}", took / 1000.0);
    told.iter().take(LINES).map(line).collect()
}
