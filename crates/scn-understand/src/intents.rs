//! Which listener a message means, from the weights learnt of its examples.

use crate::{
    api::{Score, Utterance, Word},
    features::{self, BLOCKS, COUNTS, exp, ln},
    hash,
    train::{ODDS, PARTS},
    words::frequent,
};
use scn_graph::model::IntentModel;

/// Scores from here on are taken: right in six of ten cases, since a question back costs less than a wrong path, and
/// more than a right one. From the second on the customer is asked.
pub(crate) const ACCEPT: Score = 600;
pub(crate) const ASK_BACK: Score = 400;
/// The best classes are handed out, not all.
const MOST: usize = 5;
/// What of an example's score is left for what is not one.
const ALMOST_CERTAIN: f64 = 990.0;

/// How far the classes are apart: one has `e^(STEEP * sum)` parts of what is in reach.
const STEEP: f64 = 2.8;
/// The best is not taken unless it has six of ten parts; what is above this counts a fifth then.
const MOSTLY: f64 = 0.6;
const SHARED: f64 = 500.0;
/// What makes the logarithm of the odds that the best is meant: its sum, how many others come near, how much of the words
/// is known, and how many words there are, for few words say little. Fitted to all sets of `tests/understanding` at
/// once, in four languages and from 7 to 150 classes: the same numbers are right for all of them.
const START: f64 = -1.5;
const SUM: f64 = 1.6;
const OTHERS: f64 = 0.75;
const KNOWN: f64 = 1.6;
const LENGTH: f64 = 0.75;
/// What a small word counts beside others where the known part is told.
const FUNCTION_WORD: f32 = 0.2;
/// The known part of a message that names nothing known.
const NOTHING_NAMED: f32 = -0.6;
/// A class that far behind the best has no chance worth counting.
const BEHIND: f32 = 3.0;
/// What a feature counts that a class has not, in parts of [`ODDS`]: the logarithm of what smoothing leaves.
const ABSENT: f32 = 3.044_522_4;
/// How many are looked at before all are put in order.
const FIRST: usize = 64;

