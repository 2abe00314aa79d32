//! Times of the day, and days with a time.

use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    clause, dates, numbers,
};
use scn_graph::{Value, When};
use std::ops::Range;

const CLEAR: Score = 950;
/// A bare hour: "8".
const BARE: Score = 700;
/// Twelve hours later, when the part of the day was not said.
const OTHER_HALF: Score = 500;

/// A time found in a message: minutes of the day.
struct TimeFound {
    minutes: i32,
    words: Range<usize>,
    score: Score,
    /// The part of the day is certain.
    fixed: bool,
}

/// Reads a time of the day.
pub(crate) fn read(utterance: &Utterance<'_>) -> Readings {
    let mut result = Readings::default();
    for found in scan(utterance, true) {
        if clause::is_negated(utterance, found.words.clone()) {
            continue;
        }
        let whole = rest_is_light(utterance, &found.words);
        let score = if whole && found.score == CLEAR { 1000 } else { found.score };
        let raw = utterance.raw_range(found.words);
        let mut push = |minutes: i32, score| {
            result.readings.push(Reading {
                value: Value::Time(minutes as u16),
                score,
                raw: raw.clone(),
                whole,
                grain: None,
            });
        };
        push(found.minutes, score);
        if !found.fixed && (60..720).contains(&found.minutes) {
            push(found.minutes + 720, OTHER_HALF);
        }
    }
    result.readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    result
}

/// All minutes of the day that may be meant outside these words: both halves of the day where it is not said which.
pub(crate) fn minutes(utterance: &Utterance<'_>, taken: &[Range<usize>]) -> Vec<u16> {
    let free = |found: &TimeFound| {
        let inside = |at: usize| taken.iter().any(|words| words.contains(&at));
        !found.words.clone().any(inside) && !clause::is_negated(utterance, found.words.clone())
    };
    let mut minutes = Vec::new();
    for found in scan(utterance, true).into_iter().filter(free) {
        minutes.push(found.minutes as u16);
        if !found.fixed && (60..720).contains(&found.minutes) {
            minutes.push(found.minutes as u16 + 720);
        }
    }
    minutes
}

/// Reads a day with a time. A time alone is today's, or tomorrow's once it has passed.
pub(crate) fn moment(utterance: &Utterance<'_>, context: &Context<'_>, when: When) -> Readings {
    let mut result = Readings::default();
    let (today, minute) = dates::local(context.now, context.zone);
    let days = dates::scan(utterance, context, when.past && !when.future);
    let inside_day = |words: &Range<usize>| {
        days.iter().any(|d| d.words.contains(&words.start) && d.words.contains(&(words.end - 1)))
    };
    let times: Vec<TimeFound> =
        scan(utterance, false).into_iter().filter(|t| !inside_day(&t.words)).collect();
    for time in &times {
        let alone = [(if time.minutes > minute { today } else { today + 1 }, time.words.clone(), CLEAR)];
        let with_day = days.iter().map(|d| (d.day, d.words.clone(), d.score));
        let candidates: Vec<_> = if days.is_empty() { alone.to_vec() } else { with_day.collect() };
        for (day, day_words, score) in candidates {
            let Some(moment) = dates::moment(day, time.minutes, context.zone) else { continue };
            let ahead = moment.since(context.now);
            let reach = when.within_seconds.map_or(i64::MAX, |seconds| i64::from(seconds) * 1000);
            if when.future && ahead < 0 || when.past && ahead > 0 || ahead.abs() > reach {
                result.misfit = Some(Misfit::OutOfBounds);
                continue;
            }
            let words = day_words.start.min(time.words.start)..day_words.end.max(time.words.end);
            let whole = (0..utterance.words.len()).all(|at| {
                day_words.contains(&at)
                    || time.words.contains(&at)
                    || utterance.is_filler(at)
                    || is_day_part(utterance.word(at))
            });
            let score = score.min(time.score);
            let score = if whole && score == CLEAR { 1000 } else { score };
            result.readings.push(Reading {
                value: Value::DateTime(moment),
                score,
                raw: utterance.raw_range(words),
                whole,
                grain: None,
            });
        }
    }
    result.readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    if !result.readings.is_empty() {
        result.misfit = None;
    }
    result
}

