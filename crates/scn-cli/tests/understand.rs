//! `scn understand`: what a message means, as JSON, alone and in batches.

mod common;

use common::{SHOP, command, folder, scn, with_input};
use serde_json::{Value, json};

fn told(args: &[&str]) -> Value {
    let home = folder(&[("shop/main.scn", SHOP.as_bytes())]);
    let ran = scn(home.path(), &[&["understand"], args].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1, "compact in a pipe");
    serde_json::from_str(&ran.out).expect("JSON")
}

fn values(told: &Value) -> Vec<&Value> {
    told["readings"].as_array().expect("readings").iter().map(|reading| &reading["value"]).collect()
}

#[test]
fn a_number_in_words_with_its_place_in_characters() {
    let told = told(&["très bien,", "une", "demi-douzaine", "--type", "number 1..20"]);
    assert_eq!((&told["text"], &told["language"]), (&json!("très bien, une demi-douzaine"), &json!("fr")));
    let reading = &told["readings"][0];
    assert_eq!((&reading["type"], &reading["value"]), (&json!("number"), &json!(6)));
    assert_eq!((&reading["end"], &reading["text"]), (&json!(28), &json!("une demi-douzaine")));
    assert_eq!(reading["start"], 11);
}

#[test]
fn values_are_written_as_the_world_writes_them() {
    let one = |text: &str, ty: &str, more: &[&str]| {
        let told = told(&[&[text, "--type", ty][..], more].concat());
        values(&told).first().map(|value| (*value).clone()).unwrap_or_default()
    };
    assert_eq!(one("12,50 euros", "money", &[]), json!({ "amount": "12.50", "currency": "EUR" }));
    assert_eq!(one("12.50", "money CHF", &[]), json!({ "amount": "12.50", "currency": "CHF" }));
    assert_eq!(one("oui volontiers", "yes_no", &[]), json!(true));
    assert_eq!(one("two weeks", "duration", &[]), json!("P2W"));
    assert_eq!(one("ada@example.org", "email", &[]), json!("ada@example.org"));
    assert_eq!(one("tomorrow", "date", &["--now", "2025-08-12T10:00"]), json!("2025-08-13"));
    let exactly = told(&["tomorrow", "--type", "date", "--now", "2025-08-12T10:00"]);
    assert_eq!(exactly["readings"][0]["grain"], "day");
    let moment = ["--now", "2025-08-12T10:00", "--zone", "America/New_York"];
    assert_eq!(one("tomorrow at 19:30", "datetime", &moment), json!("2025-08-13T19:30:00-04:00"));
    // A clock two hours west is the clock of the message.
    let west = ["--now", "2013-02-12T04:30:00-02:00"];
    assert_eq!(one("tomorrow at 19:30", "datetime", &west), json!("2013-02-13T19:30:00-02:00"));
}

#[test]
fn types_of_a_project_have_keys_and_labels() {
    let large = told(&["the L one", "--project", "shop", "--type", "size"]);
    assert_eq!(large["readings"][0]["type"], "size");
    assert_eq!(values(&large)[0], &json!({ "key": "large", "label": "Large" }));
    let both = told(&["small and large", "--project", "shop", "--type", "list of size"]);
    assert_eq!(values(&both)[0].as_array().map(Vec::len), Some(2), "{both}");
}

#[test]
fn at_a_question_the_rule_that_decides_is_told() {
    let told = told(&["large please", "--project", "shop", "--slot", "order.size"]);
    assert_eq!((&told["decided"]["rule"], &told["decided"]["what"]), (&json!(3), &json!("order.size")));
    assert_eq!(told["filled"]["size"]["key"], "large");
    assert!(told["trace"][0].as_str().is_some_and(|line| line.starts_with("rule 3, an answer")), "{told}");
}

#[test]
fn the_first_message_of_a_customer() {
    let told = told(&["opening hours", "--project", "shop"]);
    assert_eq!(told["listeners"][0]["name"], "hours");
    assert_eq!(
        (&told["listeners"][0]["kind"], &told["listeners"][0]["score"]),
        (&json!("escape"), &json!(1000))
    );
    assert_eq!(told["decided"]["what"], "hours");
}

const TABLE: &str = r#"## A table
scenario table {
  title    "Table"
  language en
  timezone Europe/Zurich
}

choice room {
  inside  "Inside"
  terrace "On the terrace" also "outside"
}

## A booking
on message like "I would like to book a table" { enter booking }

## The booking
tunnel booking {
  ask people: number 1..20 "How many are you?"
  ask date: date in future "Which day?"
  ask time: time "At what time?"
  ask room: room "Inside or outside?"
  ask name: text "What is your name?"
  say "{people} on {date} at {time}, {room}, {name}."
  done
}
"#;

fn at_the_table(message: &str, slot: &str) -> Value {
    let home = folder(&[("table/main.scn", TABLE.as_bytes())]);
    let now = "2025-08-12T10:00";
    let ran = scn(home.path(), &["understand", message, "--project", "table", "--slot", slot, "--now", now]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    serde_json::from_str(&ran.out).expect("JSON")
}

/// Slot, value and text of what is said, once `start` and `end` are known to be those of the text.
fn said(told: &Value) -> Vec<(&str, &Value, &str)> {
    let message: Vec<char> = told["text"].as_str().expect("text").chars().collect();
    let one = |part: &'_ Value| {
        let place = |key: &str| part[key].as_u64().expect("a place") as usize;
        let between: String = message[place("start")..place("end")].iter().collect();
        assert_eq!(part["text"], between, "{told}");
    };
    let parts = told["said"].as_array().expect("said");
    parts.iter().for_each(one);
    parts
        .iter()
        .map(|part| {
            (part["slot"].as_str().expect("slot"), &part["value"], part["text"].as_str().expect("text"))
        })
        .collect()
}

