//! Finds the items of a lexicon that a message names.

mod loose;
mod sights;

use crate::{
    api::{Found, Score, Utterance},
    clause, hash, ordinals,
};
use loose::loose_phrases;
use scn_graph::model::{Lexicon, LexiconPhrase};
use std::{cmp::Reverse, ops::Range};

/// The whole message is the phrase, politeness aside.
const WHOLE: Score = 1000;
/// The phrase stands in a longer message.
const INSIDE: Score = 950;
/// A word with another ending, with one typing error, with two.
const INFLECTED: u32 = 930;
const ONE_ERROR: u32 = 860;
const TWO_ERRORS: u32 = 780;
/// The words of the phrase stand in another order or apart.
const SCATTERED: u32 = 60;
/// A phrase of which only some words are said: between these, by how much those words tell.
const PART_FROM: u32 = 400;
const PART_TO: u32 = 720;
/// Less of a phrase than this (in percent) names nothing.
const SMALLEST_PART: u32 = 34;
/// And less than this not even when it is the whole message.
const SMALLEST_ALONE: u32 = 12;
/// A place in the list ("la deuxième"), a bare number.
const ORDINAL: Score = 950;
/// A part that is the whole message and that few items have; such parts are equally good.
const WHOLE_PART: u32 = 760;
const FEW: usize = 10;
/// Words that stand in more phrases than this are looked up only as long as `Budget::postings` lasts.
const COMMON: usize = 64;

/// Words of the message that name (a part of) a phrase.
#[derive(Clone)]
pub(crate) struct Match {
    pub(crate) item: u32,
    pub(crate) words: Range<usize>,
    pub(crate) score: Score,
    /// Only a part of the phrase is said, so well.
    part: Option<Score>,
}

/// What may still be spent on a message, so that hostile ones cost no more than others: words read loosely, words they are
/// compared with at a glance and letter by letter, phrases counted.
struct Budget {
    unknown: usize,
    scanned: usize,
    compared: usize,
    postings: usize,
}

impl Budget {
    fn times(times: usize) -> Budget {
        Budget { unknown: 24 * times, scanned: 60_000, compared: 2500 * times, postings: 200_000 }
    }
}

/// The items a message names, best first: exact phrases, phrases inside a longer message, typing errors.
/// Several with equal score are an ambiguity for the caller to ask about. Ordinals ("la deuxième") count in `shown`
/// order when given.
pub fn pick(lexicon: &Lexicon, utterance: &Utterance<'_>, shown: Option<&[u32]>) -> Vec<Found> {
    let ids: Vec<Option<u32>> =
        (0..utterance.words.len()).map(|at| lookup(lexicon, utterance.word(at))).collect();
    let mut matches = Vec::new();
    let mut left = Vec::new();
    exact_phrases(lexicon, utterance, &ids, &mut matches, &mut left);
    if !left.is_empty() {
        let mut budget = Budget::times(1);
        loose_phrases(lexicon, utterance, &ids, &left, &mut budget, &mut matches);
    }
    let named = matches.iter().any(|m| u32::from(m.score) >= INFLECTED);
    if let Some(shown) = shown.filter(|_| !named)
        && let Some((index, words)) = ordinals::ordinal(utterance, shown.len(), matches.is_empty())
    {
        let item = shown.get(index).copied();
        matches.retain(|m| m.words.end <= words.start || m.words.start >= words.end);
        matches.extend(item.map(|item| Match { item, words, score: ORDINAL, part: None }));
    }
    found(lexicon, utterance, matches)
}

/// Every mention of an item, also of the same item twice. Words outside `pieces` are only read word for word; a phrase
/// with typing errors lies within one piece.
pub(crate) fn mentions(lexicon: &Lexicon, utterance: &Utterance<'_>, pieces: &[Range<usize>]) -> Vec<Match> {
    let ids: Vec<Option<u32>> =
        (0..utterance.words.len()).map(|at| lookup(lexicon, utterance.word(at))).collect();
    let (mut matches, mut left) = (Vec::new(), Vec::new());
    exact_phrases(lexicon, utterance, &ids, &mut matches, &mut left);
    let mut budget = Budget::times(4);
    for piece in pieces {
        let from = left.partition_point(|at| *at < piece.start);
        let to = left.partition_point(|at| *at < piece.end);
        let words = left.get(from..to).unwrap_or_default();
        if !words.is_empty() {
            loose_phrases(lexicon, utterance, &ids, words, &mut budget, &mut matches);
        }
    }
    matches
}

