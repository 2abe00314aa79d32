//! Examples that are nearer to another label than to their own: each is heard by what was learnt without it.

use super::classes::Classes;
use super::heard::Bars;
use crate::load::Loaded;
use scn_graph::model::IntentModel;
use scn_understand::{Class, Score, Utterance, classify, fold, train};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;

/// The examples are left out one part after the other; with five or fewer of a label that is one at a time.
const PARTS: usize = 5;
/// More are not told.
const MOST: usize = 20;

/// An example as it was written.
pub(super) struct Example<'l> {
    pub(super) listener: u32,
    pub(super) text: &'l str,
    /// `main.scn:12`; none for a translation.
    pub(super) place: Option<String>,
}

/// An example that others would be mistaken by.
#[derive(Serialize)]
pub(super) struct Misplaced {
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    pub(super) label: String,
    pub(super) score: u16,
    pub(super) nearer_to: String,
    pub(super) score_there: u16,
    /// The example there that it shares the most telling words with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) like: Option<String>,
}

pub(super) fn examples<'l>(loaded: &'l Loaded, classes: &Classes<'_>) -> Vec<Example<'l>> {
    let heard = loaded.examples.iter().filter(|example| classes.of_listener(example.listener).is_some());
    let place = |example: &scn_compiler::Example| {
        let file = loaded.files.get(example.place.file)?;
        Some(format!("{}:{}", file.path, file.line_column(example.place.start).line))
    };
    heard
        .map(|example| Example { listener: example.listener, text: &example.text, place: place(example) })
        .collect()
}

/// What is learnt of these examples.
pub(super) fn learnt<'e>(examples: impl Iterator<Item = (u32, &'e str)>) -> IntentModel {
    let mut by_listener: Vec<Vec<&str>> = Vec::new();
    for (listener, text) in examples {
        let at = listener as usize;
        if by_listener.len() <= at {
            by_listener.resize(at + 1, Vec::new());
        }
        if let Some(own) = by_listener.get_mut(at) {
            own.push(text);
        }
    }
    // Names are left out: advice is about examples.
    let classes: Vec<Class<'_>> =
        by_listener.into_iter().map(|examples| Class { name: "", examples }).collect();
    train(&classes)
}

pub(super) fn misplaced(examples: &[Example<'_>], classes: &Classes<'_>, bars: Bars) -> Vec<Misplaced> {
    let parts = parts(examples);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut found = Vec::new();
    let all: Vec<usize> = (0..PARTS).collect();
    for some in all.chunks(cores) {
        let heard: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> = some
                .iter()
                .map(|part| scope.spawn(|| left_out(examples, &parts, *part, classes, bars)))
                .collect();
            running.into_iter().flat_map(|one| one.join().unwrap_or_default()).collect()
        });
        found.extend(heard);
    }
    found.sort_by_key(|(at, _, own, other)| (std::cmp::Reverse(other.saturating_sub(*own)), *at));
    found.truncate(MOST);
    let rarity = rarity(examples);
    let told = |(at, nearer, own, other): (usize, usize, Score, Score)| {
        let example = examples.get(at)?;
        let there = examples.iter().filter(|other| classes.of_listener(other.listener) == Some(nearer));
        Some(Misplaced {
            text: example.text.to_owned(),
            place: example.place.clone(),
            label: classes.name(classes.of_listener(example.listener)?).to_owned(),
            score: own,
            nearer_to: classes.name(nearer).to_owned(),
            score_there: other,
            like: nearest(example.text, there, &rarity),
        })
    };
    found.into_iter().filter_map(told).collect()
}

/// For each example the part it belongs to: those of one listener go around.
fn parts(examples: &[Example<'_>]) -> Vec<usize> {
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    let part = |example: &Example<'_>| {
        let count = seen.entry(example.listener).or_default();
        *count += 1;
        (*count - 1) % PARTS
    };
    examples.iter().map(part).collect()
}

/// Example, the label it is taken for, its score for its own, its score there.
type Nearer = (usize, usize, Score, Score);

/// The examples of one part that are nearer to another label, by what the other parts teach.
fn left_out(
    examples: &[Example<'_>],
    parts: &[usize],
    part: usize,
    classes: &Classes<'_>,
    bars: Bars,
) -> Vec<Nearer> {
    let placed = || examples.iter().enumerate().zip(parts);
    let others = placed()
        .filter(|(_, other)| **other != part)
        .map(|((_, example), _)| (example.listener, example.text));
    let model = learnt(others);
    let nearer = |(at, example): (usize, &Example<'_>)| {
        let found =
            classify(&model, &Utterance::new(example.text), |other| classes.meet(example.listener, other));
        let heard = classes.by_class(found);
        let own_class = classes.of_listener(example.listener)?;
        let (best, score) = heard.first().copied()?;
        let own = heard.iter().find(|(class, _)| *class == own_class).map_or(0, |(_, score)| *score);
        // Only what would be taken for the other: a guess proves nothing.
        (best != own_class && score >= bars.accept && score < 1000).then_some((at, best, own, score))
    };
    placed().filter(|(_, own)| **own == part).filter_map(|(it, _)| nearer(it)).collect()
}

/// How much a word tells: the fewer examples have it, the more.
pub(super) fn rarity(examples: &[Example<'_>]) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for example in examples {
        words(example.text).into_iter().for_each(|word| *counts.entry(word).or_default() += 1.0);
    }
    let all = examples.len() as f64;
    counts.into_iter().map(|(word, count)| (word, ((1.0 + all) / count).ln())).collect()
}

/// The folded words of a text, each once.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The example that shares the most with a text, for its length.
fn nearest<'e, 'l: 'e>(
    text: &str,
    among: impl Iterator<Item = &'e Example<'l>>,
    rarity: &BTreeMap<String, f64>,
) -> Option<String> {
    let own = words(text);
    let weight = |words: &mut dyn Iterator<Item = &String>| -> f64 {
        words.map(|word| rarity.get(word).copied().unwrap_or(0.0)).sum()
    };
    let likeness = |example: &Example<'_>| {
        let other = words(example.text);
        let all = weight(&mut own.union(&other)).max(f64::MIN_POSITIVE);
        weight(&mut own.intersection(&other)) / all
    };
    let best = among.map(|example| (likeness(example), example.text));
    let best = best.reduce(|best, one| if one.0 > best.0 { one } else { best })?;
    (best.0 > 0.0).then(|| best.1.to_owned())
}