/// A text as features of the model.
pub(crate) struct Features {
    /// Of length 1.
    pub(crate) values: Vec<(u32, f32)>,
    /// The part of the words' weight that the model knows, 0 to 1; below when nothing is known of what is named.
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
        let size = (words * 48).clamp(128, 8192).next_power_of_two();
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

/// Sublinear counts times rarity, each block to the length that it counts, all together to length 1.
pub(crate) fn row(model: &IntentModel, folded: &str, words: &[Word]) -> Features {
    let mut counts = Counts::new(words.len().min(64));
    features::each(folded, words, |block, hash| {
        let feature = find(model, key(block, hash));
        if let Some(feature) = feature {
            counts.add(feature, block);
        }
    });
    let mut values = Vec::with_capacity(counts.used.len());
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
    let mut scale = [0.0f32; BLOCKS];
    let mut all_blocks = 0.0f32;
    for ((scale, length), counts) in scale.iter_mut().zip(lengths).zip(COUNTS).filter(|((_, l), _)| *l > 0.0)
    {
        *scale = counts / length.sqrt();
        all_blocks += counts * counts;
    }
    scale.iter_mut().for_each(|scale| *scale /= all_blocks.max(1.0).sqrt());
    for ((_, value), (_, block, _)) in values.iter_mut().zip(cells()) {
        *value *= scale.get(usize::from(*block)).copied().unwrap_or(0.0);
    }
    Features { values, known: known(model, folded, words) }
}

/// The part of the words' weight that the model knows. A small word that is known tells little: with few examples it is
/// as rare as any other. Where none of the words that name something is known, not even by a word alike, the rest tells
/// even less.
fn known(model: &IntentModel, folded: &str, words: &[Word]) -> f32 {
    let rarest = 1.0 + ln(1.0 + model.exact.len() as f64) as f32;
    let (mut known, mut all) = (0.0, 0.0);
    let (mut names, mut named) = (false, false);
    for word in words.iter().take(features::MAX_WORDS) {
        let Some(text) = folded.get(word.folded.clone()) else { continue };
        let feature = find(model, key(features::HEADS, features::head(text.as_bytes())));
        let idf = feature.and_then(|at| model.idf.get(at as usize)).map(|idf| f32::from(*idf) / 1000.0);
        let holds_together = frequent::is_function(text);
        let counts = if holds_together { FUNCTION_WORD } else { 1.0 };
        known += counts * idf.unwrap_or(0.0);
        all += counts * idf.unwrap_or(rarest);
        if !holds_together {
            let alike = || features::alike(text).any(|row| find(model, key(features::ALIKE, row)).is_some());
            names = true;
            named = named || idf.is_some() || alike();
        }
    }
    match (names, named) {
        (true, false) => NOTHING_NAMED,
        _ if all > 0.0 => known / all,
        _ => 0.0,
    }
}

/// `1 + ln(count)` for the counts that occur.
fn sublinear(count: u16) -> f32 {
    const VALUES: [f32; 9] = [0.0, 1.0, 1.693, 2.099, 2.386, 2.609, 2.792, 2.946, 3.079];
    VALUES.get(usize::from(count)).copied().unwrap_or(3.2)
}

/// Classes in reach with their scores, best first, at most 5; only those with a score above zero. `in_reach` is only
/// asked about classes that may be among them.
pub fn classify(
    model: &IntentModel,
    utterance: &Utterance<'_>,
    in_reach: impl Fn(u32) -> bool,
) -> Vec<(u32, Score)> {
    let mut scores = learnt(model, utterance, &in_reach);
    certain(model, utterance, &in_reach, &mut scores);
    scores
}

/// The same by what was learnt alone, as if no example were said word for word: what the message is taken for as soon
/// as it is written a little differently.
pub fn resembling(model: &IntentModel, utterance: &Utterance<'_>) -> Vec<(u32, Score)> {
    learnt(model, utterance, &|_| true)
}

fn learnt(
    model: &IntentModel,
    utterance: &Utterance<'_>,
    in_reach: &impl Fn(u32) -> bool,
) -> Vec<(u32, Score)> {
    if utterance.words.is_empty() || model.bias.is_empty() {
        return Vec::new();
    }
    let features = row(model, &utterance.folded, &utterance.words);
    let sums = sums(model, &features.values);
    let near = nearest(&sums, in_reach);
    let Some((_, best)) = near.first() else { return Vec::new() };
    let best = f64::from(*best);
    let parts: Vec<f64> = near.iter().map(|(_, sum)| exp(STEEP * (f64::from(*sum) - best))).collect();
    let others = ln(near.iter().map(|(_, sum)| exp(f64::from(*sum) - best)).sum());
    let words = ln(utterance.words.len() as f64);
    let odds = START + SUM * best - OTHERS * others + KNOWN * f64::from(features.known) + LENGTH * words;
    let mut top = ALMOST_CERTAIN / (1.0 + exp(-odds));
    if parts.iter().sum::<f64>() * MOSTLY > 1.0 && top > SHARED {
        top = SHARED + (top - SHARED) / 5.0;
    }
    let scores = near.iter().zip(&parts).map(|((class, _), part)| (u32::from(*class), (top * part) as Score));
    scores.take(MOST).filter(|(_, score)| *score > 0).collect()
}

/// The sum of the weights of each class.
fn sums(model: &IntentModel, values: &[(u32, f32)]) -> Vec<f32> {
    let mut sums: Vec<f32> = model.bias.iter().map(|bias| f32::from(*bias)).collect();
    let mut all = 0.0f32;
    for (feature, value) in values {
        all += value;
        let at = *feature as usize;
        let (Some(start), Some(end)) = (model.starts.get(at), model.starts.get(at + 1)) else { continue };
        for (class, weight) in model.postings.get(*start as usize..*end as usize).unwrap_or_default() {
            if let Some(sum) = sums.get_mut(usize::from(*class)) {
                *sum += value * f32::from(*weight);
            }
        }
    }
    // What no class has would count as little for all of them; so that short and long messages are equals.
    let off = ODDS * ABSENT * all;
    sums.iter_mut().for_each(|sum| *sum = *sum / PARTS - off);
    sums
}

/// The classes in reach that are near the best of them, best first.
fn nearest(sums: &[f32], in_reach: &impl Fn(u32) -> bool) -> Vec<(u16, f32)> {
    let mut order: Vec<(u16, f32)> = (0u16..).zip(sums.iter().copied()).collect();
    let higher = |a: &(u16, f32), b: &(u16, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    let mut near: Vec<(u16, f32)> = Vec::new();
    let mut rest = Vec::new();
    if order.len() > FIRST {
        order.select_nth_unstable_by(FIRST, higher);
        rest = order.split_off(FIRST);
    }
    for mut order in [order, rest] {
        order.sort_unstable_by(higher);
        for (class, sum) in order {
            if near.first().is_some_and(|(_, best)| sum < best - BEHIND) {
                return near;
            }
            if in_reach(u32::from(class)) {
                near.push((class, sum));
            }
        }
    }
    near
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
fn certain(
    model: &IntentModel,
    utterance: &Utterance<'_>,
    in_reach: &impl Fn(u32) -> bool,
    scores: &mut Vec<(u32, Score)>,
) {
    if utterance.words.is_empty() {
        return;
    }
    let key = hash::hash(utterance.folded.as_bytes());
    let from = model.exact.partition_point(|(other, _)| *other < key);
    for (_, class) in
        model.exact.get(from..).unwrap_or_default().iter().take_while(|(other, _)| *other == key)
    {
        if !in_reach(u32::from(*class)) {
            continue;
        }
        scores.retain(|(other, _)| *other != u32::from(*class));
        enter(scores, u32::from(*class), 1000);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Class, train as learn};

    fn train(classes: &[Vec<&str>]) -> IntentModel {
        let class = classes.iter().map(|examples| Class { name: "", examples: examples.clone() });
        learn(&class.collect::<Vec<_>>())
    }

    fn listeners() -> IntentModel {
        train(&[
            vec![
                "Vous livrez le dimanche ?",
                "est-ce que vous êtes ouverts dimanche",
                "livraison le week-end",
            ],
            vec!["où est ma commande", "ça arrive quand", "combien de temps pour la livraison"],
            vec!["j'ai une allergie", "est-ce qu'il y a du gluten", "quels sont les allergènes"],
            vec!["je peux payer par carte", "vous prenez twint", "comment payer"],
            vec!["Wo ist meine Bestellung", "wann kommt die Pizza", "wie lange dauert es"],
        ])
    }

    fn best(model: &IntentModel, text: &str) -> Option<(u32, Score)> {
        classify(model, &Utterance::new(text), |_| true).first().copied()
    }

    #[test]
    fn examples_are_certain() {
        let model = listeners();
        assert_eq!(best(&model, "vous livrez le DIMANCHE"), Some((0, 1000)));
        assert_eq!(best(&model, "Vous prenez Twint ?!"), Some((3, 1000)));
    }

    #[test]
    fn without_the_certainty_of_an_example() {
        let model = listeners();
        let found = resembling(&model, &Utterance::new("vous livrez le dimanche"));
        let (class, score) = found[0];
        assert!(class == 0 && score > model.ask_back && score < 1000, "{found:?}");
        assert_eq!(resembling(&model, &Utterance::new("")), []);
    }

    #[test]
    fn other_words_for_the_same() {
        let model = listeners();
        for (text, class) in [
            ("livrez-vous aussi dimanche ?", 0),
            ("elle est où ma commande ?", 1),
            ("il y a du gluten dans la pizza ?", 2),
            ("on peut payer par carte ?", 3),
            ("vous prenez les cartes ?", 3),
            ("wo bleibt meine bestellung", 4),
            ("wann kommt meine Pizza?", 4),
            ("vous livré dimanche", 0),
        ] {
            let (found, score) = best(&model, text).unwrap();
            assert_eq!(found, class, "{text}");
            assert!(score >= model.ask_back, "{text}: {score}");
        }
    }

    #[test]
    fn strange_lines_are_rejected() {
        let model = listeners();
        for text in [
            "",
            "👍",
            "Extra basil",
            "the weather is nice today",
            "12",
            "xkcd qwertz",
            "ho visto un bel film ieri sera",
            "large",
        ] {
            let score = best(&model, text).map_or(0, |(_, score)| score);
            assert!(score < model.ask_back, "{text}: {score}");
        }
    }

    #[test]
    fn the_same_examples_give_the_same_model() {
        assert_eq!(listeners(), listeners());
    }

    #[test]
    fn every_machine_learns_the_same() {
        let model = listeners();
        let numbers = model.postings.iter().flat_map(|(class, weight)| [u64::from(*class), *weight as u64]);
        let numbers = numbers.chain(model.idf.iter().map(|idf| u64::from(*idf)));
        let numbers = numbers.chain(model.bias.iter().map(|bias| *bias as u64));
        let all = numbers.fold(0, hash::mix);
        assert_eq!(format!("{all:016x}"), "3fdb1ad58e958579");
    }

    #[test]
    fn names_are_examples_in_the_language_of_the_examples() {
        let names = ["payment by card", "allergens"];
        let classes = |names: [&'static str; 2]| {
            let said = [vec!["by card please", "payment"], vec!["is there gluten", "allergens please"]];
            names.into_iter().zip(said).map(|(name, examples)| Class { name, examples }).collect::<Vec<_>>()
        };
        let (named, foreign, none) = (
            learn(&classes(names)),
            learn(&classes(["zahlung", "unvertraeglichkeit"])),
            learn(&classes([""; 2])),
        );
        assert_ne!(named, none);
        assert_eq!(foreign, none);
        assert_eq!(named.exact, none.exact, "a name is not what somebody says word for word");
    }

    #[test]
    fn scores_share_out_what_is_in_reach() {
        let model = train(&[
            vec!["my card is gone", "the card is lost"],
            vec!["my card is gone", "the card is lost"],
            vec!["opening hours", "when are you open"],
        ]);
        let utterance = Utterance::new("my card is lost");
        let both = classify(&model, &utterance, |_| true);
        let one = classify(&model, &utterance, |class| class != 1);
        assert!(both[0].1 < model.accept && both[1].1 >= model.ask_back, "{both:?}");
        assert!(one[0].0 == 0 && one[0].1 > model.accept, "{one:?}");
    }

    #[test]
    fn small_and_odd_models() {
        assert_eq!(classify(&IntentModel::default(), &Utterance::new("x"), |_| true), []);
        assert_eq!(classify(&train(&[]), &Utterance::new("x"), |_| true), []);
        assert_eq!(best(&train(&[vec![]]), "x").filter(|(_, score)| *score >= ASK_BACK), None);
        let single = train(&[vec!["vous livrez le dimanche"]]);
        assert_eq!(best(&single, "vous livrez le dimanche"), Some((0, 1000)));
        assert!(best(&single, "une margherita").is_none_or(|(_, score)| score < ASK_BACK));
        // One example in two classes is an ambiguity.
        let twice = train(&[vec!["bonjour", "salut"], vec!["bonjour", "commande"]]);
        assert_eq!(classify(&twice, &Utterance::new("Bonjour!"), |_| true), [(0, 1000), (1, 1000)]);
    }

    #[test]
    fn at_most_five_in_order() {
        let texts: Vec<String> = (0..20).map(|n| format!("question numéro {n} sur la livraison")).collect();
        let classes: Vec<Vec<&str>> = texts.iter().map(|text| vec![text.as_str()]).collect();
        let found = classify(&train(&classes), &Utterance::new("une question sur la livraison"), |_| true);
        assert!(
            found.len() <= MOST && found.is_sorted_by_key(|(_, score)| std::cmp::Reverse(*score)),
            "{found:?}"
        );
    }
}
