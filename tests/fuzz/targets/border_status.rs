#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scn_fuzz::border("status", bytes));
