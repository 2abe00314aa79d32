//! What time it is. The runtime never asks the system directly: a clock can be moved forward in the sandbox and in tests.

use scn_graph::Moment;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// A wait that ends at a moment.
pub type Sleep<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Tells the time and waits for it.
pub trait Clock: Send + Sync {
    fn now(&self) -> Moment;
    /// Ends when `now()` has reached this moment.
    fn sleep_until(&self, moment: Moment) -> Sleep<'_>;
    /// How far the machine's own clock lies behind `now()`, in milliseconds, because it was set back.
    fn behind(&self) -> i64 {
        0
    }
}

/// The clock of the machine, which never tells less time than has passed since the start: set back while we run, it is
/// not believed before the next start. Set forward it is believed, and so is whoever corrects that.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: Moment,
    began: Instant,
}

impl SystemClock {
    /// What the machine says now is where time begins.
    pub fn start() -> SystemClock {
        SystemClock { start: system_now(), began: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        never_behind(system_now(), self.start, self.began.elapsed())
    }
    fn sleep_until(&self, moment: Moment) -> Sleep<'_> {
        Box::pin(async move { wait_on_system(moment.since(self.now())).await })
    }
    fn behind(&self) -> i64 {
        self.now().since(system_now()).max(0)
    }
}

/// What the machine says, or what has passed since the start when that is more.
fn never_behind(machine: Moment, start: Moment, gone: Duration) -> Moment {
    let gone = i64::try_from(gone.as_millis()).unwrap_or(i64::MAX);
    machine.max(Moment(start.0.saturating_add(gone)))
}

/// Follows the time of tokio, which stands still in a paused runtime until nothing is left to do: for simulations.
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    start: Moment,
    began: tokio::time::Instant,
}

impl TokioClock {
    /// Starts at this moment; to be made within a runtime of tokio.
    pub fn starting_at(start: Moment) -> TokioClock {
        TokioClock { start, began: tokio::time::Instant::now() }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Moment {
        let gone = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        Moment(self.start.0.saturating_add(gone))
    }
    fn sleep_until(&self, moment: Moment) -> Sleep<'_> {
        Box::pin(async move { wait_on_system(moment.since(self.now())).await })
    }
}

/// A clock that can be moved forward by hand; it runs on its own in between, or stands still.
#[derive(Debug)]
pub struct MovableClock {
    state: watch::Sender<Position>,
}

#[derive(Clone, Copy, Debug)]
enum Position {
    /// The machine's clock plus this many milliseconds.
    Running {
        ahead: i64,
    },
    Frozen {
        at: i64,
    },
}

impl Position {
    fn now(self) -> Moment {
        match self {
            Position::Running { ahead } => Moment(system_now().0.saturating_add(ahead)),
            Position::Frozen { at } => Moment(at),
        }
    }
}

impl MovableClock {
    /// Starts at the machine's time and goes on with it.
    pub fn running() -> Self {
        MovableClock { state: watch::Sender::new(Position::Running { ahead: 0 }) }
    }

    /// Stands still until it is moved.
    pub fn frozen(at: Moment) -> Self {
        MovableClock { state: watch::Sender::new(Position::Frozen { at: at.0 }) }
    }

    /// Moves back, as when somebody sets the machine's clock. What waits goes on waiting for its moment.
    pub fn set_back(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.state.send_modify(|position| match position {
            Position::Running { ahead } => *ahead = ahead.saturating_sub(by),
            Position::Frozen { at } => *at = at.saturating_sub(by),
        });
    }

    /// Moves forward; everything that waits for a moment up to the new time wakes.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.state.send_modify(|position| match position {
            Position::Running { ahead } => *ahead = ahead.saturating_add(by),
            Position::Frozen { at } => *at = at.saturating_add(by),
        });
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Moment {
        self.state.borrow().now()
    }

    fn sleep_until(&self, moment: Moment) -> Sleep<'_> {
        Box::pin(async move {
            let mut moved = self.state.subscribe();
            loop {
                let position = *moved.borrow_and_update();
                let left = moment.since(position.now());
                if left <= 0 {
                    return;
                }
                // The sender lives in `self`, so `changed` cannot fail.
                match position {
                    Position::Frozen { .. } => drop(moved.changed().await),
                    Position::Running { .. } => tokio::select! {
                        biased;
                        () = wait_on_system(left) => {}
                        _ = moved.changed() => {}
                    },
                }
            }
        })
    }
}

fn system_now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

async fn wait_on_system(millis: i64) {
    // tokio's timers reach about two years; the caller looks at the time again afterwards.
    let millis = u64::try_from(millis).unwrap_or(0).min(30 * 24 * 3_600_000);
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frozen_clock_wakes_sleepers_when_it_is_moved() {
        let clock = std::sync::Arc::new(MovableClock::frozen(Moment(1_000)));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep_until(Moment(61_000)).await;
                clock.now()
            }
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(1));
        assert_eq!(sleeper.await.unwrap(), Moment(61_000));
    }

    #[test]
    fn the_machines_clock_set_back_is_not_believed_but_what_undoes_a_jump_forward_is() {
        let (day, minute) = (86_400_000, Duration::from_secs(60));
        let start = Moment(10 * day);
        let told = |machine: i64, minutes: u32| never_behind(Moment(machine), start, minute * minutes).0;
        assert_eq!(told(10 * day + 60_000, 1), 10 * day + 60_000, "all is well");
        assert_eq!(told(9 * day + 60_000, 1), 10 * day + 60_000, "a day back: not believed");
        assert_eq!(told(9 * day + 120_000, 2), 10 * day + 120_000, "and time goes on");
        assert_eq!(told(11 * day, 3), 11 * day, "a day forward");
        assert_eq!(told(10 * day + 240_000, 4), 10 * day + 240_000, "and corrected");
    }

    #[tokio::test]
    async fn a_running_clock_jumps_over_days() {
        let clock = MovableClock::running();
        let before = clock.now();
        clock.advance(Duration::from_secs(3 * 86_400));
        clock.sleep_until(before.plus_seconds(3 * 86_400)).await;
        assert!(clock.now().since(before) >= 3 * 86_400_000);
    }
}