fn rest_is_light(utterance: &Utterance<'_>, words: &Range<usize>) -> bool {
    (0..utterance.words.len()).all(|at| {
        let light = matches!(
            utterance.word(at),
            "um" | "vers"
                | "alle"
                | "gegen"
                | "verso"
                | "around"
                | "about"
                | "ore"
                | "by"
                | "ca"
                | "circa"
                | "environ"
        );
        words.contains(&at) || utterance.is_filler(at) || light || is_day_part(utterance.word(at))
    })
}

fn scan(utterance: &Utterance<'_>, bare: bool) -> Vec<TimeFound> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        let found = named(utterance, at)
            .or_else(|| german_half(utterance, at))
            .or_else(|| english_past(utterance, at))
            .or_else(|| clock(utterance, at, bare));
        match found {
            Some(mut found) => {
                at = found.words.end.max(at + 1);
                day_part(utterance, &mut found);
                all.push(found);
            }
            None => at += 1,
        }
    }
    all
}

fn named(utterance: &Utterance<'_>, at: usize) -> Option<TimeFound> {
    let minutes = match utterance.word(at) {
        "midi" | "mittag" | "mittags" | "mezzogiorno" | "noon" | "midday" => 720,
        "minuit" | "mitternacht" | "mezzanotte" | "midnight" => 0,
        _ => return None,
    };
    let after_noon = at > 0 && utterance.word(at - 1) == "apres";
    let (more, len) = minutes_behind(utterance, at + 1).unwrap_or((0, 0));
    (!after_noon).then(|| TimeFound {
        minutes: (minutes + more).rem_euclid(1440),
        words: at..at + 1 + len,
        score: CLEAR,
        fixed: true,
    })
}

fn hour(utterance: &Utterance<'_>, at: usize) -> Option<(i32, usize)> {
    let word = utterance.word(at);
    if let Ok(hour) = word.parse::<i32>() {
        return (word.len() <= 2 && (0..=24).contains(&hour)).then_some((hour, 1));
    }
    // "une" is an hour only before "heure".
    let article = numbers::is_article(word) && !matches!(word, "eins" | "one");
    if article && !matches!(utterance.word(at + 1), "heure" | "uhr" | "h" | "e" | "o") {
        return None;
    }
    let (hour, len) = numbers::small(utterance, at)?;
    (hour <= 24).then_some((hour as i32, len))
}

/// "halb acht", "viertel nach sieben", "dreiviertel acht", "zehn vor acht".
fn german_half(utterance: &Utterance<'_>, at: usize) -> Option<TimeFound> {
    let (delta, len) = match (utterance.word(at), utterance.word(at + 1)) {
        ("halb", _) => (-30, 1),
        ("dreiviertel", _) => (-15, 1),
        ("viertel", "nach") => (15, 2),
        ("viertel", "vor") => (-15, 2),
        (_, "vor" | "nach") => {
            let (minutes, len) =
                numbers::small(utterance, at).filter(|(minutes, len)| *minutes < 30 && *len == 1)?;
            let sign = if utterance.word(at + 1) == "vor" { -1 } else { 1 };
            (sign * minutes as i32, len + 1)
        }
        _ => return None,
    };
    let (hour, hour_len) = hour(utterance, at + len)?;
    let clock = usize::from(utterance.word(at + len + hour_len) == "uhr");
    let minutes = (hour * 60 + delta).rem_euclid(1440);
    Some(TimeFound { minutes, words: at..at + len + hour_len + clock, score: CLEAR, fixed: false })
}

