//! Days, weeks, months as they are said: from atoms to expressions, in any language.

use super::{
    spans::Length,
    text::{Found, Text},
};
use crate::{
    api::Grain,
    words::times::{Atom, Edge, Holiday},
};

/// A day of a calendar, perhaps without its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ymd {
    pub(super) year: Option<Year>,
    pub(super) month: i32,
    pub(super) day: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Is(i32),
    /// Two digits: of this century or the last.
    Short(i32),
    /// "this year", "next year".
    Step(i32),
}

/// What is counted in "the third Monday of May".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nth {
    Weekday(i32),
    Day,
    Week,
}

/// A day, or a longer stretch, as it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Relative(i32),
    Date(Ymd),
    /// "3/4": day first, or month first.
    Either(Ymd, Ymd),
    /// "the 24th", perhaps with months from now ("of next month").
    OfMonth(i32, Option<i32>),
    Weekday {
        weekday: i32,
        step: Option<i32>,
    },
    /// "lundi en huit".
    Further {
        weekday: i32,
        days: i32,
    },
    /// "Monday next week".
    WeekdayIn {
        weekday: i32,
        weeks: i32,
    },
    /// "Sunday, February 10".
    WeekdayAndDate {
        weekday: i32,
        date: Box<Day>,
    },
    /// "Friday the 13th".
    DatedWeekday {
        weekday: i32,
        day: i32,
    },
    /// "the third Monday of May", "the last day of next month"; no month is this one.
    Nth {
        nth: i32,
        what: Nth,
        of: Option<Box<Day>>,
    },
    /// "3 Fridays from now".
    Count {
        weekday: i32,
        count: i32,
    },
    /// A length after (or, negative, before) another day; today when there is none.
    Away(Length, Option<Box<Day>>),
    Holiday {
        holiday: Holiday,
        year: Option<Year>,
        step: Option<i32>,
    },
    /// "next week", "this month": so many from the present one.
    Period(Grain, i32),
    Month {
        month: i32,
        year: Option<Year>,
        step: Option<i32>,
    },
    Quarter(i32, Option<Year>),
    Year(i32),
    Weekend(i32),
    /// "the week of October 7th".
    WeekOf(Box<Day>),
    /// "the end of May".
    Edge(Edge, Box<Day>),
}

/// How deep "two days after two weeks before …" may go.
const DEPTH: usize = 2;

type Rule<'u> = fn(&Text<'u>, usize, usize) -> Found<Day>;

impl<'u> Text<'u> {
    /// The longest day that begins at a token.
    pub(super) fn day(&self, at: usize) -> Found<Day> {
        self.day_within(at, DEPTH)
    }

    pub(super) fn day_within(&self, at: usize, depth: usize) -> Found<Day> {
        let rules: [Rule<'u>; 12] = [
            Self::relative,
            Self::iso_or_numeric,
            Self::with_month,
            Self::with_weekday,
            Self::nth,
            Self::holiday,
            Self::of_month,
            Self::counted,
            Self::ahead_or_back,
            Self::beside_another,
            Self::period,
            Self::edge,
        ];
        let mut best: Found<Day> = None;
        for found in rules.into_iter().filter_map(|rule| rule(self, at, depth)) {
            if best.as_ref().is_none_or(|(_, end)| found.1 > *end) {
                best = Some(found);
            }
        }
        best
    }

    /// "tomorrow", "heute in einer Woche".
    pub(super) fn relative(&self, at: usize, _: usize) -> Found<Day> {
        let (days, end) = self.get(at, |atom| match atom {
            Atom::Day(days) => Some(Day::Relative(days)),
            _ => None,
        })?;
        match self.away(end).filter(|(length, _)| length.days > 0 && length.seconds == 0) {
            Some((length, behind)) if self.gap(end).trim().is_empty() => {
                Some((Day::Away(length, Some(Box::new(days))), behind))
            }
            _ => Some((days, end)),
        }
    }

    // Numbers with signs between them.

    /// Digits stand right before, with a sign between: a part of something longer.
    pub(super) fn joined(&self, at: usize) -> bool {
        let digits = |at: usize| self.token(at).starts_with(|c: char| c.is_ascii_digit());
        at > 0
            && digits(at)
            && digits(at - 1)
            && self.begins(at)
            && matches!(self.gap(at), "/" | "-" | "." | ":" | ",")
    }

    pub(super) fn sign(&self, at: usize) -> Option<char> {
        let gap = self.gap(at);
        let sign = gap.trim();
        let mut signs = sign.chars();
        match (signs.next(), signs.next()) {
            (None, _) if !gap.is_empty() => Some(' '),
            (Some(sign), None) if gap.len() <= 3 => Some(sign),
            (Some('.'), Some('/')) if gap.len() <= 3 => Some('/'),
            _ => None,
        }
    }