#[test]
fn what_is_said_for_the_slots_of_a_tunnel_and_where() {
    for before in ["", "🎉 Grüezi 👩‍👩‍👧! "] {
        let message =
            format!("{before}A table outside for 4 people tomorrow at 7:30 pm, my name is Ada Brown");
        let told = at_the_table(&message, "booking");
        let terrace = json!({ "key": "terrace", "label": "On the terrace" });
        assert_eq!(
            said(&told),
            [
                ("room", &terrace, "outside"),
                ("people", &json!(4), "4 people"),
                ("date", &json!("2025-08-13"), "tomorrow"),
                ("time", &json!("19:30"), "7:30 pm"),
                ("name", &json!("Ada Brown"), "Ada Brown"),
            ]
        );
        assert_eq!((&told["readings"], told.get("decided"), told.get("filled")), (&json!([]), None, None));
    }
}

#[test]
fn the_pending_slot_decides_what_a_bare_number_is() {
    let people = at_the_table("13", "booking.people");
    assert_eq!(said(&people), [("people", &json!(13), "13")]);
    assert_eq!(people["filled"]["people"], 13);
    assert_eq!(said(&at_the_table("13", "booking")), []);
    assert_eq!(said(&at_the_table("for 2 people", "booking.date")), [("people", &json!(2), "2 people")]);
}

#[test]
fn lines_of_a_batch_name_tunnels_too() {
    let home = folder(&[("table/main.scn", TABLE.as_bytes())]);
    let lines =
        "{\"text\":\"for 2 people\",\"slot\":\"booking\",\"id\":1}\n{\"text\":\"x\",\"slot\":\"bookin\"}\n";
    let batch = |more: &[&str]| -> Vec<Value> {
        let ran =
            with_input(home.path(), &[&["understand", "--batch", "-"], more].concat(), lines.as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (1, ""));
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let told = batch(&["--project", "table"]);
    assert_eq!((said(&told[0]), &told[0]["id"]), (vec![("people", &json!(2), "2 people")], &json!(1)));
    assert!(told[1]["error"].as_str().is_some_and(|error| error.contains("did you mean `booking`?")));
    for line in batch(&[]) {
        let error = line["error"].as_str().expect("an error");
        assert!(error.contains("--project is missing") && !error.contains("tunnel"), "{error}");
    }
}

#[test]
fn a_batch_answers_every_line_and_names_the_wrong_ones() {
    let home = folder(&[]);
    let lines = concat!(
        "{\"text\":\"trois\",\"type\":\"number\",\"id\":7,\"gold\":[3]}\n",
        "\n",
        "nonsense\n",
        "{\"text\":\"drei\",\"lang\":\"xx\"}\n",
        "{\"text\":\"morgen\",\"type\":\"date\",\"lang\":\"de\",\"now\":\"2025-08-12T10:00\",\"error\":\"mine\"}"
    );
    let ran = with_input(home.path(), &["understand", "--batch", "-"], lines.as_bytes());
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let told: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(told.len(), 4);
    assert_eq!(
        (&told[0]["id"], &told[0]["gold"], values(&told[0])),
        (&json!(7), &json!([3]), vec![&json!(3)])
    );
    assert_eq!(told[1]["line"], 3);
    assert!(told[2]["error"].as_str().is_some_and(|error| error.contains("`xx`")), "{}", told[2]);
    assert_eq!((values(&told[3])[0], &told[3]["error"]), (&json!("2025-08-13"), &json!("mine")));
}

#[test]
fn many_lines_keep_their_order() {
    let lines: String =
        (0..5000).map(|n| format!("{{\"text\":\"{n}\",\"type\":\"number\",\"id\":{n}}}\n")).collect();
    let home = folder(&[("many.jsonl", lines.as_bytes())]);
    let ran = scn(home.path(), &["understand", "--batch", "many.jsonl"]);
    assert_eq!(ran.code, 0);
    let in_order = ran.out.lines().enumerate().all(|(n, line)| {
        let told: Value = serde_json::from_str(line).expect("JSON");
        told["id"] == n && told["readings"][0]["value"] == n
    });
    assert!(in_order && ran.out.lines().count() == 5000);
}

#[test]
fn what_cannot_be_asked_says_what_can() {
    let home = folder(&[("shop/main.scn", SHOP.as_bytes())]);
    for (args, words) in [
        (&["--type", "numbr"][..], "did you mean `number`?"),
        (&["--type", "yes or no"], "`number 1..20`"),
        (&["--now", "soon"], "2025-08-12T10:00"),
        (&["--zone", "Mars"], "Europe/Zurich"),
        (&["--lang", "xx"], "fr, de, it and en"),
        (&["--project", "shop", "--slot", "order.siez"], "did you mean `size`?"),
        (&["--project", "shop", "--slot", "size"], "`order.size`"),
        (&["--slot", "order.size"], "--project"),
    ] {
        let ran = scn(home.path(), &[&["understand", "x"], args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    }
}

#[test]
fn the_language_of_the_message_is_not_that_of_errors() {
    let home = folder(&[]);
    let run = |lang: &str| {
        let args = ["understand", "x", "--type", "numbr", "--lang", "fr"];
        let ran = command(home.path(), &args).env("LC_ALL", lang).output().expect("scn runs");
        String::from_utf8(ran.stderr).expect("UTF-8")
    };
    assert!(run("en_GB.UTF-8").contains("did you mean"), "{}", run("en_GB.UTF-8"));
    assert!(!run("fr_CH.UTF-8").contains("did you mean"), "{}", run("fr_CH.UTF-8"));
}
