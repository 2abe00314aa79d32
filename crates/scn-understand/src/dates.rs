//! Days: relative, by weekday, by number. Day before month; without a year the next time it comes.

use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    clause, numbers,
    words::calendar::{Unit, month, relative, unit, weekday},
};
use scn_graph::{
    Day, Language, Moment, Value, When,
    jiff::{
        Span, Timestamp,
        civil::{Date, Time},
        tz::TimeZone,
    },
};
use std::ops::Range;

const CLEAR: Score = 950;
/// The other reading of "next friday" when this week's is still to come.
const WEEK_LATER: Score = 600;

/// A day found in a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DayFound {
    pub(crate) day: i32,
    pub(crate) words: Range<usize>,
    pub(crate) score: Score,
}

/// The local day and minute at a moment.
pub(crate) fn local(now: Moment, zone: &TimeZone) -> (i32, i32) {
    let offset = Timestamp::from_millisecond(now.0).map_or(0, |now| zone.to_offset(now).seconds());
    let seconds = now.0.div_euclid(1000) + i64::from(offset);
    let day = seconds.div_euclid(86_400).clamp(-4_000_000, 2_900_000);
    (day as i32, (seconds.rem_euclid(86_400) / 60) as i32)
}

/// The moment of a day and a minute there; a minute that the clocks skip is the one after the change.
pub(crate) fn moment(day: i32, minutes: i32, zone: &TimeZone) -> Option<Moment> {
    let time = Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).ok()?;
    let at = from_day(day)?.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(Moment(at.timestamp().as_millisecond()))
}

/// Reads a day that fits the constraints.
pub(crate) fn read(utterance: &Utterance<'_>, context: &Context<'_>, when: When) -> Readings {
    let (today, _) = local(context.now, context.zone);
    let mut result = Readings::default();
    for found in scan(utterance, context, when.past && !when.future) {
        if clause::is_negated(utterance, found.words.clone()) {
            continue;
        }
        let reach = when.within_seconds.map_or(i32::MAX, |seconds| (seconds / 86_400) as i32);
        let ahead = found.day.saturating_sub(today);
        if when.future && ahead < 0 || when.past && ahead > 0 || ahead.abs() > reach {
            result.misfit = Some(Misfit::OutOfBounds);
            continue;
        }
        let whole = utterance.only_filler_outside(found.words.clone());
        let score = if whole && found.score == CLEAR { 1000 } else { found.score };
        let raw = utterance.raw_range(found.words);
        result.readings.push(Reading { value: Value::Date(Day(found.day)), score, raw, whole, grain: None });
    }
    result.readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    if !result.readings.is_empty() {
        result.misfit = None;
    }
    result
}

/// All days of a message, in order.
pub(crate) fn scan(utterance: &Utterance<'_>, context: &Context<'_>, past: bool) -> Vec<DayFound> {
    let finder = Finder { utterance, context, today: local(context.now, context.zone).0, past };
    let mut all: Vec<DayFound> = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        let found = finder.at(at);
        at = found.iter().map(|f| f.words.end).max().unwrap_or(0).max(at + 1);
        all.extend(found);
    }
    all
}

struct Finder<'u> {
    utterance: &'u Utterance<'u>,
    context: &'u Context<'u>,
    today: i32,
    past: bool,
}

