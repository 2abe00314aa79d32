//! Numbers in digits and in words.

mod digits;
mod grammar;

use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    clause, ordinals,
    words::{
        calendar, money,
        numbers::{Atom, atom, atoms, may_be_number},
    },
};
use digits::Digits;
use grammar::Sum;
use scn_graph::{Decimal, Language, Value};
use std::ops::Range;

const WHOLE: Score = 1000;
const DIGITS: Score = 900;
const WORDS: Score = 850;
/// "3pizzas": a unit nobody knows is written on to the digits.
const GLUED: Score = 800;
/// "a couple": two, or some. "1,200" where the comma is the decimal sign.
const LOOSE: Score = 700;
/// "une pizza": an article that may be a number.
const ARTICLE: Score = 400;
/// No number has more words.
const MAX_LENGTH: usize = 32;
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

/// Reads a whole number within bounds.
pub(crate) fn whole(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    min: Option<i64>,
    max: Option<i64>,
) -> Readings {
    bounded(utterance, context, |value| {
        let value = value.is_integer().then(|| i64::try_from(value).ok()).flatten()?;
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
    bounded(utterance, context, |value| {
        let fits = min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
        Some((Value::Decimal(value), fits))
    })
}

fn bounded(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    read: impl Fn(Decimal) -> Option<(Value, bool)>,
) -> Readings {
    let mut numbers = values(utterance, context.languages);
    numbers.retain(|n| !(n.glued && is_measure(utterance, n)));
    if numbers.iter().any(|n| !n.article) {
        numbers.retain(|n| !n.article);
    }
    if numbers.is_empty() {
        numbers.extend(none_at_all(utterance));
    }
    let mut result = Readings::default();
    for number in numbers.iter().filter(|n| !clause::is_negated(utterance, n.words.clone())) {
        let main = read(number.value);
        let other = number.other.and_then(&read);
        let fits = |found: &Option<(Value, bool)>| matches!(found, Some((_, true)));
        let alone = !fits(&main);
        if alone && !fits(&other) && (main.is_some() || other.is_some()) {
            result.misfit = Some(Misfit::OutOfBounds);
        }
        let whole = utterance.only_filler_outside(number.words.clone());
        let score = score(number, whole);
        let second = if alone { score - 100 } else { score.min(WHOLE) - 300 };
        for (found, score) in [(main, score), (other, second)] {
            if let Some((value, true)) = found {
                result.readings.push(Reading { value, score, raw: number.raw.clone(), whole, grain: None });
            }
        }
    }
    result.readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    result.readings.dedup_by(|b, a| a.value == b.value && a.raw == b.raw);
    if !result.readings.is_empty() {
        result.misfit = None;
    }
    result
}

fn score(number: &Number, whole: bool) -> Score {
    match (whole, number) {
        (true, Number { loose: true, .. }) => DIGITS,
        (true, _) => WHOLE,
        (_, Number { article: true, .. }) => ARTICLE,
        (_, Number { loose: true, .. }) => LOOSE,
        (_, Number { glued: true, .. }) => GLUED,
        (_, Number { digits: true, .. }) => DIGITS,
        _ => WORDS,
    }
}

/// "29km", "19h": an amount of something else, no count.
fn is_measure(utterance: &Utterance<'_>, number: &Number) -> bool {
    let word = utterance.word(number.words.end - 1);
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let metric =
        matches!(unit, "g" | "kg" | "mg" | "l" | "dl" | "cl" | "ml" | "m" | "cm" | "mm" | "km" | "m2" | "m3");
    metric || calendar::unit(unit).is_some() || unit.contains(|c: char| c.is_ascii_digit()) || unit.len() == 1
}

/// "aucun", "keine", "none" and nothing else: zero.
fn none_at_all(utterance: &Utterance<'_>) -> Option<Number> {
    let mut said = (0..utterance.words.len()).filter(|at| !utterance.is_filler(*at));
    let (at, None) = (said.next()?, said.next()) else { return None };
    let none = matches!(
        utterance.word(at),
        "aucun"
            | "aucune"
            | "kein"
            | "keine"
            | "keinen"
            | "keiner"
            | "keins"
            | "nessuno"
            | "nessuna"
            | "none"
    );
    let words = at..at + 1;
    none.then(|| Number {
        value: Decimal::ZERO,
        other: None,
        raw: utterance.raw_range(words.clone()),
        words,
        digits: false,
        article: false,
        loose: true,
        glued: false,
    })
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

/// A message while a number of one language is read from it.
struct Line<'u, 'r> {
    utterance: &'u Utterance<'r>,
    language: Language,
    mode: Mode,
}

impl Line<'_, '_> {
    fn number(&self, sum: Sum, start: usize, at: usize) -> Option<Step> {
        let (value, end, sum) = self.composed(sum, start, at)?;
        let mut number = plain(self.utterance, value, start..end, false);
        number.loose = sum.last() == Some(Atom::Pair);
        number.article = end == start + 1 && is_article(self.utterance.word(start));
        if self.mode == Mode::Plain || end == at && start != at {
            return Some(Step::Number(number));
        }
        // "twenty fifth": a place, no number; "twenty second" may be an amount of time.
        let hundredth = |atoms: &[Atom]| number.article && !matches!(atoms.first(), Some(Atom::N(_)));
        if let Some((atoms, false, _, end)) = self.ends_as_ordinal(sum, end)
            && start == at
            && atoms.as_slice() != [Atom::N(2)]
            && !hundredth(&atoms)
        {
            return Some(Step::Other(end));
        }
        if self.mode == Mode::Values
            && value.is_integer()
            && let Some(ordinal) = self.denominator(end)
            && let Some(part) = digits::divided(value, Decimal::from(ordinal.value))
        {
            // "un troisième" is rather one more.
            let loose = number.article && self.utterance.word(start) != "one";
            number = Number { loose, ..plain(self.utterance, part, start..ordinal.words.end, false) };
        }
        Some(Step::Number(number))
    }

    /// "fifths", "cinquièmes"; halves have words of their own, and "centesimi" are money.
    fn denominator(&self, at: usize) -> Option<ordinals::Ordinal> {
        let ordinal = ordinals::at(self.utterance, at, self.language).filter(|ordinal| ordinal.value > 2);
        ordinal.filter(|_| money::small(self.utterance.word(at)).is_none())
    }

    /// The number goes on with an ordinal: its last pieces, whether it is a plural, the value, the end.
    fn ends_as_ordinal(&self, mut sum: Sum, mut at: usize) -> Option<(Vec<Atom>, bool, Decimal, usize)> {
        if self.atom(at) == Some(Atom::And) && sum.take(Atom::And, self.language) {
            at += 1;
        }
        let (atoms, plural) = ordinals::one_word(self.language, self.utterance.word(at))?;
        let fits =
            !self.utterance.begins_clause(at) && atoms.iter().all(|atom| sum.take(*atom, self.language));
        Some((atoms, plural, sum.value().filter(|_| fits)?, at + 1))
    }

    /// The longest number from `at` on: its value, its end, what was added.
    fn composed(&self, mut sum: Sum, start: usize, mut at: usize) -> Option<(Decimal, usize, Sum)> {
        let mut good: Option<(Decimal, usize, Sum)> = None;
        while at < start + MAX_LENGTH && (at == start || !self.utterance.begins_clause(at)) {
            let Some(end) = self.step(&mut sum, at) else { break };
            at = end;
            // "vent'anni"
            let elided = matches!(sum.last(), Some(Atom::Elided(_)))
                && self.utterance.gap_before(at).starts_with(['\'', '’']);
            if sum.can_end(self.mode == Mode::Values) || elided {
                good = Some((sum.value()?, at, sum));
            }
            at += self.links(&sum, at);
        }
        good
    }

    /// Takes the next word or words, and tells where they end.
    fn step(&self, sum: &mut Sum, at: usize) -> Option<usize> {
        let word = self.utterance.word(at);
        if sum.last() == Some(Atom::And)
            && let Some((part, len)) = self.fraction(at)
        {
            let multiplied = matches!(self.atom(at + len), Some(Atom::Scale(_)));
            if !(multiplied && sum.begin_fraction(part)) {
                sum.add_fraction(part)?;
            }
            return Some(at + len);
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 6;
            let value = if digits { word.parse::<u32>().ok()? } else { return None };
            // A sign behind it would make it a decimal, a time or a date.
            let alone = !self.utterance.gap_before(at + 1).starts_with(['.', ',', ':', '/', '\''])
                || !self.utterance.word(at + 1).starts_with(|c: char| c.is_ascii_digit());
            return (alone && sum.add_digits(Decimal::from(value))).then_some(at + 1);
        }
        // "two million a year"
        if sum.last().is_some()
            && sum.last() != Some(Atom::And)
            && matches!(word, "a" | "an" | "eine" | "einen" | "einem" | "einer")
        {
            return None;
        }
        match self.atom(at) {
            Some(Atom::Point) => return self.decimals(sum, at + 1),
            Some(piece) => return sum.take(piece, self.language).then_some(at + 1),
            None => {}
        }
        let pieces = atoms(self.language, word)?;
        if !pieces.iter().all(|piece| sum.take(*piece, self.language)) {
            return None;
        }
        Some(at + 1)
    }

    fn atom(&self, at: usize) -> Option<Atom> {
        atom(self.language, self.utterance.word(at))
    }

    /// Words between a fraction and what it is of: "half a dozen", "two thirds of a million".
    fn links(&self, sum: &Sum, at: usize) -> usize {
        if !matches!(sum.last(), Some(Atom::Half | Atom::Part(_))) {
            return 0;
        }
        let is_link = |at: &usize| {
            matches!(
                self.utterance.word(*at),
                "a" | "an" | "of" | "d" | "de" | "un" | "une" | "di" | "einer" | "eines" | "one"
            )
        };
        let len = (at..at + 2).take_while(is_link).count();
        if matches!(self.atom(at + len), Some(Atom::Scale(_) | Atom::Group(_))) { len } else { 0 }
    }

    /// "a half", "demi", "three quarters", "un quinto".
    fn fraction(&self, at: usize) -> Option<(Decimal, usize)> {
        if self.mode == Mode::Values
            && let Some(Digits::Number(found)) =
                digits::slashed(self.utterance, at).filter(|_| self.utterance.gap_before(at + 1) == "/")
        {
            return Some((found.value, found.end - at));
        }
        let half = Decimal::new(5, 1);
        let (first, second) = (self.atom(at)?, self.atom(at + 1));
        match (self.mode, first, second) {
            (Mode::Plain, ..) => None,
            (_, Atom::Half, _) => Some((half, 1)),
            (_, Atom::N(1), Some(Atom::Half)) => Some((half, 2)),
            (Mode::Counts, ..) => None,
            (_, Atom::Part(n), _) => Some((digits::divided(Decimal::ONE, Decimal::from(n))?, 1)),
            (_, Atom::N(count), Some(Atom::Part(n))) => {
                Some((digits::divided(Decimal::from(count), Decimal::from(n))?, 2))
            }
            (_, Atom::N(count @ 1..=12), _) => {
                let ordinal = self.denominator(at + 1)?;
                let part = digits::divided(Decimal::from(count), Decimal::from(ordinal.value))?;
                Some((part, ordinal.words.end - at))
            }
            _ => None,
        }
    }

    /// "soixante-quinze", without what would multiply it.
    fn below_hundred(&self, start: usize) -> Option<(Decimal, usize)> {
        let (mut sum, mut at, mut good) = (Sum::new(), start, None);
        while at < start + 6 && (at == start || !self.utterance.begins_clause(at)) {
            let pieces = atoms(self.language, self.utterance.word(at)).unwrap_or_default();
            let small = |piece: &Atom| matches!(piece, Atom::N(_) | Atom::Elided(20..=90) | Atom::And);
            if pieces.is_empty()
                || !pieces.iter().all(|piece| small(piece) && sum.take(*piece, self.language))
            {
                break;
            }
            at += 1;
            good = if sum.can_end(false) { Some((sum.value()?, at)) } else { good };
        }
        good
    }

    /// What stands behind "virgule": "zero five", "soixante-quinze", "25".
    fn decimals(&self, sum: &mut Sum, start: usize) -> Option<usize> {
        let mut text = String::from("0.");
        let mut at = start;
        let mut good = false;
        while self.mode != Mode::Plain && text.len() < 16 && !self.utterance.begins_clause(at) {
            let word = self.utterance.word(at);
            if !word.is_empty() && word.len() <= 9 && word.bytes().all(|byte| byte.is_ascii_digit()) {
                text.push_str(word);
                at += 1;
            } else if self.atom(at) == Some(Atom::N(0)) {
                text.push('0');
                at += 1;
            } else {
                let Some((value, end)) = self.below_hundred(at) else { break };
                text.push_str(&value.to_string());
                at = end;
            }
            good = true;
        }
        let part = good.then(|| text.parse::<Decimal>().ok())??;
        sum.add_decimals(part)?;
        Some(at)
    }
}
