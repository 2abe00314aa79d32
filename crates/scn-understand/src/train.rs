//! Learns from the examples of the listeners, when a scenario is compiled.

use crate::{
    api::Word,
    features::{self, ln},
    fold::fold_words,
    hash::{self, Numbered},
    intents,
    rivals::{Centroid, rivals},
    svm::{self, Rows},
};
use scn_graph::model::IntentModel;

/// How much the nearest centroid counts beside the support vector machine …
const CENTROID: f32 = 1.5;
/// … and how much the logarithm of how often the class has the feature, with what is added to every count.
pub(crate) const ODDS: f32 = 0.03;
const SMOOTHING: f32 = 0.05;
/// Weights are kept in parts of this.
pub(crate) const PARTS: f32 = 4096.0;

/// Smaller weights are left out: they decide nothing. With very many listeners they would be most of the model.
const LEAST: u16 = 8;
const LEAST_OF_MANY: u16 = 40;
const MANY: usize = 1000;

/// What a listener is called and what customers say to it.
pub struct Class<'a> {
    /// One more thing that customers may say, as long as it is in their language; may be empty.
    pub name: &'a str,
    pub examples: Vec<&'a str>,
}

/// A folded example.
struct Example {
    folded: String,
    words: Vec<Word>,
    class: u16,
    is_name: bool,
}

impl Example {
    fn read(text: &str, class: usize, is_name: bool) -> Option<Example> {
        let (folded, words) = fold_words(text);
        (!words.is_empty()).then_some(Example { folded, words, class: class as u16, is_name })
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.words.iter().filter_map(|word| self.folded.get(word.folded.clone()))
    }
}

