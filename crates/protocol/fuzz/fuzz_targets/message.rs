//! The fuzzer's main for `message`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::message(data));
