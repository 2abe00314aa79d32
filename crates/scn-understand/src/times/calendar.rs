//! Arithmetic of days: numbers of days since 1970, weeks that begin on Monday, Easter.

use crate::{api::Grain, words::times::Holiday};
use scn_graph::{
    Moment,
    jiff::{
        Span, Timestamp,
        civil::{Date, Time},
        tz::TimeZone,
    },
};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The local day and the second of it at a moment.
pub(super) fn local(now: Moment, zone: &TimeZone) -> (i32, i32) {
    let offset = Timestamp::from_millisecond(now.0).map_or(0, |now| zone.to_offset(now).seconds());
    let seconds = now.0.div_euclid(1000) + i64::from(offset);
    let day = seconds.div_euclid(86_400).clamp(-4_000_000, 2_900_000);
    (day as i32, seconds.rem_euclid(86_400) as i32)
}

/// The moment of a day and a second there; one that the clocks skip is the one after the change.
pub(super) fn moment(day: i32, seconds: i32, zone: &TimeZone) -> Option<Moment> {
    let day = day.checked_add(seconds.div_euclid(86_400))?;
    let (hours, rest) = (seconds.rem_euclid(86_400) / 3600, seconds.rem_euclid(3600));
    let time = Time::new(hours as i8, (rest / 60) as i8, (rest % 60) as i8, 0).ok()?;
    let at = civil(day)?.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(Moment(at.timestamp().as_millisecond()))
}

pub(super) fn civil(day: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

fn number(date: Date) -> i32 {
    (date.duration_since(EPOCH).as_hours() / 24) as i32
}

pub(super) fn day(year: i32, month: i32, day: i32) -> Option<i32> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok().map(number)
}

pub(super) fn year_of(day: i32) -> i32 {
    civil(day).map_or(1970, |date| i32::from(date.year()))
}

pub(super) fn month_of(day: i32) -> i32 {
    civil(day).map_or(1, |date| i32::from(date.month()))
}

/// Monday is 0.
pub(super) fn weekday(day: i32) -> i32 {
    (day + 3).rem_euclid(7)
}

pub(super) fn add_months(day: i32, months: i32) -> Option<i32> {
    civil(day)?.checked_add(Span::new().try_months(months).ok()?).ok().map(number)
}

/// The first day of the period that a day lies in.
pub(super) fn start(grain: Grain, at: i32) -> Option<i32> {
    let (year, month) = (year_of(at), month_of(at));
    match grain {
        Grain::Week => Some(at - weekday(at)),
        Grain::Month => day(year, month, 1),
        Grain::Quarter => day(year, (month - 1) / 3 * 3 + 1, 1),
        Grain::Year => day(year, 1, 1),
        _ => Some(at),
    }
}

/// So many periods further.
pub(super) fn shift(grain: Grain, at: i32, count: i32) -> Option<i32> {
    match grain {
        Grain::Week => at.checked_add(count.checked_mul(7)?),
        Grain::Month => add_months(at, count),
        Grain::Quarter => add_months(at, count.checked_mul(3)?),
        Grain::Year => add_months(at, count.checked_mul(12)?),
        _ => at.checked_add(count),
    }
}

/// The `nth` (from 1; from the end when negative) of the days `first..end` that are this weekday.
pub(super) fn nth_weekday(first: i32, end: i32, wanted: i32, nth: i32) -> Option<i32> {
    let found = if nth > 0 {
        first + (wanted - weekday(first)).rem_euclid(7) + (nth - 1) * 7
    } else {
        let last = end - 1;
        last - (weekday(last) - wanted).rem_euclid(7) + (nth + 1) * 7
    };
    (first..end).contains(&found).then_some(found)
}

/// Easter Sunday (Gauss, in the form of Meeus).
pub(super) fn easter(year: i32) -> Option<i32> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    day(year, n / 31, n % 31 + 1)
}

/// The day of a feast in a year.
pub(super) fn holiday(holiday: Holiday, year: i32) -> Option<i32> {
    let month = |month: i32| Some((day(year, month, 1)?, add_months(day(year, month, 1)?, 1)?));
    Some(match holiday {
        Holiday::Fixed(month, of) => day(year, i32::from(month), i32::from(of))?,
        Holiday::Easter(days) => easter(year)? + days,
        Holiday::Nth(in_month, wanted, nth, days) => {
            let (first, end) = month(i32::from(in_month))?;
            nth_weekday(first, end, wanted, nth)? + days
        }
        Holiday::Advent(days) => nth_weekday(day(year, 12, 18)?, day(year, 12, 25)?, 6, -1)? + days,
        Holiday::FrenchMothers => {
            let (first, end) = month(5)?;
            let last = nth_weekday(first, end, 6, -1)?;
            if last == easter(year)? + 49 { last + 7 } else { last }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feasts() {
        let mut table = crate::table::Table::default();
        for (what, year, month, of) in [
            (Holiday::Easter(0), 2013, 3, 31),
            (Holiday::Easter(0), 2025, 4, 20),
            (Holiday::Easter(-2), 2026, 4, 3),
            (Holiday::Easter(0), 2038, 4, 25),
            (Holiday::Nth(11, 3, 4, 0), 2025, 11, 27),
            (Holiday::Nth(5, 0, -1, 0), 2025, 5, 26),
            (Holiday::Advent(-21), 2025, 11, 30),
            (Holiday::Advent(0), 2022, 12, 18),
            (Holiday::Advent(0), 2023, 12, 24),
            (Holiday::FrenchMothers, 2023, 6, 4),
            (Holiday::FrenchMothers, 2025, 5, 25),
        ] {
            table.same(holiday(what, year), day(year, month, of), &format!("{what:?} {year}"));
        }
    }
}
