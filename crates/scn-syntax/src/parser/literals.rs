//! Numbers, money, times, dates, durations, opening hours.

use scn_diag::{Diagnostic, E0016, Wording, wording};

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    /// Everything that begins with a digit.
    pub(super) fn numeric(&mut self, node: &Node<'_>) -> ExprKind {
        let text = self.text(node);
        let (first, second) = match text.split_once([' ', '\t']) {
            Some((first, second)) => (first, second.trim()),
            None => (text, ""),
        };
        if first.contains(':') {
            return self.clock(node, first).map_or(ExprKind::Error, ExprKind::Time);
        }
        if first.contains('-') {
            return self.date(node, first, second);
        }
        if second.is_empty() {
            return ExprKind::Number(first.to_owned());
        }
        match duration_unit(second) {
            Some(_) => self.duration(node).map_or(ExprKind::Error, ExprKind::Duration),
            None => ExprKind::Money { amount: first.to_owned(), currency: second.to_owned() },
        }
    }

    fn impossible(&mut self, node: &Node<'_>, message: Wording, help: &'static str) {
        let diagnostic = Diagnostic::new(E0016, self.span(node), message).help(help);
        self.report(diagnostic);
    }

    /// Minutes of the day.
    pub(super) fn clock(&mut self, node: &Node<'_>, text: &str) -> Option<u16> {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        if minutes > 59 || hours > 24 || (hours == 24 && minutes > 0) {
            self.impossible(
                node,
                wording!("`{text}` is no time of the day", text),
                "times run from `00:00` to `24:00`",
            );
            return None;
        }
        Some(hours * 60 + minutes)
    }

    fn date(&mut self, node: &Node<'_>, text: &str, clock: &str) -> ExprKind {
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| part.parse::<i16>().ok());
        let month = parts.next().and_then(|part| part.parse::<u8>().ok());
        let day = parts.next().and_then(|part| part.parse::<u8>().ok());
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return ExprKind::Error };
        if day == 0 || day > days_in(year, month) {
            let help = "dates are written year-month-day, as in `2026-12-24`";
            self.impossible(node, wording!("there is no day `{text}`", text), help);
            return ExprKind::Error;
        }
        if clock.is_empty() {
            return ExprKind::Date { year, month, day };
        }
        self.clock(node, clock).map_or(ExprKind::Error, |minutes| ExprKind::DateTime {
            year,
            month,
            day,
            minutes,
        })
    }

    pub(super) fn duration(&mut self, node: &Node<'_>) -> Option<Duration> {
        let span = self.span(node);
        let text = self.text(node);
        let (amount, unit) = text.split_once([' ', '\t'])?;
        let unit = duration_unit(unit.trim())?;
        let Ok(amount) = amount.parse::<u32>() else {
            let help = "durations are whole numbers: write `90 minutes` for one hour and a half";
            self.impossible(node, wording!("`{text}` is no duration", text), help);
            return None;
        };
        Some(Duration { amount, unit, span })
    }

    /// A whole number, as in `up to 80 chars`.
    pub(super) fn count(&mut self, node: &Node<'_>) -> Option<u32> {
        let text = self.text(node);
        let count = text.parse().ok();
        if count.is_none() {
            self.impossible(node, wording!("`{text}` is too large a number", text), "write a smaller one");
        }
        count
    }

    /// `tue-sun 11:00-22:00, …`
    pub(super) fn openings(&mut self, node: Node<'_>) -> Vec<Opening> {
        let mut openings = Vec::new();
        for child in node.into_inner() {
            if child.as_rule() != Rule::opening {
                self.disorder(&child, Place::Scenario);
                continue;
            }
            let span = self.span(&child);
            let (mut days, mut clock) = (Vec::new(), None);
            for part in child.into_inner() {
                match part.as_rule() {
                    Rule::name => days.push(self.name(&part)),
                    Rule::clock_range => clock = self.clock_range(part),
                    _ => {
                        self.disorder(&part, Place::Scenario);
                    }
                }
            }
            let mut days = days.into_iter();
            if let (Some(from_day), Some(clock)) = (days.next(), clock) {
                let to_day = days.next().unwrap_or_else(|| from_day.clone());
                openings.push(Opening { from_day, to_day, clock, span });
            }
        }
        openings
    }

    pub(super) fn clock_range(&mut self, node: Node<'_>) -> Option<ClockRange> {
        let span = self.span(&node);
        let mut ends = Vec::new();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::clock => ends.push(self.clock(&child, self.text(&child))),
                _ => {
                    self.disorder(&child, Place::Scenario);
                }
            }
        }
        let mut ends = ends.into_iter();
        Some(ClockRange { from: ends.next()??, to: ends.next()??, span })
    }
}

fn duration_unit(word: &str) -> Option<DurationUnit> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "second" => DurationUnit::Seconds,
        "minute" => DurationUnit::Minutes,
        "hour" => DurationUnit::Hours,
        "day" => DurationUnit::Days,
        "week" => DurationUnit::Weeks,
        "month" => DurationUnit::Months,
        "year" => DurationUnit::Years,
        _ => return None,
    })
}

fn days_in(year: i16, month: u8) -> u8 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}
