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
mod tables;
mod windows;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    let trials = [storage::trials(tables::faults), calls::trials()];
    trials.into_iter().flatten().chain([tables::document()]).collect()
}

/// Those that wait more than they are busy.
pub(crate) fn waiting() -> Vec<Trial> {
    let trials = [
        policies::trials(),
        receivers::trials(tables::faults),
        windows::trials(tables::faults),
        offline::trials(tables::faults),
    ];
    trials.into_iter().flatten().collect()
}
