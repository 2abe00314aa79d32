//! What a word of a message can be in a lexicon: the word itself, with another ending, a typing error, as it sounds, run
//! together with its neighbour, shortened.

use super::{Budget, COMMON, INFLECTED, ONE_ERROR, TWO_ERRORS, lookup, text};
use crate::{
    api::{Utterance, Word},
    hash, numbers, spelling,
    words::{self, Tag},
};
use scn_graph::model::Lexicon;

/// A number said in words where the lexicon has digits.
const NUMBER: u32 = 930;
/// The beginning or the end of a word: "marg", "lampe" for "Tischlampe".
const SHORTENED: u32 = 700;
/// Shorter beginnings and ends mean nothing; as many words at most may be meant by one.
const SHORTEST: usize = 4;
const MOST_MEANT: usize = 16;
/// Words are shortened where little else is said.
const FEW_WORDS: usize = 2;

/// "droitte" may be "droit" with another ending and "droite" with an error: both are kept.
const ALIKE: u32 = INFLECTED - ERROR_AT_END;
/// One error at the end of the word: it may be another word of the same family as well ("deliver", "delivery").
const ERROR_AT_END: u32 = ONE_ERROR - 5;

/// A word of the message read as a word of the lexicon.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    pub(super) at: usize,
    /// Words of the message it covers: two when they were written apart.
    pub(super) len: usize,
    pub(super) word: u32,
    pub(super) quality: u32,
}

/// What the words left could mean in the lexicon.
pub(super) fn sights(
    lexicon: &Lexicon,
    utterance: &Utterance<'_>,
    ids: &[Option<u32>],
    left: &[usize],
    budget: &mut Budget,
) -> Vec<Sight> {
    let mut sights = Vec::with_capacity(left.len());
    let mut taken = 0;
    for at in left.iter().copied() {
        if let Some(Some(word)) = ids.get(at) {
            sights.push(Sight { at, len: 1, word: *word, quality: 1000 });
        } else if at >= taken && budget.unknown > 0 {
            budget.unknown -= 1;
            let view = View { lexicon, utterance, at, words: left.len() };
            let before = sights.len();
            view.look(ids, budget, &mut sights);
            taken = sights.get(before..).unwrap_or_default().iter().map(|s| s.at + s.len).max().unwrap_or(0);
        }
    }
    sights
}

/// A word of the message that the lexicon does not have.
struct View<'v> {
    lexicon: &'v Lexicon,
    utterance: &'v Utterance<'v>,
    at: usize,
    /// Words of weight in the message.
    words: usize,
}

