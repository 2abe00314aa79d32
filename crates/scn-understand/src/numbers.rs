//! Numbers in digits and in words.

mod digits;
mod grammar;
mod line;
mod readings;

use crate::{
    api::Utterance,
    clause, ordinals,
    words::numbers::{Atom, atom, atoms, may_be_number},
};
use digits::Digits;
use grammar::Sum;
use line::Line;
pub(crate) use readings::{decimal, whole};
use scn_graph::{Decimal, Language};
use std::ops::Range;

/// No message has more numbers that matter.
const MAX_NUMBERS: usize = 64;

/// A number found in a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: Decimal,
    /// "1.200" and "1,200" may be read in two ways: the other one.
    pub(crate) other: Option<Decimal>,
    pub(crate) words: Range<usize>,
    /// With the sign before it, in `Utterance::raw`.
    pub(crate) raw: Range<usize>,
    pub(crate) digits: bool,
    /// Also an article: counts when there is no other number.
    pub(crate) article: bool,
    /// "a couple", "un tiers": may mean something else.
    pub(crate) loose: bool,
    /// Something is written on to the digits: "50chf", "3kg".
    pub(crate) glued: bool,
}

/// How much is taken for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Small numbers of times and dates: nothing about halves.
    Plain,
    /// Counts in a list of things: "two and a half".
    Counts,
    /// A number is asked for: fractions and units that are written on, too.
    Values,
}

/// The numbers that count things, in order.
pub(crate) fn scan(utterance: &Utterance<'_>, languages: &[Language]) -> Vec<Number> {
    all(utterance, languages, Mode::Counts)
}

/// All numbers of a message, fractions and glued ones too.
pub(crate) fn values(utterance: &Utterance<'_>, languages: &[Language]) -> Vec<Number> {
    all(utterance, languages, Mode::Values)
}

fn all(utterance: &Utterance<'_>, languages: &[Language], mode: Mode) -> Vec<Number> {
    let languages = if languages.is_empty() { &Language::ALL[..] } else { languages };
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() && numbers.len() < MAX_NUMBERS {
        at = match number_at(utterance, at, languages, mode) {
            Step::Number(number) => {
                let end = number.words.end;
                numbers.push(number);
                end
            }
            Step::Other(end) => end.max(at + 1),
            Step::None => at + 1,
        };
    }
    numbers
}

/// "et demie", "and a quarter" behind a unit: how much more, and where it ends.
pub(crate) fn fraction_behind(
    utterance: &Utterance<'_>,
    at: usize,
    languages: &[Language],
) -> Option<(Decimal, usize)> {
    let languages = if languages.is_empty() { &Language::ALL[..] } else { languages };
    languages.iter().find_map(|language| {
        let line = Line { utterance, language: *language, mode: Mode::Values };
        let (part, len) = (line.atom(at) == Some(Atom::And)).then(|| line.fraction(at + 1))??;
        Some((part, at + 1 + len))
    })
}

/// "and", "et" between two parts of an amount.
pub(crate) fn is_and(word: &str) -> bool {
    Language::ALL.into_iter().any(|language| atom(language, word) == Some(Atom::And))
}

/// The value of a word put together from numbers: "dreiviertel", "anderthalb".
pub(crate) fn of_word(word: &str, language: Language) -> Option<Decimal> {
    let mut sum = Sum::new();
    let fits = atoms(language, word)?.iter().all(|piece| sum.take(*piece, language));
    sum.value().filter(|_| fits && sum.can_end(true))
}

/// The amount is said not to be wanted: "pas 2, 3"; "plus de 20" is more than that, not "no more".
pub(crate) fn is_denied(utterance: &Utterance<'_>, words: Range<usize>) -> bool {
    let more =
        words.start.checked_sub(2).is_some_and(|start| utterance.phrase(start..words.start) == "plus de");
    !more && clause::is_negated(utterance, words)
}

