//! Finds the items of a lexicon that a message names.

use crate::{
    api::{Found, Score, Utterance},
    clause, hash, ordinals, spelling,
};
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
const PART_TO: u32 = 780;
/// Less of a phrase than this (in percent) names nothing.
const SMALLEST_PART: u32 = 34;
/// A place in the list ("la deuxième"), a bare number.
const ORDINAL: Score = 950;
/// Words that stand in more phrases than this tell nothing on their own.
const COMMON: usize = 64;
/// Bounds for hostile messages: words compared for typing errors, and comparisons in all.
const MAX_UNKNOWN: usize = 24;
const MAX_COMPARED: usize = 4000;

/// A word of the message read as a word of the lexicon.
#[derive(Clone, Copy)]
struct Sight {
    at: usize,
    /// Words of the message it covers: two when they were written apart.
    len: usize,
    word: u32,
    quality: u32,
}

/// Words of the message that name (a part of) a phrase.
#[derive(Clone)]
pub(crate) struct Match {
    pub(crate) item: u32,
    pub(crate) words: Range<usize>,
    pub(crate) score: Score,
}

/// What may still be spent on typing errors: words, and comparisons.
struct Budget {
    unknown: usize,
    compared: usize,
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
        let mut budget = Budget { unknown: MAX_UNKNOWN, compared: MAX_COMPARED };
        loose_phrases(lexicon, utterance, &ids, &left, &mut budget, &mut matches);
    }
    let named = matches.iter().any(|m| u32::from(m.score) >= INFLECTED);
    if let Some(shown) = shown.filter(|_| !named)
        && let Some((index, words)) = ordinals::ordinal(utterance, shown.len(), matches.is_empty())
    {
        let item = shown.get(index).copied();
        matches.retain(|m| m.words.end <= words.start || m.words.start >= words.end);
        matches.extend(item.map(|item| Match { item, words, score: ORDINAL }));
    }
    found(utterance, matches)
}

/// Every mention of an item, also of the same item twice. Words outside `pieces` are only read word for word; a phrase
/// with typing errors lies within one piece.
pub(crate) fn mentions(lexicon: &Lexicon, utterance: &Utterance<'_>, pieces: &[Range<usize>]) -> Vec<Match> {
    let ids: Vec<Option<u32>> =
        (0..utterance.words.len()).map(|at| lookup(lexicon, utterance.word(at))).collect();
    let (mut matches, mut left) = (Vec::new(), Vec::new());
    exact_phrases(lexicon, utterance, &ids, &mut matches, &mut left);
    let mut budget = Budget { unknown: 4 * MAX_UNKNOWN, compared: 4 * MAX_COMPARED };
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

fn found(utterance: &Utterance<'_>, mut matches: Vec<Match>) -> Vec<Found> {
    matches.retain(|m| !clause::is_negated(utterance, m.words.clone()));
    matches.sort_by_key(|m| (Reverse(m.score), m.item, m.words.start));
    let mut found: Vec<Found> = Vec::with_capacity(matches.len());
    for m in matches {
        if found.iter().all(|f| f.item != m.item) {
            let whole = utterance.only_filler_outside(m.words.clone());
            // "Do you deliver on Sunday?" does not choose "Delivery".
            if utterance.is_question && !whole && u32::from(m.score) < INFLECTED {
                continue;
            }
            let score = if whole && m.score == INSIDE { WHOLE } else { m.score };
            found.push(Found { item: m.item, score, raw: utterance.raw_range(m.words), whole });
        }
    }
    found.sort_by_key(|f| (Reverse(f.score), f.item));
    found
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
            matches.push(Match { item: phrase.item, words: at..end, score: INSIDE });
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

/// Phrases with typing errors, other endings, other order, or only some of their words.
fn loose_phrases(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    ids: &[Option<u32>],
    left: &[usize],
    budget: &mut Budget,
    matches: &mut Vec<Match>,
) {
    let sights = sights(lexicon, utterance, ids, left, budget);
    // (phrase, sight), grouped by phrase.
    let mut pairs: Vec<(u32, usize)> = Vec::new();
    for (index, sight) in sights.iter().enumerate() {
        let list = postings(lexicon, sight.word);
        if list.len() <= COMMON {
            pairs.extend(list.iter().map(|phrase| (*phrase, index)));
        }
    }
    pairs.sort_unstable();
    let mut loose: Vec<Match> = Vec::new();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let phrase = group.first().and_then(|(phrase, _)| lexicon.phrases.get(*phrase as usize));
        if let Some(phrase) = phrase {
            loose.extend(weigh(lexicon, utterance, phrase, group, &sights));
        }
    }
    // A worse reading of the same words is none.
    let mut best = vec![0; utterance.words.len()];
    for m in &loose {
        best.iter_mut().take(m.words.end).skip(m.words.start).for_each(|b| *b = m.score.max(*b));
    }
    let wins = |m: &Match| m.words.clone().all(|at| best.get(at).is_none_or(|best| *best <= m.score));
    let keep: Vec<bool> = loose.iter().map(wins).collect();
    matches.extend(loose.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(m, _)| m));
}

