//! Learns from the examples of the listeners, when a scenario is compiled.

use crate::{
    api::Word,
    features::{self, ln},
    fold::fold_words,
    hash, intents,
    svm::{self, Row},
};
use scn_graph::model::IntentModel;
use std::collections::BTreeMap;

/// How much the nearest centroid counts beside the support vector machine.
const CENTROID: f64 = 1.5;
/// Weights are kept in parts of this.
pub(crate) const PARTS: f64 = 4096.0;

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
    for class in 0..classes.min(usize::from(u16::MAX)) as u16 {
        let (mut weights, bias) = if classes > 1 {
            svm::separate(rows, labels, class, features)
        } else {
            (vec![0.0; features], 0.0)
        };
        for (at, value) in centroid(rows, labels, class, features).into_iter().enumerate() {
            if let Some(weight) = weights.get_mut(at) {
                *weight += CENTROID * value;
            }
        }
        for (row, weight) in by_feature.iter_mut().zip(&weights) {
            let parts = quantised(*weight);
            if parts.unsigned_abs() > 4 {
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
