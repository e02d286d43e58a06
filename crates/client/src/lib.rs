//! wasm adapter.
