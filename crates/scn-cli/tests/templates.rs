//! `scn templates`, and what `scn check --explain-triggers` tells.

mod common;

use common::{folder, scn};
use serde_json::{Value, json};

const SHOP: &str = r#"scenario shop { language en }

template order_ready utility (number: text up to 20 chars) {
  language en "Your order {number} is ready. See you soon!"
  footer "Pizzeria Rosa"
  button "Order again"
}

template unused utility (number: text up to 20 chars) {
  language en "Your order {number} is late. We are sorry!"
}

on message like "I would like to order" { enter order }

escape prices {
  says "price"
  say "A pizza costs 14 francs."
}

escape discounts {
  like "is there a lower price for groups"
  say "Groups of ten pay for nine."
}

tunnel order {
  say "Noted."
  wait 2 days
  send order_ready("7")
  done
}
"#;

fn exported(folder: &std::path::Path) -> Vec<Value> {
    let ran = scn(folder, &["templates", "export"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

/// The account has what the project asked for, with this said of it.
fn account(folder: &std::path::Path, change: impl Fn(&mut Vec<Value>)) -> (i32, String) {
    let mut templates = exported(folder);
    templates.iter_mut().for_each(|template| template["status"] = json!("APPROVED"));
    change(&mut templates);
    std::fs::write(folder.join("account.json"), json!({"data": templates}).to_string()).unwrap();
    let ran = scn(folder, &["templates", "status", "--from", "account.json"]);
    (ran.code, ran.out)
}

#[test]
fn what_was_exported_and_approved_is_fine() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let (code, out) = account(project.path(), |_| {});
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        out,
        "TEMPLATE     LANGUAGE  IN THE ACCOUNT\n\
         order_ready  en        approved\n\
         unused       en        approved (nothing sends it)\n\
         \nEverything that the project sends can be sent.\n"
    );
}

#[test]
fn what_would_not_go_out_ends_with_one() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let (code, out) = account(project.path(), |templates| {
        templates[0]["status"] = json!("REJECTED");
        templates[0]["rejected_reason"] = json!("INVALID_FORMAT");
        templates[0]["components"][0]["text"] = json!("Order {{1}} is ready.");
    });
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("order_ready  en        rejected: invalid format\n  body\n"), "{out}");
    assert!(out.contains("    account  Order {{1}} is ready.\n"), "{out}");
    assert!(out.ends_with("1 template that the project sends would not go out as it is meant.\n"), "{out}");
    // What nothing sends may be missing.
    let (code, out) = account(project.path(), |templates| drop(templates.pop()));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("missing (nothing sends it)"), "{out}");
    let (code, out) = account(project.path(), |templates| drop(templates.remove(0)));
    assert_eq!(code, 1, "{out}");
}

#[test]
fn for_scripts_and_for_wrong_files() {
    let project = folder(&[("main.scn", SHOP.as_bytes()), ("wrong.json", b"{\"error\": {}}")]);
    account(project.path(), |templates| templates[0]["category"] = json!("MARKETING"));
    let ran = scn(project.path(), &["templates", "status", "--from", "account.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, &report["fails"]), (0, &json!(false)));
    let first = &report["templates"][0];
    assert_eq!(first["differences"][0]["part"], "category");
    assert_eq!((&first["sent"], &first["standing"]), (&json!(true), &json!("approved")));
    let ran = scn(project.path(), &["templates", "status", "--from", "wrong.json"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let ran = scn(project.path(), &["templates", "status", "--from", "nothing.json"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
}

#[test]
fn who_is_asked_first() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let ran = scn(project.path(), &["check", "--explain-triggers"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let at = |text: &str| ran.out.find(text).unwrap_or_else(|| panic!("{text} in:\n{}", ran.out));
    assert!(at("1. The language itself") < at("prices: says \"price\""), "{}", ran.out);
    assert!(at("prices: says \"price\"") < at("discounts: like \"is there a lower price"), "{}", ran.out);
    assert!(at("discounts:") < at("cancel, back, repeat") && at("cancel, back, repeat") < at("Entries;"));
    assert!(ran.out.contains("W2034"), "the conflict is told below: {}", ran.out);
}
