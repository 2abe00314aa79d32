//! How long a version of the platform's interface works.

use super::Finding;
use scn_graph::Moment;
use scn_graph::jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Version and the day it ends, from the platform's changelog; the newest has no end yet.
const VERSIONS: &[(&str, Option<Date>)] = &[
    ("v26.0", None),
    ("v25.0", Some(day(2028, 7, 29))),
    ("v24.0", Some(day(2028, 2, 18))),
    ("v23.0", Some(day(2027, 10, 8))),
    ("v22.0", Some(day(2027, 5, 20))),
    ("v21.0", Some(day(2027, 1, 21))),
    ("v20.0", Some(day(2026, 9, 24))),
];
/// Somebody should plan the change this long before.
const NOTICE_DAYS: i32 = 183;

const fn day(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

pub(super) fn finding(version: &str, now: Moment) -> Finding {
    let what = "API version";
    let newest = VERSIONS.first().map_or("", |(name, _)| *name);
    let next = format!("read the platform's changelog, then set `api_version: {newest}`");
    let at = Timestamp::from_millisecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = at.to_zoned(TimeZone::UTC).date();
    match VERSIONS.iter().find(|(name, _)| *name == version) {
        None => Finding::warning(
            what,
            format!("{version} is not known to this program"),
            format!("known are {}", names()),
        ),
        Some((_, None)) => Finding::ok(what, format!("{version} is the newest known")),
        Some((_, Some(end))) if *end <= today => Finding::problem(
            what,
            format!("{version} ended on {end}; the platform answers as another version"),
            next,
        ),
        Some((_, Some(end))) => match today.until(*end).map(|left| left.get_days()) {
            Ok(left) if left < NOTICE_DAYS => {
                Finding::warning(what, format!("{version} ends on {end}, in {left} days"), next)
            }
            _ => Finding::ok(what, format!("{version} works until {end}")),
        },
    }
}

fn names() -> String {
    VERSIONS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Grade;

    fn on(day: &str, version: &str) -> Grade {
        let at: Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        finding(version, Moment(at.as_millisecond())).grade
    }

    #[test]
    fn a_version_near_its_end_is_told_half_a_year_ahead() {
        assert_eq!(on("2026-11-01", "v25.0"), Grade::Ok);
        assert_eq!(on("2028-01-20", "v25.0"), Grade::Ok);
        assert_eq!(on("2028-02-01", "v25.0"), Grade::Warning);
        assert_eq!(on("2028-07-29", "v25.0"), Grade::Problem);
        assert_eq!(on("2026-11-01", "v20.0"), Grade::Problem);
        assert_eq!((on("2026-11-01", "v26.0"), on("2026-11-01", "v99.0")), (Grade::Ok, Grade::Warning));
    }
}
