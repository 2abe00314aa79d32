//! Days, times and parts of the day, joined to what they say together, in any order.

use super::{
    clocks::{Clock, Strength},
    days::Day,
    spans::Length,
    text::{Found, Text},
};
use crate::words::times::{Atom, Edge, Part};
use std::ops::Range;

/// What a message is read for: where words may be a day or a time, this decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Day,
    Time,
    Both,
}

/// One thing said about a day, a time, or both.
#[derive(Clone, Debug, Default)]
pub(super) struct Expression {
    /// All of it, in tokens.
    pub(super) tokens: Range<usize>,
    pub(super) day: Option<(Day, Range<usize>)>,
    pub(super) clock: Option<(Clock, Range<usize>)>,
    pub(super) part: Option<(Part, Range<usize>)>,
    /// "the middle of the morning".
    pub(super) edge: Option<Edge>,
    /// "in five minutes", "now" as nothing at all.
    pub(super) away: Option<Length>,
    /// "tonight" gave the day; a date says it better.
    soft_day: bool,
    /// The beginning or the end of a range, "before", "until": no single time.
    pub(super) bound: bool,
}

enum Piece {
    Day(Day),
    Clock(Clock),
    Part(Part, Option<Edge>),
    PartOf(i32, Part),
    Away(Length),
}

/// Words that join the pieces of one expression.
const JOINTS: [Atom; 6] = [Atom::At, Atom::On, Atom::Of, Atom::The, Atom::About, Atom::For];

const PIECES: usize = 5;

