//! Weeks, months, years, and days counted from another day.

use super::{
    days::Day,
    spans::Length,
    text::{Found, Text},
};
use crate::{
    api::Grain,
    words::times::{Atom, Edge},
};

impl Text<'_> {
    /// "in three days", "il y a deux semaines".
    pub(super) fn ahead_or_back(&self, at: usize, _: usize) -> Found<Day> {
        let (length, end) = self.away(at)?;
        (length.seconds == 0).then_some((Day::Away(length, None), end))
    }

    /// "two days after tomorrow", "the day before Christmas", "le lendemain du 13 février".
    pub(super) fn beside_another(&self, at: usize, depth: usize) -> Found<Day> {
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

    /// "next week", "la semaine prochaine", "diesen Monat".
    pub(super) fn stepped(&self, at: usize) -> Found<Day> {
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

    pub(super) fn period(&self, at: usize, _: usize) -> Found<Day> {
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
    pub(super) fn edge(&self, at: usize, depth: usize) -> Found<Day> {
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
