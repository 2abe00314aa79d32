//! What a message names of the lexicons of a record.

use super::{
    phrases,
    shape::{Role, Shape},
    tokens::{FULL, Meaning, clauses},
};
use crate::{
    api::{Score, Utterance},
    hash, pick, spelling,
    words::{EVERY, Tag, bit},
};
use scn_graph::{
    Language,
    model::{Lexicon, LexiconPhrase},
};
use std::{cmp::Reverse, ops::Range};

/// Word for word.
const EXACT: Score = 950;
/// With another ending.
const INFLECTED: Score = 930;
/// All words of a name but its last, more than any other name covers: "sugar free vanilla" of "sugar free vanilla syrup".
const BEGUN: Score = 900;
/// A name said longer than it is written: "decaffeinated" for "decaf".
const SHORTENED: Score = 790;
/// Less than this names nothing.
const LEAST: Score = 520;
/// A word of more items than this is the kind of them all, and names none.
const KIND: usize = 2;
/// Both parts of a compound are names: "Schinkenpizza".
const COMPOUND: Score = 880;
/// A part of a compound has at least this many letters.
const PART: usize = 4;
/// A longer word is no compound.
const LONGEST: usize = 32;
/// What may stand behind the parts of a compound: nothing, a joint, an ending.
const ENDINGS: &[&str] = &["", "n", "en", "s", "e"];
/// A short form has at least this many letters.
const SHORT: usize = 5;

/// What the message names of all lexicons, best first: in full, and in part.
pub(super) fn items(
    utterance: &Utterance<'_>,
    shape: &Shape<'_>,
    cuts: &[usize],
    languages: &[Language],
) -> (Items, Items) {
    let pieces = pieces(utterance, cuts);
    let aside = Aside::new(utterance, languages);
    let mut all: Items = Vec::new();
    for (field, field_shape) in shape.fields.iter().enumerate() {
        let Some(lexicon) = field_shape.as_ref().and_then(|field| field.lexicon) else { continue };
        let names = Names(lexicon);
        let mentions = pick::mentions(lexicon, utterance, &pieces).into_iter();
        let mut found: Vec<Named> =
            mentions.map(|m| Named { item: m.item, words: m.words, score: m.score }).collect();
        found.retain(|named| named.score >= LEAST && !aside.holds(utterance, named));
        found = found.into_iter().flat_map(|named| names.parted(utterance, shape, named)).collect();
        found.retain(|named| !names.is_blurred(utterance, named));
        found.extend(names.begun(utterance, &found));
        found.extend(names.grown(utterance));
        found.extend(names.shortened(utterance, &found));
        found.extend(names.percent(utterance, &found));
        found.sort_by_key(|m| (m.words.start, m.words.end, Reverse(m.score), m.item));
        for same in found.chunk_by(|a, b| a.words == b.words) {
            all.extend(meaning(utterance, &names, same, field, shape.role(field)));
        }
    }
    drop_scattered(&mut all);
    all.sort_by_key(|(words, meanings)| {
        let score = meanings.first().map_or(0, |m| m.score);
        (Reverse(score >= FULL), Reverse(words.len()), Reverse(score), words.start, words.end)
    });
    let mut merged: Items = Vec::new();
    for (words, mut meanings) in all {
        match merged.last_mut() {
            Some((same, before)) if *same == words => before.append(&mut meanings),
            _ => merged.push((words, meanings)),
        }
    }
    let split = merged.partition_point(|(_, meanings)| meanings.first().is_some_and(|m| m.score >= FULL));
    let weak = merged.split_off(split);
    (merged, weak)
}

/// Whether this word alone is the name of something.
pub(super) fn is_name(shape: &Shape<'_>, word: &str) -> bool {
    let lexicons = shape.fields.iter().flatten().filter_map(|field| field.lexicon);
    lexicons.into_iter().any(|lexicon| Names(lexicon).called(word).is_some())
}

/// Clauses, cut before numbers and markers: no name reaches over them, unless it is said word for word.
fn pieces(utterance: &Utterance<'_>, cuts: &[usize]) -> Vec<Range<usize>> {
    let mut cuts = cuts.to_vec();
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    for clause in clauses(utterance) {
        let mut start = clause.start;
        for cut in cuts.iter().copied().filter(|cut| clause.contains(cut)) {
            pieces.push(start..cut);
            start = cut;
        }
        pieces.push(start..clause.end);
    }
    pieces
}