/// "half past seven", "quarter to eight", "ten past six", "half seven".
fn english_past(utterance: &Utterance<'_>, at: usize) -> Option<TimeFound> {
    let start = at + usize::from(utterance.word(at) == "a");
    let (minutes, len) = match utterance.word(start) {
        "half" => (30, 1),
        "quarter" => (15, 1),
        _ => numbers::small(utterance, start)
            .filter(|(minutes, _)| *minutes < 60)
            .map(|(m, len)| (m as i32, len))?,
    };
    let direction = utterance.word(start + len);
    let (delta, len) = match direction {
        "past" => (minutes, len + 1),
        "to" | "before" => (-minutes, len + 1),
        _ if utterance.word(start) == "half" => (30, len),
        _ => return None,
    };
    let (hour, hour_len) = hour(utterance, start + len)?;
    let minutes = (hour * 60 + delta).rem_euclid(1440);
    Some(TimeFound { minutes, words: at..start + len + hour_len, score: CLEAR, fixed: false })
}

/// "19h30", "18:30", "19 Uhr 30", "7pm", "sept heures et demie", "alle otto", a bare hour.
fn clock(utterance: &Utterance<'_>, at: usize, bare: bool) -> Option<TimeFound> {
    let announced = at > 0
        && matches!(
            utterance.word(at - 1),
            "a" | "um"
                | "gegen"
                | "ab"
                | "alle"
                | "ore"
                | "at"
                | "around"
                | "vers"
                | "verso"
                | "by"
                | "h"
                | "per"
                | "heure"
                | "uhr"
        );
    if let Some((minutes, fixed)) = glued(utterance.word(at)) {
        return Some(TimeFound { minutes, words: at..at + 1, score: CLEAR, fixed });
    }
    let (hour, len) = hour(utterance, at)?;
    let mut end = at + len;
    let mut minutes = hour * 60;
    let mut fixed = hour > 12 || hour == 0;
    let mut sure = announced;
    let sign = utterance.gap_before(end);
    if let Some(found) = two_digits(utterance, end).filter(|_| matches!(sign, ":" | "." | "h")) {
        // "19.30" with a dot may be a date or an amount.
        sure |= sign != "." || bare || matches!(utterance.word(end + 1), "uhr" | "h" | "heures");
        minutes += found;
        end += 1;
        fixed |= utterance.word(at).len() == 2 && utterance.word(at).starts_with('0');
    } else if let Some((more, pm)) = glued_minutes(utterance.word(end)).filter(|_| matches!(sign, ":" | "."))
    {
        minutes = twelve(hour, pm) * 60 + more;
        return Some(TimeFound { minutes, words: at..end + 1, score: CLEAR, fixed: true });
    }
    if matches!(utterance.word(end), "h" | "heure" | "heures" | "uhr" | "ore" | "clock" | "o") {
        sure = true;
        end += 1 + usize::from(utterance.word(end) == "o");
        if let Some(found) = two_digits(utterance, end).filter(|_| minutes % 60 == 0) {
            minutes += found;
            end += 1;
        }
    }
    if let Some((more, len)) = minutes_behind(utterance, end) {
        (minutes, end, sure) = (minutes + more, end + len, true);
    }
    let half = match (utterance.word(end), utterance.word(end + 1)) {
        ("pm", _) => Some((true, 1)),
        ("am", next) if !next.starts_with(|c: char| c.is_ascii_digit()) => Some((false, 1)),
        ("p", "m") => Some((true, 2)),
        ("a", "m") => Some((false, 2)),
        _ => None,
    };
    if let Some((pm, len)) = half {
        minutes = twelve(hour, pm) * 60 + minutes % 60;
        return (hour <= 12).then_some(TimeFound {
            minutes,
            words: at..end + len,
            score: CLEAR,
            fixed: true,
        });
    }
    let others = (0..utterance.words.len()).any(|other| {
        !(at..end).contains(&other) && !utterance.is_filler(other) && !is_day_part(utterance.word(other))
    });
    let score = if sure {
        CLEAR
    } else if bare && !others {
        BARE
    } else {
        return None;
    };
    Some(TimeFound { minutes: minutes.rem_euclid(1440), words: at..end, score, fixed })
}

