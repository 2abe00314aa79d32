//! Lengths of time.

use crate::{
    api::{Context, Reading, Readings, Score, Utterance},
    numbers::{self, Number},
    words::calendar::{self, Unit},
};
use scn_graph::{Decimal, Language, Span, Value};
use std::ops::Range;

const WHOLE: Score = 1000;
const SAID: Score = 900;
/// "a couple of days": two, or some.
const LOOSE: Score = 700;

/// A length found in a message.
struct Part {
    span: Span,
    words: Range<usize>,
    raw: Range<usize>,
    loose: bool,
}

/// Reads lengths of time: "1h30", "une demi-heure", "zwei Stunden und 15 Minuten".
pub(crate) fn read(utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let mut readings: Vec<Reading> = Vec::new();
    for Part { span, words, raw, loose } in joined(utterance, parts(utterance, context.languages)) {
        if numbers::is_denied(utterance, words.clone()) {
            continue;
        }
        let whole = utterance.only_filler_outside(words);
        let score = match (loose, whole) {
            (true, _) => LOOSE,
            (_, true) => WHOLE,
            _ => SAID,
        };
        readings.push(Reading { value: Value::Duration(span), score, raw, whole, grain: None });
    }
    readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    Readings { readings, misfit: None }
}

fn parts(utterance: &Utterance<'_>, languages: &[Language]) -> Vec<Part> {
    let clock = Clock { utterance, languages, numbers: numbers::values(utterance, languages) };
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        let found = clock
            .counted(at)
            .or_else(|| clock.glued(at))
            .or_else(|| clock.compound(at))
            .or_else(|| clock.entire(at));
        at = found.as_ref().map_or(at + 1, |part| part.words.end.max(at + 1));
        parts.extend(found);
    }
    parts
}

/// "2 heures et 15 minutes", "1 year, 2 days and 3 hours" are one length; "2 heures ou 3 heures" are two.
fn joined(utterance: &Utterance<'_>, parts: Vec<Part>) -> Vec<Part> {
    let mut all: Vec<Part> = Vec::new();
    for part in parts {
        let between = |last: &Part| last.words.end..part.words.start;
        let goes_on = all.last().is_some_and(|last| {
            let and = between(last).len() == 1 && numbers::is_and(utterance.word(last.words.end));
            let gap = utterance.gap_before(part.words.start).trim();
            (and || between(last).is_empty()) && matches!(gap, "" | ",") && size(last.span) > size(part.span)
        });
        match all.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.span = plus(last.span, part.span);
                last.words.end = part.words.end;
                last.raw.end = part.raw.end;
                last.loose |= part.loose;
            }
            None => all.push(part),
        }
    }
    all
}

/// How long it is, to tell hours from minutes.
fn size(span: Span) -> u64 {
    let days = u64::from(span.months) * 30 + u64::from(span.days);
    days * 86_400 + u64::from(span.seconds)
}

fn plus(a: Span, b: Span) -> Span {
    Span {
        months: a.months.saturating_add(b.months),
        days: a.days.saturating_add(b.days),
        seconds: a.seconds.saturating_add(b.seconds),
    }
}

/// A unit of time by its name.
fn unit(word: &str) -> Option<Unit> {
    calendar::unit(word).or_else(|| {
        Some(match word {
            "std" | "stdn" | "stunds" | "heur" => Unit::Seconds(3600),
            "journee" | "journees" | "giornata" | "giornate" | "tags" | "nuit" | "nuits" | "nacht"
            | "nachte" | "naechte" | "notte" | "notti" | "night" | "nights" => Unit::Days(1),
            "fortnight" | "fortnights" => Unit::Days(14),
            "trimestre" | "trimestres" | "trimestri" | "quartal" | "quartale" => Unit::Months(3),
            "semestre" | "semestres" | "semestri" | "semester" | "semesters" => Unit::Months(6),
            "decade" | "decades" | "decennie" | "decennies" | "jahrzehnt" | "jahrzehnte" | "jahrzehnten"
            | "decennio" | "decenni" => Unit::Months(120),
            "siecle" | "siecles" | "jahrhundert" | "jahrhunderte" | "secolo" | "secoli" | "century"
            | "centuries" => Unit::Months(1200),
            "viertelstunde" | "viertelstunden" => Unit::Seconds(900),
            "yr" | "yrs" => Unit::Months(12),
            "sek" | "secs" | "sekonds" => Unit::Seconds(1),
            _ => return None,
        })
    })
}

