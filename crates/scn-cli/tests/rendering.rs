//! `scn check --explain-rendering`: how each question is shown on WhatsApp and why, for people and for programs; and
//! files that are too large to be sent.

mod common;

use common::{folder, scn};
use serde_json::Value;
use std::fs::File;

const TEXT: &str = r#"scenario shop { language en }
choice size { small "Small"; large "Large" }
choice taste {
  plain "Plain"
  olives "With olives and capers"
}
on message like "hello" { enter order }
tunnel order {
  ask size: size "Which size?"
  ask taste: taste "Which taste?"
  ask count: number 1..9 "How many?"
  ask name: text up to 9 chars "Under which name?"
  choose "Where, {name}?" {
    "Here" { say "All right." }
    "At home" { say "All right." }
    "At the office" { say "All right." }
    "For {name}" { say "All right." }
  }
  confirm "Shall I order {count}?" as list { yes "Order"; no "Change" { correct } }
}
"#;

#[test]
fn a_table_for_people() {
    let project = folder(&[("main.scn", TEXT.as_bytes())]);
    let told = scn(project.path(), &["check", "--explain-rendering"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let row = |id: &str| {
        let line = told.out.lines().find(|line| line.split_whitespace().next() == Some(id));
        line.unwrap_or_else(|| panic!("{id}: {}", told.out)).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        row("order.size"),
        "order.size en 2 options, longest label 5 → buttons, up to 3 options of up to 20 characters"
    );
    assert_eq!(
        row("order.taste"),
        "order.taste en 2 options, longest label 22 → list, a button holds 20 characters"
    );
    assert_eq!(
        row("order.count"),
        "order.count en no options → text, the customer writes or sends the answer"
    );
    assert_eq!(
        row("order.choose"),
        "order.choose en 4 options, longest label 13 → list, a message holds 3 buttons"
    );
    assert_eq!(
        row("order.confirm"),
        "order.confirm en 2 options, longest label 6 → list, as the question says"
    );
}

#[test]
fn json_for_programs() {
    let project = folder(&[("main.scn", TEXT.as_bytes())]);
    let told = scn(project.path(), &["check", "--explain-rendering", "--format", "json"]);
    let report: Value = serde_json::from_str(&told.out).unwrap_or_else(|e| panic!("{e}: {}", told.out));
    assert_eq!(report["version"], 1);
    let questions = report["questions"].as_array().expect("a list");
    let of = |id: &str| questions.iter().find(|question| question["question"] == id).expect("the question");
    assert_eq!(
        of("order.taste"),
        &serde_json::json!({
            "question": "order.taste", "languages": ["en"], "shown_as": "list", "why": "long_label",
            "options": 2, "longest_label": "With olives and capers", "label_chars": 22,
            "label_has_limit": true, "text_chars": 12,
        })
    );
    assert_eq!(of("order.choose")["text_chars"], 17, "the name with nine letters");
    assert_eq!(of("order.count")["why"], "nothing_to_tap");
}

/// Larger than what is read, and not read: a file of nothing but zeros takes no room on the disk.
#[test]
fn a_file_that_is_too_large_to_be_sent() {
    let said = TEXT
        .replace("tunnel order {", "tunnel order {\n  say document \"menu.pdf\"\n  say image \"menu.png\"");
    let project = folder(&[("main.scn", said.as_bytes())]);
    let sized = |file: &str, bytes: u64| {
        File::create(project.path().join(file)).and_then(|file| file.set_len(bytes)).expect("a file");
    };
    sized("menu.pdf", 100 * 1024 * 1024);
    sized("menu.png", 5 * 1024 * 1024);
    let fits = scn(project.path(), &["check"]);
    assert_eq!(fits.code, 0, "{}{}", fits.out, fits.err);
    sized("menu.pdf", 100 * 1024 * 1024 + 1);
    sized("menu.png", 5 * 1024 * 1024 + 1);
    let refused = scn(project.path(), &["check"]);
    assert_eq!(refused.code, 1, "{}", refused.out);
    assert_eq!(refused.out.matches("[E3009]").count(), 2, "{}", refused.out);
    assert!(refused.out.contains("`menu.pdf`: it has 101 MB"), "{}", refused.out);
}
