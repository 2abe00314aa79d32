//! A project with systems around it: chat, dependencies, picture and records of what is sent.

mod common;

use common::{folder, scn, with_input};
use std::fs;

const BAKERY: &str = r#"## A bakery
scenario bakery { title "Bakery"; language en; timezone Europe/Zurich }
purpose orders { basis contract }
choice size { small "Small" also "S"; large "Large" also "L" }
choice mode { pickup "Pick up"; delivery "Delivery" }
record receipt { number: text, total: money }

connector shop {
  base env SHOP_URL
  processor "Shop Ltd" in CH
  receives contact for orders
  post order(size: size, mode: mode) -> receipt at "/orders"
  event shipped(number: text)
}

template shipped utility (number: text) { language en "Your order {number} is on its way." }

on message like "I would like to order", "order please" { enter order }
## On its way
on event shop.shipped(number) { send shipped(number) }
on order { react "🛒"; say "{message.items.count} things, thank you." }
on ad source "summer" { say "Welcome, summer guest." }

## The order
tunnel order {
  ask size: size {
    say "Which size?"
    remind after 2 hours "Are you still there?"
    expire after 3 days { leave }
  }
  when size is large {
    ask mode: mode "How do you get it?"
  } else {
    set mode = pickup
  }
  allow W6006 because "short"
  call shop.order(size, mode) as receipt {
    failed { say "The shop does not answer."; leave }
    too_late { say "It is in the oven already." }
  }
  say image "https://example.com/oven.jpg" caption "In the oven"
  say "Number {receipt.number}."
  done
}
"#;

const TESTS: &str = r#"
test "all of it" {
  connector shop.order returns receipt(number: "7", total: 12 CHF)
  client sends order 2 "bread"
  client "order please"
  client "L"
  client taps "Delivery"
  bot sends image "oven.jpg"
  bot "Number 7."
  event shop.shipped(number: "7")
  bot sends template shipped
}
"#;

#[test]
fn a_chat_can_be_more_than_words() {
    let project = folder(&[("main.scn", BAKERY.as_bytes())]);
    let typed = "/order 2 bread, 1 roll\n/ad summer Hello\norder please\nL\n1\n/event shop.shipped number=7\n/event shop.shiped\n/event shop.shipped n=7\n/wait 3 hours\n/quit\n";
    let chat = with_input(project.path(), &["chat", "--at", "2026-03-02 12:00"], typed.as_bytes());
    assert_eq!((chat.code, chat.err.as_str()), (0, ""));
    insta::assert_snapshot!(chat.out);
    let typed = "order please\nS\n/quit\n";
    let why = with_input(project.path(), &["chat", "--why", "--at", "2026-03-02 12:00"], typed.as_bytes());
    for words in ["began order", "answered order.size", "rule 3", "went through main.scn:"] {
        assert!(why.out.contains(words), "{words}: {}", why.out);
    }
}

#[test]
fn dependencies_are_told_for_people_and_for_scripts() {
    let project = folder(&[("main.scn", BAKERY.as_bytes())]);
    let table = scn(project.path(), &["graph", "--dependencies"]);
    assert_eq!((table.code, table.err.as_str()), (0, ""));
    insta::assert_snapshot!(table.out);
    let json = scn(project.path(), &["graph", "--dependencies", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let order = report["flows"].as_array().unwrap().iter().find(|flow| flow["name"] == "order").unwrap();
    let size = order["slots"].as_array().unwrap().iter().find(|slot| slot["name"] == "size").unwrap();
    assert_eq!((&size["asked"], &size["locked_by"][0]["what"]), (&true.into(), &"call shop.order".into()));
    assert_eq!(size["locked_by"][0]["file"], "main.scn");
}

#[test]
fn every_kind_of_message_is_recorded_as_the_platform_takes_it() {
    let project = folder(&[("main.scn", BAKERY.as_bytes()), ("tests.scn", TESTS.as_bytes())]);
    let ran = scn(project.path(), &["test", "--record", "bodies.jsonl"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 passed, 0 failed\n"), "{}", ran.err);
    let recorded = fs::read_to_string(project.path().join("bodies.jsonl")).unwrap();
    let bodies: Vec<serde_json::Value> =
        recorded.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let types: Vec<_> = bodies.iter().map(|body| body["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["reaction", "text", "interactive", "interactive", "image", "text", "template"]);
    for body in &bodies {
        assert_eq!(scn_whatsapp::validate(body), Ok(()), "{body}");
    }
}

#[test]
fn the_picture_shows_reminders_and_the_point_of_no_return() {
    let project = folder(&[("main.scn", BAKERY.as_bytes())]);
    assert_eq!(scn(project.path(), &["graph", "-o", "bakery.svg"]).code, 0);
    let svg = fs::read_to_string(project.path().join("bakery.svg")).unwrap();
    for words in [
        ">reminds after 2 hours<",
        ">no answer for 3 days<",
        ">fixed from here: size, mode<",
        ">event shop.shipped<",
    ] {
        assert!(svg.contains(words), "{words} is missing");
    }
}

#[test]
fn one_tunnel_is_drawn_by_its_name() {
    let project = folder(&[("main.scn", BAKERY.as_bytes())]);
    let only = scn(project.path(), &["graph", "--only", "order"]);
    assert_eq!((only.code, only.err.as_str()), (0, ""));
    assert!(only.out.contains("Which size?") && !only.out.contains("Welcome, summer guest."), "{}", only.out);
    let wrong = scn(project.path(), &["graph", "--only", "ordre"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("nothing is called `ordre`; there are: order, "), "{}", wrong.err);
}