/// A small number at a word, in any language: (value, words).
pub(crate) fn small(utterance: &Utterance<'_>, at: usize) -> Option<(usize, usize)> {
    let Step::Number(number) = unsigned(utterance, at, &Language::ALL, Mode::Plain) else { return None };
    let value = number.value.is_integer().then(|| i64::try_from(number.value).ok())??;
    Some((usize::try_from(value).ok()?, number.words.len()))
}

/// "une", "ein", "a": one, or no number at all.
pub(crate) fn is_article(word: &str) -> bool {
    matches!(
        word,
        "un" | "une" | "ein" | "eine" | "einen" | "einem" | "einer" | "uno" | "una" | "a" | "an" | "one"
    )
}

/// The value of pieces that make one word.
pub(crate) fn sum(pieces: &[Atom], language: Language) -> Option<u64> {
    let mut sum = Sum::new();
    let fits = pieces.iter().all(|piece| sum.take(*piece, language)) && sum.can_end(false);
    u64::try_from(sum.value().filter(|value| fits && value.is_integer())?).ok()
}

/// "vingt et unième", "the twenty second": a number in words whose last word is an ordinal.
pub(crate) fn with_ordinal(
    utterance: &Utterance<'_>,
    at: usize,
    language: Language,
) -> Option<ordinals::Ordinal> {
    if !may_be_number(utterance.word(at)) {
        return None;
    }
    let line = Line { utterance, language, mode: Mode::Plain };
    let (_, end, sum) = line.composed(Sum::new(), at, at)?;
    let (.., value, end) = line.ends_as_ordinal(sum, end)?;
    Some(ordinals::Ordinal { value: u64::try_from(value).ok()?, words: at..end })
}

enum Step {
    Number(Number),
    /// A time, a date, an ordinal: goes on at this word.
    Other(usize),
    None,
}

/// A number with its sign.
fn number_at(utterance: &Utterance<'_>, at: usize, languages: &[Language], mode: Mode) -> Step {
    let said = says_minus(utterance, at, languages);
    match unsigned(utterance, at + usize::from(said), languages, mode) {
        Step::Number(mut number) => {
            let sign = (!said).then(|| sign_before(utterance, &number)).flatten();
            if said || sign.is_some_and(|(_, minus)| minus) {
                number.value = -number.value;
                number.other = number.other.map(|other| -other);
                number.article = false;
            }
            number.words.start = at;
            let start =
                sign.map_or_else(|| utterance.raw_range(at..number.words.end).start, |(start, _)| start);
            number.raw.start = start.min(number.raw.end);
            Step::Number(number)
        }
        // "moins" and no number behind it.
        _ if said => Step::None,
        other => other,
    }
}

/// "minus 5"; "au moins 5" and "più o meno 5" are no such.
fn says_minus(utterance: &Utterance<'_>, at: usize, languages: &[Language]) -> bool {
    let word = utterance.word(at);
    may_be_number(word)
        && languages.iter().any(|language| atom(*language, word) == Some(Atom::Minus))
        && !at.checked_sub(1).is_some_and(|before| {
            matches!(utterance.word(before), "ou" | "au" | "du" | "de" | "o" | "al" | "oder" | "or")
        })
}

/// The sign written before digits: where it stands, and whether it is a minus.
fn sign_before(utterance: &Utterance<'_>, number: &Number) -> Option<(usize, bool)> {
    let at = number.words.start;
    let first = utterance.words.get(at)?.raw.start;
    let gap = utterance.gap_before(at);
    // ".5", ",08"
    let point =
        gap.ends_with(['.', ',']) && number.digits && number.value < Decimal::ONE && number.value.scale() > 0;
    let gap = if point { gap.get(..gap.len() - 1)? } else { gap };
    let bare = if at == 0 { gap.trim_end() } else { gap };
    let minus = number.digits && bare.ends_with(['-', '−', '–']);
    let free = bare.char_indices().next_back().is_some_and(|(sign, _)| match bare.get(..sign) {
        Some("") => at == 0,
        Some(before) => before.ends_with(|c: char| c.is_whitespace() || c == '('),
        None => false,
    });
    let range = at
        .checked_sub(1)
        .is_some_and(|before| utterance.word(before).ends_with(|c: char| c.is_ascii_digit()));
    if minus && free && !range {
        let sign = bare.chars().next_back().map_or(0, char::len_utf8);
        return Some((first - gap.len() - usize::from(point) + bare.len() - sign, true));
    }
    point.then(|| (first - 1, false))
}

