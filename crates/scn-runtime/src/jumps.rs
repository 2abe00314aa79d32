//! Clocks that are set while we run. Time that goes back must not leave anything waiting for the old time; time that
//! leaps forward makes everything due at once. Both are said, because somebody should know.

use crate::serve::{App, ask};
use scn_graph::Moment;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Smaller differences are how clocks are kept right.
const SMALL: i64 = 60_000;
/// The machine's clock is spoken of once in this time.
const SAID_FOR: Duration = Duration::from_secs(10 * 60);

/// Compares the time that is told with the time that passes.
pub(crate) struct Watch {
    told: Moment,
    seen: Instant,
    said: Option<Instant>,
}

impl Watch {
    pub(crate) fn new(now: Moment) -> Watch {
        Watch { told: now, seen: Instant::now(), said: None }
    }

    /// Looks at the clock, and does what a jump asks for.
    pub(crate) async fn look(&mut self, app: &Arc<App>) {
        let (now, seen) = (app.clock.now(), Instant::now());
        let passed = i64::try_from(seen.duration_since(self.seen).as_millis()).unwrap_or(i64::MAX);
        let gone = now.since(self.told);
        (self.told, self.seen) = (now, seen);
        if gone < 0 {
            tracing::warn!(
                seconds = -gone / 1000,
                "the clock was set back: what waits keeps what was left of its pause"
            );
            app.metrics.clock_set(false);
            forget(app).await;
            go_on(app);
        } else if gone.saturating_sub(passed) > SMALL {
            let seconds = (gone - passed) / 1000;
            tracing::warn!(
                seconds,
                "the clock leapt forward, or this machine slept: what is due is done now"
            );
            app.metrics.clock_set(true);
            go_on(app);
        }
        self.compare_with_machine(app, seen);
    }

    fn compare_with_machine(&mut self, app: &App, seen: Instant) {
        let behind = app.clock.behind();
        if behind <= SMALL || self.said.is_some_and(|said| seen.duration_since(said) < SAID_FOR) {
            return;
        }
        self.said = Some(seen);
        tracing::error!(
            seconds = behind / 1000,
            "the clock of this machine was set back and is not believed: set it right; if it is right now and was wrong before, restart"
        );
    }
}

/// Whatever waits looks at the clock again.
fn go_on(app: &App) {
    app.outbox.notify_one();
    app.calls.notify_one();
}

/// Moments counted by the clock before mean nothing any more.
async fn forget(app: &Arc<App>) {
    if let Err(error) = pull_in(app).await {
        tracing::error!(%error, "what waits for the time before the clock was set could not be brought forward; a restart does it");
    }
    app.sender.forget_times();
}

async fn pull_in(app: &Arc<App>) -> Result<(), scn_store::StoreError> {
    let (leases, now) = (app.leases.all(), app.clock.now());
    ask(app, move |store| leases.iter().try_for_each(|lease| store.set_back(lease, now.0).map(drop))).await
}
