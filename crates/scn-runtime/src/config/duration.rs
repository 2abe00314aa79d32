//! Lengths of time as people write them: `1.5 seconds`, `500 ms`, `2 minutes`, `0`.

use std::time::Duration;

pub(super) const EXAMPLES: &str = "a length of time such as 500 ms, 1.5 seconds or 2 minutes";

/// What is kept is kept at most so long: keys against duplicates live no longer.
const LONGEST_KEPT: Duration = Duration::from_secs(30 * 86_400);
pub(super) const LONG_EXAMPLES: &str =
    "a length of time of at most 30 days, such as 7 days or 12 hours, or 0";

pub(crate) fn parse(text: &str) -> Option<Duration> {
    read(text).filter(|duration| duration.as_secs() <= 86_400)
}

/// How long something is kept.
pub(super) fn long(text: &str) -> Option<Duration> {
    read(text).filter(|duration| *duration <= LONGEST_KEPT)
}

fn read(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().ok()?;
    let seconds = match unit.trim() {
        "ms" | "millisecond" | "milliseconds" => 0.001,
        "s" | "second" | "seconds" => 1.0,
        "min" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        "day" | "days" => 86_400.0,
        "" if number == 0.0 => 1.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        for (text, millis) in
            [("1.5 seconds", 1500), ("500ms", 500), ("2 minutes", 120_000), ("0", 0), ("1 s", 1000)]
        {
            assert_eq!(parse(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "soon", "5", "-1 s", "1.2.3 s", "9999999 minutes", "5 lightyears"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("2 days"), None, "nobody waits so long");
        for (text, hours) in [("7 days", 168), ("12 hours", 12), ("0", 0), ("30 days", 720)] {
            assert_eq!(long(text), Some(Duration::from_secs(hours * 3600)), "{text}");
        }
        assert_eq!((long("31 days"), long("7")), (None, None));
    }
}
