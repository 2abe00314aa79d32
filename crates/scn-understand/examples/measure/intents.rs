//! Escapes and entries by their examples: accuracy on lines that were not learnt from, and lines that mean none of them.

use crate::{data, figures::Figures};
use scn_graph::model::IntentModel;
use scn_understand::{Utterance, classify, train};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

type Lines = Vec<(String, String)>;
type Aims = (Option<f64>, Option<f64>);

/// A set with a part to learn from and a part to try: name, what was learnt, files, aims for the accuracy.
const SETS: &[(&str, &str, &str, &[&str], Aims)] = &[
    ("CLINC150", "5 examples", "clinc150/train_5", CLINC, (Some(75.0), Some(79.0))),
    ("CLINC150", "10 examples", "clinc150/train_10", CLINC, (Some(82.0), Some(85.0))),
    ("CLINC150", "all", "clinc150/train", CLINC, (Some(92.5), Some(93.5))),
    ("BANKING77", "5 examples", "banking77/train_5", BANKING, (Some(68.0), Some(71.0))),
    ("BANKING77", "10 examples", "banking77/train_10", BANKING, (Some(77.0), Some(80.0))),
    ("BANKING77", "all", "banking77/train", BANKING, (Some(91.5), Some(92.5))),
    ("HWU64", "5 examples", "hwu64/train_5", &["hwu64/valid"], (Some(65.0), Some(71.0))),
    ("HWU64", "10 examples", "hwu64/train_10", &["hwu64/valid"], (Some(73.0), Some(79.0))),
    ("HWU64", "all", "hwu64/train", &["hwu64/valid"], (Some(88.5), Some(90.0))),
    ("BANKING77, near", "10 examples", "banking77_oos/train_10", NEAR, (None, None)),
    ("BANKING77, far", "10 examples", "banking77_oos/train_10", FAR, (None, None)),
    ("xSID German", "10 examples", "xsid/de_train_10", &["xsid/de_train"], (Some(88.0), Some(90.0))),
    ("xSID Italian", "10 examples", "xsid/it_train_10", &["xsid/it_train"], (Some(88.0), Some(90.0))),
    ("xSID Swiss German", "10 examples", "xsid/gsw_train_10", &["xsid/gsw_train"], (Some(86.0), Some(89.0))),
    (
        "Home Assistant French",
        "10 examples",
        "homeassistant/fr_train_10",
        &["homeassistant/fr_train"],
        (Some(81.0), Some(85.0)),
    ),
    (
        "Home Assistant German",
        "10 examples",
        "homeassistant/de_train_10",
        &["homeassistant/de_train"],
        (Some(75.0), Some(80.0)),
    ),
    (
        "Home Assistant Italian",
        "10 examples",
        "homeassistant/it_train_10",
        &["homeassistant/it_train"],
        (Some(84.0), Some(87.0)),
    ),
    ("Snips French", "10 examples", "snips/fr_train_10", &["snips/fr_train"], (Some(94.0), Some(96.0))),
    (
        "Snips French, typing errors",
        "10 examples",
        "snips/fr_train_10",
        &["snips/fr_train_typos"],
        (None, None),
    ),
];
const CLINC: &[&str] = &["clinc150/valid", "clinc150/oos_valid"];
const BANKING: &[&str] = &["banking77/valid"];
const NEAR: &[&str] = &["banking77_oos/valid", "banking77_oos/near_oos_valid"];
const FAR: &[&str] = &["banking77_oos/valid", "banking77_oos/far_oos_valid"];

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Intents",
        "Learnt from the examples named, tried on the other lines of the set. \"Best guess\" is the accuracy without declining. \
         \"Taken\" and \"taken or asked about\" are at the thresholds of the model itself. AUROC tells how well scores part lines in \
         scope from lines out of scope.",
    );
    for (name, learnt, examples, tried, aims) in SETS {
        let examples = lines(examples);
        let mut gold: Lines = tried.iter().flat_map(|file| lines(file)).collect();
        // No line is learnt and tried; BANKING77 lists its lines for trying among those to learn from.
        let known: BTreeSet<&(String, String)> = examples.iter().collect();
        if *learnt == "all" {
            let tried: BTreeSet<&(String, String)> = gold.iter().collect();
            let examples: Lines = examples.iter().filter(|line| !tried.contains(line)).cloned().collect();
            try_set(figures, name, learnt, &examples, &gold, *aims);
        } else {
            gold.retain(|line| !known.contains(line));
            try_set(figures, name, learnt, &examples, &gold, *aims);
        }
    }
}

