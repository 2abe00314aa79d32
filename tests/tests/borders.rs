//! Whatever comes from outside is read without a panic, in bounded time and memory: bytes that are nearly right, and hostile
//! ones. The targets are those of `scn_runtime::fuzz`.
//!
//! `FUZZ_CASES=1000000 cargo test --release -p scn-tests --test borders` looks longer; `tests/fuzz` looks with a fuzzer.

use proptest::{prelude::*, test_runner::TestRunner};
use scn_engine::Scenario;
use scn_runtime::fuzz::{TARGETS, Target};
use scn_tests::{Folder, hostile, load, repository};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn scenario(example: &str) -> Scenario {
    load(&Folder(repository().join("examples").join(example)))
}

/// What is put where something else was.
fn stranger() -> impl Strategy<Value = Value> {
    let texts = "|0|-1|wamid.|+41790000001|99999999999999999999|1e400|\0|\u{202e}|../../etc/passwd|{name}|scn:1:2|null";
    let texts: Vec<Value> = texts.split('|').map(Value::from).collect();
    let others =
        json!([null, true, 0, -1, 1.5, u64::MAX, i64::MIN, 1e308, [], {}, [[]], [null, null], {"": ""}]);
    let others = others.as_array().cloned().unwrap_or_default();
    prop_oneof![prop::sample::select(texts), prop::sample::select(others), "\\PC{0,20}".prop_map(Value::from)]
}

/// The node with this number, counted over the whole tree, becomes something else.
fn replace(node: &mut Value, place: &mut usize, with: &Value) {
    if *place == 0 {
        *node = with.clone();
    }
    *place = place.wrapping_sub(1);
    match node {
        Value::Array(nodes) => nodes.iter_mut().for_each(|node| replace(node, place, with)),
        Value::Object(nodes) => nodes.values_mut().for_each(|node| replace(node, place, with)),
        _ => {}
    }
}

fn nodes(node: &Value) -> usize {
    1 + match node {
        Value::Array(inner) => inner.iter().map(nodes).sum(),
        Value::Object(inner) => inner.values().map(nodes).sum::<usize>(),
        _ => 0,
    }
}

/// A sample with something wrong in it: a value, or a few bytes.
fn nearly(sample: &'static str) -> BoxedStrategy<Vec<u8>> {
    let cut = (any::<usize>(), 0..20_usize, prop::collection::vec(any::<u8>(), 0..4));
    let bytes = prop::collection::vec(cut, 1..4).prop_map(move |cuts| {
        let mut bytes = sample.as_bytes().to_vec();
        for (at, length, with) in cuts {
            let at = at % (bytes.len() + 1);
            let end = bytes.len().min(at + length);
            bytes.splice(at..end, with);
        }
        bytes
    });
    let Ok(tree) = serde_json::from_str::<Value>(sample) else { return bytes.boxed() };
    let count = nodes(&tree);
    let values = prop::collection::vec((0..count, stranger()), 1..4).prop_map(move |changes| {
        let mut tree = tree.clone();
        for (place, with) in changes {
            replace(&mut tree, &mut place.clone(), &with);
        }
        tree.to_string().into_bytes()
    });
    prop_oneof![3 => values, 1 => bytes].boxed()
}

