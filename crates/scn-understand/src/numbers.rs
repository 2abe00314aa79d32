//! Numbers in digits and in words.

use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    clause,
    words::numbers::{Atom, atoms},
};
use scn_graph::{Decimal, Language, Value};
use std::ops::Range;

const DIGITS: Score = 900;
const WORDS: Score = 850;
/// "une pizza": an article that may be a number.
const ARTICLE: Score = 400;

/// A number found in a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: Decimal,
    pub(crate) words: Range<usize>,
    pub(crate) digits: bool,
    /// Also an article: counts when there is no other number.
    pub(crate) article: bool,
}

/// Reads a whole number within bounds.
pub(crate) fn whole(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    min: Option<i64>,
    max: Option<i64>,
) -> Readings {
    let as_integer = |n: &Number| n.value.is_integer().then(|| i64::try_from(n.value).ok()).flatten();
    bounded(utterance, context, |n| {
        let value = as_integer(n)?;
        Some((Value::Number(value), min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)))
    })
}

/// Reads a number with decimals within bounds.
pub(crate) fn decimal(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Readings {
    bounded(utterance, context, |n| {
        let fits = min.is_none_or(|min| n.value >= min) && max.is_none_or(|max| n.value <= max);
        Some((Value::Decimal(n.value), fits))
    })
}

fn bounded(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    read: impl Fn(&Number) -> Option<(Value, bool)>,
) -> Readings {
    let mut numbers = scan(utterance, context.languages);
    if numbers.iter().any(|n| !n.article) {
        numbers.retain(|n| !n.article);
    }
    let mut result = Readings::default();
    for number in numbers.iter().filter(|n| !clause::is_negated(utterance, n.words.clone())) {
        match read(number) {
            Some((value, true)) => {
                let whole = utterance.only_filler_outside(number.words.clone());
                let score = match (whole, number.article, number.digits) {
                    (true, ..) => 1000,
                    (_, true, _) => ARTICLE,
                    (_, _, true) => DIGITS,
                    _ => WORDS,
                };
                let raw = utterance.raw_range(number.words.clone());
                result.readings.push(Reading { value, score, raw, whole, grain: None });
            }
            Some((_, false)) => result.misfit = Some(Misfit::OutOfBounds),
            None => {}
        }
    }
    result.readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    result.readings.dedup_by(|b, a| a.value == b.value);
    if !result.readings.is_empty() {
        result.misfit = None;
    }
    result
}

/// All numbers of a message, in order.
pub(crate) fn scan(utterance: &Utterance<'_>, languages: &[Language]) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        match in_digits(utterance, at, languages) {
            Digits::Number(number) => {
                at = number.words.end;
                numbers.push(number);
            }
            Digits::Other(end) => at = end,
            Digits::None => match in_words(utterance, at, languages) {
                Some(number) => {
                    at = number.words.end;
                    numbers.push(number);
                }
                None => at += 1,
            },
        }
    }
    numbers
}

/// A small number at a word, in any language: (value, words).
pub(crate) fn small(utterance: &Utterance<'_>, at: usize) -> Option<(usize, usize)> {
    let number = match in_digits(utterance, at, &Language::ALL) {
        Digits::Number(number) => number,
        _ => Language::ALL
            .into_iter()
            .filter_map(|language| composed(utterance, at, language, false))
            .max_by_key(|number| number.words.len())?,
    };
    if !number.value.is_integer() {
        return None;
    }
    Some((usize::try_from(i64::try_from(number.value).ok()?).ok()?, number.words.len()))
}

/// "une", "ein", "a": one, or no number at all.
pub(crate) fn is_article(word: &str) -> bool {
    matches!(
        word,
        "un" | "une" | "ein" | "eine" | "einen" | "einem" | "einer" | "uno" | "una" | "a" | "an" | "one"
    )
}

enum Digits {
    Number(Number),
    /// Digits that are something else (a time, a date): goes on at this word.
    Other(usize),
    None,
}

