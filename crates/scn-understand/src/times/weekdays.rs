//! Weekdays with what belongs to them, places in a month, feasts.

use super::{
    days::{Day, Nth, weekday_atom},
    text::{Found, Text},
};
use crate::{api::Grain, words::times::Atom};

impl Text<'_> {
    /// A weekday. Two letters are one only where a date or a dot says so: "mi", "do" and "so" are words too.
    pub(super) fn weekday(&self, at: usize) -> Found<i32> {
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

    pub(super) fn step(&self, at: usize) -> Found<i32> {
        self.get(at, |atom| match atom {
            Atom::Step(step) => Some(step),
            _ => None,
        })
        .filter(|_| self.goes_on(at))
    }

    /// "mardi", "mardi prochain", "next Friday", "Dienstag, 24.12.", "Friday the 13th", "Monday of next week".
    pub(super) fn with_weekday(&self, at: usize, _: usize) -> Found<Day> {
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
    pub(super) fn date_behind(&self, weekday: i32, end: usize) -> Found<Day> {
        if !self.goes_on(end) {
            return None;
        }
        let next = self.skip(end, &[Atom::On, Atom::The], 2);
        for start in [next, end] {
            if let Some((date, end)) = self.with_month(start, 0).or_else(|| self.iso_or_numeric(start, 0)) {
                return Some((Day::WeekdayAndDate { weekday, date: Box::new(date) }, end));
            }
        }
        let ((day, ordinal), behind) = self.day_number(next)?;
        let clear = ordinal || next > end || self.any_number(next).is_some();
        let comma = self.gap(end).contains(',') && !ordinal && next == end;
        (clear && !comma && !self.is_other(behind)).then_some((Day::DatedWeekday { weekday, day }, behind))
    }

    /// "of next week", "in zwei Wochen", "la semaine prochaine" behind a weekday.
    pub(super) fn week_behind(&self, weekday: i32, end: usize) -> Found<Day> {
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
    pub(super) fn week_then_weekday(&self, at: usize) -> Found<Day> {
        let start = self.skip(at, &[Atom::The], 1);
        let (Day::Period(Grain::Week, weeks), end) = self.stepped(start)? else { return None };
        let next = self.skip(end, &[Atom::On, Atom::Of, Atom::The], 2);
        let (weekday, end) = self.weekday(next).filter(|_| self.goes_on(next))?;
        Some((Day::WeekdayIn { weekday, weeks }, end))
    }

    /// "the 26th Friday", "le vingt-cinq mardi".
    pub(super) fn number_then_weekday(&self, at: usize) -> Found<Day> {
        let announced = self.follows(at, &[Atom::On, Atom::The]);
        let ((day, ordinal), end) = self.day_number(at).filter(|((_, ordinal), _)| announced && !ordinal)?;
        let (weekday, end) = self.weekday(end).filter(|_| self.gap(end).trim().is_empty() && !ordinal)?;
        Some((Day::DatedWeekday { weekday, day }, end))
    }

    /// "3 Fridays from now", "two Mondays ago".
    pub(super) fn counted(&self, at: usize, _: usize) -> Found<Day> {
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

    /// "the third Monday of May", "l'ultimo giorno di ottobre", "first Sunday".
    pub(super) fn nth(&self, at: usize, _: usize) -> Found<Day> {
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

    pub(super) fn unit_at(&self, at: usize) -> Found<(Grain, i32)> {
        self.get(at, |atom| match atom {
            Atom::Unit(grain, each) => Some((grain, each)),
            _ => None,
        })
    }

    pub(super) fn holiday(&self, at: usize, _: usize) -> Found<Day> {
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
    pub(super) fn of_month(&self, at: usize, _: usize) -> Found<Day> {
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
}

/// What "next" and "this" may belong to.
pub(super) fn noun(atom: Atom) -> Option<()> {
    match atom {
        Atom::Unit(..) | Atom::Weekday(_) | Atom::Month(_) | Atom::Weekend => Some(()),
        _ => None,
    }
}
