//! `scn check --traps`: what customers can and can never do, for people and for programs.

mod common;

use common::{folder, scn};
use serde_json::Value;

const TEXT: &str = r#"scenario shop { language en }
connector bank {
  base env BANK_URL
  post pay(n: number) -> number at "/payments"
}
on message like "hello" { enter order }
tunnel order {
  ask n: number 1..9 "How many?"
  confirm "{n} pieces?" {
    yes "Order {n}"
    no "Change" { correct }
  }
  call bank.pay(n) { failed { handoff } }
  ask gift: yes_no "A gift?" {
    help "Yes or no."
    retry "Yes or no?"
    otherwise { set gift = no }
  }
  say "{gift}, noted."
}
escape hours { like "when are you open?"; say "From 9 to 18." }
"#;

#[test]
fn a_table_for_people() {
    let project = folder(&[("main.scn", TEXT.as_bytes())]);
    let told = scn(project.path(), &["check", "--traps"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    let row =
        |line: &str| told.out.lines().find(|row| row.trim_start().starts_with(line)).unwrap_or_default();
    let cells = |line: &str| row(line).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(cells("8  order.n")[2..7], ["yes", "yes", "yes", "–", "general"]);
    assert!(row("8  order.n").ends_with("a person after 4 messages"), "{}", told.out);
    assert_eq!(cells("13  a system")[3..7], ["–", "yes", "yes", "–"]);
    assert!(row("14  order.gift").ends_with("goes on after 2 messages"), "{}", told.out);
    assert!(
        told.out.contains("line 14: change n, once a call that cannot be undone was made"),
        "{}",
        told.out
    );
}

#[test]
fn json_for_programs() {
    let project = folder(&[("main.scn", TEXT.as_bytes())]);
    let told = scn(project.path(), &["check", "--traps", "--format", "json"]);
    let report: Value = serde_json::from_str(&told.out).expect("JSON");
    let points = report["waiting"].as_array().expect("a list");
    assert_eq!(points.len(), 4);
    assert_eq!((&points[0]["question"], &points[0]["line"]), (&"order.n".into(), &8.into()));
    assert_eq!((&points[0]["never_understood"], &points[0]["after_messages"]), (&"person".into(), &4.into()));
    assert_eq!((&points[2]["waits_for"], &points[2]["cancel"]), (&"call".into(), &false.into()));
    assert_eq!(points[3]["fixed"], serde_json::json!(["n"]));
    assert_eq!(points[3]["ask"], serde_json::json!(["hours"]));
}

#[test]
fn other_formats_are_refused() {
    let project = folder(&[("main.scn", TEXT.as_bytes())]);
    let told = scn(project.path(), &["check", "--traps", "--format", "sarif"]);
    assert_eq!(told.code, 2, "{}", told.err);
}