/// Units that are one letter, written on to the digits.
fn letter(word: &str) -> Option<Unit> {
    Some(match word {
        "m" => Unit::Seconds(60),
        "s" => Unit::Seconds(1),
        "j" | "d" => Unit::Days(1),
        "w" => Unit::Days(7),
        word => return unit(word),
    })
}

struct Clock<'t, 'u> {
    utterance: &'t Utterance<'u>,
    languages: &'t [Language],
    numbers: Vec<Number>,
}

impl Clock<'_, '_> {
    fn part(&self, span: Span, words: Range<usize>) -> Part {
        let raw = self.utterance.raw_range(words.clone());
        Part { span, words, raw, loose: false }
    }

    /// A number and a unit, perhaps with "et demie" behind: "une heure et demie", "3/4h", "half an hour", "2'".
    fn counted(&self, at: usize) -> Option<Part> {
        let number = self.numbers.iter().find(|n| n.words.start == at && !n.value.is_sign_negative())?;
        let mut end = number.words.end;
        let mut raw_end = None;
        let unit = if number.glued {
            let last = self.utterance.word(end - 1);
            letter(last.trim_start_matches(|c: char| c.is_ascii_digit()))?
        } else if let Some((unit, raw)) = self.prime(end) {
            raw_end = Some(raw);
            unit
        } else {
            end += self.links(end, number);
            end += 1;
            if self.utterance.begins_clause(end - 1) && end - 1 > number.words.end {
                return None;
            }
            unit(self.utterance.word(end - 1)).filter(|_| !self.is_apart(end - 1))?
        };
        let mut value = number.value;
        if let Some((half, behind)) = self.half(end) {
            value += half;
            end = behind;
        }
        let mut span = times(value, unit)?;
        if let Some((more, behind)) = self.smaller(unit, end) {
            span = plus(span, more);
            end = behind;
            raw_end = None;
        }
        let mut part = self.part(span, at..end);
        part.raw.start = number.raw.start;
        part.raw.end = raw_end.unwrap_or(part.raw.end);
        part.loose = number.loose;
        Some(part)
    }

    /// A comma or stop stands before the word.
    fn is_apart(&self, at: usize) -> bool {
        self.utterance.gap_before(at).contains([',', '.', ';', '!', '?', '\n'])
    }

    /// Words between number and unit: "half an hour", "une quinzaine de jours", "2 more days".
    fn links(&self, at: usize, number: &Number) -> usize {
        let part = !number.value.is_integer() || number.loose;
        let is_link = |at: &usize| match self.utterance.word(*at) {
            "of" | "de" | "d" | "di" => true,
            "an" | "a" | "the" | "einer" | "l" | "un" => part,
            "more" | "less" | "fewer" | "full" | "whole" | "autres" | "altri" | "altre" | "weitere"
            | "weiteren" | "ganze" | "volle" | "bonnes" | "bonne" => *at == number.words.end,
            _ => false,
        };
        (at..at + 2).take_while(is_link).count()
    }

    /// "2'": minutes; "2''": seconds.
    fn prime(&self, at: usize) -> Option<(Unit, usize)> {
        let gap = self.utterance.gap_before(at);
        let start = self.utterance.words.get(at.checked_sub(1)?)?.raw.end;
        let sign = gap.split(char::is_whitespace).next()?;
        let unit = match sign {
            "'" | "’" | "′" => Unit::Seconds(60),
            "''" | "\"" | "″" => Unit::Seconds(1),
            _ => return None,
        };
        let ends = at >= self.utterance.words.len() || gap.len() > sign.len();
        ends.then_some((unit, start + sign.len()))
    }

    /// "et demie", "e tre quarti", when no unit of its own follows.
    fn half(&self, end: usize) -> Option<(Decimal, usize)> {
        let (part, behind) = numbers::fraction_behind(self.utterance, end, self.languages)?;
        let link = (behind..behind + 2)
            .take_while(|at| matches!(self.utterance.word(*at), "of" | "an" | "a" | "d" | "de" | "di"))
            .count();
        unit(self.utterance.word(behind + link)).is_none().then_some((part, behind))
    }