/// The digits of a word such as "12", "2x", "x2".
fn digits_of(word: &str) -> Option<&str> {
    let digits = word.strip_suffix('x').or_else(|| word.strip_prefix('x')).unwrap_or(word);
    (!digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

fn in_digits(utterance: &Utterance<'_>, at: usize, languages: &[Language]) -> Digits {
    let Some(first) = digits_of(utterance.word(at)) else { return Digits::None };
    let mut text = first.to_owned();
    let mut end = at + 1;
    let mut decimal = false;
    while let Some(next) = digits_of(utterance.word(end)) {
        let gap = utterance.gap_before(end);
        let mut signs = gap.chars();
        let (Some(sign), None) = (signs.next(), signs.next()) else { break };
        let groups = next.len() == 3 && first.len() <= 3 && !first.starts_with('0') && !decimal;
        match sign {
            ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' if groups => text.push_str(next),
            ':' | '/' => return Digits::Other(end + 1),
            '.' | ',' if groups && sign != decimal_sign(languages) => text.push_str(next),
            '.' | ',' if !decimal => {
                decimal = true;
                text.push('.');
                text.push_str(next);
            }
            // "24.12.2025" is no number.
            '.' => return Digits::Other(end + 1),
            _ => break,
        }
        end += 1;
    }
    let Ok(value) = text.parse::<Decimal>() else { return Digits::Other(end) };
    let before = utterance.gap_before(at);
    let minus = before.ends_with(['-', '−']) && (at == 0 || before.starts_with(' '));
    let said = at > 0 && matches!(utterance.word(at - 1), "moins" | "minus" | "meno");
    let value = if minus || said { -value } else { value };
    Digits::Number(Number { value, words: at..end, digits: true, article: false })
}

fn decimal_sign(languages: &[Language]) -> char {
    if languages.first() == Some(&Language::En) { '.' } else { ',' }
}

/// A number in words: the longest reading of all languages.
fn in_words(utterance: &Utterance<'_>, at: usize, languages: &[Language]) -> Option<Number> {
    let all = if languages.is_empty() { &Language::ALL[..] } else { languages };
    let mut best: Option<Number> = None;
    for language in all {
        let found = half(utterance, at, *language).or_else(|| composed(utterance, at, *language, true));
        let longer = |found: &Number| best.as_ref().is_none_or(|best| found.words.len() > best.words.len());
        best = found.filter(longer).or(best);
    }
    best
}

/// "demi-douzaine", "anderthalb", "zweieinhalb".
fn half(utterance: &Utterance<'_>, at: usize, language: Language) -> Option<Number> {
    let number = |value: Decimal, words| Some(Number { value, words, digits: false, article: false });
    let start = at + usize::from(is_article(utterance.word(at)));
    for len in 2..=3 {
        let is_half_dozen = matches!(
            (language, utterance.phrase(start..start + len)),
            (Language::Fr, "demi douzaine" | "demie douzaine")
                | (Language::De, "halbes dutzend" | "halbe dutzend")
                | (Language::It, "mezza dozzina")
                | (Language::En, "half a dozen" | "half dozen")
        );
        if is_half_dozen {
            return number(Decimal::from(6), at..start + len);
        }
    }
    if language != Language::De {
        return None;
    }
    match utterance.word(at) {
        "anderthalb" | "eineinhalb" => number(Decimal::new(15, 1), at..at + 1),
        word => {
            let units = atoms(language, word.strip_suffix("einhalb").filter(|unit| !unit.is_empty())?)?;
            let [Atom::N(unit)] = units.as_slice() else { return None };
            number(Decimal::from(*unit) + Decimal::new(5, 1), at..at + 1)
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Sum {
    total: u64,
    current: u64,
    last: Option<Atom>,
}

/// A number in the words of one language, with "and a half" behind it when `halves` are wanted.
fn composed(utterance: &Utterance<'_>, at: usize, language: Language, halves: bool) -> Option<Number> {
    let mut sum = Sum::default();
    let mut good: Option<(u64, usize)> = None;
    for end in at..utterance.words.len().min(at + 16) {
        if end > at && utterance.begins_clause(end) {
            break;
        }
        let Some(atoms) = atoms(language, utterance.word(end)) else { break };
        let mut next = sum;
        if !atoms.iter().all(|atom| next.take(*atom, language)) {
            break;
        }
        sum = next;
        if sum.last != Some(Atom::And) {
            good = Some((sum.total + sum.current, end + 1));
        }
    }
    let (value, end) = good?;
    let article = end == at + 1 && is_article(utterance.word(at));
    let (value, end) = match half_behind(utterance, end, language).filter(|_| halves) {
        Some(len) => (Decimal::from(value) + Decimal::new(5, 1), end + len),
        None => (Decimal::from(value), end),
    };
    let minus = at > 0 && matches!(utterance.word(at - 1), "moins" | "minus" | "meno");
    let value = if minus { -value } else { value };
    Some(Number { value, words: at..end, digits: false, article: article && end == at + 1 })
}

/// "et demie", "e mezzo", "and a half": how many words.
fn half_behind(utterance: &Utterance<'_>, at: usize, language: Language) -> Option<usize> {
    (2..=3).find(|len| {
        matches!(
            (language, utterance.phrase(at..at + len)),
            (Language::Fr, "et demi" | "et demie")
                | (Language::It, "e mezzo" | "e mezza")
                | (Language::En, "and a half")
        )
    })
}

impl Sum {
    /// Adds the next piece, if a number can go on with it.
    fn take(&mut self, atom: Atom, language: Language) -> bool {
        let starts = self.last.is_none();
        let taken = match atom {
            Atom::N(n) => starts && self.set(n) || !starts && self.add(n, language),
            Atom::Hundred => {
                let can = self.current < 20 && self.last != Some(Atom::N(0)) && self.last != Some(Atom::And);
                self.current = self.current.max(1) * 100;
                can
            }
            Atom::Thousand => self.multiply(1000),
            Atom::Million => self.multiply(1_000_000),
            Atom::Dozen => {
                let can = self.total == 0 && self.current < 20;
                self.current = self.current.max(1) * 12;
                can
            }
            Atom::And => !starts && self.last != Some(Atom::And),
        };
        self.last = Some(atom);
        taken
    }

    fn set(&mut self, n: u64) -> bool {
        self.current = n;
        true
    }

    fn multiply(&mut self, by: u64) -> bool {
        let can = (self.total == 0 || self.total >= by * 1000)
            && self.last != Some(Atom::And)
            && self.last != Some(Atom::Dozen);
        self.total += self.current.max(u64::from(self.last.is_none() || self.current == 0)) * by;
        self.current = 0;
        can && self.total < 1_000_000_000_000
    }

    fn add(&mut self, n: u64, language: Language) -> bool {
        let low = self.current % 100;
        let tens = low >= 20 && low.is_multiple_of(10);
        let french = language == Language::Fr;
        let unit = (1..=9).contains(&n);
        let fits = match self.last {
            Some(Atom::Dozen | Atom::N(0)) | None => false,
            Some(Atom::And) => match language {
                Language::Fr => tens && (n == 1 || n == 11 && low == 60),
                Language::De => (1..=9).contains(&low) && n >= 20 || low == 0 && n > 0,
                Language::It => false,
                Language::En => low == 0 && n > 0,
            },
            Some(Atom::Hundred | Atom::Thousand | Atom::Million) => n > 0,
            Some(Atom::N(_)) if french && low == 4 && n == 20 => {
                self.current += 76;
                return true;
            }
            Some(Atom::N(10)) if french && n >= 7 && unit => true,
            Some(Atom::N(_)) if french && (low == 60 || low == 80) && (10..=19).contains(&n) => true,
            Some(Atom::N(_)) => tens && unit && language != Language::De,
        };
        self.current += n;
        fits
    }
}
