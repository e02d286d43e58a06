//! Domains whose backends know nothing of Crosspass, behind `crosspass gate` and the real nginx and Caddy, with the
//! files of docs/gate.

mod caches;
mod calls;
mod carriers;
mod cookies;
mod faults;
mod identity;
mod outside;
mod paths;
mod proof;
mod proxied;
mod tls;

pub(crate) use e2e::visitor;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = carriers::trials();
    trials.extend(caches::trials());
    trials.extend(calls::trials());
    trials.extend(cookies::trials());
    trials.extend(identity::trials());
    trials.extend(outside::trials());
    trials.extend(paths::trials());
    trials.extend(proof::trials());
    trials.extend(tls::trials());
    trials.extend(faults::trials());
    trials
}

/// Those that wait for the most part.
pub(crate) fn waiting() -> Vec<Trial> {
    let mut waiting = faults::waiting();
    waiting.extend(caches::waiting());
    waiting
}