fn postings(lexicon: &Lexicon, word: u32) -> &[u32] {
    let start = lexicon.words.get(word as usize).map_or(0, |word| word.postings as usize);
    let end =
        lexicon.words.get(word as usize + 1).map_or(lexicon.postings.len(), |next| next.postings as usize);
    lexicon.postings.get(start..end).unwrap_or_default()
}

fn weigh(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    phrase: &LexiconPhrase,
    group: &[(u32, usize)],
    sights: &[Sight],
) -> Option<Match> {
    let words = phrase_words(lexicon, phrase);
    let weight = |id: u32| lexicon.words.get(id as usize).map_or(1, |word| u32::from(word.weight));
    let total: u32 = words.iter().map(|id| weight(*id)).sum();
    let (mut said, mut quality, mut count) = (0, 0, 0);
    let (mut start, mut end) = (usize::MAX, 0);
    let (mut in_order, mut last) = (true, 0);
    for id in words {
        let seen = group.iter().filter_map(|(_, index)| sights.get(*index)).find(|sight| sight.word == *id);
        let Some(sight) = seen else { continue };
        said += weight(*id);
        quality += weight(*id) * sight.quality;
        count += 1;
        in_order &= sight.at >= last;
        last = sight.at;
        start = start.min(sight.at);
        end = end.max(sight.at + sight.len);
    }
    let quality = quality / said.max(1);
    let share = 100 * said / total.max(1);
    let apart = end.checked_sub(start)? > words.len() + 2;
    let score = if count == words.len() {
        let gaps = (start..end)
            .any(|at| !utterance.is_filler(at) && !sights.iter().any(|s| (s.at..s.at + s.len).contains(&at)));
        quality.min(INFLECTED) - if in_order && !gaps { 0 } else { SCATTERED }
    } else if share >= SMALLEST_PART && !apart {
        (PART_FROM + (PART_TO - PART_FROM) * share / 100) * quality / 1000
    } else {
        return None;
    };
    Some(Match { item: phrase.item, words: start..end, score: score as Score })
}

/// What the words left could mean in the lexicon.
fn sights(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    ids: &[Option<u32>],
    left: &[usize],
    budget: &mut Budget,
) -> Vec<Sight> {
    let mut sights = Vec::with_capacity(left.len());
    for at in left {
        if let Some(Some(word)) = ids.get(*at) {
            sights.push(Sight { at: *at, len: 1, word: *word, quality: 1000 });
        } else if budget.unknown > 0 {
            budget.unknown -= 1;
            if !joined(lexicon, utterance, *at, &mut sights) {
                similar(lexicon, utterance, *at, &mut budget.compared, &mut sights);
            }
        }
    }
    sights
}

