//! Choices and catalogs: names in commands and orders, as written and with typing errors; large catalogs.

use crate::{data, figures::Figures};
use scn_graph::model::Lexicon;
use scn_understand::{Utterance, build_lexicon, fold, pick};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::{Duration, Instant},
};

/// What the engine takes without a second look, and what it takes at all.
const SURE: u16 = 850;
const PLAUSIBLE: u16 = 600;

const NONE: (Option<f64>, Option<f64>) = (None, None);
const LANGUAGES: &[(&str, &str)] =
    &[("English", "en"), ("French", "fr"), ("German", "de"), ("Italian", "it")];

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Choices and catalogs",
        "Devices and rooms of Home Assistant in whole commands. \"Found\" is the right item first and alone, \"asked\" the right \
         one among several equal ones, \"another\" a wrong one first, at a score that the engine takes (600). Typing errors are \
         made by rule: one letter of the longest word is left out, doubled, swapped, hit beside or without its accent.",
    );
    let mut pooled: BTreeMap<&str, Tally> = BTreeMap::new();
    for (language, code) in LANGUAGES {
        for (what, slots) in [("devices", &["name"][..]), ("rooms", &["area", "floor"][..])] {
            let (lexicon, cases) = home(code, slots);
            let set = format!("Home Assistant {language}, {what}");
            let mut tally = Tally::default();
            let mut misses = Vec::new();
            for case in &cases {
                tally.add(&lexicon, &case.text, &case.gold, &mut misses);
            }
            report(figures, &set, "as written", &tally, &misses);
            let (mut tally, mut misses) = (Tally::default(), Vec::new());
            for case in cases.iter().filter(|case| !case.gold.is_empty()) {
                for (error, text) in typing_errors(&case.text, case.named.clone()) {
                    tally.add(&lexicon, &text, &case.gold, &mut misses);
                    pooled.entry(error).or_default().add(&lexicon, &text, &case.gold, &mut Vec::new());
                }
            }
            report(figures, &set, "one typing error", &tally, &misses);
        }
    }
    for (error, tally) in &pooled {
        report(figures, "all of these", error, tally, &[]);
    }
    coffee(figures);
    for rows in [10_000, 100_000] {
        products(figures, rows);
    }
}

/// A message, the items it names, and where the (longest) name stands.
struct Case {
    text: String,
    gold: BTreeSet<u32>,
    named: Range<usize>,
}

#[derive(Default)]
struct Tally {
    cases: usize,
    found: usize,
    asked: usize,
    another: usize,
    /// Messages that name nothing, and those of them in which something was found, surely or at all.
    silent: usize,
    heard: usize,
    surely: usize,
}

impl Tally {
    fn add(&mut self, lexicon: &Lexicon, text: &str, gold: &BTreeSet<u32>, misses: &mut Vec<String>) {
        let found = pick(lexicon, &Utterance::new(text), None);
        let first: Vec<(u32, u16)> = found
            .iter()
            .take_while(|f| f.score >= PLAUSIBLE && f.score == found[0].score)
            .map(|f| (f.item, f.score))
            .collect();
        if gold.is_empty() {
            self.silent += 1;
            self.heard += usize::from(!first.is_empty());
            self.surely += usize::from(first.iter().any(|(_, score)| *score >= SURE));
        } else {
            self.cases += 1;
            let right = first.iter().filter(|(item, _)| gold.contains(item)).count();
            self.found += usize::from(right > 0 && right == first.len());
            self.asked += usize::from(right > 0 && right < first.len());
            self.another += usize::from(right == 0 && !first.is_empty());
        }
        let as_wished =
            first.is_empty() == gold.is_empty() && first.iter().all(|(item, _)| gold.contains(item));
        if !as_wished {
            misses.push(format!("{text:?} names {gold:?}, found {first:?}"));
        }
    }
}

fn report(figures: &mut Figures, set: &str, what: &str, tally: &Tally, misses: &[String]) {
    figures.misses(&format!("{set}, {what}"), misses);
    for (count, told) in [(tally.found, "found"), (tally.asked, "asked"), (tally.another, "another")] {
        figures.share(set, &format!("{what}: {told}"), (count, tally.cases), NONE);
    }
    if tally.silent > 0 {
        figures.share(set, "nothing named, nothing taken", (tally.silent - tally.heard, tally.silent), NONE);
        figures.share(set, "nothing named, nothing sure", (tally.silent - tally.surely, tally.silent), NONE);
    }
}

