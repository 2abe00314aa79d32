//! Every recogniser holds what it promises for any text, and stays quick for hostile ones.
//!
//! `FUZZ_CASES=1000000 cargo test --release -p scn-tests --test fuzz` looks longer; `tests/fuzz` looks with a fuzzer.

use proptest::{prelude::*, test_runner::TestRunner};
use scn_tests::{
    fuzz::{LARGE, TARGETS},
    hostile,
};
use std::time::{Duration, Instant};

/// What customers write, in pieces that fit together in all wrong ways.
fn conversation() -> impl Strategy<Value = String> {
    let pieces = "non|pas la|la|grande|2|vingt|quatre|cent|einundzwanzig|tre quarti|1'200.50|CHF|.-|demain|nächsten|\
        Dienstag|24.12.|3/4|19h30|halb|acht|fra due|settimane|the day after|half past|ago|vor|+41 79|123 45 67|079|\
        a@b.ch|www.x.ch|rue du Lac|7bis|1003|Lausanne|Bahnhofstr.|sans|oignons ni|sauf|c'est tout|tutte|quatro formagi|\
        la deuxième|l'ultima|stop|?|,|\n|👍🏽|é|ß|e\u{301}|\u{200d}|moins|mille|dozen|e mezza|999999999999999999|-|.|'|٣|½|\u{202e}|\0";
    let pieces: Vec<&'static str> = pieces.split('|').collect();
    let gap = prop::sample::select(vec![" ", "", ", ", "."]);
    prop::collection::vec((prop::sample::select(pieces), gap), 0..16)
        .prop_map(|parts| parts.into_iter().map(|(piece, gap)| format!("{piece}{gap}")).collect())
}

#[test]
fn what_holds_for_every_text() {
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut broken = Vec::new();
    for (name, target) in TARGETS {
        let texts = prop_oneof![conversation(), "\\PC{0,60}"];
        let outcome = TestRunner::new(config.clone()).run(&texts, |text| {
            target(&text);
            Ok(())
        });
        broken.extend(outcome.err().map(|error| format!("{name}: {error}")));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// As many of the slowest are printed.
const SLOWEST: usize = 5;

#[test]
fn hostile_texts_are_quick() {
    // A target reads its text two to eight times. A build without optimisation is many times as slow; the best of three
    // runs counts, as machines are shared.
    let bound = Duration::from_millis(if cfg!(debug_assertions) { 300 } else { 5 });
    let mut times: Vec<(Duration, String)> = Vec::new();
    for (text_name, text) in hostile::texts() {
        for (name, target) in TARGETS.iter().chain(LARGE) {
            let run = || {
                let start = Instant::now();
                target(&text);
                start.elapsed()
            };
            let took = (0..3).map(|_| run()).min().unwrap_or_default();
            times.push((took, format!("{name}, {text_name}")));
        }
    }
    times.sort();
    for (took, what) in times.iter().rev().take(SLOWEST) {
        println!("{took:?}: {what}");
    }
    let slow: Vec<_> = times.iter().filter(|(took, _)| *took > bound).collect();
    assert!(slow.is_empty(), "{slow:#?}");
}
