#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| scn_fuzz::run("records of a catalog", text));
