//! The fuzzer's main for `return_to`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::return_to(data));
