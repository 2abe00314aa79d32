#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| scn_fuzz::run("catalog", text));