/// "coca cola" for the word "cocacola".
fn joined(lexicon: &Lexicon, utterance: &Utterance<'_>, at: usize, sights: &mut Vec<Sight>) -> bool {
    let (word, next) = (utterance.word(at), utterance.word(at + 1));
    if word.len() < 2 || next.len() < 2 || word.len() + next.len() > spelling::LONGEST {
        return false;
    }
    let mut both = [0u8; spelling::LONGEST];
    both.iter_mut().zip(word.bytes().chain(next.bytes())).for_each(|(cell, byte)| *cell = byte);
    let both = both.get(..word.len() + next.len()).unwrap_or_default();
    let found = hash::find(&lexicon.word_table, hash::hash(both), |id| text(lexicon, id).as_bytes() == both);
    sights.extend(found.map(|word| Sight { at, len: 2, word, quality: INFLECTED }));
    found.is_some()
}

/// The words of the lexicon nearest to a word it does not have: same ending aside, then fewest typing errors.
fn similar(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    at: usize,
    budget: &mut usize,
    sights: &mut Vec<Sight>,
) {
    let word = utterance.word(at);
    let (Some(first), Some(last)) = (word.as_bytes().first(), word.as_bytes().last()) else { return };
    if word.len() < 3 || word.len() > spelling::LONGEST || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return;
    }
    // A word of the language is no typing error of another one.
    let real = utterance.hits.iter().any(|hit| hit.words() == (at..at + 1));
    let letters = spelling::letters(word);
    let mut best = 0;
    let start = sights.len();
    let ends = [(&lexicon.by_first, *first, 0usize), (&lexicon.by_last, *last, usize::MAX)];
    for (order, letter, end) in ends {
        for id in bucket(lexicon, order, letter, end, word.len()) {
            if *budget == 0 {
                return;
            }
            *budget -= 1;
            let quality = compare(lexicon, *id, word, letters, real);
            if quality > best {
                sights.truncate(start);
            }
            let known = sights.get(start..).unwrap_or_default().iter().any(|s| s.word == *id);
            if quality >= best && quality > 0 && !known {
                best = quality;
                sights.push(Sight { at, len: 1, word: *id, quality });
            }
        }
    }
}

/// The words with this first or last letter and a length within reach.
fn bucket<'l>(lexicon: &'l Lexicon, order: &'l [u32], letter: u8, end: usize, len: usize) -> &'l [u32] {
    let key = |id: &u32| {
        let bytes = text(lexicon, *id).as_bytes();
        (bytes.get(end.min(bytes.len().wrapping_sub(1))).copied().unwrap_or(0), bytes.len())
    };
    let from = order.partition_point(|id| key(id) < (letter, len.saturating_sub(3)));
    let rest = order.get(from..).unwrap_or_default();
    let to = rest.partition_point(|id| key(id) <= (letter, len + 3));
    rest.get(..to).unwrap_or_default()
}

fn compare(lexicon: &Lexicon, id: u32, word: &str, letters: u32, real: bool) -> u32 {
    let other = text(lexicon, id);
    let tolerance = spelling::tolerance(word.len().min(other.len()));
    let differing =
        lexicon.words.get(id as usize).map_or(32, |w| (w.letters ^ letters).count_ones()) as usize;
    if differing > 4 {
        return 0;
    }
    if spelling::inflected(word.as_bytes(), other.as_bytes()) {
        return INFLECTED;
    }
    if real || tolerance == 0 || differing > 2 * tolerance {
        return 0;
    }
    // A plural may have a typing error as well: "granes" for "grande".
    let single = word.strip_suffix('s').filter(|single| single.len() > 3 && !other.ends_with('s'));
    let distances = [Some(word), single]
        .into_iter()
        .flatten()
        .filter_map(|word| spelling::distance(word.as_bytes(), other.as_bytes(), tolerance));
    match distances.min() {
        Some(0 | 1) => ONE_ERROR,
        Some(_) => TWO_ERRORS,
        None => 0,
    }
}

#[cfg(test)]
#[path = "pick_tests.rs"]
mod tests;
