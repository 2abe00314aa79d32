//! Builds what `pick` looks in.

use crate::{
    api::Utterance,
    fold::{fold, fold_words},
    hash, numbers, spelling,
    words::{self, Tag, spelt_out},
};
use scn_graph::model::{Lexicon, LexiconPhrase, LexiconWord};
use std::collections::BTreeMap;

/// Phrases are also found when written as one word, up to this many letters.
const LONGEST_JOINED: usize = 24;
/// A word that is filler ("la", "mit") tells this part of what another one does.
const FILLER_SHARE: u32 = 10;

/// A phrase before words have places: item, folded words, label.
type Draft = (u32, Vec<String>, bool);

/// A word that stands in phrases: how much it tells, and whether it is filler.
struct Told {
    weight: u16,
    filler: bool,
}

/// Builds the lexicon of a choice, a catalog or a menu: (item, phrase, is it the label).
pub fn build_lexicon<'p>(phrases: impl IntoIterator<Item = (u32, &'p str, bool)>) -> Lexicon {
    let drafts = drafts(phrases);
    let (told, items) = told(&drafts);
    let mut lexicon = Lexicon { word_table: hash::table(told.len()), items, ..Lexicon::default() };
    for (at, (word, told)) in told.iter().enumerate() {
        hash::insert(&mut lexicon.word_table, hash::hash(word.as_bytes()), at as u32);
        let (start, len) = (lexicon.text.len() as u32, word.len().min(usize::from(u16::MAX)) as u16);
        let Told { weight, filler } = *told;
        let letters = spelling::letters(word);
        lexicon.words.push(LexiconWord { start, len, weight, postings: 0, longest: 0, letters, filler });
        lexicon.text.push_str(word);
        lexicon.sounds.extend(spelling::sound(word).map(|sound| (sound, at as u32)));
    }
    lexicon.sounds.sort_unstable();
    let place: BTreeMap<&str, u32> =
        told.keys().enumerate().map(|(at, word)| (word.as_str(), at as u32)).collect();
    add_phrases(&mut lexicon, &drafts, &place);
    add_postings(&mut lexicon);
    add_orders(&mut lexicon, &told);
    lexicon
}

fn drafts<'p>(phrases: impl IntoIterator<Item = (u32, &'p str, bool)>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut numbers = Numbers::default();
    for (item, phrase, label) in phrases {
        for (at, words) in spellings(phrase, &mut numbers).into_iter().enumerate() {
            let long = words.iter().map(String::len).sum::<usize>() > LONGEST_JOINED;
            if (2..=4).contains(&words.len()) && !long {
                drafts.push((item, vec![words.concat()], false));
            }
            drafts.push((item, words, label && at == 0));
        }
    }
    drafts.retain(|(_, words, _)| !words.is_empty() && words.len() <= usize::from(u8::MAX));
    // The label first among equal phrases of an item, so that it is the one that stays.
    drafts.sort_by(|a, b| (&a.1, a.0, !a.2).cmp(&(&b.1, b.0, !b.2)));
    drafts.dedup_by(|b, a| a.0 == b.0 && a.1 == b.1);
    drafts
}

/// The words of a phrase in the ways in which it is written: as it is, and, where that differs, with umlauts spelt out,
/// without what stands in brackets, without its emoji, its emoji alone, numbers in digits.
fn spellings(phrase: &str, numbers: &mut Numbers) -> Vec<Vec<String>> {
    let split =
        |text: &str| fold(text).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let words = split(phrase);
    let mut all = Vec::with_capacity(2);
    if phrase.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']) {
        all.push(split(&spelt_out(phrase)));
    }
    if let Some((before, rest)) = phrase.split_once('(')
        && let Some((_, behind)) = rest.split_once(')')
    {
        all.push(split(&format!("{before} {behind}")));
    }
    let (signs, letters): (Vec<String>, Vec<String>) =
        words.iter().cloned().partition(|word| !word.chars().any(char::is_alphanumeric));
    if !signs.is_empty() && !letters.is_empty() {
        all.extend([signs, letters]);
    }
    if words.iter().any(|word| numbers.digits(word).is_some()) {
        let digits = |word: String| numbers.digits(&word).unwrap_or(word);
        all.push(words.iter().cloned().map(digits).collect());
    }
    all.insert(0, words);
    all
}

/// Number words that stand in phrases, each read once.
#[derive(Default)]
struct Numbers(BTreeMap<String, Option<String>>);

