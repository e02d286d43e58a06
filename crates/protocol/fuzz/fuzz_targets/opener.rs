//! The fuzzer's main for `opener_events`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::opener_events(data));
