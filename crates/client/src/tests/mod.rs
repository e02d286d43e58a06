//! The adapter in a real browser (`wasm-pack test`): WebCrypto, real objects, real message events.
#![allow(clippy::unwrap_used)]

mod arrival;
mod listener;
mod message;
mod origin;
mod proof;
mod renewed;
mod scene;
mod steps;
mod verify;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
