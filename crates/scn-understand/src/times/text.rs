//! A message as tokens, with the atoms and numbers that begin at each.

use crate::{
    api::Utterance,
    numbers,
    words::{
        self,
        times::{Atom, phrases, pieces},
    },
};
use scn_graph::Language;
use std::ops::Range;

/// What was read, and the token behind it.
pub(super) type Found<T> = Option<(T, usize)>;

struct Token<'u> {
    text: &'u str,
    word: usize,
    /// Begins its word; "h" of "19h" does not.
    begins: bool,
}

#[derive(Clone, Copy)]
struct Hit {
    atom: Atom,
    end: usize,
    /// How far back the language stands among those spoken.
    rank: usize,
}

/// A number in words or digits.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(super) value: i32,
    /// "a", "une": may be no number at all.
    pub(super) article: bool,
    pub(super) digits: usize,
}

pub(super) struct Text<'u> {
    pub(super) utterance: &'u Utterance<'u>,
    tokens: Vec<Token<'u>>,
    /// By token, the longest first, the language of the conversation first.
    hits: Vec<Vec<Hit>>,
    numbers: Vec<Option<(Number, usize)>>,
}

impl<'u> Text<'u> {
    pub(super) fn new(utterance: &'u Utterance<'u>, languages: &[Language]) -> Text<'u> {
        let mut tokens = Vec::with_capacity(utterance.words.len() + 4);
        for word in 0..utterance.words.len() {
            for (nth, text) in pieces(utterance.word(word)).enumerate() {
                tokens.push(Token { text, word, begins: nth == 0 });
            }
        }
        let mut text = Text { utterance, tokens, hits: Vec::new(), numbers: Vec::new() };
        text.hits = (0..text.len()).map(|at| text.hits_at(at, languages)).collect();
        text.number_words();
        text
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// A word begins here, or the message ends.
    pub(super) fn begins(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.begins)
    }

    /// What was written before a token; nothing inside a word.
    pub(super) fn gap(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if !token.begins => "",
            Some(token) => self.utterance.gap_before(token.word),
            None => self.utterance.gap_before(self.utterance.words.len()),
        }
    }

    /// No sentence and no line ends before a token.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        at < self.len() && !self.gap(at).contains(['!', '?', ';', '\n', '(', ')', '…', '"'])
    }

    pub(super) fn words(&self, tokens: &Range<usize>) -> Range<usize> {
        let word = |at: usize| self.tokens.get(at).map(|token| token.word);
        let start = word(tokens.start).unwrap_or(self.utterance.words.len());
        let end = tokens.end.checked_sub(1).and_then(word).map_or(start, |last| last + 1);
        start..end.max(start)
    }

    fn hits_at(&self, at: usize, languages: &[Language]) -> Vec<Hit> {
        let set = words::set(languages);
        let mut hits = Vec::new();
        for phrase in phrases(self.token(at)).iter().filter(|phrase| phrase.languages & set != 0) {
            let goes_on = |(behind, token): (usize, &String)| {
                let at = at + 1 + behind;
                self.token(at) == token && self.goes_on(at)
            };
            if phrase.rest().iter().enumerate().all(goes_on) {
                let speaks = |language: &Language| phrase.languages & words::bit(*language) != 0;
                let rank = languages.iter().position(speaks).unwrap_or(0);
                hits.push(Hit { atom: phrase.atom, end: at + phrase.len(), rank });
            }
        }
        hits.sort_by_key(|hit| (std::cmp::Reverse(hit.end), hit.rank));
        hits
    }

    fn number_words(&mut self) {
        let mut numbers = vec![None; self.len()];
        let mut at = 0;
        while at < self.len() {
            let token = self.token(at);
            let found = if token.bytes().all(|byte| byte.is_ascii_digit()) {
                let value = if token.len() <= 4 { token.parse().ok() } else { None };
                value.map(|value| (Number { value, article: false, digits: token.len() }, at + 1))
            } else if self.begins(at) && self.begins(at + 1) {
                self.word_number(at)
            } else {
                None
            };
            let end = found.map_or(at + 1, |(_, end)| end);
            if let Some(slot) = numbers.get_mut(at) {
                *slot = found;
            }
            at = end.max(at + 1);
        }
        self.numbers = numbers;
    }

    fn word_number(&self, at: usize) -> Option<(Number, usize)> {
        let word = self.tokens.get(at)?.word;
        let (value, words) = numbers::small(self.utterance, word)?;
        let value = i32::try_from(value).ok()?;
        let article = words == 1 && numbers::is_article(self.token(at));
        Some((Number { value, article, digits: 0 }, at + words))
    }

    /// A number that begins at a token.
    pub(super) fn any_number(&self, at: usize) -> Found<Number> {
        *self.numbers.get(at)?
    }

    /// A number that is no article; "one" may be either and counts.
    pub(super) fn number(&self, at: usize) -> Found<i32> {
        let (number, end) = self.any_number(at)?;
        let sure = !number.article || matches!(self.token(at), "one" | "uno" | "una");
        sure.then_some((number.value, end))
    }

    /// Digits of a length.
    pub(super) fn digits(&self, at: usize, lengths: std::ops::RangeInclusive<usize>) -> Found<i32> {
        let (number, end) = self.any_number(at)?;
        lengths.contains(&number.digits).then_some((number.value, end))
    }

    /// An atom or a number begins here, or the clock of an ISO moment.
    pub(super) fn says_something(&self, at: usize) -> bool {
        self.hits.get(at).is_some_and(|hits| !hits.is_empty())
            || self.any_number(at).is_some()
            || self.token(at) == "t" && !self.begins(at)
    }

    /// The first atom at a token that is wanted.
    pub(super) fn get<T>(&self, at: usize, want: impl Fn(Atom) -> Option<T>) -> Found<T> {
        self.hits.get(at)?.iter().find_map(|hit| Some((want(hit.atom)?, hit.end)))
    }

    /// Behind an atom.
    pub(super) fn past(&self, at: usize, atom: Atom) -> Option<usize> {
        self.get(at, |found| (found == atom).then_some(())).map(|((), end)| end)
    }

    pub(super) fn is(&self, at: usize, atom: Atom) -> bool {
        self.past(at, atom).is_some()
    }

    /// Behind any of some atoms, at most `most` of them.
    pub(super) fn skip(&self, at: usize, atoms: &[Atom], most: usize) -> usize {
        let mut end = at;
        for _ in 0..most {
            match self.get(end, |atom| atoms.contains(&atom).then_some(())) {
                Some(((), next)) if self.goes_on(end) => end = next,
                _ => break,
            }
        }
        end
    }

    /// One of some atoms ends right before a token.
    pub(super) fn follows(&self, at: usize, atoms: &[Atom]) -> bool {
        self.goes_on(at)
            && (1..=3).filter_map(|back| at.checked_sub(back)).any(|start| {
                let hits = self.hits.get(start).map(Vec::as_slice).unwrap_or_default();
                hits.iter().any(|hit| hit.end == at && atoms.contains(&hit.atom))
            })
    }
}

impl Text<'_> {
    /// A word that leads up to a time and says nothing else: "at", "le", "around".
    pub(super) fn leads(&self, word: usize) -> bool {
        let lead = |atom| match atom {
            Atom::At | Atom::On | Atom::The | Atom::About | Atom::For | Atom::Ish | Atom::OClock => Some(()),
            _ => None,
        };
        let at = self.tokens.partition_point(|token| token.word < word);
        (at.saturating_sub(1)..=at)
            .any(|at| self.get(at, lead).is_some_and(|((), end)| self.words(&(at..end)).contains(&word)))
    }
}
