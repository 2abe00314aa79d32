//! Leaves a system in peace that does not answer. Pure: the caller brings the time.

use scn_graph::Moment;
use std::time::Duration;

/// When to leave it, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Failures in a row before it opens.
    pub failures: u32,
    /// The first pause; doubled each time the probe fails, too.
    pub pause: Duration,
    pub longest: Duration,
}

/// Closed while all is well. Open after a run of failures: nothing goes through until the pause is over, then one
/// probe. Its success closes it, its failure doubles the pause.
#[derive(Clone, Debug)]
pub(crate) struct Breaker {
    patience: Patience,
    /// In a row.
    failures: u32,
    opened: Option<Opened>,
}

#[derive(Clone, Copy, Debug)]
struct Opened {
    at: Moment,
    pause: i64,
    probing: bool,
}

/// For the health page and the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Closed,
    Open,
    /// One request is out to see whether it works again.
    Probing,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Closed => "closed",
            State::Open => "open",
            State::Probing => "probing",
        }
    }
}

impl Breaker {
    pub(crate) fn new(patience: Patience) -> Breaker {
        Breaker { patience, failures: 0, opened: None }
    }

    /// How many of `wanted` requests may be made now. Changes nothing: call [`Breaker::starts`] for those made.
    pub(crate) fn lets(&self, now: Moment, wanted: usize) -> usize {
        match self.opened {
            None => wanted,
            Some(opened) if opened.probing || opened.left(now) > 0 => 0,
            Some(_) => wanted.min(1),
        }
    }

    /// A request goes out. While open, it is the probe.
    pub(crate) fn starts(&mut self) {
        if let Some(opened) = &mut self.opened {
            opened.probing = true;
        }
    }

    /// The system answered, whatever it said. True when that closed the breaker.
    pub(crate) fn succeeded(&mut self) -> bool {
        self.failures = 0;
        self.opened.take().is_some()
    }

    /// No answer, or one that says that the system is in trouble. True when that opened the breaker.
    pub(crate) fn failed(&mut self, now: Moment) -> bool {
        self.failures = self.failures.saturating_add(1);
        match &mut self.opened {
            None if self.failures >= self.patience.failures => {
                self.opened = Some(Opened { at: now, pause: millis(self.patience.pause), probing: false });
                true
            }
            // Those that were under way when it opened say nothing new.
            Some(opened) if opened.probing => {
                let pause = opened.pause.saturating_mul(2).min(millis(self.patience.longest));
                *opened = Opened { at: now, pause, probing: false };
                false
            }
            _ => false,
        }
    }

    /// The probe was not made after all.
    pub(crate) fn spared(&mut self) {
        if let Some(opened) = &mut self.opened {
            opened.probing = false;
        }
    }

    /// When the next request may be made; `None` when now, or when the probe is under way.
    pub(crate) fn next_try(&self, now: Moment) -> Option<Moment> {
        let opened = self.opened.filter(|opened| !opened.probing)?;
        let left = opened.left(now);
        (left > 0).then(|| Moment(now.0.saturating_add(left)))
    }

    pub(crate) fn state(&self) -> State {
        match self.opened {
            None => State::Closed,
            Some(opened) if opened.probing => State::Probing,
            Some(_) => State::Open,
        }
    }
}

impl Opened {
    /// Milliseconds until the probe. A clock that was set back does not make the pause longer.
    fn left(&self, now: Moment) -> i64 {
        let gone = now.since(self.at);
        if gone < 0 { 0 } else { self.pause.saturating_sub(gone) }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> Breaker {
        let second = Duration::from_secs(1);
        Breaker::new(Patience { failures: 3, pause: second, longest: 5 * second })
    }

    fn opened_at(now: i64) -> Breaker {
        let mut breaker = breaker();
        assert_eq!([0, 1, 2].map(|_| breaker.failed(Moment(now))), [false, false, true]);
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let mut breaker = breaker();
        for _ in 0..10 {
            assert!(!breaker.failed(Moment(0)) && !breaker.failed(Moment(0)));
            assert!(!breaker.succeeded(), "it was never open");
        }
        assert_eq!((breaker.state(), breaker.lets(Moment(0), 32)), (State::Closed, 32));
        assert_eq!(opened_at(0).lets(Moment(999), 32), 0);
    }

    #[test]
    fn after_the_pause_one_probe_goes_through() {
        let mut breaker = opened_at(0);
        assert_eq!(breaker.next_try(Moment(400)), Some(Moment(1_000)));
        assert_eq!(breaker.lets(Moment(1_000), 32), 1);
        breaker.starts();
        assert_eq!((breaker.state(), breaker.lets(Moment(9_000), 32)), (State::Probing, 0));
        assert!(breaker.succeeded(), "it works again");
        assert_eq!((breaker.state(), breaker.lets(Moment(9_000), 32)), (State::Closed, 32));
    }

    #[test]
    fn a_probe_that_fails_doubles_the_pause_up_to_a_limit() {
        let mut breaker = opened_at(0);
        let mut now = 0;
        for pause in [1_000, 2_000, 4_000, 5_000, 5_000] {
            assert_eq!(breaker.next_try(Moment(now)), Some(Moment(now + pause)));
            assert_eq!(breaker.lets(Moment(now + pause - 1), 32), 0);
            now += pause;
            assert_eq!(breaker.lets(Moment(now), 32), 1);
            breaker.starts();
            assert!(!breaker.failed(Moment(now)), "it was open already");
        }
    }

    #[test]
    fn late_failures_of_others_do_not_lengthen_the_pause() {
        let mut breaker = opened_at(0);
        assert!(!breaker.failed(Moment(900)));
        assert_eq!(breaker.lets(Moment(1_000), 32), 1);
    }

    #[test]
    fn a_probe_that_was_not_made_frees_its_place() {
        let mut breaker = opened_at(0);
        breaker.starts();
        breaker.spared();
        assert_eq!(breaker.lets(Moment(1_000), 32), 1);
    }

    #[test]
    fn a_clock_set_back_does_not_keep_it_open() {
        assert_eq!(opened_at(1_000_000).lets(Moment(0), 32), 1);
    }
}
