//! Phrases with typing errors, other endings, other order, or only some of their words.

use super::{
    Budget, COMMON, INFLECTED, Match, PART_FROM, PART_TO, SCATTERED, SMALLEST_ALONE, SMALLEST_PART,
    phrase_words, sights, text,
};
use crate::api::{Score, Utterance};
use scn_graph::model::{Lexicon, LexiconPhrase};
use sights::Sight;
use std::{cmp::Reverse, ops::Range};

/// Phrases that are looked at closely.
const CLOSE: usize = 128;

/// Words this near to one that is left over may make a longer phrase with it: "coca" in "coca zeroo".
const NEAR: usize = 2;

pub(super) fn loose_phrases(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    ids: &[Option<u32>],
    left: &[usize],
    budget: &mut Budget,
    matches: &mut Vec<Match>,
) {
    let mut sights = sights::sights(lexicon, utterance, ids, left, budget);
    if sights.is_empty() {
        return;
    }
    let own = sights.len();
    let taken = matches.iter().flat_map(|m| m.words.clone());
    let near = taken.filter(|at| left.iter().any(|left| left.abs_diff(*at) <= NEAR));
    let anchors: Vec<Sight> = near
        .filter_map(|at| Some(Sight { at, len: 1, word: ids.get(at).copied()??, quality: 1000 }))
        .collect();
    sights.extend(anchors);
    let said = Said { lexicon, utterance, sights: &sights, own };
    // In a message of one word that word may be little of a name.
    let mut told = sights.iter().map(|sight| sight.at).filter(|at| !utterance.is_filler(*at));
    let first = told.next();
    let smallest = if told.all(|at| Some(at) == first) { SMALLEST_ALONE } else { SMALLEST_PART };
    let mut loose: Vec<Match> = candidates(lexicon, &sights, smallest, budget)
        .into_iter()
        .filter_map(|phrase| said.weigh(lexicon.phrases.get(phrase as usize)?))
        .collect();
    keep_best(&mut loose, utterance.words.len());
    // A longer phrase takes the place of a shorter one inside it, though that was said word for word.
    matches.retain(|m| loose.iter().all(|longer| !covers(longer, m)));
    matches.extend(loose);
}

/// A worse reading of the same words is none, nor is a shorter phrase inside a longer one.
fn keep_best(loose: &mut Vec<Match>, words: usize) {
    let mut best = vec![0; words];
    for m in loose.iter() {
        best.iter_mut().take(m.words.end).skip(m.words.start).for_each(|b| *b = m.score.max(*b));
    }
    let inside: Vec<bool> = loose.iter().map(|m| loose.iter().any(|longer| covers(longer, m))).collect();
    let mut inside = inside.into_iter();
    loose.retain(|m| {
        let inside = inside.next().unwrap_or(false);
        let longer = m.part.is_none() && m.words.len() > 1;
        !inside && (longer || m.words.clone().all(|at| best.get(at).is_none_or(|best| *best <= m.score)))
    });
}

/// All words of a longer phrase, those of the other one among them.
fn covers(longer: &Match, m: &Match) -> bool {
    longer.part.is_none()
        && longer.words.len() > m.words.len()
        && longer.words.start <= m.words.start
        && m.words.end <= longer.words.end
}

/// The phrases of which enough is said, by the words they have. So many that are equally near are none.
fn candidates(lexicon: &Lexicon, sights: &[Sight], smallest: u32, budget: &mut Budget) -> Vec<u32> {
    let mut lists: Vec<(&[u32], u16)> = sights
        .iter()
        .map(|sight| {
            let told = lexicon.words.get(sight.word as usize).map_or(0, |word| word.weight);
            (postings(lexicon, sight.word), told)
        })
        .collect();
    lists.sort_by_key(|(list, _)| list.len());
    lists.retain(|(list, _)| {
        let pays = list.len() <= COMMON || list.len() <= budget.postings;
        budget.postings -= if pays { list.len().min(budget.postings) } else { 0 };
        pays
    });
    let all: usize = lists.iter().map(|(list, _)| list.len()).sum();
    let told = if all * 16 < lexicon.phrases.len() { summed(&lists) } else { counted(lexicon, &lists) };
    let mut near: Vec<(Reverse<u32>, u32)> = told
        .into_iter()
        .filter_map(|(phrase, told)| {
            let total = lexicon.phrases.get(phrase as usize)?.weight;
            let share = 100 * u32::from(told) / total.max(1);
            (share >= smallest).then_some((Reverse(share.min(100)), phrase))
        })
        .collect();
    if near.len() > CLOSE {
        let (_, (edge, _), _) = near.select_nth_unstable(CLOSE);
        let edge = *edge;
        near.retain(|(share, _)| *share < edge);
    }
    near.sort_unstable_by_key(|(_, phrase)| *phrase);
    near.into_iter().map(|(_, phrase)| phrase).collect()
}

