//! The sets of examples and of lines to try.

use crate::data;
use scn_understand::fold;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Lines = Vec<(String, String)>;
/// Floor and best in class.
pub(super) type Aims = (Option<f64>, Option<f64>);

pub(super) struct Set {
    pub(super) name: String,
    pub(super) examples: Lines,
    pub(super) gold: Lines,
    /// For the accuracy, for the AUROC.
    pub(super) aims: Aims,
    pub(super) auroc: Aims,
}

const NONE: Aims = (None, None);
const CLINC: &[&str] = &["clinc150/valid", "clinc150/oos_valid"];
const BANKING: &[&str] = &["banking77/valid"];
const HWU: &[&str] = &["hwu64/valid"];

const fn aims(floor: f64, best: f64) -> Aims {
    (Some(floor), Some(best))
}

/// Name, folder of the examples, files of the lines to try, aims at 5, 10 and all examples.
const ENGLISH: &[(&str, &str, &[&str], [Aims; 3])] = &[
    ("CLINC150", "clinc150/train", CLINC, [aims(75.0, 79.0), aims(82.0, 85.0), aims(92.5, 93.5)]),
    ("BANKING77", "banking77/train", BANKING, [aims(68.0, 71.0), aims(77.0, 80.0), aims(91.5, 92.5)]),
    ("HWU64", "hwu64/train", HWU, [aims(65.0, 71.0), aims(73.0, 79.0), aims(88.5, 90.0)]),
];

/// Name, file of all lines, aims at 5 and 10 examples.
const OTHERS: &[(&str, &str, [Aims; 2])] = &[
    ("xSID English", "xsid/en_train", [NONE, NONE]),
    ("xSID German", "xsid/de_train", [NONE, aims(88.0, 90.0)]),
    ("xSID Italian", "xsid/it_train", [NONE, aims(88.0, 90.0)]),
    ("xSID Swiss German", "xsid/gsw_train", [NONE, aims(86.0, 89.0)]),
    ("Home Assistant English", "homeassistant/en_train", [NONE, NONE]),
    ("Home Assistant French", "homeassistant/fr_train", [NONE, aims(81.0, 85.0)]),
    ("Home Assistant German", "homeassistant/de_train", [NONE, aims(75.0, 80.0)]),
    ("Home Assistant Italian", "homeassistant/it_train", [NONE, aims(84.0, 87.0)]),
    ("Snips English", "snips/en_train", [NONE, NONE]),
    ("Snips French", "snips/fr_train", [NONE, aims(94.0, 96.0)]),
];

pub(super) fn all() -> Vec<Set> {
    let mut sets = Vec::new();
    for (name, folder, tried, aims) in ENGLISH {
        for ((suffix, learnt), aims) in
            [("_5", "5 examples"), ("_10", "10 examples"), ("", "all")].into_iter().zip(*aims)
        {
            let mut set =
                set(&format!("{name}, {learnt}"), lines(&format!("{folder}{suffix}")), files(tried), aims);
            if *name == "CLINC150" && suffix == "_10" {
                set.auroc = (Some(92.5), Some(94.0));
            }
            sets.push(set);
        }
    }
    for (name, strange, auroc) in
        [("near", "near_oos_valid", aims(77.0, 80.0)), ("far", "far_oos_valid", aims(97.0, 98.5))]
    {
        let gold = files(&["banking77_oos/valid", &format!("banking77_oos/{strange}")]);
        let name = format!("BANKING77, {name} lines, 10 examples");
        sets.push(Set { auroc, ..set(&name, lines("banking77_oos/train_10"), gold, NONE) });
    }
    for (name, file, aims) in OTHERS {
        for (count, aims) in [5, 10].into_iter().zip(*aims) {
            let examples = lines(&format!("{file}_{count}"));
            sets.push(set(&format!("{name}, {count} examples"), examples, lines(file), aims));
        }
    }
    let typos = lines("snips/fr_train_typos");
    sets.push(set("Snips French, typing errors, 10 examples", lines("snips/fr_train_10"), typos, NONE));
    sets.extend(chatbots());
    sets
}

