//! How fast the platform lets a business write: a bucket for each customer and one for each number, on the clock of
//! the sandbox.

use super::meta_error::MetaError;

/// One message in six seconds, and 45 in advance.
const PAIR: Rate = Rate { burst: 45.0, per_second: 1.0 / 6.0 };

#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    burst: f64,
    per_second: f64,
}

impl Rate {
    pub(super) fn of_number(per_second: u32) -> Rate {
        Rate { burst: f64::from(per_second), per_second: f64::from(per_second) }
    }
}

/// What was used, and when it was counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bucket {
    used: f64,
    at: i64,
}

impl Bucket {
    fn has_one(&mut self, rate: Rate, now: i64) -> bool {
        self.drain(rate, now);
        self.used + 1.0 <= rate.burst
    }

    /// Counts one.
    pub(super) fn count(&mut self, rate: Rate, now: i64) {
        self.drain(rate, now);
        self.used = (self.used + 1.0).min(rate.burst);
    }

    fn drain(&mut self, rate: Rate, now: i64) {
        let seconds = (now - self.at).max(0) as f64 / 1000.0;
        self.used = (self.used - seconds * rate.per_second).max(0.0);
        self.at = now;
    }
}

/// One more message to this customer from this number; one that is refused does not count.
pub(super) fn take(pair: &mut Bucket, number: &mut Bucket, rate: Rate, now: i64) -> Result<(), MetaError> {
    if !number.has_one(rate, now) {
        let details = "Message failed to send because there were too many messages sent from this phone number in a \
                       short period of time.";
        return Err(MetaError::new(130_429, details));
    }
    if !pair.has_one(PAIR, now) {
        let details = "Message failed to send because there were too many messages sent from this phone number to \
                       the same phone number in a short period of time.";
        return Err(MetaError::new(131_056, details));
    }
    number.count(rate, now);
    pair.count(PAIR, now);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<(), MetaError>) -> u32 {
        result.map_or_else(|error| error.code, |()| 0)
    }

    #[test]
    fn a_customer_gets_45_at_once_then_one_in_six_seconds() {
        let (mut pair, mut number) = (Bucket::default(), Bucket::default());
        let rate = Rate::of_number(80);
        let mut send = |now: i64| code(take(&mut pair, &mut number, rate, now));
        assert!((0..45).all(|_| send(1_000_000) == 0));
        assert_eq!(send(1_000_000), 131_056);
        assert_eq!(send(1_005_900), 131_056);
        assert_eq!(send(1_006_000), 0);
        assert_eq!(send(1_006_000), 131_056);
    }

    #[test]
    fn a_number_sends_80_a_second_to_whomever() {
        let mut number = Bucket::default();
        let rate = Rate::of_number(80);
        let mut send = |now: i64| code(take(&mut Bucket::default(), &mut number, rate, now));
        assert!((0..80).all(|_| send(5_000) == 0));
        assert_eq!(send(5_000), 130_429);
        assert_eq!(send(5_013), 0);
    }
}
