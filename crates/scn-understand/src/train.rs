//! Learns from the examples of the listeners, when a scenario is compiled.

use crate::{
    api::Word,
    features::{self, ln},
    fold::fold_words,
    hash, intents,
    neighbours::Neighbours,
    svm::{self, Row},
};
use scn_graph::model::IntentModel;
use std::collections::BTreeMap;

/// How much the nearest centroid counts beside the support vector machine.
const CENTROID: f64 = 1.5;
/// Weights are kept in parts of this.
pub(crate) const PARTS: f64 = 4096.0;

/// Smaller weights are left out: they decide nothing. With very many listeners they would be most of the model.
const LEAST: u16 = 4;
const LEAST_OF_MANY: u16 = 40;

/// A folded example.
struct Example {
    folded: String,
    words: Vec<Word>,
    class: u16,
}

/// Learns which listener (class) a message means, from its examples. Deterministic.
pub fn train(classes: &[Vec<&str>]) -> IntentModel {
    let examples = examples(classes);
    let mut model =
        IntentModel { accept: intents::ACCEPT, ask_back: intents::ASK_BACK, ..IntentModel::default() };
    model.exact = examples.iter().map(|e| (hash::hash(e.folded.as_bytes()), e.class)).collect();
    model.exact.sort_unstable();
    model.exact.dedup();
    add_features(&mut model, &examples);
    let rows: Vec<Row> = examples.iter().map(|e| intents::row(&model, &e.folded, &e.words).values).collect();
    let labels: Vec<u16> = examples.iter().map(|e| e.class).collect();
    add_weights(&mut model, &rows, &labels, classes.len());
    model
}

fn examples(classes: &[Vec<&str>]) -> Vec<Example> {
    let mut examples = Vec::new();
    for (class, texts) in classes.iter().enumerate().take(usize::from(u16::MAX)) {
        for text in texts {
            let (folded, words) = fold_words(text);
            if !words.is_empty() {
                examples.push(Example { folded, words, class: class as u16 });
            }
        }
    }
    examples
}

/// The features of all examples, in the order of their hashes, and how rare each is.
fn add_features(model: &mut IntentModel, examples: &[Example]) {
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for example in examples {
        let mut own = Vec::new();
        features::each(&example.folded, &example.words, |block, key| own.push(intents::key(block, key)));
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    model.table = hash::table(counts.len());
    for (at, (key, count)) in counts.iter().enumerate() {
        hash::insert(&mut model.table, *key, at as u32);
        model.keys.push((key >> 32) as u32);
        let idf = 1.0 + ln((1.0 + examples.len() as f64) / (1.0 + f64::from(*count)));
        model.idf.push((1000.0 * idf).round() as u16);
    }
}

/// One row of weights per feature: those of the support vector machine and of the centroid together.
fn add_weights(model: &mut IntentModel, rows: &[Row], labels: &[u16], classes: usize) {
    let features = model.keys.len();
    let mut by_feature: Vec<Vec<(u16, i16)>> = vec![Vec::new(); features];
    let mut own: Vec<Vec<u32>> = vec![Vec::new(); classes.min(usize::from(u16::MAX))];
    for (at, label) in (0u32..).zip(labels) {
        if let Some(own) = own.get_mut(usize::from(*label)) {
            own.push(at);
        }
    }
    let mut neighbours = Neighbours::new(rows, features, classes);
    let least = if neighbours.are_all() { LEAST } else { LEAST_OF_MANY };
    let mut excerpts = Excerpts::new(rows, labels, features);
    for (class, own) in (0u16..).zip(&own) {
        let excerpt = excerpts.of(&neighbours.of(own));
        let (weights, bias) = learn(&excerpt, class, classes);
        for (feature, weight) in excerpt.features.iter().zip(&weights) {
            let parts = quantised(*weight);
            if let Some(row) = by_feature.get_mut(*feature as usize).filter(|_| parts.unsigned_abs() > least)
            {
                row.push((class, parts));
            }
        }
        model.bias.push(quantised(bias));
    }
    for row in by_feature {
        model.starts.push(model.postings.len() as u32);
        model.postings.extend(row);
    }
    model.starts.push(model.postings.len() as u32);
}

/// The weights of an excerpt's features, and the bias.
fn learn(excerpt: &Excerpt, class: u16, classes: usize) -> (Vec<f64>, f64) {
    let Excerpt { rows, labels, features } = excerpt;
    let (mut weights, bias) = if classes > 1 {
        svm::separate(rows, labels, class, features.len())
    } else {
        (vec![0.0; features.len()], 0.0)
    };
    for (weight, value) in weights.iter_mut().zip(centroid(rows, labels, class, features.len())) {
        *weight += CENTROID * value;
    }
    (weights, bias)
}

/// Some of the examples, with only their features, counted from 0.
struct Excerpt {
    rows: Vec<Row>,
    labels: Vec<u16>,
    features: Vec<u32>,
}

struct Excerpts<'r> {
    rows: &'r [Row],
    labels: &'r [u16],
    /// By feature: its place in the excerpt at hand.
    places: Vec<Option<u32>>,
}

impl<'r> Excerpts<'r> {
    fn new(rows: &'r [Row], labels: &'r [u16], features: usize) -> Self {
        Excerpts { rows, labels, places: vec![None; features] }
    }

    fn of(&mut self, chosen: &[u32]) -> Excerpt {
        let mut features: Vec<u32> = Vec::new();
        let mut place = |feature: u32| {
            let place = self.places.get_mut(feature as usize)?;
            if place.is_none() {
                *place = Some(features.len() as u32);
                features.push(feature);
            }
            *place
        };
        let chosen = || chosen.iter().map(|at| *at as usize);
        let rows = chosen()
            .filter_map(|at| self.rows.get(at))
            .map(|row| row.iter().filter_map(|(feature, value)| Some((place(*feature)?, *value))).collect());
        let rows = rows.collect();
        for feature in &features {
            if let Some(place) = self.places.get_mut(*feature as usize) {
                *place = None;
            }
        }
        let labels = chosen().filter_map(|at| self.labels.get(at).copied()).collect();
        Excerpt { rows, labels, features }
    }
}

fn quantised(weight: f64) -> i16 {
    (weight * PARTS).round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

/// The mean of the class's examples, of length 1.
fn centroid(rows: &[Row], labels: &[u16], class: u16, features: usize) -> Vec<f64> {
    let mut sum = vec![0.0; features];
    for (row, _) in rows.iter().zip(labels).filter(|(_, label)| **label == class) {
        for (at, value) in row {
            if let Some(cell) = sum.get_mut(*at as usize) {
                *cell += f64::from(*value);
            }
        }
    }
    let length = sum.iter().map(|v| v * v).sum::<f64>().sqrt().max(1e-9);
    sum.iter_mut().for_each(|v| *v /= length);
    sum
}