    /// "1 h 30", "1 hour and fifteen", "2 min 30": the next smaller unit goes without saying.
    fn smaller(&self, unit: Unit, end: usize) -> Option<(Span, usize)> {
        let by = match unit {
            Unit::Seconds(3600) => 60,
            Unit::Seconds(60) => 1,
            _ => return None,
        };
        let start = end + usize::from(numbers::is_and(self.utterance.word(end)));
        let number = self.numbers.iter().find(|n| n.words.start == start && !n.glued && !n.article)?;
        let value =
            u32::try_from(number.value).ok().filter(|value| *value < 60 && number.value.is_integer())?;
        let alone = self::unit(self.utterance.word(number.words.end)).is_none();
        let ends = start == end || number.words.end >= self.utterance.words.len();
        (alone && ends && !self.is_apart(start)).then(|| (Span::seconds(value * by), number.words.end))
    }

    /// "1h30", "90min", "1h30min", "1min3sec".
    fn glued(&self, at: usize) -> Option<Part> {
        let mut rest = self.utterance.word(at);
        let mut span: Option<Span> = None;
        let mut last = None;
        while !rest.is_empty() {
            let (digits, behind) =
                rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))?;
            let letters = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
            let (name, tail) = behind.split_at_checked(letters)?;
            let count: u32 = (digits.len() <= 5).then(|| digits.parse().ok())??;
            let unit = match (name, last) {
                ("", Some(Unit::Seconds(3600))) if digits.len() == 2 => Unit::Seconds(60),
                ("", Some(Unit::Seconds(60))) if digits.len() == 2 => Unit::Seconds(1),
                (name, _) => letter(name)?,
            };
            span = Some(plus(span.unwrap_or(Span::ZERO), times(Decimal::from(count), unit)?));
            last = Some(unit);
            rest = tail;
        }
        let mut words = at..at + 1;
        let mut span = span?;
        // "1h 30"
        if let Some((more, end)) = last.and_then(|last| self.smaller(last, at + 1)) {
            span = plus(span, more);
            words.end = end;
        }
        Some(self.part(span, words))
    }

    /// "Viertelstunde", "Dreivierteljahr", "mezzora".
    fn compound(&self, at: usize) -> Option<Part> {
        let start = at + usize::from(numbers::is_article(self.utterance.word(at)));
        let word = self.utterance.word(start);
        let value = ["stunde", "stunden", "jahr", "jahre", "tag"].into_iter().find_map(|name| {
            let count =
                numbers::of_word(word.strip_suffix(name).filter(|count| count.len() > 2)?, Language::De)?;
            times(count, unit(name)?)
        });
        let span = value.or(match word {
            "mezzora" => Some(Span::seconds(1800)),
            "quinzaine" => Some(Span::days(15)),
            _ => None,
        })?;
        Some(self.part(span, at..start + 1))
    }

    /// "all day", "toute la semaine", "das ganze Jahr", "another week".
    fn entire(&self, at: usize) -> Option<Part> {
        let len = match (self.utterance.word(at), self.utterance.word(at + 1)) {
            ("toute" | "tout", "la" | "le") | ("tutto" | "tutta", "il" | "la" | "l") => 2,
            (
                "all" | "whole" | "full" | "entire" | "another" | "ganze" | "ganzen" | "ganzer" | "ganzes"
                | "intera" | "intero",
                _,
            ) => 1,
            _ => return None,
        };
        let unit = unit(self.utterance.word(at + len)).filter(|_| !self.is_apart(at + len))?;
        Some(self.part(times(Decimal::ONE, unit)?, at..at + len + 1))
    }
}

/// So many units; a fraction of a day is hours, one of a month is days.
fn times(count: Decimal, unit: Unit) -> Option<Span> {
    let whole = |count: Decimal, by: u32| u32::try_from(count.checked_mul(Decimal::from(by))?.round()).ok();
    let parts = |count: Decimal, by: u32| {
        let all = count.checked_mul(Decimal::from(by))?;
        Some((u32::try_from(all.trunc()).ok()?, all.fract()))
    };
    Some(match unit {
        Unit::Seconds(seconds) => Span::seconds(whole(count, seconds)?),
        Unit::Days(days) => {
            let (days, rest) = parts(count, days)?;
            Span { days, seconds: whole(rest, 86_400)?, months: 0 }
        }
        Unit::Months(months) => {
            let (months, rest) = parts(count, months)?;
            Span { months, days: whole(rest, 30)?, seconds: 0 }
        }
    })
}
