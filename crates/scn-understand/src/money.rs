//! Amounts of money.

use crate::{
    api::{Context, Reading, Readings, Score, Utterance},
    clause,
    numbers::{self, Number},
};
use scn_graph::{Currency, Decimal, Value};

const WITH_CURRENCY: Score = 950;
const WITHOUT: Score = 800;

/// Reads an amount. Without a currency in the message it is the expected one; another one than expected is none.
pub(crate) fn read(utterance: &Utterance<'_>, context: &Context<'_>, expected: Option<Currency>) -> Readings {
    let numbers = numbers::scan(utterance, context.languages);
    let mut readings = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let taken = readings.last().is_some_and(|(end, _): &(usize, Reading)| *end >= number.words.end);
        if taken || number.article && numbers.len() > 1 || clause::is_negated(utterance, number.words.clone())
        {
            continue;
        }
        let found = currency(utterance, number);
        let Some(currency) = found.as_ref().map(|(currency, _)| *currency).or(expected) else { continue };
        if expected.is_some_and(|expected| expected != currency) {
            continue;
        }
        let mut words = found.as_ref().map_or(number.words.clone(), |(_, words)| words.clone());
        let mut amount = number.value;
        if let Some(cents) =
            cents(numbers.get(at + 1), words.end).filter(|_| found.is_some() && amount.is_integer())
        {
            amount += Decimal::new(cents, 2);
            words.end += 1;
        }
        let whole = utterance.only_filler_outside(words.clone());
        let score = if whole {
            1000
        } else if found.is_some() {
            WITH_CURRENCY
        } else {
            WITHOUT
        };
        let raw = utterance.raw_range(words.clone());
        readings.push((words.end, Reading { value: Value::Money { amount, currency }, score, raw, whole, grain: None }));
    }
    let mut readings: Vec<Reading> = readings.into_iter().map(|(_, reading)| reading).collect();
    readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    Readings { readings, misfit: None }
}

/// "12 francs 50": two digits right behind the currency.
fn cents(next: Option<&Number>, end: usize) -> Option<i64> {
    let next = next.filter(|next| next.words.start == end && next.digits && next.words.len() == 1)?;
    i64::try_from(next.value).ok().filter(|cents| (10..100).contains(cents))
}

/// The currency next to a number, with the words of both.
fn currency(utterance: &Utterance<'_>, number: &Number) -> Option<(Currency, std::ops::Range<usize>)> {
    let (start, end) = (number.words.start, number.words.end);
    if let Some(currency) = named(utterance.word(end)) {
        return Some((currency, start..end + 1));
    }
    if let Some(before) = start.checked_sub(1)
        && let Some(currency) = named(utterance.word(before))
    {
        return Some((currency, before..end));
    }
    let signs = [utterance.gap_before(end), utterance.gap_before(start)];
    signs.into_iter().flat_map(str::chars).find_map(sign).map(|currency| (currency, start..end))
}

fn sign(c: char) -> Option<Currency> {
    Some(Currency(match c {
        '€' => *b"EUR",
        '$' => *b"USD",
        '£' => *b"GBP",
        _ => return None,
    }))
}

fn named(word: &str) -> Option<Currency> {
    Some(Currency(match word {
        "chf" | "sfr" | "fr" | "frs" | "franc" | "francs" | "franken" | "frankn" | "stutz" | "franco"
        | "franchi" => *b"CHF",
        "eur" | "euro" | "euros" => *b"EUR",
        "usd" | "dollar" | "dollars" | "dollari" => *b"USD",
        "gbp" | "pound" | "pounds" | "sterline" | "pfund" => *b"GBP",
        _ => return None,
    }))
}
