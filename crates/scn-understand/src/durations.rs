//! Lengths of time.

use crate::{
    api::{Context, Reading, Readings, Utterance},
    clause,
    numbers::{self, Number},
    words::calendar::{Unit, unit},
};
use scn_graph::{Decimal, Span, Value};
use std::ops::Range;

/// Reads a length of time: "1h30", "une demi-heure", "zwei Stunden und 15 Minuten".
pub(crate) fn read(utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let numbers = numbers::scan(utterance, context.languages);
    let mut parts: Vec<(Span, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        let found = glued(utterance, at)
            .or_else(|| named(utterance, at))
            .or_else(|| counted(utterance, &numbers, at));
        match found {
            Some((span, words)) => {
                at = words.end.max(at + 1);
                parts.push((span, words));
            }
            None => at += 1,
        }
    }
    let Some((mut sum, mut words)) = parts.first().cloned() else { return Readings::default() };
    for (span, next) in parts.iter().skip(1) {
        // "2 heures et 15 minutes" is one length.
        if next.start > words.end + 1 || utterance.begins_clause(next.start) {
            return Readings::default();
        }
        sum = plus(sum, *span);
        words.end = next.end;
    }
    if clause::is_negated(utterance, words.clone()) {
        return Readings::default();
    }
    let whole = utterance.only_filler_outside(words.clone());
    let reading = Reading {
        value: Value::Duration(sum),
        score: if whole { 1000 } else { 900 },
        raw: utterance.raw_range(words),
        whole,
        grain: None,
    };
    Readings { readings: vec![reading], misfit: None }
}

fn plus(a: Span, b: Span) -> Span {
    Span {
        months: a.months.saturating_add(b.months),
        days: a.days.saturating_add(b.days),
        seconds: a.seconds.saturating_add(b.seconds),
    }
}

/// "1h30", "90min", "2h".
fn glued(utterance: &Utterance<'_>, at: usize) -> Option<(Span, Range<usize>)> {
    let word = utterance.word(at);
    let split = word.find(|c: char| !c.is_ascii_digit()).filter(|split| *split > 0)?;
    let (digits, rest) = word.split_at_checked(split)?;
    let count: u32 = (digits.len() <= 5).then(|| digits.parse().ok())??;
    if let Some(minutes) = rest.strip_prefix('h').filter(|m| m.len() == 2).and_then(|m| m.parse::<u32>().ok())
    {
        return Some((Span::seconds(count * 3600 + minutes * 60), at..at + 1));
    }
    Some((times(Decimal::from(count), unit(rest)?)?, at..at + 1))
}

/// "une demi-heure", "eine halbe Stunde", "mezz'ora", "a quarter of an hour".
fn named(utterance: &Utterance<'_>, at: usize) -> Option<(Span, Range<usize>)> {
    let start = at + usize::from(numbers::is_article(utterance.word(at)));
    (1..=4).rev().find_map(|len| {
        let minutes = match utterance.phrase(start..start + len) {
            "demi heure" | "demie heure" | "halbe stunde" | "halben stunde" | "mezz ora" | "mezza ora"
            | "mezzora" | "half an hour" | "half hour" => 30,
            "quart d heure" | "viertelstunde" | "quarto d ora" | "quarter of an hour" | "quarter hour" => 15,
            "trois quarts d heure" | "dreiviertelstunde" | "tre quarti d ora" => 45,
            _ => return None,
        };
        Some((Span::seconds(minutes * 60), at..start + len))
    })
}

/// A number and a unit, perhaps with "et demie" behind: "une heure et demie".
fn counted(utterance: &Utterance<'_>, numbers: &[Number], at: usize) -> Option<(Span, Range<usize>)> {
    let number = numbers.iter().find(|n| n.words.start == at && !n.value.is_sign_negative())?;
    let unit = unit(utterance.word(number.words.end))?;
    let mut end = number.words.end + 1;
    let mut value = number.value;
    let half = (2..=3).find(|len| {
        matches!(
            utterance.phrase(end..end + len),
            "et demie" | "et demi" | "e mezza" | "e mezzo" | "and a half"
        )
    });
    if let Some(len) = half {
        value += Decimal::new(5, 1);
        end += len;
    }
    let mut span = times(value, unit)?;
    // "1 h 30"
    if unit == Unit::Seconds(3600)
        && let Some(minutes) = numbers.iter().find(|n| n.words == (end..end + 1) && n.digits)
        && crate::words::calendar::unit(utterance.word(end + 1)).is_none()
        && let Some(minutes) = u32::try_from(minutes.value).ok().filter(|m| *m < 60)
    {
        span.seconds = span.seconds.saturating_add(minutes * 60);
        end += 1;
    }
    Some((span, at..end))
}

fn times(count: Decimal, unit: Unit) -> Option<Span> {
    let whole = |unit: u32| u32::try_from(count.checked_mul(Decimal::from(unit))?.round()).ok();
    Some(match unit {
        Unit::Seconds(seconds) => Span::seconds(whole(seconds)?),
        Unit::Days(days) => Span::days(whole(days)?),
        Unit::Months(months) => Span { months: whole(months)?, ..Span::ZERO },
    })
}