fn found(lexicon: &Lexicon, utterance: &Utterance<'_>, mut matches: Vec<Match>) -> Vec<Found> {
    matches.retain(|m| !clause::is_negated(utterance, m.words.clone()));
    even_parts(lexicon, utterance, &mut matches);
    matches.sort_by_key(|m| (Reverse(m.score), m.item, m.words.start));
    let mut found: Vec<Found> = Vec::with_capacity(matches.len());
    for m in matches {
        if found.iter().all(|f| f.item != m.item) {
            let whole = utterance.only_filler_outside(m.words.clone());
            // "Do you deliver on Sunday?" does not choose "Delivery".
            if utterance.is_question && !whole && u32::from(m.score) < ONE_ERROR {
                continue;
            }
            let score = if whole && m.score == INSIDE { WHOLE } else { m.score };
            found.push(Found { item: m.item, score, raw: utterance.raw_range(m.words), whole });
        }
    }
    found.sort_by_key(|f| (Reverse(f.score), f.item));
    found
}

/// "formaggi" names "Quattro Formaggi" and "Tre formaggi" equally, however much else the names have; and it names them
/// well when nothing else is said and the word tells some items from the others.
fn even_parts(lexicon: &Lexicon, utterance: &Utterance<'_>, matches: &mut [Match]) {
    matches.sort_by_key(|m| (m.part.is_none(), m.words.start, m.words.end, m.item));
    for group in matches.chunk_by_mut(|a, b| a.part.is_some() == b.part.is_some() && a.words == b.words) {
        let Some(words) = group.first().filter(|m| m.part.is_some()).map(|m| m.words.clone()) else {
            continue;
        };
        let items = group.chunk_by(|a, b| a.item == b.item).count();
        let tells = items == 1 || items <= FEW && 2 * items <= lexicon.items as usize;
        let raised = if tells && utterance.only_filler_outside(words) { WHOLE_PART } else { 0 };
        let best = |m: &Match| m.score.max((raised * u32::from(m.part.unwrap_or(0)) / 1000) as Score);
        let score = group.iter().map(best).max().unwrap_or(0);
        group.iter_mut().for_each(|m| m.score = score);
    }
}

fn lookup(lexicon: &Lexicon, word: &str) -> Option<u32> {
    hash::find(&lexicon.word_table, hash::hash(word.as_bytes()), |id| text(lexicon, id) == word)
}

fn text(lexicon: &Lexicon, id: u32) -> &str {
    let Some(word) = lexicon.words.get(id as usize) else { return "" };
    lexicon.text.get(word.start as usize..word.start as usize + usize::from(word.len)).unwrap_or_default()
}

fn phrase_words<'l>(lexicon: &'l Lexicon, phrase: &LexiconPhrase) -> &'l [u32] {
    let start = phrase.start as usize;
    lexicon.phrase_words.get(start..start + usize::from(phrase.len)).unwrap_or_default()
}

/// The longest phrase at each place, word for word. The words outside them go to `left`.
fn exact_phrases(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    ids: &[Option<u32>],
    matches: &mut Vec<Match>,
    left: &mut Vec<usize>,
) {
    let mut at = 0;
    while let Some(id) = ids.get(at) {
        let longest =
            id.and_then(|id| lexicon.words.get(id as usize)).map_or(0, |word| usize::from(word.longest));
        let end = (at + longest).min(ids.len());
        let Some((first, end)) = longest_phrase(lexicon, ids, at, end) else {
            if id.is_some() || !utterance.is_filler(at) {
                left.push(at);
            }
            at += 1;
            continue;
        };
        if end == at + 1 && is_elided(utterance, at) {
            at = end;
            continue;
        }
        let group = lexicon.phrases.get(first as usize..).unwrap_or_default();
        let words = group.first().map_or(&[][..], |phrase| phrase_words(lexicon, phrase));
        for phrase in group.iter().take_while(|phrase| phrase_words(lexicon, phrase) == words) {
            matches.push(Match { item: phrase.item, words: at..end, score: INSIDE, part: None });
        }
        at = end;
    }
}

/// The "s" of "s'il vous plaît" is not the size "S".
fn is_elided(utterance: &Utterance<'_>, at: usize) -> bool {
    utterance.word(at).len() == 1
        && at + 1 < utterance.words.len()
        && matches!(utterance.gap_before(at + 1), "'" | "’")
}

fn longest_phrase(lexicon: &Lexicon, ids: &[Option<u32>], start: usize, end: usize) -> Option<(u32, usize)> {
    let mut key = 0;
    let mut best = None;
    for at in start..end {
        let Some(Some(id)) = ids.get(at) else { break };
        key = hash::mix(key, u64::from(*id));
        let said = ids.get(start..=at).unwrap_or_default();
        let is = |phrase: u32| {
            lexicon.phrases.get(phrase as usize).is_some_and(|phrase| {
                let words = phrase_words(lexicon, phrase);
                words.len() == said.len() && words.iter().zip(said).all(|(word, id)| Some(*word) == *id)
            })
        };
        best = hash::find(&lexicon.phrase_table, key, is).map(|phrase| (phrase, at + 1)).or(best);
    }
    best
}

#[cfg(test)]
#[path = "pick_tests.rs"]
mod tests;
