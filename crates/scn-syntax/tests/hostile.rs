//! Whatever the bytes: an answer, soon, and never a panic.

#![allow(clippy::disallowed_methods)]

mod common;

use std::time::{Duration, Instant};

use common::corpus;
use proptest::prelude::*;
use scn_diag::FileId;
use scn_syntax::{format, parse, scanner};

/// Reads the text and holds all promises that hold for every text.
fn read(text: &str) {
    let scan = scanner::scan(text);
    let joined: String = scan.tokens.iter().map(|token| token.text(text)).collect();
    assert_eq!(joined, text);
    assert_eq!(scan.clean.len(), text.len());
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.len() <= 21);
    for diagnostic in &parsed.diagnostics {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        assert!(text.get(start..end).is_some(), "{diagnostic:?}");
        for edit in diagnostic.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some(), "{edit:?}");
        }
    }
    if let Ok(formatted) = format(text) {
        assert_eq!(format(&formatted).as_deref(), Ok(formatted.as_str()));
    }
}

/// Generous, because machines are busy; what is not linear takes far longer.
fn soon(name: &str, text: &str) {
    let start = Instant::now();
    read(text);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(60), "{name} took {took:?} for {} bytes", text.len());
}

#[test]
fn deep_and_long_texts_answer_soon() {
    let deep = 10_000;
    let bombs = [
        ("{", "E0014"),
        ("when x {\n", "E0014"),
        ("(", ""),
        ("set x = (", ""),
        ("tunnel a{say \"{", ""),
        ("\"{", ""),
        ("\"{\"\"\"\n", ""),
        ("\"", ""),
        ("\"\"\"", ""),
        ("say \"\n", ""),
        ("say \"\"\"\n", ""),
        ("[", ""),
        ("say \"[[[[", ""),
        ("}", ""),
        ("not ", ""),
        ("matching\n/{", ""),
        ("matching /{", ""),
        ("list of ", ""),
        ("tunnel a { set x = f(\n", ""),
        ("else when x { } ", ""),
        ("“{", ""),
        ("{#\"", ""),
        ("\0", ""),
        ("call x(({ ", ""),
        ("é", ""),
    ];
    for (unit, code) in bombs {
        for head in ["", "tunnel a {\n set x = ", "tunnel a {\n say \"", "tunnel a {\n when x {} "] {
            let text = format!("{head}{}", unit.repeat(deep));
            soon(unit, &text);
            if !code.is_empty() && head.is_empty() {
                assert!(
                    parse(FileId(0), &text).diagnostics.iter().any(|found| found.code.code() == code),
                    "{unit}"
                );
            }
        }
    }
    soon("a + a", &format!("tunnel a {{\n set x = a{}\n}}", " + a".repeat(deep)));
    soon("a.a", &format!("tunnel a {{\n set x = a{}\n}}", ".a".repeat(deep)));
    soon("type", &format!("tunnel a {{\n ask x: {}text\n}}", "list of ".repeat(deep)));
    soon("valid", &common::corpus()[0].1.repeat(100));
}

#[test]
fn sixty_four_blocks_and_no_more() {
    let nested =
        |depth: usize| format!("tunnel a {{\n{}{}}}\n", "when x {\n".repeat(depth), "}\n".repeat(depth));
    assert_eq!(parse(FileId(0), &nested(63)).diagnostics, []);
    let found = parse(FileId(0), &nested(64)).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, scn_diag::E0014);
}

#[test]
fn a_file_cut_anywhere() {
    for (_, text) in corpus() {
        for (at, _) in text.char_indices().step_by(29) {
            read(&text[..at]);
        }
    }
}

const SCRAPS: &[&str] = &[
    "{",
    "}",
    "\"",
    "\"\"\"",
    "[",
    "]",
    "(",
    ")",
    ";",
    ",",
    ":",
    "=",
    "->",
    "#",
    "\\",
    "/",
    "\n",
    "\r",
    "“",
    "”",
    "«",
    "when ",
    "say ",
    "ask ",
    "else ",
    "tunnel ",
    "matching /",
    "for x in ",
    "is known",
    "\u{a0}",
    "é",
    "👍",
    "..",
    "-",
    "1",
    "collect ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_scraps(picks in proptest::collection::vec(0..SCRAPS.len(), 0..120)) {
        let text: String = picks.into_iter().map(|pick| SCRAPS[pick]).collect();
        read(&text);
    }

    #[test]
    fn mutated_files(
        file in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..30, 0..SCRAPS.len(), any::<bool>()), 1..6),
    ) {
        let files = corpus();
        let mut text: Vec<char> = files[file.index(files.len())].1.chars().collect();
        for (place, length, scrap, insert) in changes {
            if text.is_empty() { break; }
            let at = place.index(text.len());
            let end = (at + length).min(text.len());
            let new: Vec<char> = if insert { SCRAPS[scrap].chars().collect() } else { Vec::new() };
            text.splice(at..if insert { at } else { end }, new);
        }
        read(&text.into_iter().collect::<String>());
    }
}

/// As deep as every limit allows at once: the grammar has no other guard of the stack than these limits.
#[test]
fn the_deepest_file_fits_a_small_stack() {
    let open = format!("{}x", format!("{}\"{{", "f(".repeat(scn_syntax::token::MAX_BRACKETS)).repeat(3));
    let close = format!("}}\"{}", ")".repeat(scn_syntax::token::MAX_BRACKETS)).repeat(3);
    let blocks = scn_syntax::token::MAX_BLOCKS - 1;
    let text = format!(
        "tunnel deep {{\n{}set y = {open}{close}\n{}}}\n",
        "when x { } else {\n".repeat(blocks),
        "}\n".repeat(blocks)
    );
    assert!(scanner::scan(&text).too_deep.is_none());
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    let reading = small.spawn(move || parse(FileId(0), &text).tree.declarations.len()).unwrap();
    assert_eq!(reading.join().unwrap(), 1);
}

/// What this thread has computed, so that a busy machine tells the same; the clock where the system does not tell.
fn computed(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next().and_then(|nanos| nanos.parse().ok()));
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

#[test]
fn time_grows_with_the_text_and_not_faster() {
    let start = Instant::now();
    let time = |text: &str| {
        let runs = (0..5).map(|_| {
            let before = computed(start);
            let (parsed, formatted) = (parse(FileId(0), text), format(text));
            let spent = computed(start).saturating_sub(before);
            drop((parsed, formatted));
            spent
        });
        runs.min().unwrap()
    };
    let valid: String = corpus().into_iter().map(|(_, text)| text).collect();
    let broken = "tunnel a {\n  sya \"x\"\n  when x {\n    say \"é {y\"\n}\n";
    let open = "when x {\n} else say \"[a {b} [c\"\n";
    for (name, unit, times) in [("valid", valid.as_str(), 1), ("broken", broken, 1600), ("open", open, 200)] {
        // A busy machine may make it three times as slow, not eight: what grows with the square would.
        let slower = (0..3).all(|_| {
            let (once, eightfold) = (time(&unit.repeat(times)), time(&unit.repeat(times * 8)));
            eightfold > once * 8 * 3
        });
        assert!(!slower, "{name}: eight times the text takes more than 24 times the time");
    }
}
