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
    WeekdayDate {
        weekday: i32,
        date: Box<Day>,
    },
    /// "Friday the 13th".
    WeekdayDay {
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

    fn day_within(&self, at: usize, depth: usize) -> Found<Day> {
        let rules: [Rule<'u>; 12] = [
            Self::relative,
            Self::iso_or_numeric,
            Self::with_month,
            Self::with_weekday,
            Self::nth,
            Self::holiday,
            Self::of_month,
            Self::counted,
            Self::from_now,
            Self::from_another,
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

    fn relative(&self, at: usize, _: usize) -> Found<Day> {
        self.get(at, |atom| match atom {
            Atom::Day(days) => Some(Day::Relative(days)),
            _ => None,
        })
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

    fn sign(&self, at: usize) -> Option<char> {
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
    fn iso_or_numeric(&self, at: usize, _: usize) -> Found<Day> {
        let start = self.behind_the(at);
        let dated = |day: &Day| match day {
            Day::Date(ymd) | Day::Either(ymd, _) => ymd.year.is_some(),
            _ => false,
        };
        let behind = if start > at { self.in_digits(start) } else { None };
        behind.filter(|(day, _)| dated(day)).or_else(|| self.in_digits(at))
    }

    fn in_digits(&self, at: usize) -> Found<Day> {
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
    fn behind_the(&self, at: usize) -> usize {
        let belongs = |end: &usize| match self.token(at) {
            "the" => true,
            "il" => self.digits(*end, 1..=2).is_some(),
            _ => false,
        };
        self.past(at, Atom::The).filter(belongs).unwrap_or(at)
    }

    // Months by name.

    fn month(&self, at: usize) -> Found<i32> {
        self.get(at, |atom| match atom {
            Atom::Month(month) => Some(i32::from(month)),
            _ => None,
        })
    }

    /// "24", "1er", "24th", "vingt-quatre", "erste": and whether it is certainly an ordinal.
    fn day_number(&self, at: usize) -> Found<(i32, bool)> {
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
            _ => self.begins(end).then_some(((day, false), end)),
        }
    }

    /// What stands here makes the number before it something else than a day: "8:00", "8 Uhr", "3 Stunden".
    fn is_other(&self, end: usize) -> bool {
        let unit = |atom| match atom {
            Atom::Unit(..) | Atom::OClock | Atom::Pm | Atom::Am | Atom::Past | Atom::To => Some(()),
            _ => None,
        };
        let word = self.get(end, unit).is_some() && self.goes_on(end) && !self.gap(end).contains([',', '.']);
        let glued = !self.begins(end);
        word || glued || self.gap(end).starts_with(':') || self.joined(end) && self.gap(end) != "."
    }

    fn year(&self, at: usize) -> Found<Year> {
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

    fn with_year(&self, month: i32, day: i32, end: usize) -> Found<Day> {
        let (year, end) = self.year(end).map_or((None, end), |(year, end)| (Some(year), end));
        let ymd = Ymd { year, month, day };
        fits(ymd).then_some((Day::Date(ymd), end))
    }

    /// "24 décembre 2025", "the 24th of December", "December 24", "24/Dec/2025", "2025-Dec-24".
    fn with_month(&self, at: usize, _: usize) -> Found<Day> {
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

    // Weekdays.

    /// A weekday. Two letters are one only where a date or a dot says so: "mi", "do" and "so" are words too.
    fn weekday(&self, at: usize) -> Found<i32> {
        let (weekday, end) = self.get(at, weekday_atom)?;
        let length = self.token(at).len();
        // "the sun" is no Sunday.
        let short =
            length <= 2 || length <= 3 && self.follows(at, &[Atom::The]) && !self.follows(at, &[Atom::On]);
        let clear = || {
            let dot = self.gap(end).starts_with('.');
            dot || self.len() == 1 || self.any_number(end).is_some() || self.follows(at, &[Atom::On])
        };
        (!short || clear()).then_some((weekday, end))
    }

    fn step(&self, at: usize) -> Found<i32> {
        self.get(at, |atom| match atom {
            Atom::Step(step) => Some(step),
            _ => None,
        })
        .filter(|_| self.goes_on(at))
    }

    /// "mardi", "mardi prochain", "next Friday", "Dienstag, 24.12.", "Friday the 13th", "Monday of next week".
    fn with_weekday(&self, at: usize, _: usize) -> Found<Day> {
        if let Some(found) = self.week_then_weekday(at).or_else(|| self.number_then_weekday(at)) {
            return Some(found);
        }
        let (before, name) = match self.step(at) {
            Some((step, end)) if self.weekday(end).is_some() => (Some(step), end),
            _ => (None, at),
        };
        let (weekday, end) = self.weekday(name)?;
        let further = |atom| match atom {
            Atom::Further(days) => Some(days),
            _ => None,
        };
        if let Some((days, end)) = self.get(end, further) {
            return Some((Day::Further { weekday, days }, end));
        }
        if let Some(found) = self.date_behind(weekday, end).or_else(|| self.week_behind(weekday, end)) {
            return Some(found);
        }
        let fits = |(_, after): &(i32, usize)| {
            before.is_none()
                && self.gap(end).trim().is_empty()
                && !self.is(end, Atom::After)
                && self.get(*after, noun).is_none()
        };
        Some(match self.step(end).filter(fits) {
            Some((step, end)) => (Day::Weekday { weekday, step: Some(step) }, end),
            None => (Day::Weekday { weekday, step: before }, end),
        })
    }

    /// The date behind a weekday: it says more.
    fn date_behind(&self, weekday: i32, end: usize) -> Found<Day> {
        if !self.goes_on(end) {
            return None;
        }
        let next = self.skip(end, &[Atom::On, Atom::The], 2);
        for start in [next, end] {
            if let Some((date, end)) = self.with_month(start, 0).or_else(|| self.iso_or_numeric(start, 0)) {
                return Some((Day::WeekdayDate { weekday, date: Box::new(date) }, end));
            }
        }
        let ((day, ordinal), behind) = self.day_number(next)?;
        let clear = ordinal || next > end || self.any_number(next).is_some();
        let comma = self.gap(end).contains(',') && !ordinal && next == end;
        (clear && !comma && !self.is_other(behind)).then_some((Day::WeekdayDay { weekday, day }, behind))
    }

    /// "of next week", "in zwei Wochen", "la semaine prochaine" behind a weekday.
    fn week_behind(&self, weekday: i32, end: usize) -> Found<Day> {
        if !self.goes_on(end) {
            return None;
        }
        let next = self.skip(end, &[Atom::Of, Atom::The, Atom::On], 3);
        for start in [next, end] {
            if let Some((Day::Period(Grain::Week, weeks), end)) = self.stepped(start) {
                return Some((Day::WeekdayIn { weekday, weeks }, end));
            }
        }
        let (length, end) = self.away(end)?;
        let weeks = length.days / 7;
        (length.grain == Grain::Week).then_some((Day::WeekdayIn { weekday, weeks }, end))
    }

    /// "next week on Friday".
    fn week_then_weekday(&self, at: usize) -> Found<Day> {
        let start = self.skip(at, &[Atom::The], 1);
        let (Day::Period(Grain::Week, weeks), end) = self.stepped(start)? else { return None };
        let next = self.skip(end, &[Atom::On, Atom::Of, Atom::The], 2);
        let (weekday, end) = self.weekday(next).filter(|_| self.goes_on(next))?;
        Some((Day::WeekdayIn { weekday, weeks }, end))
    }

    /// "the 26th Friday", "le vingt-cinq mardi".
    fn number_then_weekday(&self, at: usize) -> Found<Day> {
        let announced = self.follows(at, &[Atom::On, Atom::The]);
        let ((day, ordinal), end) = self.day_number(at).filter(|((_, ordinal), _)| announced && !ordinal)?;
        let (weekday, end) = self.weekday(end).filter(|_| self.gap(end).trim().is_empty() && !ordinal)?;
        Some((Day::WeekdayDay { weekday, day }, end))
    }

    /// "3 Fridays from now", "two Mondays ago".
    fn counted(&self, at: usize, _: usize) -> Found<Day> {
        let (count, end) = self.number(at).filter(|(count, _)| (1..=100).contains(count))?;
        let (weekday, end) = self.weekday(end).filter(|_| self.gap(end).trim().is_empty())?;
        let sign = |atom| match atom {
            Atom::Later => Some(1),
            Atom::Ago => Some(-1),
            _ => None,
        };
        let (sign, end) = self.get(end, sign).filter(|_| self.goes_on(end))?;
        Some((Day::Count { weekday, count: sign * count }, end))
    }

    // Places in a month, feasts, distances.

    /// "the third Monday of May", "l'ultimo giorno di ottobre", "first Sunday".
    fn nth(&self, at: usize, _: usize) -> Found<Day> {
        let start = self.behind_the(at);
        let (nth, end) = match self.day_number(start) {
            Some(((nth, true), end)) => match self.step(end) {
                Some((-1, end)) => (-nth, end),
                _ => (nth, end),
            },
            _ => self.step(start).filter(|(step, _)| *step == -1)?,
        };
        let (what, end) = self.get(end, |atom| match atom {
            Atom::Weekday(weekday) => Some(Nth::Weekday(weekday)),
            Atom::Unit(Grain::Day, 1) => Some(Nth::Day),
            Atom::Unit(Grain::Week, 1) => Some(Nth::Week),
            _ => None,
        })?;
        let next = self.skip(end, &[Atom::Of, Atom::The, Atom::On], 3);
        let month = |at: usize| match self.period(at, 0)? {
            (of @ (Day::Month { .. } | Day::Period(Grain::Month | Grain::Year, _) | Day::Year(_)), end) => {
                Some((of, end))
            }
            _ => None,
        };
        if self.goes_on(end)
            && let Some((of, end)) = month(next).or_else(|| month(end))
        {
            return Some((Day::Nth { nth, what, of: Some(Box::new(of)) }, end));
        }
        // "the first Sunday in the month".
        if let Some(((Grain::Month, 1), end)) = self.unit_at(next).filter(|_| next > end) {
            let of = Some(Box::new(Day::Period(Grain::Month, 0)));
            return Some((Day::Nth { nth, what, of }, end));
        }
        let alone = nth > 0 && matches!(what, Nth::Weekday(_));
        alone.then_some((Day::Nth { nth, what, of: None }, end))
    }

    fn unit_at(&self, at: usize) -> Found<(Grain, i32)> {
        self.get(at, |atom| match atom {
            Atom::Unit(grain, each) => Some((grain, each)),
            _ => None,
        })
    }

    fn holiday(&self, at: usize, _: usize) -> Found<Day> {
        let name = |at: usize| {
            self.get(at, |atom| match atom {
                Atom::Holiday(holiday) => Some(holiday),
                _ => None,
            })
        };
        let (step, (holiday, end)) = match name(at) {
            Some(found) => (None, found),
            None => {
                let (step, end) = self.step(at)?;
                (Some(step), name(end)?)
            }
        };
        let (year, end) = self.year(end).map_or((None, end), |(year, end)| (Some(year), end));
        let (step, end) = match self.step(end).filter(|_| step.is_none() && year.is_none()) {
            Some((behind, after)) if self.get(after, noun).is_none() => (Some(behind), after),
            _ => (step, end),
        };
        Some((Day::Holiday { holiday, year, step }, end))
    }

    /// "le 24", "am 24.", "the 24th", "il 20 del prossimo mese".
    fn of_month(&self, at: usize, _: usize) -> Found<Day> {
        let start = self.past(at, Atom::The).filter(|_| self.token(at) == "the").unwrap_or(at);
        let ((day, ordinal), end) = self.day_number(start)?;
        let announced = start > at || self.follows(at, &[Atom::On]);
        let english = ordinal && self.any_number(start).is_some_and(|(number, _)| number.digits > 0);
        if !(announced || english) || self.joined(start) {
            return None;
        }
        let next = self.skip(end, &[Atom::Of, Atom::The, Atom::On], 3);
        if let Some((Day::Period(Grain::Month, months), end)) = self.stepped(next) {
            return Some((Day::OfMonth(day, Some(months)), end));
        }
        (!self.is_other(end)).then_some((Day::OfMonth(day, None), end))
    }

    /// "in three days", "il y a deux semaines".
    fn from_now(&self, at: usize, _: usize) -> Found<Day> {
        let (length, end) = self.away(at)?;
        (length.seconds == 0).then_some((Day::Away(length, None), end))
    }

    /// "two days after tomorrow", "the day before Christmas", "le lendemain du 13 février".
    fn from_another(&self, at: usize, depth: usize) -> Found<Day> {
        let depth = depth.checked_sub(1)?;
        let direction = |atom| match atom {
            Atom::After => Some(1),
            Atom::Before => Some(-1),
            _ => None,
        };
        let start = self.skip(at, &[Atom::The], 1);
        let day = Length { months: 0, days: 1, seconds: 0, grain: Grain::Day };
        let one = |at: usize| {
            let ((grain, each), end) = self.unit_at(at)?;
            let days = if grain == Grain::Week { 7 } else { 1 };
            matches!(grain, Grain::Day | Grain::Week).then_some((Length { days: days * each, ..day }, end))
        };
        let (length, end) = match self.length(at).or_else(|| one(start)) {
            Some((length, end)) => {
                let (sign, end) = self.get(end, direction)?;
                (if sign > 0 { length } else { length.back() }, end)
            }
            None => {
                let (days, end) = self.get(at, |atom| match atom {
                    Atom::Day(days) if matches!(days, -1 | 1) => Some(days),
                    _ => None,
                })?;
                let said = end - at > 1 || matches!(self.token(at), "lendemain" | "veille");
                (if said { Length { days, ..day } } else { return None }, end)
            }
        };
        let next = self.skip(end, &[Atom::Of, Atom::The, Atom::On], 2);
        let base = |at: usize| self.day_within(at, depth).filter(|_| self.goes_on(at));
        let (base, end) = base(end).or_else(|| base(next))?;
        (length.seconds == 0).then_some((Day::Away(length, Some(Box::new(base))), end))
    }

    // Longer stretches.

    /// "next week", "la semaine prochaine", "diesen Monat".
    fn stepped(&self, at: usize) -> Found<Day> {
        let period = |grain: Grain, each: i32, step: i32| {
            (grain >= Grain::Week).then_some(Day::Period(grain, each * step))
        };
        if let Some((step, end)) = self.step(at) {
            if let Some(((grain, each), end)) = self.unit_at(end).filter(|_| self.goes_on(end)) {
                return Some((period(grain, each, step)?, end));
            }
            return None;
        }
        let ((grain, each), end) = self.unit_at(at)?;
        let (step, end) = self.step(end).filter(|_| self.gap(end).trim().is_empty())?;
        Some((period(grain, each, step)?, end))
    }

    fn period(&self, at: usize, _: usize) -> Found<Day> {
        let start = self.skip(at, &[Atom::The], 1);
        if let Some(found) = self.stepped(start).or_else(|| self.stepped(at)) {
            return Some(found);
        }
        let (step, name) = self.step(start).map_or((None, start), |(step, end)| (Some(step), end));
        if let Some((month, end)) = self.month(name) {
            let (year, end) = self.year(end).map_or((None, end), |(year, end)| (Some(year), end));
            let (step, end) = match self.step(end).filter(|_| step.is_none() && year.is_none()) {
                Some((step, end)) => (Some(step), end),
                None => (step, end),
            };
            let short = self.token(name).len() <= 3 && end == name + 1;
            return (!short || self.follows(at, &[Atom::Of, Atom::On, Atom::In]) || self.len() == 1)
                .then_some((Day::Month { month, year, step }, end));
        }
        if let Some(((), end)) = self.get(name, |atom| (atom == Atom::Weekend).then_some(())) {
            let (step, end) = match self.step(end).filter(|_| step.is_none()) {
                Some((step, end)) => (step, end),
                None => (step.unwrap_or(0), end),
            };
            return Some((Day::Weekend(step), end));
        }
        if let Some(((nth, true), end)) = self.day_number(start)
            && let Some(((Grain::Quarter, 1), end)) = self.unit_at(end)
            && nth <= 4
        {
            let (year, end) = self.year(end).map_or((None, end), |(year, end)| (Some(year), end));
            return Some((Day::Quarter(nth, year), end));
        }
        if let Some(((Grain::Week, 1), end)) = self.unit_at(start) {
            let next = self.skip(end, &[Atom::Of, Atom::The, Atom::On], 2);
            let (date, end) = self.with_month(next, 0).or_else(|| self.iso_or_numeric(next, 0))?;
            return Some((Day::WeekOf(Box::new(date)), end));
        }
        let announced = self.follows(at, &[Atom::In, Atom::Of, Atom::Year]);
        let (year, end) = self.digits(at, 4..=4).filter(|_| announced && self.begins(at + 1))?;
        (1900..2200).contains(&year).then_some((Day::Year(year), end))
    }

    /// "the end of the month", "début avril".
    fn edge(&self, at: usize, depth: usize) -> Found<Day> {
        let depth = depth.checked_sub(1)?;
        let (edge, end) = self.get(at, |atom| match atom {
            Atom::Edge(edge) => Some(edge),
            _ => None,
        })?;
        let next = self.skip(end, &[Atom::Of, Atom::The], 2);
        if let Some(((grain, 1), end)) = self.unit_at(next).filter(|((grain, _), _)| *grain >= Grain::Week) {
            return Some((Day::Edge(edge, Box::new(Day::Period(grain, 0))), end));
        }
        if let Some(((Grain::Day, 1), end)) = self.unit_at(next).filter(|_| edge == Edge::End) {
            return Some((Day::Edge(edge, Box::new(Day::Relative(0))), end));
        }
        let stretch = |at: usize| {
            let day = || self.relative(at, depth).or_else(|| self.with_weekday(at, depth));
            self.period(at, depth).or_else(|| day().filter(|_| edge == Edge::End))
        };
        let (of, end) = stretch(next).or_else(|| stretch(end))?;
        Some((Day::Edge(edge, Box::new(of)), end))
    }
}

fn weekday_atom(atom: Atom) -> Option<i32> {
    match atom {
        Atom::Weekday(weekday) => Some(weekday),
        _ => None,
    }
}

/// What "next" and "this" may belong to.
fn noun(atom: Atom) -> Option<()> {
    match atom {
        Atom::Unit(..) | Atom::Weekday(_) | Atom::Month(_) | Atom::Weekend => Some(()),
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
