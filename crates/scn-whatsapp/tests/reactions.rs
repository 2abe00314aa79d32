//! docs/runtime.md shows the table of reactions as the sender goes by it. `UPDATE_DOCS=1` writes it.
#![allow(clippy::disallowed_methods, reason = "tests read and write pages; the crate itself has no files")]

use scn_whatsapp::reactions::{table, table_by_http};
use scn_whatsapp::{Reaction, Verdict};
use std::path::Path;

/// In the order of the page.
const WORDS: [(Reaction, &str); 9] = [
    (Reaction::Retry, "the platform's trouble: tried again"),
    (Reaction::WaitContact, "too fast to this person: they wait, others go on"),
    (Reaction::WaitNumber, "too fast or busy: the whole number waits"),
    (Reaction::UseTemplate, "the window is closed: withheld"),
    (Reaction::PlainText, "this person cannot get this form: once more in plain words, without buttons"),
    (Reaction::OptedOut, "the person wants no marketing: failed, and the conversation knows it"),
    (Reaction::GiveUp, "will never go out: failed"),
    (Reaction::Alarm, "will never go out, and somebody must see why: failed, an error in the log"),
    (Reaction::StopAll, "nothing goes out until a person acts: all wait"),
];

#[test]
fn the_page_shows_the_table_that_the_sender_goes_by() {
    let expected: Vec<String> = WORDS.iter().flat_map(|(reaction, words)| rows(*reaction, words)).collect();
    assert_eq!(all().len(), 75 + 6, "every code and every status is on the page");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/runtime.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(HEAD).unwrap();
    let (found, after) = rest.split_once("\n\n").unwrap();
    if found.lines().eq(expected.iter()) {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some(),
        "the table of reactions is behind data/reactions.yaml; UPDATE_DOCS=1 writes it"
    );
    std::fs::write(path, format!("{before}{HEAD}{}\n\n{after}", expected.join("\n"))).unwrap();
}

const HEAD: &str = "| what is done | codes | tries after the first |\n| --- | --- | --- |\n";

fn all() -> Vec<(String, Verdict)> {
    let by_http = table_by_http().map(|(http, verdict)| (format!("HTTP {http}"), verdict));
    table().chain(by_http).collect()
}

/// One row for each rhythm of a reaction.
fn rows(reaction: Reaction, words: &str) -> Vec<String> {
    let ours: Vec<(String, Verdict)> =
        all().into_iter().filter(|(_, verdict)| verdict.reaction == reaction).collect();
    let mut rhythms = Vec::new();
    for (_, verdict) in &ours {
        if !rhythms.contains(&verdict.pauses) {
            rhythms.push(verdict.pauses);
        }
    }
    let row = |pauses| {
        let codes = ours.iter().filter(|(_, verdict)| verdict.pauses == pauses);
        let codes: Vec<&str> = codes.map(|(codes, _)| codes.as_str()).collect();
        format!("| {words} | {} | {} |", codes.join(", "), rhythm(pauses.all().collect()))
    };
    rhythms.into_iter().map(row).collect()
}

fn rhythm(pauses: Vec<u64>) -> String {
    match pauses.as_slice() {
        [] => "none".to_owned(),
        [first, .., last] if first != last => {
            format!("{}, after {} to {}", pauses.len(), shown(*first), shown(*last))
        }
        [first, ..] => format!("{}, every {}", pauses.len(), shown(*first)),
    }
}

fn shown(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}
