//! CONTRACT (signatures that the engine and the compiler are written against). Bodies are split over modules.

use scn_graph::{
    Language, Moment, Type, Value,
    model::{IntentModel, Lexicon},
};
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
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub folded: Range<usize>,
    pub raw: Range<usize>,
}

/// Lower case, without accents and punctuation, single blanks: how everything is compared.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

impl<'a> Utterance<'a> {
    pub fn new(raw: &'a str) -> Self {
        Utterance { raw, folded: fold(raw), words: Vec::new(), is_question: false }
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

/// Which control a message asks for, if any, in the given languages.
pub fn control(utterance: &Utterance<'_>, languages: &[Language]) -> Option<ControlHit> {
    let _ = (utterance, languages);
    None
}

/// What a value may depend on besides the words.
pub struct Context<'a> {
    pub languages: &'a [Language],
    pub now: Moment,
    /// Offset of the scenario's zone from UTC at `now`, in seconds.
    pub utc_offset: i32,
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

/// Reads a value of a type that needs no lexicon (everything but choices, rows, records and lists).
pub fn read(ty: &Type, utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let _ = (ty, utterance, context);
    Readings::default()
}

/// Yes or no, in the given languages ("oui oui", "nein danke", "👍").
pub fn yes_no(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Reading> {
    let _ = (utterance, languages);
    None
}

/// An item of a lexicon found in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub item: u32,
    pub score: Score,
    pub raw: Range<usize>,
    pub whole: bool,
}

/// Builds the lexicon of a choice, a catalog or a menu: (item, phrase, is it the label).
pub fn build_lexicon<'p>(phrases: impl IntoIterator<Item = (u32, &'p str, bool)>) -> Lexicon {
    let _ = phrases.into_iter().count();
    Lexicon::default()
}

/// The items a message names, best first: exact phrases, phrases inside a longer message, typing errors.
/// Several with equal score are an ambiguity for the caller to ask about. Ordinals ("la deuxième") count in `shown`
/// order when given.
pub fn pick(lexicon: &Lexicon, utterance: &Utterance<'_>, shown: Option<&[u32]>) -> Vec<Found> {
    let _ = (lexicon, utterance, shown);
    Vec::new()
}

/// "en fait", "non, plutôt", "actually": the message changes an earlier answer. The range is the rest of `raw`.
pub fn correction(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Range<usize>> {
    let _ = (utterance, languages);
    None
}

/// Contains the folded phrase as whole words.
pub fn says(utterance: &Utterance<'_>, folded_phrase: &str) -> bool {
    let _ = (utterance, folded_phrase);
    false
}

/// Learns which listener (class) a message means, from its examples. Deterministic.
pub fn train(classes: &[Vec<&str>]) -> IntentModel {
    let _ = classes;
    IntentModel::default()
}

/// Classes with their scores, best first, at most 5; only those with a score above zero.
pub fn classify(model: &IntentModel, utterance: &Utterance<'_>) -> Vec<(u32, Score)> {
    let _ = (model, utterance);
    Vec::new()
}

/// Which of the languages a message is written in, when it is clear.
pub fn language(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Language> {
    let _ = (utterance, languages);
    None
}
