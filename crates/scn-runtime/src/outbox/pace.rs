//! What the number may send: a token bucket, driven by the clock of the caller. What one person may get is kept by the
//! store, with the messages themselves.

use scn_graph::Moment;

/// In no second more than the rate goes out: a tenth of it may go at once, and the rest is spread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Microseconds per message.
    every: i64,
    burst: i64,
    /// When the bucket is full again, in microseconds: so far ahead, so many are missing.
    full_at: i64,
}

impl Pace {
    /// A bucket that is full: a restart adds a tenth of a second's worth at most.
    pub(super) fn new(per_second: u32) -> Pace {
        let rate = i64::from(per_second.max(1));
        let burst = (rate / 10).max(1);
        Pace { every: 1_000_000 / (rate - burst + 1), burst, full_at: i64::MIN }
    }

    /// How many may go out now.
    pub(super) fn available(&self, now: Moment) -> usize {
        let missing = self.missing(now);
        let whole = missing / self.every + i64::from(missing % self.every != 0);
        usize::try_from(self.burst - whole).unwrap_or(0)
    }

    /// So many go out.
    pub(super) fn take(&mut self, now: Moment, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let taken = self.every.saturating_mul(count);
        self.full_at = micros(now).saturating_add(self.missing(now)).saturating_add(taken);
    }

    /// When the next one may go out.
    pub(super) fn next(&self, now: Moment) -> Moment {
        let over = self.missing(now) - (self.burst - 1) * self.every;
        let millis = over.max(0) / 1000 + i64::from(over.max(0) % 1000 != 0);
        Moment(now.0.saturating_add(millis))
    }

    /// What is missing, in microseconds. More than there can be means that the clock was set back: the bucket begins anew.
    fn missing(&self, now: Moment) -> i64 {
        let missing = self.full_at.saturating_sub(micros(now)).max(0);
        if missing > self.burst * self.every { 0 } else { missing }
    }
}

fn micros(moment: Moment) -> i64 {
    moment.0.saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that goes out within these milliseconds, with the moment of each, as fast as it may.
    fn run(per_second: u32, millis: i64) -> Vec<i64> {
        let (mut pace, mut now, mut out) = (Pace::new(per_second), 0, Vec::new());
        while now < millis {
            let count = pace.available(Moment(now));
            pace.take(Moment(now), count);
            out.extend(std::iter::repeat_n(now, count));
            assert_eq!(pace.available(Moment(now)), 0);
            let next = pace.next(Moment(now)).0;
            assert!(next > now, "it goes on");
            now = next;
        }
        out
    }

    #[test]
    fn in_no_second_goes_out_more_than_the_rate() {
        for rate in [1, 2, 9, 10, 20, 80, 999, 1000] {
            let out = run(rate, 10_000);
            for (at, moment) in out.iter().enumerate() {
                let within = out[at..].iter().take_while(|later| **later < moment + 1000).count();
                assert!(within <= rate as usize, "{within} within a second at {rate}");
            }
            let wanted = 10 * rate as usize;
            assert!(out.len() * 10 >= wanted * 9, "{} of {wanted} went out at {rate}", out.len());
        }
    }

    #[test]
    fn what_is_not_used_is_not_saved_up() {
        let mut pace = Pace::new(80);
        pace.take(Moment(0), 8);
        assert_eq!(pace.available(Moment(0)), 0);
        assert_eq!(pace.available(Moment(3_600_000)), 8);
    }

    #[test]
    fn a_clock_set_back_a_day_stops_nothing_for_long() {
        let mut pace = Pace::new(80);
        pace.take(Moment(86_400_000), 8);
        assert_eq!((pace.next(Moment(0)), pace.available(Moment(0))), (Moment(0), 8));
        pace.take(Moment(0), 8);
        assert_eq!(pace.available(Moment(0)), 0, "and it counts again");
    }
}
