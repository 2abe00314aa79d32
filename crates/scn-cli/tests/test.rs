//! `scn test`: what it records, what it believes, what it misses.

mod common;

use common::{SHOP, folder, scn};
use std::fs;

const TESTS: &str = r#"test "an order" {
  client "order please"
  bot    "Which size?"
  client taps "Large"
  bot    "How many?"
  client "3"
  bot    "3 × Large, thank you."
}
"#;

#[test]
fn what_would_be_sent_is_recorded_line_by_line() {
    let project = folder(&[("main.scn", SHOP.as_bytes()), ("tests.scn", TESTS.as_bytes())]);
    let ran = scn(project.path(), &["test", "--record", "bodies.jsonl"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 passed, 0 failed\n"), "{}", ran.err);
    let recorded = fs::read_to_string(project.path().join("bodies.jsonl")).unwrap();
    let bodies: Vec<serde_json::Value> =
        recorded.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let types: Vec<_> = bodies.iter().map(|body| body["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["interactive", "text", "text"]);
    assert_eq!(bodies[0]["interactive"]["body"]["text"], "Which size?");
    assert_eq!(bodies[2]["text"]["body"], "3 × Large, thank you.");
    for body in &bodies {
        assert_eq!(scn_whatsapp::validate(body), Ok(()), "{body}");
        assert_eq!(body["biz_opaque_callback_data"], "an order");
    }
    let nowhere = scn(project.path(), &["test", "--record", "no/such/folder/x"]);
    assert_eq!(nowhere.code, 3);
}

#[test]
fn blessing_records_what_the_bot_said_and_keeps_the_rest() {
    let stale = r#"# what customers do
test "another text" {
  client "order please"  # the beginning
  bot    "Which one?"
  bot    shows buttons "S"
  client "L"
  bot    silent
  client "3"
}

test "one message, then more" {
  client "order please"
  client "when are you open?"
  bot    "From 9 to 18."
  # a remark
  client "L"
}

test "only a person knows" {
  client "order please"
  bot    contains "Which colour"
}
"#;
    let project = folder(&[("main.scn", SHOP.as_bytes()), ("tests.scn", stale.as_bytes())]);
    let ran = scn(project.path(), &["test", "--bless"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("recorded what the bot said in 2 tests of tests.scn\n"), "{}", ran.out);
    assert!(ran.out.ends_with("2 passed, 1 failed\n"), "{}", ran.out);
    insta::assert_snapshot!(fs::read_to_string(project.path().join("tests.scn")).unwrap());
    let again = scn(project.path(), &["test", "--bless", "--filter", "another"]);
    assert_eq!((again.code, again.out.as_str()), (0, "1 passed, 0 failed\n"));
}

#[test]
fn a_tidy_file_stays_tidy() {
    let stale = "test \"x\" { client \"order please\"; bot \"Which one?\" }\n";
    let project = folder(&[("main.scn", SHOP.as_bytes()), ("tests.scn", stale.as_bytes())]);
    assert_eq!(scn(project.path(), &["fmt"]).code, 0);
    assert_eq!(scn(project.path(), &["test", "--bless"]).code, 0);
    let formatted = scn(project.path(), &["fmt", "--check"]);
    assert_eq!((formatted.code, formatted.out.as_str()), (0, ""));
}

#[test]
fn coverage_names_what_no_test_passes() {
    let branches = SHOP.replace(
        "  say \"{quantity}",
        "  when quantity > 5 { say \"So many!\" }\n  confirm \"Right?\" { yes \"Yes\"; no \"Change it\" { correct } }\n  say \"{quantity}",
    );
    let tests = TESTS
        .replace("  bot    \"3 ×", "  client \"yes\"\n  bot    \"3 ×")
        .replace("client \"3\"", "client \"3\"\n  bot \"Right?\"");
    let project = folder(&[("main.scn", branches.as_bytes()), ("tests.scn", tests.as_bytes())]);
    let ran = scn(project.path(), &["test", "--coverage"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.out);
    let ran = scn(project.path(), &["test", "--coverage", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let hours = report["coverage"].as_array().unwrap().iter().find(|flow| flow["flow"] == "hours").unwrap();
    assert_eq!((&hours["percent"], &hours["kind"]), (&0.into(), &"escape".into()));
    assert_eq!((&hours["missed"][0]["file"], &hours["missed"][0]["line"]), (&"main.scn".into(), &29.into()));
}

#[test]
fn several_projects_are_tested_at_once() {
    let project = folder(&[
        ("one/main.scn", SHOP.as_bytes()),
        ("one/tests.scn", TESTS.as_bytes()),
        ("two/main.scn", format!("{SHOP}\n{TESTS}").as_bytes()),
    ]);
    let ran = scn(project.path(), &["test", "one", "two/main.scn"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 passed, 0 failed\n"), "{}", ran.err);
}
