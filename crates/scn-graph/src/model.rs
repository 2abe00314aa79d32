//! What the understanding learnt at compile time, as plain data. Built and read by `scn-understand` only.

use crate::{FlowId, PatternId};
use serde::{Deserialize, Serialize};

/// Things that can be picked by words. Item `n` is the n-th value, row or option.
///
/// Everything is an index, so that looking up a word costs the same for ten items and for ten thousand.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// The folded words, one after the other.
    pub text: String,
    /// Distinct words in alphabetical order; a word goes by its place here.
    pub words: Vec<LexiconWord>,
    /// Hash table over `words`.
    pub word_table: Vec<u32>,
    /// Words by first letter and length, and by last letter and length: where typing errors are looked for.
    pub by_first: Vec<u32>,
    pub by_last: Vec<u32>,
    /// Phrases in the order of their words; phrases of the same words stand together.
    pub phrases: Vec<LexiconPhrase>,
    /// The words of the phrases, one phrase after the other.
    pub phrase_words: Vec<u32>,
    /// Hash table over the first phrase of each group of equal phrases.
    pub phrase_table: Vec<u32>,
    /// For each word the phrases it stands in, one word after the other.
    pub postings: Vec<u32>,
    /// Hashes of how words sound, sorted, with the word.
    pub sounds: Vec<(u32, u32)>,
    /// How many items there are.
    pub items: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LexiconWord {
    /// Where it starts in `Lexicon::text`, and its length in bytes.
    pub start: u32,
    pub len: u16,
    /// How much it tells: little when it stands in many items.
    pub weight: u16,
    /// Where its `Lexicon::postings` start; they end where those of the next word start.
    pub postings: u32,
    /// Words of the longest phrase that starts with it; 0 when none does.
    pub longest: u8,
    /// The letters it has, as bits.
    pub letters: u32,
    /// An article or the like: a phrase is complete without it.
    pub filler: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LexiconPhrase {
    pub item: u32,
    /// Its words in `Lexicon::phrase_words`.
    pub start: u32,
    pub len: u16,
    /// The label itself, not a synonym.
    pub label: bool,
    /// How much its words tell together.
    pub weight: u32,
}

/// What an escape or an entry listens to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listener {
    /// The flow it opens.
    pub flow: FlowId,
    /// The tunnel it belongs to; `None` for the whole project.
    pub scope: Option<FlowId>,
    pub kind: ListenerKind,
    /// Some of what customers say, as the designer wrote it, for pictures and reviews.
    pub shown: Vec<String>,
    /// Folded words of `says`: the message contains one of them as whole words.
    pub says: Vec<String>,
    pub matching: Vec<PatternId>,
    /// `only when EXPR`
    pub only_when: Option<crate::Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListenerKind {
    Escape,
    /// `on message`
    Entry,
    /// `escape anything`: takes what nothing else understood.
    Anything,
}

/// What `answer from` searches: questions with answers, or the sections of a page.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Knowledge {
    /// The file it was read from.
    pub name: String,
    pub passages: Vec<Passage>,
    pub index: Retrieval,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Passage {
    /// The questions it answers, or the heading of the section.
    pub questions: Vec<String>,
    pub answer: String,
    pub language: Option<crate::Language>,
}

/// Weighted words of passages. Built and read by `scn-understand` only.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Retrieval {
    /// Hashes of the folded words, sorted, with where their row in `postings` starts.
    pub words: Vec<(u64, u32)>,
    /// (passage, weight in parts of 4096)
    pub postings: Vec<(u32, u16)>,
    /// Inverse document frequency of each word, parts per thousand.
    pub idf: Vec<u16>,
    /// For each passage its questions: the word heads of each, sorted, with their weights.
    pub asked: Vec<Vec<Vec<(u64, u16)>>>,
}

/// Example-based matching over all listeners: class `n` is the n-th listener.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct IntentModel {
    /// Hash table over the features; `keys` holds what is left of each feature's hash.
    pub table: Vec<u32>,
    pub keys: Vec<u32>,
    /// Inverse document frequency of each feature, parts per thousand.
    pub idf: Vec<u16>,
    /// For each feature where its row in `postings` starts, and where the last row ends.
    pub starts: Vec<u32>,
    /// (class, weight in parts of 4096): cost follows the message, not the number of classes.
    pub postings: Vec<(u16, i16)>,
    /// One per class, in parts of 4096.
    pub bias: Vec<i16>,
    /// Scores at or above accept; between `ask_back` and `accept` the customer is asked. Parts per thousand.
    pub accept: u16,
    pub ask_back: u16,
    /// Hashes of the folded examples with their classes, sorted: an example said word for word is certain.
    pub exact: Vec<(u64, u16)>,
}
