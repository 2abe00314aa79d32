//! Numbers as answers: within bounds, the likeliest first.

use super::{Number, is_denied, values};
use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    words::calendar,
};
use scn_graph::{Decimal, Value};

const WHOLE: Score = 1000;
const DIGITS: Score = 900;
const WORDS: Score = 850;
/// "3pizzas": a unit nobody knows is written on to the digits.
const GLUED: Score = 800;
/// "a couple": two, or some. "1,200" where the comma is the decimal sign.
const LOOSE: Score = 700;
/// "une pizza": an article that may be a number.
const ARTICLE: Score = 400;

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
    for number in numbers.iter().filter(|n| !is_denied(utterance, n.words.clone())) {
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
