//! How long ago the customer last wrote, and what the clock of the day does to it.

use scn_graph::{ClockRange, Span};
use std::fmt;

/// Length of the customer service window.
/// Source: Meta, "Send messages", customer service windows: 24 hours from the user's last message.
const WINDOW: u32 = 24 * 3600;

/// The longest possible time since the customer last wrote, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(u32);

impl Age {
    /// The customer has written just now.
    pub const NOW: Age = Age(0);
    /// The last moment at which the window is open.
    pub const LAST_OPEN: Age = Age(WINDOW - 1);
    /// Any time at all, or never.
    pub const UNBOUNDED: Age = Age(u32::MAX);

    pub const fn seconds(seconds: u32) -> Age {
        Age(seconds)
    }

    /// Months and days at their usual length; beyond years it is all the same.
    pub fn of(span: Span) -> Age {
        let days = u64::from(span.months) * 30 + u64::from(span.days);
        let seconds = days.saturating_mul(86_400).saturating_add(u64::from(span.seconds));
        Age(u32::try_from(seconds).unwrap_or(u32::MAX))
    }

    #[must_use]
    pub fn plus(self, longer: Age) -> Age {
        Age(self.0.saturating_add(longer.0))
    }

    #[must_use]
    pub(super) fn less_a_second(self) -> Age {
        if self == Age::UNBOUNDED { self } else { Age(self.0.saturating_sub(1)) }
    }

    /// WhatsApp then takes templates only: at exactly 24 hours the window is closed.
    pub fn is_closed(self) -> bool {
        self.0 >= WINDOW
    }

    pub fn in_seconds(self) -> Option<u32> {
        (self != Age::UNBOUNDED).then_some(self.0)
    }
}

/// `26 hours`, `2 days`, in the largest unit that divides it.
impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.in_seconds() else { return f.write_str("any time") };
        let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
        let mut rest = seconds;
        let mut words = Vec::new();
        for (size, unit) in units {
            let many = rest / size;
            if many > 0 && words.len() < 2 {
                words.push(format!("{many} {unit}{}", if many == 1 { "" } else { "s" }));
            }
            rest %= size;
        }
        f.write_str(if words.is_empty() { "0 seconds".to_owned() } else { words.join(" ") }.as_str())
    }
}

/// The quiet hours, seen from a customer who writes at one time of the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    quiet: Option<ClockRange>,
    wrote_at: u32,
}

/// No more times of the day than this are looked at: one every five minutes.
const MOST_TIMES: u32 = 288;

impl Clock {
    pub(super) const WITHOUT_QUIET: Clock = Clock { quiet: None, wrote_at: 0 };

    /// The times of the day from which something comes due at the very beginning of the quiet hours, and is held the
    /// longest: whatever is written later is held shorter. `step` divides every span of the scenario.
    pub(super) fn worst(quiet: ClockRange, step: u32) -> Vec<Clock> {
        let step = step.clamp(86_400 / MOST_TIMES, 86_400);
        let from = u32::from(quiet.from) * 60;
        let times = (0..86_400 / step).map(|back| (from + 86_400 - back * step) % 86_400);
        times.map(|wrote_at| Clock { quiet: Some(quiet), wrote_at }).collect()
    }

    /// What comes due in the quiet hours waits for their end.
    pub(super) fn held(self, age: Age) -> Age {
        let (Some(quiet), Some(seconds)) = (self.quiet, age.in_seconds()) else { return age };
        let (from, to) = (u32::from(quiet.from) * 60, u32::from(quiet.to) * 60);
        let at = (u64::from(self.wrote_at) + u64::from(seconds)) % 86_400;
        let at = u32::try_from(at).unwrap_or(0);
        let overnight = to <= from;
        let inside = if overnight { at >= from || at < to } else { (from..to).contains(&at) };
        let left = if at < to { to - at } else { to + 86_400 - at };
        if inside { age.plus(Age(left)) } else { age }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_closed_at_exactly_24_hours() {
        assert!(Age::of(Span::days(1)).is_closed());
        assert!(!Age::LAST_OPEN.is_closed());
        assert!(Age::UNBOUNDED.plus(Age::seconds(1)).is_closed());
    }

    #[test]
    fn ages_are_said_in_two_units_at_most() {
        let said = |seconds| Age::seconds(seconds).to_string();
        assert_eq!(said(172_800), "2 days");
        assert_eq!(said(93_600), "1 day 2 hours");
        assert_eq!(said(90), "1 minute 30 seconds");
        assert_eq!(said(0), "0 seconds");
    }

    #[test]
    fn quiet_hours_hold_until_their_end() {
        let quiet = ClockRange { from: 21 * 60, to: 8 * 60 };
        let clocks = Clock::worst(quiet, 3600);
        assert_eq!(clocks.len(), 24);
        let at = |hour: u32| clocks.iter().find(|clock| clock.wrote_at == hour * 3600).unwrap();
        assert_eq!(at(20).held(Age::seconds(3600)), Age::seconds(12 * 3600));
        assert_eq!(at(20).held(Age::seconds(1800)), Age::seconds(1800));
        assert_eq!(at(3).held(Age::seconds(3600)), Age::seconds(5 * 3600));
        assert_eq!(at(3).held(Age::UNBOUNDED), Age::UNBOUNDED);
    }
}