/// What the same words may mean in a field.
fn meaning(
    utterance: &Utterance<'_>,
    names: &Names<'_>,
    same: &[Named],
    field: usize,
    role: Role,
) -> Option<(Range<usize>, Vec<Meaning>)> {
    let best = same.first()?;
    let part = best.score < FULL && best.words.len() == 1;
    let kind = names.kind(utterance.word(best.words.start)).filter(|_| part);
    // "milk" where there are six kinds of it: one of them, to be asked for; in a list it says nothing.
    if kind.is_some() && role == Role::Items {
        return None;
    }
    let said = || same.iter().filter(|named| named.score == best.score).map(|named| named.item).collect();
    let mut items: Vec<u32> = kind.unwrap_or_else(said);
    items.sort_unstable();
    items.dedup();
    Some((best.words.clone(), vec![Meaning { field, items, score: best.score }]))
}

/// "a 2% macchiato with organic milk", "oat milk and two cakes": what stands apart around another item, or takes a part of
/// one, is none.
fn drop_scattered(all: &mut Items) {
    let exact = |meanings: &[Meaning]| meanings.iter().any(|m| m.score >= INFLECTED);
    let whole: Vec<Range<usize>> =
        all.iter().filter(|(_, meanings)| exact(meanings)).map(|(words, _)| words.clone()).collect();
    all.retain(|(words, meanings)| {
        let spoils = |other: &Range<usize>| {
            let around = words.start < other.start && other.end < words.end;
            let part = words.start < other.end && other.start < words.end;
            let within = words.start <= other.start && other.end <= words.end;
            around || part && !within
        };
        words.len() == 1 || exact(meanings) || !whole.iter().any(spoils)
    });
}

/// Words that are two names in one: "Schinkenpizza", "Vollkornbrötchen". What each part means.
pub(super) fn compounds(
    utterance: &Utterance<'_>,
    shape: &Shape<'_>,
    found: &Items,
) -> Vec<(usize, [Vec<Meaning>; 2])> {
    let open = (0..shape.fields.len()).filter(|field| shape.role(*field) != Role::Marked);
    let lexicons: Vec<(usize, Names<'_>)> =
        open.filter_map(|field| Some((field, Names(shape.field(field)?.lexicon?)))).collect();
    let named = |part: &str| -> Vec<Meaning> {
        let meaning = |(field, names): &(usize, Names<'_>)| {
            let item = ENDINGS.iter().find_map(|ending| names.called(part.strip_suffix(ending)?))?;
            Some(Meaning { field: *field, items: vec![item], score: COMPOUND })
        };
        lexicons.iter().filter_map(meaning).collect()
    };
    let known = |at: usize| {
        found.iter().any(|(words, all)| words.contains(&at) && all.iter().any(|m| m.score >= INFLECTED))
    };
    let mut compounds = Vec::new();
    for at in 0..utterance.words.len() {
        let word = utterance.word(at);
        if word.len() < 2 * PART || word.len() > LONGEST || !word.is_ascii() || known(at) {
            continue;
        }
        let parts = (PART..=word.len() - PART).rev().find_map(|cut| {
            let (first, last) = word.split_at_checked(cut)?;
            let first = Some(named(first)).filter(|first| !first.is_empty())?;
            let last = Some(named(last)).filter(|last| !last.is_empty())?;
            Some([first, last])
        });
        compounds.extend(parts.map(|parts| (at, parts)));
    }
    compounds
}

/// Words that are said by the way, found once for all names.
struct Aside {
    /// For each word the longest phrase of the language that covers it.
    phrases: Vec<Range<usize>>,
    /// Articles of the language of the message.
    articles: Vec<bool>,
}

impl Aside {
    fn new(utterance: &Utterance<'_>, languages: &[Language]) -> Aside {
        let spoken = crate::language(utterance, languages);
        let count = utterance.words.len();
        let mut aside = Aside { phrases: vec![0..0; count], articles: vec![false; count] };
        for hit in &utterance.hits {
            let words = hit.words();
            for cell in aside.phrases.iter_mut().take(words.end).skip(words.start) {
                if words.len() > cell.len() {
                    *cell = words.clone();
                }
            }
            let own = spoken.is_some_and(|language| hit.languages & bit(language) != 0);
            if hit.tag == Tag::Filler && words.len() == 1 && own && hit.languages != EVERY {
                aside.articles.iter_mut().skip(words.start).take(1).for_each(|cell| *cell = true);
            }
        }
        aside
    }

    /// "can" in "can I get" is no can: the words lie within a longer phrase of the language. "them" is no "the" with an
    /// error, and in an English message "the" is no "thé".
    fn holds(&self, utterance: &Utterance<'_>, named: &Named) -> bool {
        let words = &named.words;
        let longer = self.phrases.get(words.start).is_some_and(|phrase| {
            phrase.len() > words.len() && phrase.start <= words.start && words.end <= phrase.end
        });
        if longer || words.len() > 1 {
            return longer;
        }
        let word = utterance.word(words.start);
        let light = || {
            phrases::requests(word)
                || phrases::links(word)
                || phrases::other(word)
                || phrases::all(utterance, words.start).is_some()
        };
        self.articles.get(words.start).is_some_and(|is| *is) || named.score < EXACT && light()
    }
}

/// Which words have a name already.
fn covered(utterance: &Utterance<'_>, found: &[Named]) -> Vec<bool> {
    let mut covered = vec![false; utterance.words.len()];
    for named in found {
        covered.iter_mut().take(named.words.end).skip(named.words.start).for_each(|cell| *cell = true);
    }
    covered
}

/// An item, and the words that name it.
struct Named {
    item: u32,
    words: Range<usize>,
    score: Score,
}

pub(super) type Items = Vec<(Range<usize>, Vec<Meaning>)>;

/// Looks up words and phrases of a lexicon.
struct Names<'a>(&'a Lexicon);