/// How much is said of each phrase, where few have the words.
fn summed(lists: &[(&[u32], u16)]) -> Vec<(u32, u16)> {
    let mut pairs: Vec<(u32, u16)> =
        lists.iter().flat_map(|(list, told)| list.iter().map(|phrase| (*phrase, *told))).collect();
    pairs.sort_unstable();
    let add = |sum: u16, (_, told): &(u32, u16)| sum.saturating_add(*told);
    let sum = |group: &[(u32, u16)]| Some((group.first()?.0, group.iter().fold(0, add)));
    pairs.chunk_by(|a, b| a.0 == b.0).filter_map(sum).collect()
}

/// The same where many have them.
fn counted(lexicon: &Lexicon, lists: &[(&[u32], u16)]) -> Vec<(u32, u16)> {
    let mut told = vec![0u16; lexicon.phrases.len()];
    let mut touched = Vec::new();
    for (list, weight) in lists {
        for phrase in *list {
            if let Some(cell) = told.get_mut(*phrase as usize) {
                if *cell == 0 {
                    touched.push(*phrase);
                }
                *cell = cell.saturating_add(*weight);
            }
        }
    }
    touched.into_iter().map(|phrase| (phrase, told.get(phrase as usize).copied().unwrap_or(0))).collect()
}

fn postings(lexicon: &Lexicon, word: u32) -> &[u32] {
    let start = lexicon.words.get(word as usize).map_or(0, |word| word.postings as usize);
    let end =
        lexicon.words.get(word as usize + 1).map_or(lexicon.postings.len(), |next| next.postings as usize);
    lexicon.postings.get(start..end).unwrap_or_default()
}

/// What is said of the lexicon.
struct Said<'s> {
    lexicon: &'s Lexicon,
    utterance: &'s Utterance<'s>,
    sights: &'s [Sight],
    /// So many sights are of words left over; the others belong to phrases that were said word for word.
    own: usize,
}

impl Said<'_> {
    fn weigh(&self, phrase: &LexiconPhrase) -> Option<Match> {
        let own = || self.gathered(phrase, self.sights.get(..self.own)?);
        self.gathered(phrase, self.sights).or_else(own)
    }

    /// So much of a phrase names it. A number alone may be anything in a longer message.
    fn is_part(&self, share: u32, named: bool, words: Range<usize>) -> bool {
        share >= SMALLEST_PART && named
            || share >= SMALLEST_ALONE && self.utterance.only_filler_outside(words)
    }

    /// How well the sights make the phrase. Words of other phrases count only where they make it complete.
    fn gathered(&self, phrase: &LexiconPhrase, sights: &[Sight]) -> Option<Match> {
        let (mut said, mut quality, mut complete) = (0, 0, true);
        let (mut start, mut end) = (usize::MAX, 0);
        let (mut in_order, mut last) = (true, 0);
        let (mut own, mut anchored, mut used) = (false, false, 0);
        let mut named = false;
        let words = phrase_words(self.lexicon, phrase);
        for id in words {
            let word = self.lexicon.words.get(*id as usize)?;
            let Some(place) = sights.iter().position(|sight| sight.word == *id) else {
                complete &= word.filler;
                continue;
            };
            let sight = sights.get(place)?;
            own |= place < self.own;
            anchored |= place >= self.own;
            used += sight.len;
            named |= !text(self.lexicon, *id).bytes().all(|byte| byte.is_ascii_digit());
            let weight = u32::from(word.weight);
            said += weight;
            quality += weight * sight.quality;
            in_order &= sight.at >= last;
            last = sight.at;
            start = start.min(sight.at);
            end = end.max(sight.at + sight.len);
        }
        let quality = quality / said.max(1);
        let share = 100 * said / phrase.weight.max(1);
        let apart = end.checked_sub(start)? > words.len() + 2;
        let gaps = (start..end).filter(|at| !self.utterance.is_filler(*at)).count() > used;
        if !own || anchored && (gaps || !complete) {
            return None;
        }
        let (score, part) = if complete && share > 50 {
            (quality.min(INFLECTED) - if in_order && !gaps { 0 } else { SCATTERED }, None)
        } else if self.is_part(share, named, start..end) && !apart {
            ((PART_FROM + (PART_TO - PART_FROM) * share / 100) * quality / 1000, Some(quality as Score))
        } else {
            return None;
        };
        Some(Match { item: phrase.item, words: start..end, score: score as Score, part })
    }
}