/// Learns which listener (class) a message means, from its examples. Deterministic.
pub fn train(classes: &[Class<'_>]) -> IntentModel {
    let examples = examples(classes);
    let mut model =
        IntentModel { accept: intents::ACCEPT, ask_back: intents::ASK_BACK, ..IntentModel::default() };
    let said = examples.iter().filter(|example| !example.is_name);
    model.exact = said.map(|e| (hash::hash(e.folded.as_bytes()), e.class)).collect();
    model.exact.sort_unstable();
    model.exact.dedup();
    let classes = classes.len().min(usize::from(u16::MAX));
    add_features(&mut model, &examples, classes);
    let mut rows = Rows::default();
    examples.iter().for_each(|e| rows.push(&intents::row(&model, &e.folded, &e.words).values));
    let labels: Vec<u16> = examples.iter().map(|e| e.class).collect();
    add_weights(&mut model, &rows, &labels, classes);
    model
}

fn examples(classes: &[Class<'_>]) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut names = Vec::new();
    for (at, class) in classes.iter().enumerate().take(usize::from(u16::MAX)) {
        examples.extend(class.examples.iter().filter_map(|text| Example::read(text, at, false)));
        names.extend(Example::read(class.name, at, true));
    }
    if are_in_the_language_of(&names, &examples) {
        examples.extend(names);
        examples.sort_by_key(|example| example.class);
    }
    examples
}

/// Names that customers would say share their words with the examples. English names say nothing about German examples.
fn are_in_the_language_of(names: &[Example], examples: &[Example]) -> bool {
    let hash = |text: &str| hash::hash(text.as_bytes());
    let mut said: Vec<u64> = examples.iter().flat_map(|e| e.texts().map(hash)).collect();
    said.sort_unstable();
    let words = names.iter().flat_map(|name| name.texts().map(hash));
    let (known, all) = words
        .fold((0, 0), |(known, all), word| (known + usize::from(said.binary_search(&word).is_ok()), all + 1));
    2 * known > all
}

/// The features of all examples, and how much each tells about the class.
fn add_features(model: &mut IntentModel, examples: &[Example], classes: usize) {
    let mut numbered = Numbered::new();
    let mut seen: Vec<Seen> = Vec::new();
    for (at, example) in (1u32..).zip(examples) {
        features::each(&example.folded, &example.words, |block, key| {
            let feature = numbered.of(intents::key(block, key)) as usize;
            if feature == seen.len() {
                seen.push(Seen::default());
            }
            if let Some(seen) = seen.get_mut(feature) {
                seen.count(at, example.class);
            }
        });
    }
    model.keys = numbered.keys.iter().map(|key| (key >> 32) as u32).collect();
    model.table = numbered.table;
    for seen in &mut seen {
        let idf = 1.0 + ln((1.0 + classes as f64) / (1.0 + seen.classes()));
        model.idf.push((1000.0 * idf).round() as u16);
    }
}

/// In how many examples of how many classes a feature is; the examples come class by class.
#[derive(Default)]
struct Seen {
    example: u32,
    class: u16,
    in_class: u32,
    all: u32,
    squares: f64,
}

impl Seen {
    fn count(&mut self, example: u32, class: u16) {
        if self.example == example {
            return;
        }
        self.example = example;
        if self.class != class {
            self.close();
            self.class = class;
        }
        self.in_class += 1;
        self.all += 1;
    }

    fn close(&mut self) {
        self.squares += f64::from(self.in_class) * f64::from(self.in_class);
        self.in_class = 0;
    }

    /// A class counts for as much as it has of the examples: one that has nearly all of them is nearly the only one.
    fn classes(&mut self) -> f64 {
        self.close();
        f64::from(self.all) * f64::from(self.all) / self.squares.max(1.0)
    }
}

/// One weight of one class.
struct Weight {
    feature: u32,
    class: u16,
    parts: i16,
}

fn add_weights(model: &mut IntentModel, rows: &Rows, labels: &[u16], classes: usize) {
    let features = model.keys.len();
    let mut own: Vec<Vec<u32>> = vec![Vec::new(); classes];
    for (at, label) in (0u32..).zip(labels) {
        if let Some(own) = own.get_mut(usize::from(*label)) {
            own.push(at);
        }
    }
    let mut scratch = vec![0.0f32; features];
    let centroids: Vec<Centroid> = own.iter().map(|own| centroid(rows, own, &mut scratch)).collect();
    let near = rivals(rows, labels, &centroids, features);
    let shares = shares(&centroids, features);
    let least = if classes > MANY { LEAST_OF_MANY } else { LEAST };
    let mut weights: Vec<Weight> = Vec::new();
    for (class, (own, (near, centroid))) in (0u16..).zip(own.iter().zip(near.iter().zip(&centroids))) {
        let bias = svm::separate(rows, own, near, &mut scratch);
        add_likeness(centroid, &shares, &mut scratch);
        model.bias.push(quantised(bias));
        for (feature, _) in own.iter().chain(near).flat_map(|at| rows.row(*at)) {
            let Some(weight) = scratch.get_mut(*feature as usize) else { continue };
            let parts = quantised(std::mem::take(weight));
            if parts.unsigned_abs() > least {
                weights.push(Weight { feature: *feature, class, parts });
            }
        }
    }
    add_postings(model, &weights, features);
}

/// `sum` is all zero before and after.
fn centroid(rows: &Rows, own: &[u32], sum: &mut [f32]) -> Centroid {
    let cells = || own.iter().flat_map(|at| rows.row(*at));
    for (feature, value) in cells() {
        if let Some(sum) = sum.get_mut(*feature as usize) {
            *sum += value;
        }
    }
    let mut centroid = Vec::new();
    for (feature, _) in cells() {
        let value = sum.get_mut(*feature as usize).map_or(0.0, std::mem::take);
        if value > 0.0 {
            centroid.push((*feature, value));
        }
    }
    let length = centroid.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(1e-9);
    centroid.iter_mut().for_each(|(_, value)| *value /= length);
    Centroid { cells: centroid, length }
}

/// What part of all examples' values each feature has.
fn shares(centroids: &[Centroid], features: usize) -> Vec<f32> {
    let mut shares = vec![0.0f32; features];
    let mut all = 0.0f32;
    for centroid in centroids {
        for (feature, value) in &centroid.cells {
            if let Some(share) = shares.get_mut(*feature as usize) {
                *share += value * centroid.length;
            }
            all += value * centroid.length;
        }
    }
    shares.iter_mut().for_each(|share| *share /= all.max(1e-9));
    shares
}

/// The centroid's weights, and the logarithm of how much more often the class has a feature than the rest. What it has
/// not is counted off every message alike, where it is read.
fn add_likeness(centroid: &Centroid, shares: &[f32], weights: &mut [f32]) {
    let all = centroid.cells.iter().map(|(_, value)| value).sum::<f32>().max(1e-9);
    for (feature, value) in &centroid.cells {
        let at = *feature as usize;
        let (Some(weight), Some(share)) = (weights.get_mut(at), shares.get(at)) else { continue };
        let often = f64::from(value / (all * share.max(1e-9) * SMOOTHING));
        *weight += CENTROID * value + ODDS * ln(1.0 + often) as f32;
    }
}

/// The weights in the order of the features.
fn add_postings(model: &mut IntentModel, weights: &[Weight], features: usize) {
    let mut places = vec![0u32; features + 1];
    for weight in weights {
        if let Some(place) = places.get_mut(weight.feature as usize + 1) {
            *place += 1;
        }
    }
    let mut sum = 0;
    for place in &mut places {
        sum += *place;
        *place = sum;
    }
    model.starts = places.clone();
    model.postings = vec![(0, 0); weights.len()];
    for weight in weights {
        let Some(place) = places.get_mut(weight.feature as usize) else { continue };
        if let Some(posting) = model.postings.get_mut(*place as usize) {
            *posting = (weight.class, weight.parts);
        }
        *place += 1;
    }
}

fn quantised(weight: f32) -> i16 {
    (weight * PARTS).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}
