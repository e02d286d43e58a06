//! The fuzzer's main for `receiver_events`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| crosspass_fuzz::receiver_events(data));