    /// "24.12.", "24/12/2025", "2025-12-24", "le 24 12".
    pub(super) fn iso_or_numeric(&self, at: usize, _: usize) -> Found<Day> {
        let start = self.behind_the(at);
        let dated = |day: &Day| match day {
            Day::Date(ymd) | Day::Either(ymd, _) => ymd.year.is_some(),
            _ => false,
        };
        let behind = if start > at { self.in_digits(start) } else { None };
        behind.filter(|(day, _)| dated(day)).or_else(|| self.in_digits(at))
    }

    pub(super) fn in_digits(&self, at: usize) -> Found<Day> {
        if self.joined(at) || !self.begins(at) {
            return None;
        }
        let (first, middle) = self.digits(at, 1..=4)?;
        let (second, last) = self.digits(middle, 1..=2).filter(|_| self.begins(middle))?;
        let sign = self.sign(middle).filter(|sign| matches!(sign, '/' | '.' | '-' | ' '))?;
        let third = || {
            let comma = sign == '/' && self.gap(last) == ",";
            let also = self.sign(last).filter(|also| *also == sign || comma)?;
            let (third, end) = self.digits(last, 1..=4)?;
            let long = self.token(last).len();
            let iso = self.token(end) == "t" && !self.begins(end) && self.digits(end + 1, 2..=2).is_some();
            let whole = (self.begins(end) || iso) && !self.joined(end) && self.begins(last);
            // Blanks alone join a date only to a year.
            let fits = whole && (long == 4 || long == 2 || self.token(at).len() == 4) && long != 3;
            let clock = self.is(end, Atom::OClock) || self.gap(end).starts_with(':');
            (fits && !(also == ' ' && clock)).then_some((third, long, end))
        };
        let third = third();
        if self.token(at).len() == 4 {
            let (day, _, end) = third.filter(|_| sign != ' ')?;
            let ymd = Ymd { year: Some(Year::Is(first)), month: second, day };
            return fits(ymd).then_some((Day::Date(ymd), end));
        }
        if self.token(at).len() > 2 {
            return None;
        }
        let (year, end) = match third {
            Some((year, 4, end)) => (Some(Year::Is(year)), end),
            Some((year, _, end)) => (Some(Year::Short(year)), end),
            None => (None, last),
        };
        let day_first = Ymd { year, month: second, day: first };
        let month_first = Ymd { year, month: first, day: second };
        let announced =
            self.follows(at, &[Atom::On, Atom::The]) || at > 0 && self.get(at - 1, weekday_atom).is_some();
        let is_date = match sign {
            '/' => true,
            '.' => year.is_some() || self.gap(end).starts_with('.') || fits(day_first) || announced,
            '-' => year.is_some() || announced || fits(day_first) != fits(month_first),
            _ => year.is_some() || announced || self.len() == 2,
        };
        let clock = self.gap(end).starts_with(':') || self.joined(end) || self.is(end, Atom::OClock);
        if !is_date || clock || !self.begins(end) && year.is_none() {
            return None;
        }
        match (fits(day_first), fits(month_first)) {
            (true, true) if first != second => Some((Day::Either(day_first, month_first), end)),
            (true, _) => Some((Day::Date(day_first), end)),
            (false, true) if sign != ' ' || matches!(year, Some(Year::Is(_))) => {
                Some((Day::Date(month_first), end))
            }
            _ => None,
        }
    }

    /// Behind "the", which belongs to the day in English, and "il" before digits.
    pub(super) fn behind_the(&self, at: usize) -> usize {
        let belongs = |end: &usize| match self.token(at) {
            "the" => true,
            "il" => self.digits(*end, 1..=2).is_some(),
            _ => false,
        };
        self.past(at, Atom::The).filter(belongs).unwrap_or(at)
    }

    // Months by name.

    pub(super) fn month(&self, at: usize) -> Found<i32> {
        self.get(at, |atom| match atom {
            Atom::Month(month) => Some(i32::from(month)),
            _ => None,
        })
    }

    /// "24", "1er", "24th", "vingt-quatre", "erste": and whether it is certainly an ordinal.
    pub(super) fn day_number(&self, at: usize) -> Found<(i32, bool)> {
        let ordinal = self.get(at, |atom| match atom {
            Atom::Ordinal(nth) => Some(nth),
            _ => None,
        });
        if let Some((nth, end)) = ordinal.filter(|(nth, _)| (1..=31).contains(nth)) {
            return Some(((nth, true), end));
        }
        let (day, end) = self.number(at).filter(|(day, _)| (1..=31).contains(day))?;
        if self.any_number(at).is_some_and(|(number, _)| number.digits > 2) {
            return None;
        }
        match self.past(end, Atom::Suffix).filter(|_| !self.begins(end)) {
            Some(behind) if self.begins(behind) => Some(((day, true), behind)),
            _ => self.begins(end).then_some(((day, self.gap(end).starts_with(['°', 'º', 'ª'])), end)),
        }
    }

