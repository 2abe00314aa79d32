//! A busy business: 150 escapes, a catalog of 10,000 rows, a question of each kind; and what its customers write.

use crate::repository;
use scn_compiler::MemorySources;
use std::{collections::BTreeMap, fmt::Write, fs};

const MATERIALS: [&str; 20] = [
    "Wool", "Linen", "Silk", "Cotton", "Denim", "Leather", "Velvet", "Cashmere", "Suede", "Canvas",
    "Flannel", "Satin", "Tweed", "Jersey", "Corduroy", "Mohair", "Nylon", "Hemp", "Fleece", "Alpaca",
];
const THINGS: [&str; 25] = [
    "scarf", "shirt", "jacket", "coat", "skirt", "dress", "trousers", "hat", "cap", "gloves", "socks",
    "belt", "bag", "pullover", "blouse", "vest", "tie", "pyjamas", "apron", "cushion", "blanket", "curtain",
    "towel", "shawl", "slippers",
];
const COLOURS: [&str; 10] =
    ["red", "blue", "green", "black", "white", "grey", "yellow", "brown", "pink", "purple"];
const SYLLABLES: [&str; 20] = [
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "lu", "ra", "ka",
    "ne", "mi", "to",
];

/// The names of the rows: half of few words, in all combinations, half of names of their own.
pub fn row_names() -> Vec<String> {
    let own = |number: usize| {
        let [a, b, c] = [number / 400, number / 20, number].map(|place| SYLLABLES[place % 20]);
        let name = format!("{a}{b}{c}{}", SYLLABLES[(number * 7 + number / 400) % 20]);
        let (first, rest) = name.split_at(1);
        format!("{}{rest} {}", first.to_uppercase(), THINGS[number % 25])
    };
    let combined = MATERIALS.iter().flat_map(|material| {
        let things = THINGS.iter().flat_map(|thing| COLOURS.map(|colour| format!("{thing} {colour}")));
        things.map(move |rest| format!("{material} {rest}"))
    });
    combined.chain((0..5_000).map(own)).collect()
}

/// The examples of each intent, as they stand in a file of the development data.
pub fn intents(file: &str) -> BTreeMap<String, Vec<String>> {
    let file = repository().join("tests/understanding/intents/clinc150").join(file);
    let text = fs::read_to_string(file).expect("the data is in the repository");
    let mut intents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (intent, example) in text.lines().skip(1).filter_map(|line| line.split_once('\t')) {
        intents.entry(intent.to_owned()).or_default().push(example.to_owned());
    }
    intents
}

/// The questions of the tunnel, to tell which one is pending.
pub const LINES: &str = "What would you like to order?";
pub const MORE: &str = "Anything else?";
pub const WHICH: &str = "Which one?";
pub const SIZE: &str = "Which size?";
pub const GIFT: &str = "Which free gift do you want?";
pub const GUESTS: &str = "How many parcels shall we make?";
pub const DAY: &str = "Which day shall we come?";
pub const TIME: &str = "At what time?";
pub const PHONE: &str = "What is your phone number?";
pub const ADDRESS: &str = "Where do we deliver?";
pub const WAY: &str = "Courier or post?";
pub const CHECK: &str = "All right?";

/// The project, with escapes from the examples of ten for each of 150 intents.
pub fn busy_project() -> MemorySources {
    let mut text = format!(
        r#"scenario busy {{
  title "Busy"
  language en, fr, de, it
  timezone Europe/Zurich
}}

catalog goods from "goods.yaml" key id label name

choice size {{
  small "Small" also "S", "little"
  medium "Medium" also "M", "normal"
  large "Large" also "L", "big"
}}

choice way {{
  courier "Courier" also "by bike", "messenger"
  post "Post" also "by mail", "parcel"
}}

record line {{
  quantity: number 1..20 = 1
  product: goods
  size: size
  without: list of text up to 40 chars said after "without", "no"
  label "{{quantity}} × {{product}}"
}}

on message matching /^hi$/ {{ enter order }}

tunnel order {{
  collect lines: list 1..8 of line "{LINES}" {{
    more "{MORE}"
    ask product "{WHICH}"
    ask size "{SIZE}"
    otherwise {{ leave }}
  }}
  ask gift: goods "{GIFT}" {{ otherwise {{ leave }} }}
  ask parcels: number 1..20 "{GUESTS}" {{ otherwise {{ set parcels = 1 }} }}
  ask day: date in future "{DAY}" {{ otherwise {{ set day = today }} }}
  ask at: time "{TIME}" {{ otherwise {{ set at = 12:00 }} }}
  ask phone: phone "{PHONE}" {{ otherwise {{ leave }} }}
  ask address: address "{ADDRESS}" {{ otherwise {{ leave }} }}
  ask way: way "{WAY}" {{ otherwise {{ leave }} }}
  confirm "{CHECK}" {{
    yes "Yes"
    no "No" {{ correct }}
  }}
  say "Thank you."
  done
}}
"#
    );
    for (intent, examples) in intents("train_10.tsv") {
        let quoted: Vec<String> = examples.iter().map(|example| format!("{example:?}")).collect();
        writeln!(
            text,
            "\nescape about_{intent} {{\n  like {}\n  say \"This is about {intent}.\"\n}}",
            quoted.join(", ")
        )
        .expect("writing to a string cannot fail");
    }
    let mut goods = String::new();
    for (at, name) in row_names().into_iter().enumerate() {
        writeln!(goods, "- id: g{at}\n  name: {name}").expect("writing to a string cannot fail");
    }
    MemorySources::new([("main.scn", text), ("goods.yaml", goods)])
}