#[test]
fn what_is_nearly_right_is_read_or_refused() {
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut broken = Vec::new();
    for scenario in ["pizzeria", "parcel"].map(scenario) {
        for Target { name, sample, run } in TARGETS {
            run(&scenario, sample.as_bytes());
            let outcome = TestRunner::new(config.clone()).run(&nearly(sample), |bytes| {
                run(&scenario, &bytes);
                Ok(())
            });
            broken.extend(outcome.err().map(|error| format!("{name}: {error}")));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn each_border_has_its_target_for_the_fuzzer() {
    let file = |name: &str| repository().join(format!("tests/fuzz/targets/border_{name}.rs"));
    let missing: Vec<_> = TARGETS.iter().filter(|target| !file(target.name).is_file()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn random_bytes_are_refused() {
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let scenario = scenario("pizzeria");
    for Target { name, run, .. } in TARGETS {
        let bytes = prop::collection::vec(any::<u8>(), 0..200);
        let outcome = TestRunner::new(config.clone()).run(&bytes, |bytes| {
            run(&scenario, &bytes);
            Ok(())
        });
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
    }
}

/// As long as a webhook can be.
const LONGEST: usize = 4 * 1024 * 1024;

/// Files of the project are written by people of the business. The reader of YAML takes time by the square of how deep
/// brackets stand in each other, so that only short ones are tried.
const FILES: [&str; 2] = ["configuration", "recordings"];
const FILE: usize = 8 * 1024;

/// What costs the most to read, and what it is called.
fn bombs() -> Vec<(String, Vec<u8>)> {
    let keys: String = (0..100_000).map(|number| format!("\"k{number}\":{number},")).collect();
    let aliases: String =
        (1..30).map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1)).collect();
    let mut bombs: Vec<(String, Vec<u8>)> = [
        ("lists in lists", "[".repeat(LONGEST)),
        ("objects in objects", "{\"a\":".repeat(LONGEST / 5)),
        ("lists of YAML", "- ".repeat(10_000)),
        ("lists of YAML in brackets", "[".repeat(100_000)),
        ("aliases of aliases", format!("a0: &a0 [x, x]\n{aliases}")),
        ("a list of aliases", format!("- &a0 [x, x]\n{}", aliases.replace("\na", "\n- a"))),
        ("blanks", " ".repeat(LONGEST)),
        ("a long text", format!("\"{}\"", "x".repeat(LONGEST))),
        ("escapes", format!("\"{}\"", "\\u0000".repeat(LONGEST / 6))),
        ("half a pair", "\"\\ud800\"".to_owned()),
        ("digits", "9".repeat(LONGEST)),
        ("digits behind an e", format!("1e{}", "9".repeat(1000))),
        ("many keys", format!("{{{keys}\"x\":1}}")),
        ("the same key", format!("{{{}\"x\":1}}", "\"contact\":\"+41790000001\",".repeat(100_000))),
        ("a mark of the order of bytes", "\u{feff}{}".to_owned()),
    ]
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .into();
    bombs.push(("no text".to_owned(), vec![0xff; LONGEST]));
    for length in [1, 2, 9, 100] {
        bombs.push((
            format!("{length} of the largest lengths"),
            [0xff, 0xff, 0xff, 0xff, 0x0f].repeat(length),
        ));
    }
    bombs
}

/// The sample with its longest words in the place of each text in turn: at most 4,096 letters of a message count.
fn with_long_words(sample: &str, words: &str) -> Option<Vec<u8>> {
    let mut tree: Value = serde_json::from_str(sample).ok()?;
    for name in ["body", "content", "text", "number"] {
        lengthen(&mut tree, name, words);
    }
    Some(tree.to_string().into_bytes())
}

fn lengthen(node: &mut Value, name: &str, words: &str) {
    match node {
        Value::Array(nodes) => nodes.iter_mut().for_each(|node| lengthen(node, name, words)),
        Value::Object(nodes) => nodes.iter_mut().for_each(|(key, node)| match node {
            Value::String(text) if key == name => words.clone_into(text),
            node => lengthen(node, name, words),
        }),
        _ => {}
    }
}

/// The most memory this process had so far, in megabytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<usize>().ok()).unwrap_or_default()
        / 1024
}

#[test]
fn hostile_bytes_are_read_in_bounded_time_and_memory() {
    let bound = Duration::from_millis(if cfg!(debug_assertions) { 5_000 } else { 500 });
    let scenario = scenario("pizzeria");
    let before = peak();
    let mut slow = Vec::new();
    let mut times = Vec::new();
    let mut measure = |target: &Target, what: &str, bytes: &[u8]| {
        let longest = if FILES.contains(&target.name) { FILE } else { LONGEST + 2 };
        let bytes = &bytes[..bytes.len().min(longest)];
        let run = || {
            let start = Instant::now();
            (target.run)(&scenario, bytes);
            start.elapsed()
        };
        // Machines are shared: the best of two counts.
        let first = run();
        let took = if first > bound { first.min(run()) } else { first };
        times.push((took, format!("{}, {what}", target.name)));
        slow.extend((took > bound).then(|| format!("{}, {what}: {took:?}", target.name)));
    };
    for (what, bytes) in bombs() {
        TARGETS.iter().for_each(|target| measure(target, &what, &bytes));
    }
    for (what, words) in hostile::texts().into_iter().step_by(4) {
        for target in
            TARGETS.iter().filter(|target| ["webhook", "event", "connector_answer"].contains(&target.name))
        {
            let Some(bytes) = with_long_words(target.sample, &words) else { continue };
            measure(target, what, &bytes);
        }
    }
    times.sort();
    times.iter().rev().take(5).for_each(|(took, what)| println!("{took:?}: {what}"));
    assert!(slow.is_empty(), "{slow:#?}");
    assert!(peak() - before < 512, "{before} MB before, {} MB at the most", peak());
}