impl Names<'_> {
    fn text(&self, id: u32) -> &str {
        let Some(word) = self.0.words.get(id as usize) else { return "" };
        let start = word.start as usize;
        self.0.text.get(start..start + usize::from(word.len)).unwrap_or_default()
    }

    fn word(&self, text: &str) -> Option<u32> {
        hash::find(&self.0.word_table, hash::hash(text.as_bytes()), |id| self.text(id) == text)
    }

    /// The phrases that hold a word.
    fn phrases(&self, word: u32) -> impl Iterator<Item = &LexiconPhrase> {
        let start =
            |word: usize| self.0.words.get(word).map_or(self.0.postings.len(), |w| w.postings as usize);
        let all = self.0.postings.get(start(word as usize)..start(word as usize + 1)).unwrap_or_default();
        all.iter().filter_map(|phrase| self.0.phrases.get(*phrase as usize))
    }

    fn words(&self, phrase: &LexiconPhrase) -> &[u32] {
        let start = phrase.start as usize;
        self.0.phrase_words.get(start..start + usize::from(phrase.len)).unwrap_or_default()
    }

    /// The item whose whole name this word is.
    fn called(&self, text: &str) -> Option<u32> {
        let word = self.word(text)?;
        self.phrases(word).find(|phrase| phrase.len == 1).map(|phrase| phrase.item)
    }

    /// The items of which a word is only the kind: several have it in their names, and none is called so.
    fn kind(&self, word: &str) -> Option<Vec<u32>> {
        let word = self.word(word)?;
        let mut items: Vec<u32> = Vec::new();
        for phrase in self.phrases(word) {
            if phrase.len == 1 {
                return None;
            }
            items.push(phrase.item);
        }
        items.sort_unstable();
        items.dedup();
        (items.len() > KIND).then_some(items)
    }

    /// One word of a longer name, and even that with another beginning: "bunch" is no "lunch menu".
    fn is_blurred(&self, utterance: &Utterance<'_>, named: &Named) -> bool {
        let word = utterance.word(named.words.start);
        let begins = || self.of(named.item).any(|own| own.chars().next() == word.chars().next());
        named.words.len() == 1 && named.score < INFLECTED && self.word(word).is_none() && !begins()
    }

    /// "a macchiato with caramel" is no caramel macchiato: names on both sides of a word that is in no name.
    fn parted(&self, utterance: &Utterance<'_>, shape: &Shape<'_>, named: Named) -> Vec<Named> {
        let is_known = |at: usize| is_name(shape, utterance.word(at));
        let parts = |at: usize| {
            phrases::with(utterance.word(at))
                && self.word(utterance.word(at)).is_none()
                && (named.words.start..at).any(is_known)
                && (at + 1..named.words.end).any(is_known)
        };
        if !named.words.clone().any(parts) {
            return vec![named];
        }
        let single = |at: usize| {
            let item = self.called(utterance.word(at))?;
            Some(Named { item, words: at..at + 1, score: EXACT })
        };
        named.words.filter_map(single).collect()
    }

    /// The words of all names of an item.
    fn of(&self, item: u32) -> impl Iterator<Item = &str> {
        let phrases = self.0.phrases.iter().filter(move |phrase| phrase.item == item);
        phrases.flat_map(|phrase| self.words(phrase)).map(|word| self.text(*word))
    }

    /// Names of several words with another ending of the last: "cherry cokes" is no coke.
    fn grown(&self, utterance: &Utterance<'_>) -> Vec<Named> {
        let mut grown = Vec::new();
        for at in 0..utterance.words.len() {
            let Some(first) = self.word(utterance.word(at)) else { continue };
            for phrase in self.phrases(first).take(64) {
                let Some((last, begin)) = self.words(phrase).split_last() else { continue };
                let are = |(nth, id): (usize, &u32)| self.text(*id) == utterance.word(at + nth);
                let end = at + begin.len();
                if begin.first() == Some(&first)
                    && begin.iter().enumerate().all(are)
                    && spelling::inflected(self.text(*last).as_bytes(), utterance.word(end).as_bytes())
                {
                    grown.push(Named { item: phrase.item, words: at..end + 1, score: INFLECTED });
                }
            }
        }
        grown
    }

    /// Names said up to their last word, where that covers more than the names found word for word.
    fn begun(&self, utterance: &Utterance<'_>, found: &[Named]) -> Vec<Named> {
        let mut begun = Vec::new();
        for exact in found.iter().filter(|found| found.score >= EXACT) {
            let Some(first) = self.word(utterance.word(exact.words.start)) else { continue };
            for phrase in self.phrases(first).take(64) {
                let Some((_, said)) = self.words(phrase).split_last() else { continue };
                let words = exact.words.start..exact.words.start + said.len();
                let light = said.last().is_none_or(|last| phrases::links(self.text(*last)));
                let are = |(id, at): (&u32, usize)| self.text(*id) == utterance.word(at);
                if !light && words.len() > exact.words.len() && said.iter().zip(words.clone()).all(are) {
                    begun.push(Named { item: phrase.item, words, score: BEGUN });
                }
            }
        }
        begun
    }

    /// "2%" is the shortest name that begins so.
    fn percent(&self, utterance: &Utterance<'_>, found: &[Named]) -> Vec<Named> {
        let mut all = Vec::new();
        for (at, known) in covered(utterance, found).into_iter().enumerate() {
            if known || !utterance.gap_before(at + 1).starts_with('%') {
                continue;
            }
            let Some(word) = self.word(utterance.word(at)) else { continue };
            let begins = |phrase: &&LexiconPhrase| self.words(phrase).first() == Some(&word);
            let shortest = self.phrases(word).filter(begins).min_by_key(|phrase| (phrase.len, phrase.item));
            all.extend(shortest.map(|phrase| Named {
                item: phrase.item,
                words: at..at + 1,
                score: SHORTENED,
            }));
        }
        all
    }

    /// Long words that begin with a name of one word.
    fn shortened(&self, utterance: &Utterance<'_>, found: &[Named]) -> Vec<Named> {
        let mut all = Vec::new();
        for (at, known) in covered(utterance, found).into_iter().enumerate() {
            let word = utterance.word(at);
            if known || !(SHORT + 3..=LONGEST).contains(&word.len()) || !word.is_ascii() {
                continue;
            }
            let name = (SHORT..word.len() - 2).rev().find_map(|end| self.word(word.get(..end)?));
            let phrases =
                name.into_iter().flat_map(|name| self.phrases(name)).filter(|phrase| phrase.len == 1);
            all.extend(phrases.map(|phrase| Named {
                item: phrase.item,
                words: at..at + 1,
                score: SHORTENED,
            }));
        }
        all
    }
}
