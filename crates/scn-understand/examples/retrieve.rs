//! Measures the answers from questions: `retrieve TRAIN.tsv VALID.tsv [MORE_VALID.tsv …]`.
//!
//! Lines are `label<TAB>text` after one header line; the label `oos` has no answer. Data are not part of this project.

use scn_graph::model::{Knowledge, Passage};
use scn_understand::{Utterance, answer, index};
use std::{collections::BTreeMap, time::Instant};

#[allow(clippy::disallowed_methods)]
fn rows(path: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(l, t)| (l.to_owned(), t.to_owned()))
        .collect()
}

#[allow(clippy::disallowed_methods)]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [train_path, valid_paths @ ..] = arguments.as_slice() else {
        eprintln!("retrieve TRAIN.tsv VALID.tsv …");
        std::process::exit(2);
    };
    let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (label, text) in rows(train_path) {
        by_label.entry(label).or_default().push(text);
    }
    let labels: Vec<&String> = by_label.keys().collect();
    let passages: Vec<Passage> = by_label
        .values()
        .map(|questions| Passage { questions: questions.clone(), ..Passage::default() })
        .collect();
    let knowledge = Knowledge { name: String::new(), index: index(&passages), passages };
    let (mut right, mut wrong, mut declined, mut kept, mut let_in) = (0, 0, 0, 0, 0);
    let start = Instant::now();
    let gold: Vec<(String, String)> = valid_paths.iter().flat_map(|path| rows(path)).collect();
    for (label, text) in &gold {
        match (answer(&Utterance::new(text), &knowledge, None), label == "oos") {
            (None, true) => kept += 1,
            (Some(_), true) => let_in += 1,
            (None, false) => declined += 1,
            (Some((at, _)), false) if labels[at] == label => right += 1,
            (Some(_), false) => wrong += 1,
        }
    }
    println!(
        "answered right {right}, wrong {wrong}, declined {declined}; without an answer: declined {kept}, answered {let_in}"
    );
    println!("{:?} a message", start.elapsed() / gold.len().max(1) as u32);
}