/// The names of the catalog, and the commands with what they name of it. A name that a command leaves to its place ("here") is
/// left out.
fn home(code: &str, slots: &[&str]) -> (Lexicon, Vec<Case>) {
    let catalog: Value =
        serde_json::from_str(&data::text(&format!("intents/homeassistant/{code}_catalog.json"))).unwrap();
    let lists: &[&str] = if slots == ["name"] { &["entities"] } else { &["areas", "floors"] };
    let names: BTreeSet<&str> = lists
        .iter()
        .flat_map(|list| catalog[list].as_array().unwrap())
        .filter_map(|entry| entry["name"].as_str())
        // Names with alternatives are patterns, not names.
        .filter(|name| !name.contains(['[', '(', '<', '{']))
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let heads: BTreeSet<&str> = folded.iter().flat_map(|name| name.split(' ')).map(head).collect();
    let lexicon = build_lexicon((0u32..).zip(&names).map(|(item, name)| (item, *name, true)));
    let mut cases = Vec::new();
    for line in data::objects(&format!("intents/homeassistant/{code}_train.jsonl")) {
        let text = line["text"].as_str().unwrap().to_owned();
        let slot = slots.iter().map(|slot| &line["slots"][*slot]).find(|value| !value.is_null());
        let said = format!(" {} ", fold(&text));
        let has = |name: &str| said.contains(&format!(" {name} "));
        let Some(slot) = slot else {
            // "Lights" without a name may well mean the device "Light".
            if !said.split_whitespace().any(|word| heads.contains(head(word))) {
                cases.push(Case { text, gold: BTreeSet::new(), named: 0..0 });
            }
            continue;
        };
        let values: Vec<String> = match slot {
            Value::Array(values) => values.iter().filter_map(Value::as_str).map(fold).collect(),
            value => vec![fold(value.as_str().unwrap_or_default())],
        };
        let gold: Vec<usize> =
            (0..names.len()).filter(|at| values.contains(&folded[*at]) && has(&folded[*at])).collect();
        let lower = text.to_lowercase();
        let named = gold.first().and_then(|at| {
            let name = names[*at].to_lowercase();
            lower.find(&name).map(|start| start..start + name.len())
        });
        if let Some(named) = named.filter(|named| text.get(named.clone()).is_some()) {
            cases.push(Case { text, gold: gold.into_iter().map(|at| at as u32).collect(), named });
        }
    }
    (lexicon, cases)
}

fn head(word: &str) -> &str {
    word.get(..4).unwrap_or(word)
}

/// The text with one error in the longest word of a range: which letter follows from the text itself.
fn typing_errors(text: &str, named: Range<usize>) -> Vec<(&'static str, String)> {
    let name = &text[named.clone()];
    let word = name.split([' ', '-', '\'', '’']).max_by_key(|word| word.chars().count()).unwrap_or_default();
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || !letters.iter().all(|letter| letter.is_alphabetic()) {
        return Vec::new();
    }
    let start = named.start + name.find(word).unwrap_or(0);
    let at = text.bytes().fold(7usize, |sum, byte| sum * 31 % 8191 + usize::from(byte)) % (letters.len() - 1);
    let with = |middle: &[char]| {
        let wrong: String = letters[..at].iter().chain(middle).chain(&letters[at + 2..]).collect();
        format!("{}{wrong}{}", &text[..start], &text[start + word.len()..])
    };
    let (one, two) = (letters[at], letters[at + 1]);
    let mut errors = vec![
        ("a letter left out", with(&[two])),
        ("a letter doubled", with(&[one, one, two])),
        ("a letter hit beside", with(&[beside(one), two])),
    ];
    if one != two {
        errors.push(("two letters swapped", with(&[two, one])));
    }
    if !word.is_ascii() {
        let plain = fold(word);
        let text = format!("{}{plain}{}", &text[..start], &text[start + word.len()..]);
        errors.push(("accents left out", text));
    }
    errors
}

/// The key to the right, or to the left at the edge.
fn beside(letter: char) -> char {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    let row = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].into_iter().find(|row| row.contains(lower));
    let Some(row) = row else { return 'e' };
    let at = row.find(lower).unwrap_or(0);
    row[at + 1..].chars().next().or(row[..at].chars().last()).unwrap_or('e')
}