impl Finder<'_> {
    fn at(&self, at: usize) -> Vec<DayFound> {
        let one = |found: Option<(i32, usize)>| {
            found.map(|(day, end)| vec![DayFound { day, words: at..end, score: CLEAR }])
        };
        one(self.relative(at))
            .or_else(|| one(self.distance(at)))
            .or_else(|| self.numeric(at))
            .or_else(|| one(self.with_month(at)))
            .or_else(|| self.weekday(at))
            .or_else(|| one(self.day_of_month(at)))
            .unwrap_or_default()
    }

    fn relative(&self, at: usize) -> Option<(i32, usize)> {
        (1..=4).rev().find_map(|len| {
            let days = relative(self.utterance.phrase(at..at + len))?;
            // In German "hier" is a place.
            let here = self.utterance.word(at) == "hier" && !self.speaks(Language::Fr);
            (!here).then_some((self.today + days, at + len))
        })
    }

    fn speaks(&self, language: Language) -> bool {
        self.context.languages.is_empty() || self.context.languages.contains(&language)
    }

    /// "dans 3 jours", "in two weeks", "vor 3 Tagen", "3 giorni fa".
    fn distance(&self, at: usize) -> Option<(i32, usize)> {
        let word = self.utterance.word(at);
        let ago_before = self.utterance.phrase(at..at + 3) == "il y a";
        let sign = match word {
            "dans" | "in" | "tra" | "fra" => 1,
            "vor" => -1,
            _ if ago_before => -1,
            _ => 0,
        };
        let number_at = at + if ago_before { 3 } else { usize::from(sign != 0) };
        let (count, len) = numbers::small(self.utterance, number_at)?;
        let unit = unit(self.utterance.word(number_at + len))?;
        let mut end = number_at + len + 1;
        let sign = if sign == 0 {
            let behind = self.utterance.word(end);
            end += 1;
            matches!(behind, "ago" | "fa").then_some(-1)?
        } else {
            sign
        };
        let count = i32::try_from(count).ok().filter(|count| *count <= 1000)? * sign;
        let day = match unit {
            Unit::Seconds(_) => return None,
            Unit::Days(days) => self.today + count * days as i32,
            Unit::Months(months) => to_day(
                from_day(self.today)?
                    .checked_add(Span::new().months(i64::from(count) * i64::from(months)))
                    .ok()?,
            ),
        };
        Some((day, end))
    }

    /// "24.12.", "24/12/2025", "2025-12-24". In English alone "3/4" may be either day.
    fn numeric(&self, at: usize) -> Option<Vec<DayFound>> {
        let first = self.digits(at)?;
        let joined = |at: usize| {
            let gap = self.utterance.gap_before(at);
            matches!(gap.trim(), "." | "/" | "-") && gap.len() <= 2
        };
        let second = self.digits(at + 1).filter(|_| joined(at + 1))?;
        let third = self.digits(at + 2).filter(|_| joined(at + 2));
        let found = |day: i32, end: usize, score| DayFound { day, words: at..end, score };
        if first > 999 {
            let day = to_day(date(first, second, third?)?);
            return Some(vec![found(day, at + 3, CLEAR)]);
        }
        let gap = self.utterance.gap_before(at + 1).trim();
        // "19.30" is a time, "2-3" a range; a date without a year ends with a dot or has a slash.
        let dotted =
            gap == "/" || self.utterance.gap_before(at + 2).starts_with('.') || gap == "." && second <= 12;
        if third.is_none() && (!dotted || gap == "-") {
            return None;
        }
        let end = at + 2 + usize::from(third.is_some());
        let read = |day: i32, month: i32| match third {
            Some(year) => Some(to_day(date(if year < 100 { 2000 + year } else { year }, month, day)?)),
            None => self.next(month, day),
        };
        let (day_first, month_first) = (read(first, second), read(second, first));
        let only_english = self.context.languages == [Language::En] && gap == "/";
        match (day_first, month_first) {
            (Some(a), Some(b)) if only_english && a != b => {
                Some(vec![found(a, end, CLEAR), found(b, end, CLEAR)])
            }
            (Some(day), _) => Some(vec![found(day, end, CLEAR)]),
            (None, Some(day)) if gap == "/" => Some(vec![found(day, end, CLEAR)]),
            _ => None,
        }
    }

    fn digits(&self, at: usize) -> Option<i32> {
        let word = self.utterance.word(at);
        (word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
    }

    /// A day of a month: "24", "1er", "24th", "vingt-quatre".
    fn day_number(&self, at: usize) -> Option<(i32, usize)> {
        let word = self.utterance.word(at);
        let digits = ["er", "re", "e", "th", "st", "nd", "rd", "o"]
            .iter()
            .find_map(|end| word.strip_suffix(end))
            .unwrap_or(word);
        let (day, len) = match digits.parse::<i32>() {
            Ok(day) => (day, 1),
            Err(_) => match word {
                "premier" | "primo" | "erste" | "ersten" | "first" => (1, 1),
                _ if numbers::is_article(word) => return None,
                _ => numbers::small(self.utterance, at)
                    .and_then(|(day, len)| Some((i32::try_from(day).ok()?, len)))?,
            },
        };
        (1..=31).contains(&day).then_some((day, at + len))
    }

    /// "24 décembre 2025", "24th of December", "December 24".
    fn with_month(&self, at: usize) -> Option<(i32, usize)> {
        let (day, month, end) = if let Some(month) = month(self.utterance.word(at)) {
            let (day, end) = self.day_number(at + 1 + usize::from(self.utterance.word(at + 1) == "the"))?;
            (day, month, end)
        } else {
            let start =
                at + usize::from(matches!(self.utterance.word(at), "le" | "am" | "il" | "den" | "the" | "l"));
            let (day, end) = self.day_number(start)?;
            let end = end + usize::from(matches!(self.utterance.word(end), "of" | "de" | "di"));
            (day, month(self.utterance.word(end))?, end + 1)
        };
        match self.digits(end).filter(|year| (1900..2200).contains(year)) {
            Some(year) => Some((to_day(date(year, i32::from(month), day)?), end + 1)),
            None => Some((self.next(i32::from(month), day)?, end)),
        }
    }

    /// "mardi", "mardi prochain", "next friday", "letzten Montag", "mardi 24 décembre".
    fn weekday(&self, at: usize) -> Option<Vec<DayFound>> {
        let modifier = |at: usize| match self.utterance.word(at) {
            "prochain" | "prochaine" | "prossimo" | "prossima" | "next" | "nachsten" | "nachster"
            | "nachste" | "naechsten" | "kommenden" | "coming" => Some(1),
            "dernier" | "passe" | "scorso" | "scorsa" | "last" | "letzten" | "vergangenen" => Some(-1),
            _ => None,
        };
        let before = modifier(at);
        let name_at = at + usize::from(before.is_some());
        let weekday = weekday(self.utterance.word(name_at))?;
        if let Some((day, end)) = self.with_month(name_at + 1).or_else(|| self.day_of_month(name_at + 1)) {
            return Some(vec![DayFound { day, words: at..end, score: CLEAR }]);
        }
        if let Some(found) = self.numeric(name_at + 1) {
            return Some(
                found.into_iter().map(|found| DayFound { words: at..found.words.end, ..found }).collect(),
            );
        }
        let behind = modifier(name_at + 1).filter(|_| before.is_none());
        let words = at..name_at + 1 + usize::from(behind.is_some());
        let today = (self.today + 3).rem_euclid(7);
        let modifier = before.or(behind);
        if modifier == Some(-1) || modifier.is_none() && self.past {
            let back = (today - weekday - 1).rem_euclid(7) + 1;
            return Some(vec![DayFound { day: self.today - back, words, score: CLEAR }]);
        }
        let ahead = (weekday - today - 1).rem_euclid(7) + 1;
        let mut found = vec![DayFound { day: self.today + ahead, words: words.clone(), score: CLEAR }];
        if modifier == Some(1) && weekday > today {
            found.push(DayFound { day: self.today + ahead + 7, words, score: WEEK_LATER });
        }
        Some(found)
    }

    /// "le 24", "am 24.", "il 24", "the 24th".
    fn day_of_month(&self, at: usize) -> Option<(i32, usize)> {
        let announced =
            at + usize::from(matches!(self.utterance.word(at), "le" | "am" | "il" | "den" | "the"));
        let (day, end) = self.day_number(announced).filter(|_| self.numeric(announced).is_none())?;
        let word = self.utterance.word(announced);
        let after_weekday =
            at > 0 && weekday(self.utterance.word(at - 1)).is_some() && !self.utterance.begins_clause(at);
        let is_day = announced > at || after_weekday || word.ends_with("th");
        let is_other =
            unit(self.utterance.word(end)).is_some() || matches!(self.utterance.word(end), "uhr" | "pm");
        if !is_day || is_other {
            return None;
        }
        let today = from_day(self.today)?;
        (0..13).find_map(|months| {
            let months = if self.past { -months } else { months };
            let month = today.first_of_month().checked_add(Span::new().months(months)).ok()?;
            let found = to_day(date(i32::from(month.year()), i32::from(month.month()), day)?);
            let fits = if self.past { found <= self.today } else { found >= self.today };
            fits.then_some((found, end))
        })
    }

    /// The next (or last) time this day comes.
    fn next(&self, month: i32, day: i32) -> Option<i32> {
        let year = i32::from(from_day(self.today)?.year());
        let years: Vec<i32> =
            if self.past { (year - 4..=year).rev().collect() } else { (year..=year + 4).collect() };
        years.into_iter().find_map(|year| {
            let found = to_day(date(year, month, day)?);
            let fits = if self.past { found <= self.today } else { found >= self.today };
            fits.then_some(found)
        })
    }
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn from_day(day: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(Span::new().try_days(day).ok()?).ok()
}

fn to_day(date: Date) -> i32 {
    (date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24) as i32
}
