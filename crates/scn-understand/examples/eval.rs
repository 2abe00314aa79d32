//! Measures the example-based matching: `eval TRAIN.tsv VALID.tsv [MORE_VALID.tsv …]`.
//!
//! Lines are `label<TAB>text` after one header line; the label `oos` is out of scope. Data are not part of this project.

use scn_understand::{Utterance, classify, train};
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
        eprintln!("eval TRAIN.tsv VALID.tsv …");
        std::process::exit(2);
    };
    let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (label, text) in rows(train_path) {
        by_label.entry(label).or_default().push(text);
    }
    let labels: Vec<&String> = by_label.keys().collect();
    let classes: Vec<Vec<&str>> =
        by_label.values().map(|texts| texts.iter().map(String::as_str).collect()).collect();
    let start = Instant::now();
    let model = train(&classes);
    println!(
        "{} classes, {} features, {} weights, trained in {:?}",
        classes.len(),
        model.keys.len(),
        model.postings.len(),
        start.elapsed()
    );

    let gold: Vec<(String, String)> = valid_paths.iter().flat_map(|path| rows(path)).collect();
    let start = Instant::now();
    let best: Vec<(Option<String>, u16)> = gold
        .iter()
        .map(|(_, text)| match classify(&model, &Utterance::new(text)).first() {
            Some((class, score)) => (Some(labels[*class as usize].clone()), *score),
            None => (None, 0),
        })
        .collect();
    let each = start.elapsed() / gold.len().max(1) as u32;
    report(&gold, &best, model.accept, model.ask_back);
    println!("{each:?} a message");
}

fn report(gold: &[(String, String)], best: &[(Option<String>, u16)], accept: u16, ask_back: u16) {
    let pairs = || {
        gold.iter()
            .zip(best)
            .map(|((label, _), (found, score))| (label == "oos", Some(label) == found.as_ref(), *score))
    };
    let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let inside = pairs().filter(|(oos, ..)| !oos).count();
    let outside = gold.len() - inside;
    println!("accuracy {:.1} % of {inside}", share(pairs().filter(|(_, right, _)| *right).count(), inside));
    for bound in [accept, ask_back] {
        let right = pairs().filter(|(_, right, score)| *right && *score >= bound).count();
        let wrong = pairs().filter(|(oos, right, score)| !oos && !right && *score >= bound).count();
        let rejected = pairs().filter(|(oos, _, score)| *oos && *score < bound).count();
        println!(
            "at {bound}: right {:.1} %, wrong {:.1} %, out of scope rejected {:.1} %",
            share(right, inside),
            share(wrong, inside),
            share(rejected, outside)
        );
    }
    let quantiles = |mut scores: Vec<u16>| {
        scores.sort_unstable();
        [5, 10, 25, 50, 75, 90, 95].map(|q| scores.get(scores.len() * q / 100).copied().unwrap_or(0))
    };
    println!("scores in scope, right  {:?}", quantiles(pairs().filter(|p| p.1).map(|p| p.2).collect()));
    println!(
        "scores in scope, wrong  {:?}",
        quantiles(pairs().filter(|p| !p.0 && !p.1).map(|p| p.2).collect())
    );
    println!("scores out of scope     {:?}", quantiles(pairs().filter(|p| p.0).map(|p| p.2).collect()));
}