fn lines(file: &str) -> Lines {
    let out_of_scope = |label: String| {
        if label.ends_with("oos") || label.starts_with("ood") { "oos".to_owned() } else { label }
    };
    let pairs = data::pairs(&format!("intents/{file}.tsv"));
    pairs.into_iter().map(|(label, text)| (out_of_scope(label), text)).collect()
}

/// A line of the set, and what it was taken for.
struct Tried {
    outside: bool,
    right: bool,
    score: u16,
}

fn try_set(figures: &mut Figures, name: &str, learnt: &str, examples: &Lines, gold: &Lines, aims: Aims) {
    let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (label, text) in examples.iter().filter(|(label, _)| label != "oos") {
        by_label.entry(label).or_default().push(text);
    }
    let labels: Vec<&str> = by_label.keys().copied().collect();
    let classes: Vec<Vec<&str>> = by_label.into_values().collect();
    let start = Instant::now();
    let model = train(&classes);
    let trained = start.elapsed();

    let mut times = Vec::new();
    let mut tried = Vec::new();
    let mut misses = Vec::new();
    for (label, text) in gold {
        let start = Instant::now();
        let best = classify(&model, &Utterance::new(text), |_| true).first().copied();
        times.push(start.elapsed());
        let found = best.and_then(|(class, _)| labels.get(class as usize).copied());
        let score = best.map_or(0, |(_, score)| score);
        let right = found == Some(label.as_str());
        if !right && (label != "oos" || score >= model.ask_back) {
            misses.push(format!("{text:?} is {label}, taken for {} ({score})", found.unwrap_or("nothing")));
        }
        tried.push(Tried { outside: label == "oos", right, score });
    }
    let set = format!("{name}, {learnt}");
    figures.misses(&set, &misses);
    report(figures, &set, &tried, &model, aims);
    cost(figures, &set, &model, (examples.len(), trained), &mut times);
}

fn report(figures: &mut Figures, set: &str, tried: &[Tried], model: &IntentModel, aims: Aims) {
    let inside = tried.iter().filter(|line| !line.outside).count();
    let outside = tried.len() - inside;
    let count = |fits: &dyn Fn(&Tried) -> bool| tried.iter().filter(|line| fits(line)).count();
    figures.share(set, "best guess", (count(&|line| line.right), inside), aims);
    for (bound, what) in [(model.accept, "taken"), (model.ask_back, "taken or asked about")] {
        figures.share(
            set,
            &format!("{what}, rightly"),
            (count(&|l| l.right && l.score >= bound), inside),
            (None, None),
        );
        let wrong = count(&|line| !line.right && !line.outside && line.score >= bound);
        figures.share(set, &format!("{what}, wrongly"), (wrong, inside), (None, None));
        if outside > 0 {
            let declined = count(&|line| line.outside && line.score < bound);
            figures.share(set, &format!("out of scope not {what}"), (declined, outside), (None, None));
        }
    }
    if outside > 0 {
        figures.percent(set, "AUROC", auroc(tried), tried.len(), (None, None));
    }
}

/// How often a line in scope has a higher score than one out of scope.
fn auroc(tried: &[Tried]) -> f64 {
    let mut scores: Vec<(u16, bool)> = tried.iter().map(|line| (line.score, !line.outside)).collect();
    scores.sort_unstable();
    let inside = scores.iter().filter(|(_, inside)| *inside).count() as f64;
    let outside = scores.len() as f64 - inside;
    let mut sum = 0.0;
    let mut at = 0;
    for same in scores.chunk_by(|a, b| a.0 == b.0) {
        let rank = at as f64 + (same.len() as f64 + 1.0) / 2.0;
        sum += rank * same.iter().filter(|(_, inside)| *inside).count() as f64;
        at += same.len();
    }
    100.0 * (sum - inside * (inside + 1.0) / 2.0) / (inside * outside)
}

fn cost(
    figures: &mut Figures,
    set: &str,
    model: &IntentModel,
    (examples, trained): (usize, Duration),
    times: &mut [Duration],
) {
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).copied();
    let size = 4 * (model.table.len() + model.keys.len() + model.starts.len() + model.postings.len())
        + 2 * (model.idf.len() + model.bias.len())
        + 10 * model.exact.len();
    let more = format!("learnt {examples} examples in {trained:.1?}; {} KiB", size / 1024);
    figures.cost(&format!("intents, {set}"), times.iter().sum(), times.len(), slowest, &more);
}