/// Turns of coffee orders and the drinks that they order. One label in ten is wrong.
fn coffee(figures: &mut Figures) {
    let set = "Taskmaster coffee, drinks";
    let catalog: Value = serde_json::from_str(&data::text("orders/taskmaster4_coffee/catalog.json")).unwrap();
    let plain = |id: &str| id.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, labels) in catalog["items"].as_object().unwrap() {
        let labels = labels.as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned);
        names.entry(plain(id)).or_default().extend(labels);
    }
    let ids: Vec<&String> = names.keys().collect();
    let phrases = (0u32..).zip(names.values());
    let lexicon = build_lexicon(
        phrases.flat_map(|(item, names)| names.iter().map(move |name| (item, name.as_str(), true))),
    );
    let (mut turns, mut all, mut more, mut misses) = (0, 0, 0, Vec::new());
    for dialog in data::objects("orders/taskmaster4_coffee/dialogs.jsonl") {
        for turn in dialog["turns"].as_array().unwrap().iter().filter(|turn| turn["speaker"] == "user") {
            let acts = turn["acts"].as_array().cloned().unwrap_or_default();
            let ordered = acts.iter().filter(|act| act["call"] == "add_order_item");
            let items: BTreeSet<String> = ordered.filter_map(|act| act["item"].as_str()).map(plain).collect();
            let gold: BTreeSet<u32> = items
                .iter()
                .filter_map(|id| ids.iter().position(|known| *known == id))
                .map(|at| at as u32)
                .collect();
            if gold.is_empty() || gold.len() < items.len() {
                continue;
            }
            let text = turn["text"].as_str().unwrap();
            let found = pick(&lexicon, &Utterance::new(text), None);
            let sure: BTreeSet<u32> = found.iter().filter(|f| f.score >= SURE).map(|f| f.item).collect();
            turns += 1;
            all += usize::from(gold.is_subset(&sure));
            more += usize::from(!sure.is_subset(&gold));
            if sure != gold {
                misses.push(format!(
                    "{text:?} orders {items:?}, found {:?}",
                    sure.iter().map(|at| ids[*at as usize]).collect::<Vec<_>>()
                ));
            }
        }
    }
    figures.misses(set, &misses);
    figures.share(set, "all that is ordered is found", (all, turns), NONE);
    figures.share(set, "something else is found", (more, turns), NONE);
}

const KINDS: &str = "shirt jacket trousers skirt sweater coat dress blouse hoodie cardigan vest shorts jeans pyjamas scarf gloves beanie socks sandals sneakers boots slippers backpack handbag wallet belt umbrella raincoat swimsuit bathrobe";
const STUFFS: &str = "cotton linen wool silk leather denim velvet cashmere bamboo polyester fleece flannel corduroy satin jersey merino";
const COLOURS: &str = "black white crimson navy emerald turquoise lavender mustard burgundy charcoal ivory salmon magenta olive";
const NAMES: &str = "Aurora Borneo Cascade Delphi Everest Fjord Granada Helsinki Indigo Jupiter Kilimanjaro Lugano Matterhorn Nairobi Orinoco Patagonia";

/// A shop of clothes: every row differs from some other in one word only.
fn products(figures: &mut Figures, rows: usize) {
    let words = |list: &'static str| list.split(' ').collect::<Vec<_>>();
    let (kinds, stuffs, colours, names) = (words(KINDS), words(STUFFS), words(COLOURS), words(NAMES));
    // Stepping by a prime spreads the rows over all combinations.
    let all = kinds.len() * stuffs.len() * colours.len() * names.len();
    let label = |row: usize| {
        let mut n = row * 7919 % all;
        let mut next = |list: &[&'static str]| {
            let word = list[n % list.len()];
            n /= list.len();
            word
        };
        let (name, colour, stuff, kind) = (next(&names), next(&colours), next(&stuffs), next(&kinds));
        format!("{kind} {name} {stuff} {colour}")
    };
    let labels: Vec<String> = (0..rows).map(label).collect();
    let start = Instant::now();
    let lexicon = build_lexicon((0u32..).zip(&labels).map(|(item, label)| (item, label.as_str(), true)));
    let built = start.elapsed();
    let set = format!("{rows} rows of clothes");
    let mut times: Vec<Duration> = Vec::new();
    let (mut tally, mut misses) = (Tally::default(), Vec::new());
    for row in (0..rows).step_by(rows / 500) {
        let label = &labels[row];
        let gold = BTreeSet::from([row as u32]);
        for (_, wrong) in typing_errors(label, 0..label.len()) {
            let text = format!("hello I would like the {wrong} please");
            let start = Instant::now();
            let _ = pick(&lexicon, &Utterance::new(&text), None);
            times.push(start.elapsed());
            tally.add(&lexicon, &text, &gold, &mut misses);
        }
    }
    report(figures, &set, "one typing error", &tally, &misses);
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).copied();
    figures.cost(
        &format!("picks, {set}"),
        times.iter().sum(),
        times.len(),
        slowest,
        &format!("built in {built:.1?}"),
    );
}