fn unsigned(utterance: &Utterance<'_>, at: usize, languages: &[Language], mode: Mode) -> Step {
    let number = match digits::read(utterance, at, languages, mode) {
        Digits::Other(end) => return Step::Other(end),
        Digits::Number(found) => {
            let mut number = plain(utterance, found.value, at..found.end, true);
            number.other = found.other;
            number.glued = found.glued;
            // What multiplies digits must begin with a number word.
            if found.closed || found.glued || !may_be_number(utterance.word(found.end)) {
                number
            } else {
                let longer =
                    in_words(utterance, Sum::from_digits(found.value), at, found.end, languages, mode);
                match longer {
                    Some(Step::Number(longer)) => Number { digits: true, ..longer },
                    Some(other) => return other,
                    None => number,
                }
            }
        }
        Digits::None if may_be_number(utterance.word(at)) => {
            match in_words(utterance, Sum::new(), at, at, languages, mode) {
                Some(Step::Number(number)) => number,
                Some(other) => return other,
                None => return Step::None,
            }
        }
        Digits::None => return Step::None,
    };
    if mode == Mode::Values && !number.glued {
        return Step::Number(over(utterance, languages, number));
    }
    Step::Number(number)
}

fn plain(utterance: &Utterance<'_>, value: Decimal, words: Range<usize>, digits: bool) -> Number {
    let raw = utterance.raw_range(words.clone());
    Number { value, other: None, words, raw, digits, article: false, loose: false, glued: false }
}

/// "two out of five", "1 over 3", "un sur vingt". Behind "over" nothing may follow: "1000 over 3 years" are two numbers.
fn over(utterance: &Utterance<'_>, languages: &[Language], number: Number) -> Number {
    let end = number.words.end;
    let len = match utterance.word(end) {
        "over" | "sur" | "su" | "fratto" | "durch" if utterance.gap_before(end) == " " => 1,
        "out" if utterance.word(end + 1) == "of" => 2,
        _ => return number,
    };
    let Step::Number(below) = unsigned(utterance, end + len, languages, Mode::Counts) else { return number };
    let words = number.words.start..below.words.end;
    let closes = words.end >= utterance.words.len() || utterance.begins_clause(words.end);
    let whole = utterance.only_filler_outside(words.clone());
    let fits = |value: &Decimal| whole || *value < Decimal::ONE && (closes || len == 2);
    match digits::divided(number.value, below.value).filter(fits) {
        Some(value) if below.value.is_integer() => plain(utterance, value, words, number.digits),
        _ => number,
    }
}

/// A number in words from `at` on (with digits before it): the longest reading of all languages.
fn in_words(
    utterance: &Utterance<'_>,
    sum: Sum,
    start: usize,
    at: usize,
    languages: &[Language],
    mode: Mode,
) -> Option<Step> {
    let mut best: Option<(Step, usize)> = None;
    for language in languages {
        let line = Line { utterance, language: *language, mode };
        let Some(found) = line.number(sum, start, at) else { continue };
        let end = match &found {
            Step::Number(number) => number.words.end,
            Step::Other(end) => *end,
            Step::None => continue,
        };
        if best.as_ref().is_none_or(|(_, longest)| end > *longest) {
            best = Some((found, end));
        }
    }
    best.map(|(step, _)| step)
}