impl Text<'_> {
    /// All that a message says about time, in order.
    pub(super) fn expressions(&self, wanted: Wanted) -> Vec<Expression> {
        let mut all: Vec<Expression> = Vec::new();
        let mut at = 0;
        while at < self.len() {
            if let Some(end) = self.past(at, Atom::Greeting) {
                at = end;
                continue;
            }
            match self.expression(at, wanted).filter(|_| self.begins(at)) {
                Some(mut found) => {
                    found.bound = self.is_bound(&found, all.last());
                    at = found.tokens.end.max(at + 1);
                    all.push(found);
                }
                None => at += 1,
            }
        }
        for index in 1..all.len() {
            // The first of two that make a range is bound as the second is.
            let ends = all.get(index).is_some_and(|second| second.bound);
            if let (true, Some(end)) = (ends, all.get(index).map(|second| second.tokens.start))
                && let Some(first) = all.get_mut(index - 1)
            {
                first.bound |= self.reaches(first.tokens.end, end);
            }
        }
        all
    }

    /// Only a word for "to" stands between.
    fn reaches(&self, from: usize, to: usize) -> bool {
        let dash = |at: usize| matches!(self.gap(at).trim(), "-" | "–" | "—");
        let till = self.past(from, Atom::Till).unwrap_or(from);
        let next = self.skip(till, &JOINTS, 3);
        (till > from || dash(from)) && (next == to || till == to) && self.goes_on(from)
    }

    fn is_bound(&self, found: &Expression, last: Option<&Expression>) -> bool {
        let start = found.tokens.start;
        let joined = self.joined(start)
            || matches!(self.gap(start).trim(), "-" | "–" | "—") && self.number_before(start);
        let bound = self.follows(start, &[Atom::Bound]) && !self.follows(start, &[Atom::At]);
        let behind = last.is_some_and(|last| {
            let same = last.clock.is_some() && found.clock.is_some()
                || last.clock.is_none() && found.clock.is_none();
            let and = self.is(last.tokens.end, Atom::And);
            let from = self.follows(last.tokens.start, &[Atom::From]);
            same && self.reaches(last.tokens.end, start) && (!and || from)
        });
        joined || bound || behind
    }

    fn number_before(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.any_number(before).is_some())
    }

    fn expression(&self, at: usize, wanted: Wanted) -> Option<Expression> {
        let mut whole = Expression { tokens: at..at, ..Expression::default() };
        let mut next = at;
        for nth in 0..PIECES {
            let Some((piece, start, end)) = self.next_piece(next, nth == 0, &whole, wanted) else { break };
            whole.take(piece, start..end);
            whole.tokens.end = end;
            next = end;
        }
        // "around eight" is one statement.
        let back = (1..=3).rev().filter_map(|back| at.checked_sub(back));
        let about = back.filter(|_| self.goes_on(at)).find(|start| self.is_only_about(*start, at));
        let first = about.filter(|_| whole.tokens.end > at && whole.tokens.start == at);
        for range in
            [whole.day.as_mut().map(|(_, r)| r), whole.clock.as_mut().map(|(_, r)| r)].into_iter().flatten()
        {
            if range.start == at {
                range.start = first.unwrap_or(at);
            }
        }
        whole.tokens.start = first.unwrap_or(whole.tokens.start);
        (whole.tokens.end > at).then_some(whole)
    }

    /// "around", "circa", but not "gegen", which announces a time as "at" does.
    fn is_only_about(&self, start: usize, end: usize) -> bool {
        self.past(start, Atom::About) == Some(end) && !self.is(start, Atom::At) && !self.is(start, Atom::Ish)
    }

    /// The next piece, right here or behind words that join.
    fn next_piece(
        &self,
        at: usize,
        first: bool,
        whole: &Expression,
        wanted: Wanted,
    ) -> Option<(Piece, usize, usize)> {
        let here = |at: usize| self.piece(at, whole, wanted).map(|(piece, end)| (piece, at, end));
        if first {
            return here(at);
        }
        if !self.goes_on(at) || self.gap(at).contains(". ") && whole.clock.is_some() && whole.day.is_some() {
            return None;
        }
        let mut start = at;
        let mut found = here(start);
        for _ in 0..4 {
            if found.is_some() {
                break;
            }
            let next = self.skip(start, &JOINTS, 1);
            if next == start {
                // "le soir à 8" may be joined by several words that are one phrase.
                break;
            }
            start = next;
            found = here(start);
        }
        found
    }

    /// The longest piece that the expression still lacks.
    fn piece(&self, at: usize, whole: &Expression, wanted: Wanted) -> Found<Piece> {
        if !self.says_something(at) || !self.goes_on(at) && at > whole.tokens.start {
            return None;
        }
        let day = || {
            let free = whole.day.is_none() || whole.soft_day;
            let (day, end) = self.day(at).filter(|_| free && whole.away.is_none())?;
            (!whole.soft_day || matches!(day, Day::Date(_) | Day::Either(..) | Day::Weekday { .. }))
                .then_some((Piece::Day(day), end))
        };
        let clock = || {
            let free = |clock: &Clock| whole.clock.is_none() || whole.opens_with_less(clock);
            let (clock, end) = self.clock(at).filter(|(clock, _)| free(clock) && whole.away.is_none())?;
            Some((Piece::Clock(clock), end))
        };
        let away = || {
            let now = || self.past(at, Atom::Now).map(|end| (Length::NONE, end));
            let alone = whole.tokens.end == at && whole.tokens.start == at;
            let (length, end) = self.away(at).filter(|(length, _)| length.seconds != 0).or_else(now)?;
            alone.then_some((Piece::Away(length), end))
        };
        let part = || {
            self.get(at, |atom| match atom {
                Atom::PartOf(days, part) => Some(Piece::PartOf(days, part)),
                Atom::Part(part) => Some(Piece::Part(part, None)),
                _ => None,
            })
            .or_else(|| {
                let (edge, end) = self.get(at, edge)?;
                let (part, end) = self.get(end, part_of_day)?;
                Some((Piece::Part(part, Some(edge)), end))
            })
            .filter(|_| whole.part.is_none())
        };
        let (day, clock) = (day(), clock());
        let announces_day = self.follows(at, &[Atom::On]) && !self.follows(at, &[Atom::At]);
        let clock_first = wanted == Wanted::Time && !announces_day || self.follows(at, &[Atom::At]);
        let (one, other) = if clock_first { (clock, day) } else { (day, clock) };
        let longest = |best: Found<Piece>, found: Found<Piece>| match (&best, &found) {
            (Some((_, a)), Some((_, b))) if b > a => found,
            (None, _) => found,
            _ => best,
        };
        [one, other, away(), part()].into_iter().fold(None, longest)
    }
}