    /// What stands here makes the number before it something else than a day: "8:00", "8 Uhr", "3 Stunden".
    pub(super) fn is_other(&self, end: usize) -> bool {
        let unit = |atom| match atom {
            Atom::Unit(..) | Atom::OClock | Atom::Pm | Atom::Am | Atom::Past | Atom::To => Some(()),
            _ => None,
        };
        let word = self.get(end, unit).is_some() && self.goes_on(end) && !self.gap(end).contains([',', '.']);
        let glued = !self.begins(end);
        word || glued || self.gap(end).starts_with(':') || self.joined(end) && self.gap(end) != "."
    }

    pub(super) fn year(&self, at: usize) -> Found<Year> {
        if !self.goes_on(at) {
            return None;
        }
        let announced = self.skip(at, &[Atom::Of, Atom::The, Atom::Year], 3);
        if let Some((Day::Period(Grain::Year, step), end)) = self.stepped(announced) {
            return Some((Year::Step(step), end));
        }
        if self.gap(at).contains("'") && announced == at || self.gap(at).contains('’') {
            return self.digits(at, 2..=2).map(|(year, end)| (Year::Short(year), end));
        }
        let (number, end) = self.any_number(announced)?;
        if self.is_other(end) && self.token(end) != "a" {
            return None;
        }
        match number.digits {
            4 if (1000..3000).contains(&number.value) => Some((Year::Is(number.value), end)),
            2 if announced == at => Some((Year::Short(number.value), end)),
            0 if (1000..3000).contains(&number.value) => Some((Year::Is(number.value), end)),
            0 if (18..=21).contains(&number.value) => {
                let (rest, end) = self.number(end).filter(|(rest, _)| (10..100).contains(rest))?;
                Some((Year::Is(number.value * 100 + rest), end))
            }
            _ => None,
        }
    }

    pub(super) fn with_year(&self, month: i32, day: i32, end: usize) -> Found<Day> {
        let (year, end) = self.year(end).map_or((None, end), |(year, end)| (Some(year), end));
        let ymd = Ymd { year, month, day };
        fits(ymd).then_some((Day::Date(ymd), end))
    }

    /// "24 décembre 2025", "the 24th of December", "December 24", "24/Dec/2025", "2025-Dec-24".
    pub(super) fn with_month(&self, at: usize, _: usize) -> Found<Day> {
        let start = self.behind_the(at);
        if let Some(((day, ordinal), end)) = self.day_number(start)
            && self.goes_on(end)
        {
            let number = |atom| match atom {
                Atom::MonthNumber(month) => Some(i32::from(month)),
                _ => None,
            };
            // "am siebten vierten", "der 7. vierte".
            let counted = self.get(end, number).filter(|_| ordinal || self.gap(end).starts_with('.'));
            if let Some((month, end)) = counted {
                return self.with_year(month, day, end);
            }
        }
        if let Some(((day, _), end)) = self.day_number(start)
            && self.goes_on(end)
            && let middle = self.skip(end, &[Atom::Of, Atom::The], 2)
            && let Some((month, end)) = self.month(middle).or_else(|| self.month(end))
        {
            return self.with_year(month, day, end);
        }
        if let Some((year, end)) = self.digits(at, 4..=4)
            && let Some((month, end)) = self.month(end)
            && let Some(((day, _), end)) = self.day_number(end)
        {
            let ymd = Ymd { year: Some(Year::Is(year)), month, day };
            return fits(ymd).then_some((Day::Date(ymd), end));
        }
        let (month, end) = self.month(at).filter(|(_, end)| self.goes_on(*end))?;
        let ((day, _), end) = self.day_number(self.skip(end, &[Atom::The, Atom::On], 1))?;
        if self.is_other(end) && self.sign(end) != Some('-') && self.sign(end) != Some('/') {
            return None;
        }
        self.with_year(month, day, end)
    }
}

pub(super) fn weekday_atom(atom: Atom) -> Option<i32> {
    match atom {
        Atom::Weekday(weekday) => Some(weekday),
        _ => None,
    }
}

/// There may be such a day; the 29 of February is looked at with its year.
pub(super) fn fits(ymd: Ymd) -> bool {
    let days = match ymd.month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&ymd.day)
}
