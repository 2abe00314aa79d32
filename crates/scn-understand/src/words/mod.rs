//! What the languages themselves bring along: words and phrases with a part to play in a conversation.
//!
//! The tables are written as people write; they are folded once, when first used.

pub(crate) mod alike;
mod any;
pub(crate) mod asking;
pub(crate) mod calendar;
pub(crate) mod choosing;
pub(crate) mod contact;
mod de;
mod en;
mod fr;
pub(crate) mod frequent;
mod it;
pub(crate) mod listed;
pub(crate) mod money;
pub(crate) mod numbers;
pub(crate) mod orders;
pub(crate) mod people;
pub(crate) mod streets;
pub(crate) mod times;

use crate::{
    api::{Control, Word},
    fold::fold,
    hash,
};
use scn_graph::Language;
use std::sync::LazyLock;

/// The part a phrase plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tag {
    /// Politeness, articles, "I would like": says nothing about the answer.
    Filler,
    /// A control that counts when it is the whole message.
    Word(Control),
    /// A request for a control that counts inside a longer message too.
    Request(Control),
    Yes,
    No,
    /// "not", "without": what follows is not wanted.
    Not,
    /// "not" that stands behind its word ("die grosse nicht").
    NotAfter,
    /// "but", "rather": ends what a negation covers.
    But,
    /// "actually", "make it": an earlier answer changes.
    Correction,
    /// Begins a question.
    Question,
}

/// A set of languages as bits.
pub(crate) type Languages = u8;

pub(crate) const EVERY: Languages = 0b1111;

pub(crate) fn bit(language: Language) -> Languages {
    match language {
        Language::Fr => 1,
        Language::De => 2,
        Language::It => 4,
        Language::En => 8,
    }
}

/// No language named means all of them.
pub(crate) fn set(languages: &[Language]) -> Languages {
    match languages.iter().fold(0, |set, language| set | bit(*language)) {
        0 => EVERY,
        set => set,
    }
}

/// A phrase of the tables found in a message, as words `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) tag: Tag,
    pub(crate) start: u16,
    pub(crate) end: u16,
    pub(crate) languages: Languages,
}

impl Hit {
    pub(crate) fn words(&self) -> std::ops::Range<usize> {
        usize::from(self.start)..usize::from(self.end)
    }
}

type Table = &'static [(Tag, &'static str)];

struct Phrase {
    text: String,
    words: u16,
    tag: Tag,
    languages: Languages,
}

struct Book {
    /// Sorted by first word, the longest phrase first.
    phrases: Vec<Phrase>,
    /// First words: text and where their phrases start.
    firsts: Vec<(String, usize)>,
    table: Vec<u32>,
}

static BOOK: LazyLock<Book> = LazyLock::new(Book::new);

/// All phrases of the tables in a message, in order of their start; what lies inside a longer phrase of the same
/// language does not count.
pub(crate) fn hits(folded: &str, words: &[Word]) -> Vec<Hit> {
    BOOK.hits(folded, words)
}

impl Book {
    fn new() -> Book {
        let mut phrases = Vec::new();
        for (languages, table) in [
            (bit(Language::Fr), fr::WORDS),
            (bit(Language::De), de::WORDS),
            (bit(Language::It), it::WORDS),
            (bit(Language::En), en::WORDS),
            (EVERY, any::WORDS),
        ] {
            for (tag, list) in table {
                for written in list.split('|') {
                    add(&mut phrases, fold(written), *tag, languages);
                    if written.contains(['ä', 'ö', 'ü']) {
                        add(&mut phrases, fold(&spelt_out(written)), *tag, languages);
                    }
                }
            }
        }
        phrases.sort_by(|a, b| {
            (first(&a.text), b.words, &a.text, a.tag).cmp(&(first(&b.text), a.words, &b.text, b.tag))
        });
        phrases.dedup_by(|b, a| {
            let same = a.text == b.text && a.tag == b.tag;
            a.languages |= if same { b.languages } else { 0 };
            same
        });
        Book::index(phrases)
    }

    fn index(phrases: Vec<Phrase>) -> Book {
        let mut firsts: Vec<(String, usize)> = Vec::new();
        for (at, phrase) in phrases.iter().enumerate() {
            if firsts.last().is_none_or(|(word, _)| word != first(&phrase.text)) {
                firsts.push((first(&phrase.text).to_owned(), at));
            }
        }
        let mut table = hash::table(firsts.len());
        for (at, (word, _)) in firsts.iter().enumerate() {
            hash::insert(&mut table, hash::hash(word.as_bytes()), at as u32);
        }
        Book { phrases, firsts, table }
    }

    fn starting_with(&self, word: &str) -> &[Phrase] {
        let is = |at: u32| self.firsts.get(at as usize).is_some_and(|(first, _)| first == word);
        let Some(at) = hash::find(&self.table, hash::hash(word.as_bytes()), is) else { return &[] };
        let start = self.firsts.get(at as usize).map_or(0, |(_, start)| *start);
        let end = self.firsts.get(at as usize + 1).map_or(self.phrases.len(), |(_, start)| *start);
        self.phrases.get(start..end).unwrap_or_default()
    }

    fn hits(&self, folded: &str, words: &[Word]) -> Vec<Hit> {
        let mut hits = Vec::with_capacity(words.len());
        // How far the longest phrase so far reaches, by language. "nein lieber" corrects, and says no all the same:
        // corrections and the rest do not cover each other.
        let (mut of_corrections, mut of_others) = ([0u16; 4], [0u16; 4]);
        for (start, word) in words.iter().enumerate() {
            let Some(text) = folded.get(word.folded.clone()) else { continue };
            let rest = folded.get(word.folded.start..).unwrap_or_default();
            for phrase in self.starting_with(text) {
                if !rest.starts_with(&phrase.text)
                    || !matches!(rest.as_bytes().get(phrase.text.len()), None | Some(b' '))
                {
                    continue;
                }
                let (start, end) = (start as u16, start as u16 + phrase.words);
                let reach = if phrase.tag == Tag::Correction { &mut of_corrections } else { &mut of_others };
                let languages = uncovered(phrase.languages, reach, start, end, hits.last());
                if languages != 0 {
                    hits.push(Hit { tag: phrase.tag, start, end, languages });
                    cover(reach, phrase.languages, end);
                }
            }
        }
        hits
    }
}

/// The languages in which no longer phrase covers `start..end`.
fn uncovered(languages: Languages, reach: &[u16; 4], start: u16, end: u16, last: Option<&Hit>) -> Languages {
    let twin = last.is_some_and(|hit| hit.start == start && hit.end == end);
    reach.iter().enumerate().fold(languages, |left, (language, reach)| {
        let covered = *reach >= end && !twin;
        if covered { left & !(1 << language) } else { left }
    })
}

fn cover(reach: &mut [u16; 4], languages: Languages, end: u16) {
    for (language, reach) in reach.iter_mut().enumerate() {
        if languages & 1 << language != 0 {
            *reach = (*reach).max(end);
        }
    }
}

fn add(phrases: &mut Vec<Phrase>, text: String, tag: Tag, languages: Languages) {
    let words = text.split(' ').count() as u16;
    if !text.is_empty() {
        phrases.push(Phrase { text, words, tag, languages });
    }
}

fn first(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// Umlauts as they are typed without an umlaut key.
pub(crate) fn spelt_out(text: &str) -> String {
    text.replace('ä', "ae")
        .replace('ö', "oe")
        .replace('ü', "ue")
        .replace('Ä', "Ae")
        .replace('Ö', "Oe")
        .replace('Ü', "Ue")
}