impl Numbers {
    /// "4" for "quattro"; articles count nothing.
    fn digits(&mut self, word: &str) -> Option<String> {
        if let Some(known) = self.0.get(word) {
            return known.clone();
        }
        let spelt = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let read = spelt.then(|| numbers::small(&Utterance::new(word), 0)).flatten();
        let digits = read.filter(|(value, _)| *value > 1).map(|(value, _)| value.to_string());
        self.0.insert(word.to_owned(), digits.clone());
        digits
    }
}

/// Each word and how much it tells; how many items there are.
fn told(drafts: &[Draft]) -> (BTreeMap<String, Told>, u32) {
    let mut items: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut all: Vec<u32> = Vec::new();
    for (item, words, _) in drafts {
        all.push(*item);
        words.iter().for_each(|word| items.entry(word).or_default().push(*item));
    }
    let count = |items: &mut Vec<u32>| {
        items.sort_unstable();
        items.dedup();
        items.len() as u32
    };
    let total = count(&mut all);
    let told = items.into_iter().map(|(word, mut items)| {
        let filler = is_filler(word);
        let rarity = 100u64 * u64::from(total) / u64::from(count(&mut items).max(1));
        // A logarithm in parts of 64, without floating point.
        let bits = rarity.max(1).ilog2();
        let weight = 64 * bits + (rarity << 6 >> bits) as u32 - 64;
        let weight = if filler { weight / FILLER_SHARE } else { weight }.clamp(1, 4000) as u16;
        (word.to_owned(), Told { weight, filler })
    });
    (told.collect(), total)
}

fn is_filler(word: &str) -> bool {
    let (folded, places) = fold_words(word);
    words::hits(&folded, &places).iter().any(|hit| hit.tag == Tag::Filler)
}

fn add_phrases(lexicon: &mut Lexicon, drafts: &[Draft], place: &BTreeMap<&str, u32>) {
    lexicon.phrase_table = hash::table(drafts.len());
    for (at, (item, words, label)) in drafts.iter().enumerate() {
        let start = lexicon.phrase_words.len() as u32;
        lexicon.phrase_words.extend(words.iter().filter_map(|word| place.get(word.as_str())));
        let ids = lexicon.phrase_words.get(start as usize..).unwrap_or_default();
        let told = |id: &u32| lexicon.words.get(*id as usize).map_or(0, |word| u32::from(word.weight));
        let (weight, len) = (ids.iter().map(told).sum(), words.len() as u16);
        lexicon.phrases.push(LexiconPhrase { item: *item, start, len, label: *label, weight });
        let first = ids.first().and_then(|id| lexicon.words.get_mut(*id as usize));
        if let Some(first) = first {
            first.longest = first.longest.max(words.len() as u8);
        }
        let repeats =
            at.checked_sub(1).and_then(|before| drafts.get(before)).is_some_and(|before| before.1 == *words);
        if !repeats {
            let key = ids.iter().fold(0, |key, id| hash::mix(key, u64::from(*id)));
            hash::insert(&mut lexicon.phrase_table, key, at as u32);
        }
    }
}

fn add_postings(lexicon: &mut Lexicon) {
    let mut by_word: Vec<Vec<u32>> = vec![Vec::new(); lexicon.words.len()];
    for (at, phrase) in lexicon.phrases.iter().enumerate() {
        let range = phrase.start as usize..phrase.start as usize + usize::from(phrase.len);
        for id in lexicon.phrase_words.get(range).unwrap_or_default() {
            if let Some(list) = by_word.get_mut(*id as usize).filter(|list| list.last() != Some(&(at as u32)))
            {
                list.push(at as u32);
            }
        }
    }
    for (word, list) in lexicon.words.iter_mut().zip(by_word) {
        word.postings = lexicon.postings.len() as u32;
        lexicon.postings.extend(list);
    }
}

/// Only words that may have typing errors: ASCII letters, three and more.
fn add_orders(lexicon: &mut Lexicon, told: &BTreeMap<String, Told>) {
    let texts: Vec<&[u8]> = told.keys().map(|word| word.as_bytes()).collect();
    let text = |id: u32| texts.get(id as usize).copied().unwrap_or_default();
    let mut ids: Vec<u32> = (0..texts.len() as u32)
        .filter(|id| text(*id).len() >= 3 && text(*id).iter().all(u8::is_ascii_lowercase))
        .collect();
    ids.sort_by_key(|id| (text(*id).first().copied(), text(*id).len(), *id));
    lexicon.by_first = ids.clone();
    ids.sort_by_key(|id| (text(*id).last().copied(), text(*id).len(), *id));
    lexicon.by_last = ids;
}
