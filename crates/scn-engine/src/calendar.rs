//! Days, clocks and opening hours in the scenario's time zone. `now` is always an argument.

use scn_graph::{
    ClockRange, Day, Moment, Opening, Span,
    jiff::{self, Timestamp, ToSpan, civil::Date, tz::TimeZone},
};

pub(crate) fn zoned(moment: Moment, zone: &TimeZone) -> jiff::Zoned {
    Timestamp::from_millisecond(moment.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

pub(crate) fn date(day: Day) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(i64::from(day.0).days()).unwrap_or(epoch)
}

pub(crate) fn day_of(date: Date) -> Day {
    let days = date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days());
    Day(days)
}

/// The start of a day.
pub(crate) fn start_of(day: Day, zone: &TimeZone) -> Moment {
    match date(day).to_zoned(zone.clone()) {
        Ok(start) => Moment(start.timestamp().as_millisecond()),
        Err(_) => Moment(i64::from(day.0) * 86_400_000),
    }
}

/// A moment later by a span: months and days by the calendar, the rest as elapsed time. Saturates at the calendar's end.
pub(crate) fn plus(moment: Moment, span: Span, zone: &TimeZone) -> Moment {
    shift(moment, span, zone, 1)
}

pub(crate) fn minus(moment: Moment, span: Span, zone: &TimeZone) -> Moment {
    shift(moment, span, zone, -1)
}

fn shift(moment: Moment, span: Span, zone: &TimeZone, sign: i64) -> Moment {
    let calendar = calendar_part(span, sign);
    let day = zoned(moment, zone).checked_add(calendar).map(|z| Moment(z.timestamp().as_millisecond()));
    day.unwrap_or(moment).plus_seconds(sign * i64::from(span.seconds))
}

pub(crate) fn plus_days(day: Day, span: Span, sign: i64) -> Day {
    date(day).checked_add(calendar_part(span, sign)).map_or(day, day_of)
}

/// A number of months or days beyond the calendar is as good as none at all: the caller then stays where it is.
fn calendar_part(span: Span, sign: i64) -> jiff::Span {
    jiff::Span::new()
        .try_months(sign * i64::from(span.months))
        .and_then(|s| s.try_days(sign * i64::from(span.days)))
        .unwrap_or_default()
}

/// Minutes of the day and weekday (0 is Monday).
pub(crate) fn clock(moment: Moment, zone: &TimeZone) -> (u8, u16) {
    let at = zoned(moment, zone);
    let minutes = i32::from(at.hour()) * 60 + i32::from(at.minute());
    (at.weekday().to_monday_zero_offset() as u8, minutes as u16)
}

/// Open now? Without any hours: always.
pub(crate) fn is_open(hours: &[Opening], now: Moment, zone: &TimeZone) -> bool {
    let (weekday, minutes) = clock(now, zone);
    hours.is_empty() || hours.iter().any(|opening| holds(opening, weekday, minutes))
}

/// Open at this minute on at least one day of the week? Without any hours: always.
pub(crate) fn some_day_open(hours: &[Opening], minutes: u16) -> bool {
    hours.is_empty() || hours.iter().any(|opening| (0..7).any(|weekday| holds(opening, weekday, minutes)))
}

fn holds(opening: &Opening, weekday: u8, minutes: u16) -> bool {
    let ClockRange { from, to } = opening.clock;
    if from < to {
        return opening.weekday == weekday && (from..to).contains(&minutes);
    }
    let past_midnight = (opening.weekday + 1) % 7 == weekday && minutes < to;
    opening.weekday == weekday && minutes >= from || past_midnight
}

/// The end of this stretch of the day, when the moment lies in it.
pub(crate) fn end_of(range: ClockRange, moment: Moment, zone: &TimeZone) -> Option<Moment> {
    let ClockRange { from, to } = range;
    let at = zoned(moment, zone);
    let minutes = (i32::from(at.hour()) * 60 + i32::from(at.minute())) as u16;
    let overnight = to <= from;
    let inside = if overnight { minutes >= from || minutes < to } else { (from..to).contains(&minutes) };
    if !inside {
        return None;
    }
    let tomorrow = i64::from(overnight && minutes >= from);
    let day = at.date().checked_add(tomorrow.days()).ok()?;
    let clock = jiff::civil::Time::midnight().checked_add(i64::from(to % 1440).minutes()).ok()?;
    let end = day.to_datetime(clock).to_zoned(zone.clone()).ok()?;
    Some(Moment(end.timestamp().as_millisecond())).filter(|end| *end > moment)
}

pub(crate) fn today(now: Moment, zone: &TimeZone) -> Day {
    day_of(zoned(now, zone).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zurich() -> TimeZone {
        TimeZone::get("Europe/Zurich").unwrap()
    }

    fn at(text: &str) -> Moment {
        let zoned: jiff::Zoned = format!("{text}[Europe/Zurich]").parse().unwrap();
        Moment(zoned.timestamp().as_millisecond())
    }

    #[test]
    fn a_day_is_a_calendar_day_over_the_change_of_clocks() {
        let before = at("2026-03-28T18:00");
        assert_eq!(plus(before, Span::days(1), &zurich()), at("2026-03-29T18:00"));
        assert_eq!(plus(before, Span::seconds(86_400), &zurich()), at("2026-03-29T19:00"));
        assert_eq!(minus(at("2026-03-29T18:00"), Span::days(1), &zurich()), before);
    }

    #[test]
    fn hours_may_end_after_midnight() {
        let bar = [Opening { weekday: 4, clock: ClockRange { from: 18 * 60, to: 2 * 60 } }];
        assert!(is_open(&bar, at("2026-11-20T23:00"), &zurich()));
        assert!(is_open(&bar, at("2026-11-21T01:59"), &zurich()));
        assert!(!is_open(&bar, at("2026-11-21T02:00"), &zurich()));
        assert!(!is_open(&bar, at("2026-11-21T23:00"), &zurich()));
    }

    #[test]
    fn quiet_hours_end_in_the_morning() {
        let quiet = ClockRange { from: 21 * 60 + 30, to: 8 * 60 + 30 };
        let end = |text: &str| end_of(quiet, at(text), &zurich());
        assert_eq!(end("2026-11-20T21:29"), None);
        assert_eq!(end("2026-11-20T21:30"), Some(at("2026-11-21T08:30")));
        assert_eq!(end("2026-11-21T03:00"), Some(at("2026-11-21T08:30")));
        assert_eq!(end("2026-11-21T08:30"), None);
        assert_eq!(end("2026-03-29T00:30"), Some(at("2026-03-29T08:30")));
        let lunch = ClockRange { from: 12 * 60, to: 13 * 60 };
        assert_eq!(end_of(lunch, at("2026-11-20T12:59"), &zurich()), Some(at("2026-11-20T13:00")));
        assert_eq!(end_of(lunch, at("2026-11-20T13:00"), &zurich()), None);
    }

    #[test]
    fn absurd_spans_stay_in_the_calendar() {
        let far = Span { months: u32::MAX, days: u32::MAX, seconds: u32::MAX };
        let now = at("2026-11-20T23:00");
        assert!(plus(now, far, &zurich()) > now);
        assert_eq!(plus_days(Day(0), far, 1), Day(0));
    }
}