fn two_digits(utterance: &Utterance<'_>, at: usize) -> Option<i32> {
    let word = utterance.word(at);
    (word.len() == 2).then(|| word.parse().ok())?.filter(|minutes| (0..60).contains(minutes))
}

/// "19h30", "19h", "7pm": minutes of the day, and whether the part of the day is certain.
fn glued(word: &str) -> Option<(i32, bool)> {
    let split = word.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = word.split_at_checked(split)?;
    let hour: i32 =
        (digits.len() <= 2).then(|| digits.parse().ok())?.filter(|hour| (0..=24).contains(hour))?;
    match rest {
        "pm" | "am" => (hour <= 12).then_some((twelve(hour, rest == "pm") * 60, true)),
        "h" | "uhr" => Some(((hour * 60).rem_euclid(1440), hour > 12)),
        _ => {
            let minutes: Option<i32> =
                rest.strip_prefix('h').filter(|m| m.len() == 2)?.parse().ok().filter(|m| (0..60).contains(m));
            Some(((hour * 60 + minutes?).rem_euclid(1440), hour > 12))
        }
    }
}

/// The "30pm" of "7:30pm".
fn glued_minutes(word: &str) -> Option<(i32, bool)> {
    let (digits, rest) = word.split_at_checked(2)?;
    let minutes = digits.parse().ok().filter(|minutes| (0..60).contains(minutes))?;
    matches!(rest, "pm" | "am").then_some((minutes, rest == "pm"))
}

fn twelve(hour: i32, pm: bool) -> i32 {
    hour % 12 + if pm { 12 } else { 0 }
}

/// "et demie", "moins le quart", "e mezza", "meno un quarto": minutes and words.
fn minutes_behind(utterance: &Utterance<'_>, at: usize) -> Option<(i32, usize)> {
    (2..=3).rev().find_map(|len| {
        Some(match utterance.phrase(at..at + len) {
            "et demie" | "et demi" | "e mezza" | "e mezzo" => (30, len),
            "et quart" | "un quart" | "e un quarto" => (15, len),
            "moins le quart" | "moins quart" | "meno un quarto" => (-15, len),
            "e tre quarti" => (45, len),
            "moins dix" | "meno dieci" => (-10, len),
            "moins cinq" | "meno cinque" => (-5, len),
            "moins vingt" | "meno venti" => (-20, len),
            _ => return None,
        })
    })
}

fn is_day_part(word: &str) -> bool {
    afternoon(word) || morning(word) || matches!(word, "demain" | "heute" | "oggi" | "today")
}

pub(crate) fn afternoon(word: &str) -> bool {
    matches!(
        word,
        "soir"
            | "soiree"
            | "abend"
            | "abends"
            | "sera"
            | "stasera"
            | "evening"
            | "tonight"
            | "night"
            | "nachmittag"
            | "nachmittags"
            | "pomeriggio"
            | "afternoon"
            | "midi"
    )
}

pub(crate) fn morning(word: &str) -> bool {
    matches!(
        word,
        "matin"
            | "matinee"
            | "morgens"
            | "vormittag"
            | "vormittags"
            | "fruh"
            | "frueh"
            | "mattina"
            | "mattino"
            | "stamattina"
            | "morning"
    )
}

/// A part of the day anywhere in the message decides between morning and evening.
fn day_part(utterance: &Utterance<'_>, found: &mut TimeFound) {
    if found.fixed {
        return;
    }
    for at in (0..utterance.words.len()).filter(|at| !found.words.contains(at)) {
        let word = utterance.word(at);
        if afternoon(word) && (60..720).contains(&found.minutes) {
            found.minutes += 720;
            found.fixed = true;
        }
        found.fixed |= morning(word);
    }
}
