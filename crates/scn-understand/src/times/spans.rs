//! Lengths of time between now and then: "in three days", "il y a deux heures", "half an hour from now".

use super::text::{Found, Text};
use crate::{api::Grain, words::times::Atom};

/// A length as far as calendars keep it apart, with the finest grain that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) months: i32,
    pub(super) days: i32,
    pub(super) seconds: i32,
    pub(super) grain: Grain,
}

const MOST: i32 = 1_000_000;

impl Length {
    /// So many of a unit; tenths keep "2.5 hours".
    fn of(tenths: i32, grain: Grain, each: i32) -> Option<Length> {
        let of = |unit: i32| {
            let all = i64::from(tenths) * i64::from(each) * i64::from(unit) / 10;
            i32::try_from(all).ok().filter(|all| *all <= MOST * 100)
        };
        let zero = Length { months: 0, days: 0, seconds: 0, grain };
        Some(match grain {
            Grain::Second => Length { seconds: of(1)?, ..zero },
            Grain::Minute => Length { seconds: of(60)?, ..zero },
            // Half hours are meant to the minute.
            Grain::Hour if tenths % 10 != 0 => Length { seconds: of(3600)?, grain: Grain::Minute, ..zero },
            Grain::Hour => Length { seconds: of(3600)?, ..zero },
            Grain::Day => Length { days: of(1)?, ..zero },
            Grain::Week => Length { days: of(7)?, ..zero },
            Grain::Month => Length { months: of(1)?, days: (tenths % 10) * each * 3, ..zero },
            Grain::Quarter => Length { months: of(3)?, ..zero },
            Grain::Year => Length { months: of(12)?, ..zero },
        })
    }

    fn plus(self, more: Length) -> Length {
        Length {
            months: self.months.saturating_add(more.months),
            days: self.days.saturating_add(more.days),
            seconds: self.seconds.saturating_add(more.seconds),
            grain: self.grain.min(more.grain),
        }
    }

    pub(super) fn back(self) -> Length {
        Length { months: -self.months, days: -self.days, seconds: -self.seconds, grain: self.grain }
    }
}

impl Text<'_> {
    /// "three days", "1 month and 2 days", "half an hour", "une heure et demie".
    pub(super) fn length(&self, at: usize) -> Found<Length> {
        let (mut sum, mut end) = self.one_length(at)?;
        for _ in 0..5 {
            let next = self.past(end, Atom::And).unwrap_or(end);
            match self.one_length(next) {
                Some((more, behind)) if self.goes_on(end) && self.goes_on(next) => {
                    (sum, end) = (sum.plus(more), behind);
                }
                _ => break,
            }
        }
        Some((sum, end))
    }

    fn one_length(&self, at: usize) -> Found<Length> {
        let named = |at: usize| {
            let (seconds, end) = self.get(at, |atom| match atom {
                Atom::Seconds(seconds) => Some(seconds),
                _ => None,
            })?;
            Some((Length { months: 0, days: 0, seconds, grain: Grain::Minute }, end))
        };
        let behind_article = match self.any_number(at) {
            Some((number, end)) if number.article => named(end),
            _ => None,
        };
        if let Some(found) = named(at).or(behind_article) {
            return Some(found);
        }
        if let Some((tenths, end)) = self.count(at) {
            let ((grain, each), end) = self.unit(end)?;
            let (more, end) = self.half_behind(end).unwrap_or((0, end));
            return Some((Length::of(tenths.checked_add(more)?, grain, each)?, end));
        }
        None
    }

    fn unit(&self, at: usize) -> Found<(Grain, i32)> {
        self.get(at, |atom| match atom {
            Atom::Unit(grain, each) => Some((grain, each)),
            _ => None,
        })
        .or_else(|| {
            let minutes = at > 0 && self.gap(at).starts_with(['\'', '’', '′']);
            minutes.then_some(((Grain::Minute, 1), at))
        })
    }

    /// How many, in tenths: "3", "an", "a few", "2.5", "1/2", "anderthalb".
    fn count(&self, at: usize) -> Found<i32> {
        let few = |atom| match atom {
            Atom::Few => Some(30),
            Atom::Couple => Some(20),
            _ => None,
        };
        // "a couple", "ein paar": two in English and French, about three in German.
        if let Some(found) = self.get(at, few) {
            return Some(found);
        }
        if matches!(self.token(at), "anderthalb" | "eineinhalb") {
            return Some((15, at + 1));
        }
        let (number, end) = self.any_number(at)?;
        let whole = number.value.checked_mul(10).filter(|tenths| *tenths <= MOST)?;
        let Some((below, behind)) = self.digits(end, 1..=1).filter(|_| number.digits > 0) else {
            return self.and_a_half(end, whole).or(Some((whole, end)));
        };
        match self.gap(end) {
            "," | "." => Some((whole + below, behind)),
            "/" | "" if self.begins(end) && below > 0 => {
                // Quarters do not fit into tenths; a quarter of an hour has a name of its own below.
                Some((whole / below, behind)).filter(|_| whole % below == 0)
            }
            _ => Some((whole, end)),
        }
    }

    /// "two and a half hours".
    fn and_a_half(&self, at: usize, whole: i32) -> Found<i32> {
        let and = self.past(at, Atom::And)?;
        let article = self.any_number(and).filter(|(number, _)| number.article).map_or(and, |(_, end)| end);
        Some((whole + 5, self.past(article, Atom::Half)?))
    }

    /// "une heure et demie", "an hour and a half": five tenths.
    fn half_behind(&self, at: usize) -> Found<i32> {
        self.and_a_half(at, 0).filter(|_| self.goes_on(at))
    }

    /// A length from now, ahead or back.
    pub(super) fn away(&self, at: usize) -> Found<Length> {
        let about = |at| self.skip(at, &[Atom::About], 1);
        if let Some(behind) = self.past(at, Atom::In)
            && let Some((length, end)) = self.length(about(behind)).or_else(|| self.fraction(about(behind)))
        {
            // "ab jetzt", "from now" may stand behind as well.
            return Some((length, self.past(end, Atom::Later).unwrap_or(end)));
        }
        if let Some(behind) = self.past(at, Atom::Back)
            && let Some((length, end)) = self.length(about(behind))
        {
            return Some((length.back(), end));
        }
        let (length, end) = self.length(at)?;
        let sign = |atom| match atom {
            Atom::Later => Some(1),
            Atom::Ago => Some(-1),
            _ => None,
        };
        let (sign, end) = self.get(end, sign).filter(|_| self.goes_on(end))?;
        Some((if sign > 0 { length } else { length.back() }, end))
    }

    /// "1/4 h", "3/4 d'heure".
    fn fraction(&self, at: usize) -> Found<Length> {
        let (upper, middle) = self.digits(at, 1..=1)?;
        let (lower, end) = self.digits(middle, 1..=1)?;
        let fits = matches!(self.gap(middle), "/" | "") && self.begins(middle) && matches!(lower, 2..=4);
        let end = self.skip(end, &[Atom::Of, Atom::The], 1);
        let ((grain, _), end) = self.unit(end)?;
        let hour = grain == Grain::Hour && fits;
        hour.then_some((
            Length { months: 0, days: 0, seconds: 3600 * upper / lower, grain: Grain::Minute },
            end,
        ))
    }
}
