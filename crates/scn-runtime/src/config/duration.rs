//! Lengths of time as people write them: `1.5 seconds`, `500 ms`, `2 minutes`, `0`.

use std::time::Duration;

pub(super) const EXAMPLES: &str = "a length of time such as 500 ms, 1.5 seconds or 2 minutes";

pub(crate) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().ok()?;
    let seconds = match unit.trim() {
        "ms" | "millisecond" | "milliseconds" => 0.001,
        "s" | "second" | "seconds" => 1.0,
        "min" | "minute" | "minutes" => 60.0,
        "" if number == 0.0 => 1.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number * seconds).ok().filter(|duration| duration.as_secs() <= 86_400)
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
    }
}
