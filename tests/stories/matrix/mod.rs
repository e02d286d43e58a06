//! The landing matrix: whatever a browser, a domain or the network does, how it ends for the user. What every cell must
//! come to is in docs/landing.md; `cargo xtask e2e --write-matrix` writes what it came to.

mod calls;
mod cookies;
mod end;
mod findings;
mod offline;
mod policies;
mod receivers;
mod scene;
mod storage;
mod windows;

use e2e::{CHROMIUM, FIREFOX, Place, WEBKIT};
use libtest_mimic::Trial;

/// Each row has a cell for each engine.
const EVERYWHERE: [Place; 3] = [CHROMIUM, FIREFOX, WEBKIT];

pub(crate) fn trials() -> Vec<Trial> {
    let trials = [policies::trials(), storage::trials(), calls::trials()];
    trials
        .into_iter()
        .flatten()
        .chain([findings::document()])
        .collect()
}

/// Those that wait more than they are busy.
pub(crate) fn waiting() -> Vec<Trial> {
    let trials = [receivers::trials(), windows::trials(), offline::trials()];
    trials.into_iter().flatten().collect()
}
