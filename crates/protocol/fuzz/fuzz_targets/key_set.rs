//! The fuzzer's main for `key_set`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::key_set(data));
