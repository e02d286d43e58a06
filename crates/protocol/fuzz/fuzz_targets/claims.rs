//! The fuzzer's main for `claims`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::claims(data));