impl View<'_> {
    /// The first way to read it that finds something.
    fn look(&self, ids: &[Option<u32>], budget: &mut Budget, sights: &mut Vec<Sight>) {
        let start = sights.len();
        let found = |sights: &Vec<Sight>| sights.len() > start;
        self.joined(sights);
        if !found(sights) {
            self.number(sights);
        }
        let word = self.utterance.word(self.at);
        // A word of the language is no typing error of another one.
        let real = self.utterance.hits.iter().any(|hit| hit.words().contains(&self.at));
        if !found(sights) {
            self.similar(word, 1, real, budget, sights);
        }
        if real || found(sights) {
            return;
        }
        self.apart(word, sights);
        let next_unknown =
            matches!(ids.get(self.at + 1), Some(None)) && !self.utterance.is_filler(self.at + 1);
        if !found(sights) && next_unknown {
            let both = format!("{word}{}", self.utterance.word(self.at + 1));
            self.similar(&both, 2, false, budget, sights);
        }
        if !found(sights) && self.words <= FEW_WORDS {
            self.shortened(word, sights);
        }
    }

    fn see(&self, len: usize, word: u32, quality: u32) -> Sight {
        Sight { at: self.at, len, word, quality }
    }

    /// "coca cola" for the word "cocacola".
    fn joined(&self, sights: &mut Vec<Sight>) {
        let (word, next) = (self.utterance.word(self.at), self.utterance.word(self.at + 1));
        if word.len() < 2 || next.len() < 2 || word.len() + next.len() > spelling::LONGEST {
            return;
        }
        let mut both = [0u8; spelling::LONGEST];
        both.iter_mut().zip(word.bytes().chain(next.bytes())).for_each(|(cell, byte)| *cell = byte);
        let both = both.get(..word.len() + next.len()).unwrap_or_default();
        let is = |id| text(self.lexicon, id).as_bytes() == both;
        let found = hash::find(&self.lexicon.word_table, hash::hash(both), is);
        sights.extend(found.map(|word| self.see(2, word, INFLECTED)));
    }

    /// "trente-trois" for "33".
    fn number(&self, sights: &mut Vec<Sight>) {
        let Some((value, len)) = numbers::small(self.utterance, self.at) else { return };
        let found = lookup(self.lexicon, &value.to_string());
        sights.extend(found.map(|word| self.see(len, word, NUMBER)));
    }

    /// "lagrande", "26cm", "margheritagrande": two words without a blank, of which the lexicon has the second, and has the
    /// first too unless that is filler.
    fn apart(&self, word: &str, sights: &mut Vec<Sight>) {
        if !(4..=spelling::LONGEST).contains(&word.len()) || !word.is_ascii() {
            return;
        }
        for cut in 1..word.len().saturating_sub(1) {
            let (Some(first), Some(second)) = (word.get(..cut), word.get(cut..)) else { continue };
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let long = first.len() >= SHORTEST && second.len() >= SHORTEST;
            let Some(behind) = lookup(self.lexicon, second) else { continue };
            let before = lookup(self.lexicon, first).filter(|_| long || digits(first) && !digits(second));
            if before.is_some() || second.len() >= SHORTEST && is_filler(first) {
                sights.extend(before.map(|word| self.see(1, word, INFLECTED)));
                sights.push(self.see(1, behind, INFLECTED));
                return;
            }
        }
    }

    /// The words nearest to one that the lexicon does not have: another ending, then as it sounds, then fewest errors.
    fn similar(&self, word: &str, len: usize, real: bool, budget: &mut Budget, sights: &mut Vec<Sight>) {
        let (Some(first), Some(last)) = (word.as_bytes().first(), word.as_bytes().last()) else { return };
        if word.len() < 3 || word.len() > spelling::LONGEST || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return;
        }
        let start = sights.len();
        let mut nearest = Nearest { start, best: 0 };
        if !real && let Some(sound) = spelling::sound(word) {
            let from = self.lexicon.sounds.partition_point(|(other, _)| *other < sound);
            let alike = self.lexicon.sounds.iter().skip(from).take_while(|(other, _)| *other == sound);
            for (_, id) in alike.take(MOST_MEANT) {
                nearest.add(self.see(len, *id, ONE_ERROR), sights);
            }
        }
        let letters = spelling::letters(word);
        let ends = [(&self.lexicon.by_first, *first, 0usize), (&self.lexicon.by_last, *last, usize::MAX)];
        for (order, letter, end) in ends {
            for id in self.bucket(order, letter, end, word.len()) {
                if budget.scanned == 0 || budget.compared == 0 {
                    return;
                }
                budget.scanned -= 1;
                let quality = self.compare(*id, word, letters, real, budget);
                nearest.add(self.see(len, *id, quality), sights);
            }
        }
    }

    /// The words with this first or last letter and a length within reach.
    fn bucket<'l>(&'l self, order: &'l [u32], letter: u8, end: usize, len: usize) -> &'l [u32] {
        let key = |id: &u32| {
            let bytes = text(self.lexicon, *id).as_bytes();
            (bytes.get(end.min(bytes.len().wrapping_sub(1))).copied().unwrap_or(0), bytes.len())
        };
        let from = order.partition_point(|id| key(id) < (letter, len.saturating_sub(3)));
        let rest = order.get(from..).unwrap_or_default();
        let to = rest.partition_point(|id| key(id) <= (letter, len + 3));
        rest.get(..to).unwrap_or_default()
    }

    fn compare(&self, id: u32, word: &str, letters: u32, real: bool, budget: &mut Budget) -> u32 {
        let Some(known) = self.lexicon.words.get(id as usize) else { return 0 };
        let tolerance = spelling::tolerance(word.len().min(usize::from(known.len)));
        let differing = (known.letters ^ letters).count_ones() as usize;
        if differing > 5 {
            return 0;
        }
        budget.compared -= 1;
        let other = text(self.lexicon, id);
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
            Some(0 | 1) if same_start(word, other) => ERROR_AT_END,
            Some(0 | 1) => ONE_ERROR,
            Some(_) => TWO_ERRORS,
            None => 0,
        }
    }

    /// The words that begin with it, or else end with it; too many tell nothing.
    fn shortened(&self, word: &str, sights: &mut Vec<Sight>) {
        if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return;
        }
        let all = self.lexicon.words.len() as u32;
        let begins = |id: &u32| text(self.lexicon, *id).starts_with(word);
        let from = self.lexicon.words.partition_point(|known| {
            let start = known.start as usize;
            self.lexicon.text.get(start..start + usize::from(known.len)).unwrap_or_default() < word
        }) as u32;
        let mut meant: Vec<u32> = (from..all).take_while(begins).take(MOST_MEANT + 1).collect();
        if meant.is_empty() && self.words == 1 && word.len() > SHORTEST {
            let last = word.as_bytes().last().copied().unwrap_or_default();
            let bucket = |len| self.bucket(&self.lexicon.by_last, last, usize::MAX, len);
            let ends = |id: &&u32| text(self.lexicon, **id).ends_with(word);
            let lengths = (word.len() + 4..spelling::LONGEST).step_by(7);
            meant.extend(
                lengths.flat_map(|len| bucket(len).iter().take(COMMON * 4)).filter(ends).take(MOST_MEANT + 1),
            );
        }
        if meant.len() <= MOST_MEANT {
            sights.extend(meant.into_iter().map(|id| self.see(1, id, SHORTENED)));
        }
    }
}

/// One of the words is the other with something behind it.
fn same_start(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// Keeps the best sights of one word.
struct Nearest {
    start: usize,
    best: u32,
}

impl Nearest {
    fn add(&mut self, sight: Sight, sights: &mut Vec<Sight>) {
        if sight.quality == 0 || sight.quality + ALIKE < self.best {
            return;
        }
        self.best = self.best.max(sight.quality);
        let mut at = 0;
        sights.retain(|other| {
            at += 1;
            at <= self.start || other.quality + ALIKE >= self.best
        });
        match sights.iter_mut().skip(self.start).find(|other| other.word == sight.word) {
            Some(other) => other.quality = other.quality.max(sight.quality),
            None => sights.push(sight),
        }
    }
}

/// A word on its own is an article or the like.
fn is_filler(word: &str) -> bool {
    let places = [Word { folded: 0..word.len(), raw: 0..word.len() }];
    words::hits(word, &places).iter().any(|hit| hit.tag == Tag::Filler)
}
