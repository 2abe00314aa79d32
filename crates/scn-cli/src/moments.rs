//! Moments and zones as people write them on the command line.

use scn_graph::{
    Moment,
    jiff::{Timestamp, civil, fmt::temporal::DateTimeParser, tz::TimeZone},
};

/// What the clock of this machine says.
pub(crate) fn clock() -> Moment {
    Moment(Timestamp::now().as_millisecond())
}

/// A moment of the store, in UTC: `2026-03-02T12:00Z`.
pub(crate) fn written(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%MZ").to_string()
}

/// The zone of a name such as Europe/Zurich, or of whole hours from Greenwich (`-02:00`); and how zones of the scenario
/// call it.
pub(crate) fn zone(name: &str) -> Option<(TimeZone, String)> {
    if let Ok(zone) = TimeZone::get(name) {
        return Some((zone, name.to_owned()));
    }
    let hours = name.strip_suffix(":00").unwrap_or(name).parse::<i32>().ok()?;
    let signed = name.starts_with(['+', '-']);
    // The names of such zones count the other way.
    let called = format!("Etc/GMT{:+}", -hours);
    let zone = TimeZone::get(&called).ok().filter(|_| signed)?;
    Some((zone, called))
}

/// RFC 3339 (`2025-08-12T10:00:00+02:00`, `…Z`), or a local `2025-08-12T10:00` in the zone.
pub(crate) fn moment(text: &str, zone: &TimeZone) -> Option<Moment> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(Moment(timestamp.as_millisecond()));
    }
    let local: civil::DateTime = text.parse().ok()?;
    let zoned = local.to_zoned(zone.clone()).ok()?;
    Some(Moment(zoned.timestamp().as_millisecond()))
}

/// A moment written with an offset that the zone does not have then says which clock its writer looks at.
pub(crate) fn zone_of(text: &str, zone: &TimeZone) -> Option<(TimeZone, String)> {
    let pieces = DateTimeParser::new().parse_pieces(text.trim()).ok()?;
    let offset = pieces.to_numeric_offset().filter(|_| !text.trim_end().ends_with(['z', 'Z']))?;
    let at: Timestamp = text.trim().parse().ok()?;
    if zone.to_offset(at) == offset || offset.seconds() % 3600 != 0 {
        return None;
    }
    self::zone(&format!("{:+03}:00", offset.seconds() / 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_with_and_without_an_offset() {
        let (zurich, called) = zone("Europe/Zurich").unwrap();
        assert_eq!(called, "Europe/Zurich");
        let ten = Moment(1_754_985_600_000);
        for text in
            ["2025-08-12T10:00", "2025-08-12 10:00", "2025-08-12T10:00:00+02:00", "2025-08-12T08:00:00Z"]
        {
            assert_eq!(moment(text, &zurich), Some(ten), "{text}");
        }
        assert_eq!(moment("tomorrow", &zurich), None);
    }

    #[test]
    fn an_offset_of_another_clock_is_a_zone() {
        let (zurich, _) = zone("Europe/Zurich").unwrap();
        assert!(zone_of("2025-08-12T10:00:00+02:00", &zurich).is_none());
        assert!(zone_of("2025-08-12T08:00:00Z", &zurich).is_none());
        assert!(zone_of("2025-08-12T08:00", &zurich).is_none());
        let (west, called) = zone_of("2013-02-12T04:30:00-02:00", &zurich).unwrap();
        assert_eq!(called, "Etc/GMT+2");
        assert_eq!(moment("2013-02-12T04:30", &west), moment("2013-02-12T06:30:00Z", &zurich));
        assert!(zone("Mars").is_none() && zone("2").is_none());
    }
}
