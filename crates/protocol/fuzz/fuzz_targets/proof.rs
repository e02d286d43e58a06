//! The fuzzer's main for `proof`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::proof(data));