/// The chatbots of HINT3: every fifth line is tried, and as strange lines those of the other two. What is aimed at is for
/// what customers really asked out of scope, which is not among these files, so that no aims stand here.
fn chatbots() -> Vec<Set> {
    const BOTS: [&str; 3] = ["sofmattress", "curekart", "powerplay11"];
    let said = |bot: &str| lines(&format!("hint3/v1/{bot}_train"));
    let every_fifth = |bot: &str| said(bot).into_iter().step_by(5).collect::<Lines>();
    let chatbot = |bot: &str| {
        let mut gold = every_fifth(bot);
        for other in BOTS.iter().filter(|other| **other != bot) {
            gold.extend(every_fifth(other).into_iter().map(|(_, text)| ("oos".to_owned(), text)));
        }
        let name = format!("HINT3 {bot}, four fifths, strange lines of the other two");
        set(&name, without(said(bot), &gold), gold, NONE)
    };
    BOTS.into_iter().map(chatbot).collect()
}

/// Few intents at a time, with the strange lines of CLINC150.
pub(super) fn steps() -> Vec<(String, Aims, Vec<Set>)> {
    let strange = lines("clinc150/oos_valid");
    let domains: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&data::text("intents/clinc150/domains.json")).expect("domains by name");
    let domains: Vec<BTreeSet<String>> =
        domains.into_values().map(|labels| labels.into_iter().collect()).collect();
    let mut steps = Vec::new();
    for count in [5, 10] {
        let (examples, gold) = (lines(&format!("clinc150/train_{count}")), lines("clinc150/valid"));
        let parts = domains.iter().map(|labels| part(labels, &examples, &gold, &strange)).collect();
        steps.push((format!("CLINC150, the 15 of a domain, {count} examples"), NONE, parts));
    }
    for (count, aims) in [(5, aims(88.0, 91.0)), (10, aims(92.0, 94.0))] {
        let (examples, gold) = (lines(&format!("banking77/train_{count}")), lines("banking77/valid"));
        let labels: BTreeSet<&String> = examples.iter().map(|(label, _)| label).collect();
        let labels: Vec<&String> = labels.into_iter().collect();
        let parts = (0..10u64).map(|seed| part(&draw(&labels, seed), &examples, &gold, &strange)).collect();
        steps.push((format!("BANKING77, 10 at random, {count} examples"), aims, parts));
    }
    steps
}

fn part(labels: &BTreeSet<String>, examples: &Lines, gold: &Lines, strange: &Lines) -> Set {
    let of =
        |lines: &Lines| lines.iter().filter(|(label, _)| labels.contains(label)).cloned().collect::<Lines>();
    let gold = of(gold).into_iter().chain(strange.iter().cloned()).collect();
    set("", of(examples), gold, NONE)
}

fn draw(labels: &[&String], seed: u64) -> BTreeSet<String> {
    let mut dice = seed + 1;
    let mut drawn = BTreeSet::new();
    while drawn.len() < 10 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        drawn.insert(labels[(dice >> 33) as usize % labels.len()].clone());
    }
    drawn
}

/// With all examples, those that are tried are not learnt; with few, those that are learnt are not tried.
fn set(name: &str, examples: Lines, gold: Lines, aims: Aims) -> Set {
    let (examples, gold) = if name.ends_with("all") {
        (without(examples, &gold), gold)
    } else {
        let gold = without(gold, &examples);
        (examples, gold)
    };
    Set { name: name.to_owned(), examples, gold, aims, auroc: NONE }
}

/// The lines whose words are not among the others, however they are written.
fn without(lines: Lines, others: &Lines) -> Lines {
    let others: BTreeSet<String> = others.iter().map(|(_, text)| fold(text)).collect();
    lines.into_iter().filter(|(_, text)| !others.contains(&fold(text))).collect()
}

fn files(names: &[&str]) -> Lines {
    names.iter().flat_map(|name| lines(name)).collect()
}

fn lines(file: &str) -> Lines {
    let pairs = data::pairs(&format!("intents/{file}.tsv"));
    pairs.into_iter().map(|(label, text)| (label_of(label), text)).collect()
}

fn label_of(label: String) -> String {
    let outside = label.ends_with("oos") || label.starts_with("ood") || label.starts_with("NO_NODES");
    if outside { "oos".to_owned() } else { label }
}

/// A label as words: "AddToPlaylist" and "card_arrival" are names that a designer would give.
pub(super) fn spoken(label: &str) -> String {
    let mut words = String::new();
    let mut small = false;
    for letter in label.chars() {
        if letter.is_uppercase() && small {
            words.push(' ');
        }
        small = letter.is_lowercase();
        words.push(if letter.is_alphanumeric() { letter } else { ' ' });
    }
    words
}
