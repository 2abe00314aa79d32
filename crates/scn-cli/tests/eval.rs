//! `scn eval`: labelled messages and labelled records.

mod common;

use common::{SHOP, folder, scn};
use serde_json::{Value, json};

const MESSAGES: &str = "label\ttext\tlanguage\n\
    hours\twhen are you open?\ten\n\
    hours\tare you open on sunday\ten\n\
    order\tI would like to order please\ten\n\
    hours|order\topening hours, and an order\ten\n\
    oos\tthe moon is made of cheese\n";

#[test]
fn labelled_messages_are_measured() {
    let home = folder(&[("shop/main.scn", SHOP.as_bytes()), ("m.tsv", MESSAGES.as_bytes())]);
    let ran = scn(home.path(), &["eval", "shop", "m.tsv", "--json", "--lines", "--predictions", "p.tsv"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (&told["version"], &told["lines"], &told["in_scope"]["lines"]),
        (&json!(1), &json!(5), &json!(4))
    );
    assert_eq!(told["out_of_scope"]["recall"], 1.0);
    let results = told["results"].as_array().expect("lines");
    assert_eq!((&results[0]["outcome"], &results[0]["answers"]), (&json!("taken"), &json!(["hours"])));
    assert_eq!(results[0]["guesses"][0], json!({ "label": "hours", "score": 1000 }));
    assert_eq!((&results[3]["line"], &results[3]["labels"]), (&json!(5), &json!(["hours", "order"])));
    let share = |name: &str| told["in_scope"][name].as_f64().expect("a share");
    let parts = ["accuracy", "taken_wrongly", "asked_back_rightly", "asked_back_wrongly", "not_understood"];
    assert!((parts.iter().map(|name| share(name)).sum::<f64>() - 1.0).abs() < 0.001, "{told}");
    assert_eq!(told["languages"]["en"]["lines"], 4);
    let predictions = std::fs::read_to_string(home.path().join("p.tsv")).expect("a file");
    assert_eq!(predictions.lines().count(), 5);
    assert_eq!(predictions.lines().next(), Some("hours\t1.000"));
    let text = scn(home.path(), &["eval", "shop", "m.tsv"]);
    assert!(text.out.starts_with("4 lines in scope, of 2 labels\n  taken rightly"), "{}", text.out);
}

#[test]
fn labels_that_nobody_knows_are_named_with_their_place() {
    let lines = "hours\tx\nhuors\ty\n?\tz\nhours\n";
    let home = folder(&[("shop/main.scn", SHOP.as_bytes()), ("m.tsv", lines.as_bytes())]);
    let ran = scn(home.path(), &["eval", "shop", "m.tsv"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(
        ran.err,
        "scn: m.tsv:2: no escape or entry is called `huors`; did you mean `hours`?\n\
         scn: m.tsv:3: it has no label yet; write one in the place of the `?`\n\
         scn: m.tsv:4: write the label, a tab and what a customer says\n"
    );
}

const CLOSE: &str = r#"scenario close { language en }
on message like "hello" { enter talk }
tunnel talk {
  ask n: number "How many?"
  done
  escape parking { like "where can I park"; say "Behind the house." }
}
escape refund {
  like "I want my money back", "refund please", "give me my money back", "can I get a refund", "my parcel has not arrived"
  say "Refunded."
}
escape parcel {
  like "where is my parcel", "my parcel is late", "has my parcel arrived", "my parcel has not come", "when does my parcel arrive"
  say "On its way."
}
"#;

#[test]
fn examples_to_move_and_to_add_are_tried_before_they_are_told() {
    let lines = "parcel\tthe courier never rang\nparcel\tthe courier never came by\nparcel\tcourier never showed up\n\
                 parcel\twhere is my parcel\nparking\twhere can I park\nrefund\trefund please\n";
    let home = folder(&[("p/main.scn", CLOSE.as_bytes()), ("m.tsv", lines.as_bytes())]);
    let ran = scn(home.path(), &["eval", "p", "m.tsv", "--json"]);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    let moved = &told["move_examples"][0];
    assert_eq!(
        (&moved["text"], &moved["label"]),
        (&json!("my parcel has not arrived"), &json!("refund")),
        "{told}"
    );
    assert_eq!((&moved["nearer_to"], &moved["place"]), (&json!("parcel"), &json!("p/main.scn:9")));
    let added = &told["add_examples"][0];
    assert_eq!((&added["label"], &added["missed"]), (&json!("parcel"), &json!(3)), "{told}");
    assert_eq!((&added["share"], &added["broken"]), (&json!(["courier", "never"]), &json!(0)));
    assert!(added["mended"].as_u64().is_some_and(|mended| mended >= 1));
    // Without the tunnel its own escape is another name that nobody knows.
    let outside = scn(home.path(), &["eval", "p", "m.tsv", "--in", "tlak"]);
    assert!(outside.code == 2 && outside.err.contains("did you mean `talk`?"), "{}", outside.err);
}

const ORDERS: &str = r#"scenario orders { language en }
choice pizza { margherita "Margherita"; calzone "Calzone" }
choice size { small "Small"; large "Large" also "big" }
record line {
  quantity: number 1..20 = 1
  pizza: pizza
  size: size
  without: list of text up to 40 chars said after "without"
  label "{quantity} × {pizza} {size}"
}
on message like "order please" { enter order }
tunnel order {
  collect lines: list 1..4 of line "What would you like?"
  say "{lines.count} lines."
  done
}
"#;

#[test]
fn records_are_compared_in_any_order_with_defaults() {
    let lines = concat!(
        "{\"text\":\"2 large margheritas and a small calzone without olives\",\"records\":[",
        "{\"pizza\":\"Calzone\",\"size\":\"small\",\"without\":\"Olives\"},{\"quantity\":2,\"pizza\":\"margherita\",\"size\":\"big\"}]}\n",
        "{\"text\":\"a large calzone\",\"records\":[{\"pizza\":\"calzone\",\"size\":\"small\"},{\"pizza\":\"napoli\"}]}\n"
    );
    let home = folder(&[("p/main.scn", ORDERS.as_bytes()), ("o.jsonl", lines.as_bytes())]);
    let args = ["eval", "p", "o.jsonl", "--records", "--slot", "order.lines"];
    let ran = scn(home.path(), &[&args[..], &["--json", "--lines"]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&told["exact"], &told["records"]["missing"]), (&json!(0.5), &json!(1)), "{told}");
    assert_eq!(told["results"][0]["exact"], true, "{told}");
    assert_eq!(told["results"][0]["read"][0]["size"]["key"], "large");
    assert_eq!(told["unknown"], json!(["o.jsonl:2: `pizza` cannot be `napoli` in this project"]));
    assert_eq!(told["worst"][0]["line"], 2);
    let text = scn(home.path(), &args);
    assert!(text.out.starts_with("2 lines, 4 records\n"), "{}", text.out);
    let bad = folder(&[
        ("p/main.scn", ORDERS.as_bytes()),
        ("o.jsonl", b"{\"text\":\"x\",\"records\":[{\"piza\":1}]}"),
    ]);
    let ran = scn(bad.path(), &args);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "scn: o.jsonl:1: the record has no field `piza`; did you mean `pizza`?\n");
}
