//! The fuzzer's main for `json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::json(data));
