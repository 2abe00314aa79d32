//! One lane for each system: few requests at a time, so that one that is stuck keeps its own customers waiting and
//! nobody else; and none at all while it is down.

use crate::breaker::{Breaker, Patience, State};
use crate::clock::Clock;
use scn_graph::Moment;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

/// Requests that may wait for a place in a lane.
const WAITING: usize = 256;
/// When a place may be free again.
const SOON: i64 = 1_000;

/// A system that fails this often in a row is left alone, the longer the longer it stays down.
const PATIENCE: Patience =
    Patience { failures: 5, pause: Duration::from_secs(10), longest: Duration::from_secs(5 * 60) };
const DOWN: &str = "it failed several times in a row and is left alone for a moment";

/// The lanes of all systems, by name.
#[derive(Default)]
pub(super) struct Lanes(Mutex<BTreeMap<String, Arc<Lane>>>);

pub(super) struct Lane {
    places: Semaphore,
    waiting: AtomicUsize,
    breaker: Mutex<Breaker>,
}

/// Nothing is sent now, and why.
#[derive(Debug)]
pub(super) struct Busy {
    pub reason: &'static str,
    pub until: Moment,
}

/// A place in a lane; it must be told how the request ended.
pub(super) struct Turn<'l> {
    lane: &'l Lane,
    told: bool,
    _place: SemaphorePermit<'l>,
}

impl Lanes {
    pub(super) fn of(&self, name: &str, places: u32) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(name.to_owned()).or_insert_with(|| Arc::new(Lane::new(places))).clone()
    }
}

impl Lanes {
    pub(super) fn left_alone(&self) -> Vec<(String, bool)> {
        let lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = |lane: &Lane| lane.breaker().state() != State::Closed;
        lanes.iter().map(|(name, lane)| (name.clone(), open(lane))).collect()
    }
}

impl Lane {
    fn new(places: u32) -> Lane {
        Lane {
            places: Semaphore::new(places as usize),
            waiting: AtomicUsize::new(0),
            breaker: Mutex::new(Breaker::new(PATIENCE)),
        }
    }

    /// Waits for a place until then at most.
    pub(super) async fn enter(&self, end: Instant, clock: &dyn Clock) -> Result<Turn<'_>, Busy> {
        let full = || Busy { reason: "too many calls to it are under way", until: soon(clock.now()) };
        // Looked at before the wait as well: a system that is down answers at once that it is.
        well(&self.breaker(), clock.now())?;
        let place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => {
                let _queue = Queue::join(&self.waiting).ok_or_else(full)?;
                timeout_at(end, self.places.acquire()).await.ok().and_then(Result::ok).ok_or_else(full)?
            }
        };
        let mut breaker = self.breaker();
        well(&breaker, clock.now())?;
        breaker.starts();
        Ok(Turn { lane: self, told: false, _place: place })
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// The request is over: the system is well, or it is not.
    pub(super) fn over(mut self, well: bool, now: Moment) {
        self.told = true;
        let mut breaker = self.lane.breaker();
        match well {
            true => breaker.succeeded(),
            false => breaker.failed(now),
        };
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.lane.breaker().spared();
        }
    }
}

/// Whether the system may be asked.
fn well(breaker: &Breaker, now: Moment) -> Result<(), Busy> {
    match breaker.lets(now, 1) {
        0 => Err(Busy { reason: DOWN, until: breaker.next_try(now).unwrap_or_else(|| soon(now)) }),
        _ => Ok(()),
    }
}

fn soon(now: Moment) -> Moment {
    Moment(now.0.saturating_add(SOON))
}

/// A place among those who wait.
struct Queue<'l>(&'l AtomicUsize);

impl Queue<'_> {
    fn join(waiting: &AtomicUsize) -> Option<Queue<'_>> {
        let queue = (waiting.fetch_add(1, Ordering::SeqCst), Queue(waiting));
        (queue.0 < WAITING).then_some(queue.1)
    }
}

impl Drop for Queue<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
