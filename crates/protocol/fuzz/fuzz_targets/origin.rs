//! The fuzzer's main for `origin`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::origin(data));
