//! Builds what `pick` looks in.

use crate::{
    fold::{fold, fold_words},
    hash, spelling,
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

/// Builds the lexicon of a choice, a catalog or a menu: (item, phrase, is it the label).
pub fn build_lexicon<'p>(phrases: impl IntoIterator<Item = (u32, &'p str, bool)>) -> Lexicon {
    let drafts = drafts(phrases);
    let weights = weights(&drafts);
    let mut lexicon = Lexicon { word_table: hash::table(weights.len()), ..Lexicon::default() };
    for (at, (word, weight)) in weights.iter().enumerate() {
        hash::insert(&mut lexicon.word_table, hash::hash(word.as_bytes()), at as u32);
        let (start, len) = (lexicon.text.len() as u32, word.len().min(usize::from(u16::MAX)) as u16);
        let letters = spelling::letters(word);
        lexicon.words.push(LexiconWord { start, len, weight: *weight, postings: 0, longest: 0, letters });
        lexicon.text.push_str(word);
    }
    let place: BTreeMap<&str, u32> =
        weights.keys().enumerate().map(|(at, word)| (word.as_str(), at as u32)).collect();
    add_phrases(&mut lexicon, &drafts, &place);
    add_postings(&mut lexicon);
    add_orders(&mut lexicon, &weights);
    lexicon
}

fn drafts<'p>(phrases: impl IntoIterator<Item = (u32, &'p str, bool)>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (item, phrase, label) in phrases {
        let split = |folded: String| {
            folded.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let words = split(fold(phrase));
        if (2..=4).contains(&words.len()) && words.iter().map(String::len).sum::<usize>() <= LONGEST_JOINED {
            drafts.push((item, vec![words.concat()], false));
        }
        if phrase.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']) {
            drafts.push((item, split(fold(&spelt_out(phrase))), label));
        }
        drafts.push((item, words, label));
    }
    drafts.retain(|(_, words, _)| !words.is_empty() && words.len() <= usize::from(u8::MAX));
    // The label first among equal phrases of an item, so that it is the one that stays.
    drafts.sort_by(|a, b| (&a.1, a.0, !a.2).cmp(&(&b.1, b.0, !b.2)));
    drafts.dedup_by(|b, a| a.0 == b.0 && a.1 == b.1);
    drafts
}

/// Each word, and how much it tells.
fn weights(drafts: &[Draft]) -> BTreeMap<String, u16> {
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
    items
        .into_iter()
        .map(|(word, mut items)| {
            let rarity = 100 * total / count(&mut items).max(1);
            // A logarithm in parts of 64, without floating point.
            let bits = rarity.max(1).ilog2();
            let weight = 64 * bits + (rarity << 6 >> bits) - 64;
            (
                word.to_owned(),
                if is_filler(word) { weight / FILLER_SHARE } else { weight }.clamp(1, 4000) as u16,
            )
        })
        .collect()
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
        lexicon.phrases.push(LexiconPhrase { item: *item, start, len: words.len() as u16, label: *label });
        let ids = lexicon.phrase_words.get(start as usize..).unwrap_or_default();
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
fn add_orders(lexicon: &mut Lexicon, weights: &BTreeMap<String, u16>) {
    let texts: Vec<&[u8]> = weights.keys().map(|word| word.as_bytes()).collect();
    let text = |id: u32| texts.get(id as usize).copied().unwrap_or_default();
    let mut ids: Vec<u32> = (0..texts.len() as u32)
        .filter(|id| text(*id).len() >= 3 && text(*id).iter().all(u8::is_ascii_lowercase))
        .collect();
    ids.sort_by_key(|id| (text(*id).first().copied(), text(*id).len(), *id));
    lexicon.by_first = ids.clone();
    ids.sort_by_key(|id| (text(*id).last().copied(), text(*id).len(), *id));
    lexicon.by_last = ids;
}