fn edge(atom: Atom) -> Option<Edge> {
    match atom {
        Atom::Edge(edge) => Some(edge),
        _ => None,
    }
}

fn part_of_day(atom: Atom) -> Option<Part> {
    match atom {
        Atom::Part(part) => Some(part),
        _ => None,
    }
}

impl Length {
    pub(super) const NONE: Length =
        Length { months: 0, days: 0, seconds: 0, grain: crate::api::Grain::Second };
}

impl Expression {
    fn take(&mut self, piece: Piece, tokens: Range<usize>) {
        match piece {
            Piece::Day(day) => {
                self.soft_day = false;
                self.day = Some((day, tokens));
            }
            Piece::Clock(clock) => {
                if let (true, Some((_, day))) = (self.opens_with_less(&clock), &self.day) {
                    self.tokens.start = day.start;
                }
                self.clock = Some((clock, tokens));
            }
            Piece::Part(part, edge) => {
                self.part = Some((part, tokens));
                self.edge = edge;
            }
            Piece::PartOf(days, part) => {
                self.part = Some((part, tokens.clone()));
                if self.day.is_none() {
                    self.soft_day = true;
                    self.day = Some((Day::Relative(days), tokens));
                }
            }
            Piece::Away(length) => self.away = Some(length),
        }
    }

    /// "6, tomorrow at 20:00": the bare number before the day counts something else.
    fn opens_with_less(&self, clock: &Clock) -> bool {
        let opens = |(bare, tokens): &(Clock, Range<usize>)| {
            let before_day = self.day.as_ref().is_some_and(|(_, day)| tokens.end <= day.start);
            bare.strength == Strength::Bare && clock.strength > Strength::Bare && before_day
        };
        self.clock.as_ref().is_some_and(opens)
    }

    /// The clock with the half of the day that was said, if it is sure enough to be one.
    pub(super) fn clock(&self) -> Option<Clock> {
        let (clock, _) = self.clock.as_ref()?;
        let Some((part, _)) = &self.part else { return Some(*clock) };
        let clock = Clock { strength: Strength::Sure, ..*clock };
        if !clock.open {
            return Some(clock);
        }
        let (hour, minutes) = (clock.minutes / 60, clock.minutes);
        let later = match (part, hour) {
            (Part::Morning, 12) => -720,
            (Part::Afternoon, 0..=11) | (Part::Evening, 0..=11) | (Part::Noon, 0..=3) => 720,
            (Part::Night, 5..=11) => 720,
            (Part::Night | Part::Evening, 12) => 720,
            _ => 0,
        };
        Some(Clock { minutes: minutes + later, open: false, ..clock })
    }

    /// When a part of the day begins that was said without a clock.
    pub(super) fn begins(&self) -> Option<i32> {
        let (part, _) = self.part.as_ref()?;
        let hour = match (part, self.edge) {
            (Part::Morning, None | Some(Edge::Start)) => 6,
            (Part::Morning, Some(Edge::Middle)) => 10,
            (Part::Morning, Some(Edge::End)) => 11,
            (Part::Noon, _) | (Part::Afternoon, None | Some(Edge::Start)) => 12,
            (Part::Afternoon, Some(Edge::Middle)) => 14,
            (Part::Afternoon, Some(Edge::End)) => 16,
            (Part::Evening, None | Some(Edge::Start)) => 18,
            (Part::Evening, Some(_)) | (Part::Night, _) => 20,
        };
        Some(hour * 60)
    }

    /// The words of the time of day: with the part of the day where it stands beside it.
    pub(super) fn time_tokens(&self) -> Option<Range<usize>> {
        let (_, clock) = self.clock.as_ref()?;
        Some(match &self.part {
            Some((_, part)) if !self.day.as_ref().is_some_and(|(_, day)| day == part) => {
                let hull = clock.start.min(part.start)..clock.end.max(part.end);
                let day_inside = self.day.as_ref().is_some_and(|(_, day)| hull.contains(&day.start));
                if day_inside { clock.clone() } else { hull }
            }
            _ => clock.clone(),
        })
    }
}
