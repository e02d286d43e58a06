//! The attacks of docs/attacks.toml that need a browser, each with pages of `www/hostile/`.

mod attacker;
mod burst;
mod buttons;
mod calls;
mod injected;
mod issued;
mod markup;
mod own_key;
mod popup;
mod stolen_landing;
mod storage;
mod tickets;
mod traces;
mod wasm;
mod windows;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    [
        burst::trials(),
        buttons::trials(),
        calls::trials(),
        injected::trials(),
        markup::trials(),
        own_key::trials(),
        popup::trials(),
        stolen_landing::trials(),
        storage::trials(),
        tickets::trials(),
        traces::trials(),
        wasm::trials(),
        windows::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
