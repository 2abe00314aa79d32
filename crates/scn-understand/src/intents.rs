//! Which listener a message means, from the weights learnt of its examples.

use crate::{
    api::{Score, Utterance, Word},
    features::{self, BLOCKS},
    hash,
    svm::Row,
    train::PARTS,
};
use scn_graph::model::IntentModel;

/// Scores from here on are taken, and from here on asked about.
pub(crate) const ACCEPT: Score = 600;
pub(crate) const ASK_BACK: Score = 400;
/// The best classes are handed out, not all.
const MOST: usize = 5;
/// What of an example's score is left for what is not one.
const ALMOST_CERTAIN: f32 = 990.0;

/// A text as features of the model.
pub(crate) struct Features {
    /// Of length 1.
    pub(crate) values: Row,
    /// The part of the words' weight that the model knows, 0 to 1.
    pub(crate) known: f32,
}

/// Blocks share one table.
#[inline]
pub(crate) fn key(block: usize, key: u64) -> u64 {
    key ^ (block as u64) << 40
}

#[inline]
fn find(model: &IntentModel, key: u64) -> Option<u32> {
    let rest = (key >> 32) as u32;
    hash::find(&model.table, key, |at| model.keys.get(at as usize) == Some(&rest))
}

/// Counts each known feature once per text: a small hash table on the side.
struct Counts {
    /// (feature + 1, block, count)
    slots: Vec<(u32, u8, u16)>,
    used: Vec<u16>,
}

impl Counts {
    fn new(words: usize) -> Counts {
        let size = (words * 40).clamp(128, 8192).next_power_of_two();
        Counts { slots: vec![(0, 0, 0); size], used: Vec::with_capacity(size / 4) }
    }

    #[inline]
    fn add(&mut self, feature: u32, block: usize) {
        let mask = self.slots.len() - 1;
        let mut slot = feature.wrapping_mul(0x9e37_79b1) as usize >> 7 & mask;
        if self.used.len() * 4 > self.slots.len() * 3 {
            return;
        }
        while let Some(cell) = self.slots.get_mut(slot) {
            if cell.0 == 0 {
                *cell = (feature + 1, block as u8, 1);
                self.used.push(slot as u16);
                return;
            }
            if cell.0 == feature + 1 {
                cell.2 = cell.2.saturating_add(1);
                return;
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// Sublinear counts times rarity, each block to length 1, all together to length 1.
pub(crate) fn row(model: &IntentModel, folded: &str, words: &[Word]) -> Features {
    let mut counts = Counts::new(words.len().min(64));
    let rarest = model.exact.len() as f32;
    let rarest = 1.0 + features::ln(f64::from(1.0 + rarest)) as f32;
    let (mut known, mut all) = (0.0f32, 0.0f32);
    features::each(folded, words, |block, hash| {
        let feature = find(model, key(block, hash));
        let idf = feature.and_then(|at| model.idf.get(at as usize)).map(|idf| f32::from(*idf) / 1000.0);
        if block == features::HEADS {
            known += idf.unwrap_or(0.0);
            all += idf.unwrap_or(rarest);
        }
        if let Some(feature) = feature {
            counts.add(feature, block);
        }
    });
    let mut values = Row::with_capacity(counts.used.len());
    let mut lengths = [0.0f32; BLOCKS];
    let cells = || counts.used.iter().filter_map(|slot| counts.slots.get(usize::from(*slot)));
    for (feature, block, count) in cells() {
        let at = feature - 1;
        let idf = model.idf.get(at as usize).map_or(0.0, |idf| f32::from(*idf) / 1000.0);
        let value = sublinear(*count) * idf;
        values.push((at, value));
        if let Some(length) = lengths.get_mut(usize::from(*block)) {
            *length += value * value;
        }
    }
    let blocks = lengths.iter().filter(|length| **length > 0.0).count() as f32;
    let scale = lengths.map(|length| if length > 0.0 { 1.0 / (length * blocks).sqrt() } else { 0.0 });
    for ((_, value), (_, block, _)) in values.iter_mut().zip(cells()) {
        *value *= scale.get(usize::from(*block)).copied().unwrap_or(0.0);
    }
    Features { values, known: if all > 0.0 { known / all } else { 0.0 } }
}

/// `1 + ln(count)` for the counts that occur.
fn sublinear(count: u16) -> f32 {
    const VALUES: [f32; 9] = [0.0, 1.0, 1.693, 2.099, 2.386, 2.609, 2.792, 2.946, 3.079];
    VALUES.get(usize::from(count)).copied().unwrap_or(3.2)
}

/// Classes with their scores, best first, at most 5; only those with a score above zero.
pub fn classify(model: &IntentModel, utterance: &Utterance<'_>) -> Vec<(u32, Score)> {
    if utterance.words.is_empty() || model.bias.is_empty() {
        return Vec::new();
    }
    let features = row(model, &utterance.folded, &utterance.words);
    let mut raw: Vec<f32> = model.bias.iter().map(|bias| f32::from(*bias)).collect();
    for (feature, value) in &features.values {
        let at = *feature as usize;
        let (Some(start), Some(end)) = (model.starts.get(at), model.starts.get(at + 1)) else { continue };
        for (class, weight) in model.postings.get(*start as usize..*end as usize).unwrap_or_default() {
            if let Some(sum) = raw.get_mut(usize::from(*class)) {
                *sum += value * f32::from(*weight);
            }
        }
    }
    let mut scores: Vec<(u32, Score)> = Vec::with_capacity(MOST + 1);
    for (class, sum) in raw.iter().enumerate() {
        let score = score(sum / PARTS as f32, features.known);
        if score > 0 {
            enter(&mut scores, class as u32, score);
        }
    }
    certain(model, utterance, &mut scores);
    scores
}

/// The sum of weights and the known share as a score.
fn score(sum: f32, known: f32) -> Score {
    (500.0 * (sum + known) / 2.0).clamp(0.0, ALMOST_CERTAIN) as Score
}

/// Keeps the best, in order.
fn enter(scores: &mut Vec<(u32, Score)>, class: u32, score: Score) {
    let at = scores.partition_point(|(_, other)| *other >= score);
    if at < MOST {
        scores.insert(at, (class, score));
        scores.truncate(MOST);
    }
}

/// An example said word for word.
fn certain(model: &IntentModel, utterance: &Utterance<'_>, scores: &mut Vec<(u32, Score)>) {
    let key = hash::hash(utterance.folded.as_bytes());
    let from = model.exact.partition_point(|(other, _)| *other < key);
    for (_, class) in
        model.exact.get(from..).unwrap_or_default().iter().take_while(|(other, _)| *other == key)
    {
        scores.retain(|(other, _)| *other != u32::from(*class));
        enter(scores, u32::from(*class), 1000);
    }
}
