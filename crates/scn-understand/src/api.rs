//! What goes in and what comes out: the types of the crate, and the message read once.

use crate::{
    fold::fold_words,
    words::{self, Hit, Tag},
};
use scn_graph::{Language, Moment, Value, jiff::tz::TimeZone};
use std::ops::Range;

/// A message as read once: the words as written, and folded (lower case, no accents, no punctuation).
pub struct Utterance<'a> {
    pub raw: &'a str,
    /// Folded words joined by single blanks.
    pub folded: String,
    /// Each word: its range in `folded`, its range in `raw`.
    pub words: Vec<Word>,
    /// Ends like a question or begins like one, in any of the languages.
    pub is_question: bool,
    pub(crate) hits: Vec<Hit>,
    pub(crate) filler: Filler,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub folded: Range<usize>,
    pub raw: Range<usize>,
}

impl<'a> Utterance<'a> {
    /// Reads a message once; everything else works on the result.
    pub fn new(raw: &'a str) -> Self {
        let (folded, words) = fold_words(raw);
        let hits = words::hits(&folded, &words);
        let mut utterance =
            Utterance { raw, folded, words, is_question: false, hits, filler: Filler::default() };
        for hit in utterance.hits.iter().filter(|hit| hit.tag == Tag::Filler) {
            utterance.filler.add(hit.words());
        }
        utterance.is_question = crate::question::is_question(&utterance);
        utterance
    }

    /// The folded word at a place; empty behind the end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.words.get(at).and_then(|word| self.folded.get(word.folded.clone())).unwrap_or_default()
    }

    /// The folded words of a range, joined by blanks.
    pub(crate) fn phrase(&self, words: Range<usize>) -> &str {
        let (Some(first), Some(last)) =
            (self.words.get(words.start), self.words.get(words.end.wrapping_sub(1)))
        else {
            return "";
        };
        self.folded.get(first.folded.start..last.folded.end).unwrap_or_default()
    }

    /// Where words stand in the raw text; empty when there are none.
    pub(crate) fn raw_range(&self, words: Range<usize>) -> Range<usize> {
        match (self.words.get(words.start), self.words.get(words.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if words.start < words.end => first.raw.start..last.raw.end,
            _ => self.raw.len()..self.raw.len(),
        }
    }

    /// What was written between the word before `at` and the word `at`.
    pub(crate) fn gap_before(&self, at: usize) -> &str {
        let start =
            at.checked_sub(1).and_then(|before| self.words.get(before)).map_or(0, |word| word.raw.end);
        let end = self.words.get(at).map_or(self.raw.len(), |word| word.raw.start);
        self.raw.get(start..end).unwrap_or_default()
    }

    /// A clause may begin at this word: it is the first, or a comma, stop or line end stands before it.
    pub(crate) fn begins_clause(&self, at: usize) -> bool {
        let gap = self.gap_before(at);
        at == 0 || gap != " " && gap.contains([',', '.', ';', ':', '!', '?', '\n', '(', ')', '…'])
    }

    pub(crate) fn is_filler(&self, at: usize) -> bool {
        self.filler.has(at)
    }

    /// Only politeness, articles and fillers stand outside these words.
    pub(crate) fn only_filler_outside(&self, words: Range<usize>) -> bool {
        (0..self.words.len()).all(|at| words.contains(&at) || self.is_filler(at))
    }

    /// Phrases of the tables with this tag in these languages.
    pub(crate) fn tagged(&self, tag: Tag, languages: words::Languages) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |hit| hit.tag == tag && hit.languages & languages != 0)
    }
}

/// Which words are filler, one bit each.
#[derive(Clone, Copy, Default)]
pub(crate) struct Filler([u64; 4]);

impl Filler {
    fn add(&mut self, words: Range<usize>) {
        for at in words {
            if let Some(bits) = self.0.get_mut(at / 64) {
                *bits |= 1 << (at % 64);
            }
        }
    }
    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|bits| bits & 1 << (at % 64) != 0)
    }
}

/// A score in thousandths: 1000 is certain.
pub type Score = u16;

/// Safety words and conversation controls, in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Control {
    /// Rights and safety: rule 2.
    Stop,
    Human,
    DeleteMyData,
    /// Controls: rule 6.
    Cancel,
    Back,
    Repeat,
    Help,
    Restart,
    Skip,
    Thanks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlHit {
    pub control: Control,
    /// The whole message once politeness, punctuation and emoji are removed.
    pub whole: bool,
    pub score: Score,
}

/// What a value may depend on besides the words.
pub struct Context<'a> {
    /// All that may be spoken; the one of the conversation, when it is known, comes first.
    pub languages: &'a [Language],
    pub now: Moment,
    /// Where days begin and clocks stand: the zone of the customer or of the scenario.
    pub zone: &'a TimeZone,
    /// Countries (ISO 3166, two capital letters) whose national phone numbers and addresses are meant, likeliest first.
    pub countries: &'a [&'a str],
    pub pattern: &'a dyn Fn(scn_graph::PatternId, &str) -> bool,
}

/// One way to read (a part of) a message as a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub value: Value,
    pub score: Score,
    /// The part of `Utterance::raw` it was read from.
    pub raw: Range<usize>,
    /// Nothing else of weight stands in the message: only politeness, articles, fillers.
    pub whole: bool,
    /// How exactly a date, a time or a moment was said; none for other types.
    pub grain: Option<Grain>,
}

/// How exactly something in time was said: "19h" is an hour, "19:00" a minute, "next week" a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Why no reading fits, when it was nearly one: the reprompt can say so.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// A number, but outside its bounds.
    OutOfBounds,
    TooLong,
    /// The pattern of the type does not match.
    Pattern,
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Readings {
    /// Best first; several of equal score are an ambiguity.
    pub readings: Vec<Reading>,
    pub misfit: Option<Misfit>,
}

/// An item of a lexicon found in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub item: u32,
    pub score: Score,
    pub raw: Range<usize>,
    pub whole: bool,
}
