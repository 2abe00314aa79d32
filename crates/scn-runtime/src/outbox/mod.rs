//! Sends what was committed: in order per contact, one at a time, within the window, at the number's pace, and again
//! when that can help.

mod alone;
mod attempt;
pub(crate) mod judge;
mod pace;
pub(crate) mod platform;

use crate::Config;
use crate::breaker::{Breaker, Patience, State};
use crate::lease;
use crate::logs::Mark;
use crate::metrics::outcome_word;
use crate::serve::{App, ask};
use crate::traces::span;
use alone::UnderWay;
use attempt::attempt;
use pace::Pace;
use platform::{Lost, Reply};
use scn_graph::Moment;
use scn_store::{Lease, Outcome, Outgoing, SendRules, StoreError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tracing::Instrument;

/// Requests to the platform at the same time.
const REQUESTS: usize = 32;
/// Read marks at the same time.
const COURTESIES: usize = 8;
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(1);
/// The platform is left alone after so many requests in a row that it did not answer well.
const PATIENCE: Patience =
    Patience { failures: 20, pause: Duration::from_secs(5), longest: Duration::from_secs(60) };
/// The platform's name among the systems with a breaker.
const PLATFORM: &str = "whatsapp";

/// What holds for the whole number.
pub(crate) struct Sender {
    gate: Mutex<Gate>,
    courtesies: Arc<Semaphore>,
    under_way: UnderWay,
    pub(crate) rules: SendRules,
}

struct Gate {
    pace: Pace,
    breaker: Breaker,
    /// Nothing goes out before this moment.
    held_until: Moment,
}

impl Sender {
    pub(crate) fn new(config: &Config) -> Sender {
        let pace = Pace::new(config.messages_per_second);
        let gate = Gate { pace, breaker: Breaker::new(PATIENCE), held_until: Moment(i64::MIN) };
        Sender {
            gate: Mutex::new(gate),
            courtesies: Arc::new(Semaphore::new(COURTESIES)),
            under_way: UnderWay::default(),
            rules: rules(config),
        }
    }

    /// Whether everything waits for the platform or for a person.
    pub(crate) fn is_held(&self, now: Moment) -> bool {
        self.lock().held_until > now
    }

    /// How the platform answers: `closed` is well.
    pub(crate) fn breaker(&self) -> &'static str {
        self.lock().breaker.state().name()
    }

    /// How many of so many may go out now.
    fn room(&self, now: Moment, wanted: usize) -> usize {
        let gate = self.lock();
        match gate.held_until > now {
            true => 0,
            false => gate.breaker.lets(now, wanted.min(gate.pace.available(now))),
        }
    }

    /// So many go out.
    fn take(&self, now: Moment, count: usize) {
        let mut gate = self.lock();
        gate.pace.take(now, count);
        if count > 0 {
            gate.breaker.starts();
        }
    }

    /// When the next one may go out; `None` while everything waits for the answer to one.
    fn free_at(&self, now: Moment) -> Option<Moment> {
        let gate = self.lock();
        if gate.breaker.state() == State::Probing {
            return None;
        }
        Some(gate.breaker.next_try(now).unwrap_or(now).max(gate.held_until).max(gate.pace.next(now)))
    }

    fn hold_until(&self, moment: i64) {
        let mut gate = self.lock();
        gate.held_until = gate.held_until.max(Moment(moment));
    }

    /// The clock was set: a hold lasts no longer than the next try, whatever time it was counted by.
    pub(crate) fn forget_times(&self) {
        self.lock().held_until = Moment(i64::MIN);
    }

    /// An answer of the platform, or none, says how it is.
    fn heard(&self, app: &App, reply: &Result<Reply, Lost>) {
        let well = reply.as_ref().is_ok_and(|reply| reply.http < 500);
        let (changed, mut gate) = (app.clock.now(), self.lock());
        let changed = if well { gate.breaker.succeeded() } else { gate.breaker.failed(changed) };
        drop(gate);
        if !changed {
            return;
        }
        app.metrics.breaker(PLATFORM, !well);
        match well {
            true => tracing::info!("the platform answers again"),
            false => tracing::error!(
                "the platform does not answer: messages wait, one is tried now and then; see its status page, and whether this machine reaches api_url"
            ),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the store goes by when it gives out messages.
fn rules(config: &Config) -> SendRules {
    let pair = scn_whatsapp::limits::pair_rate();
    SendRules {
        pair_pause: i64::from(pair.seconds) * 1000,
        pair_burst: pair.burst,
        in_order: config.in_order.map(millis),
        settle: millis(config.settle),
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Sends until the stop, then waits for requests in flight.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(REQUESTS));
    while !*stop.borrow() {
        // One slot is always taken first, so that a claim is never empty-handed.
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        drop(slot);
        let claimed = match claim(&app, slots.available_permits()).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "cannot claim messages to send");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        if claimed.is_empty() {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => break,
                () = app.outbox.notified() => {}
                () = next_try(&app) => {}
            }
        }
        for (lease, send) in claimed {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let app = app.clone();
            tokio::spawn(async move {
                carry_out(&app, &lease, send).await;
                drop(slot);
                app.outbox.notify_one();
            });
        }
    }
    let _ = slots.acquire_many(REQUESTS as u32).await;
}

/// What may go out now, by the holds, the breaker, the pace of the number and the free slots.
async fn claim(app: &Arc<App>, slots: usize) -> Result<Vec<(Lease, Outgoing)>, StoreError> {
    let (now, rules) = (app.clock.now(), app.sender.rules);
    let room = app.sender.room(now, slots);
    if room == 0 {
        return Ok(Vec::new());
    }
    let claimed =
        lease::from_each(app, room, move |store, lease, most| store.claim(lease, now.0, most, &rules))
            .await?;
    app.sender.take(now, claimed.len());
    Ok(claimed)
}

/// Ends when there may be something to send again.
async fn next_try(app: &Arc<App>) {
    loop {
        let (now, rules) = (app.clock.now(), app.sender.rules);
        let Some(free_at) = app.sender.free_at(now) else { return std::future::pending().await };
        match lease::earliest(app, move |store, partition| store.next_send(partition, &rules)).await {
            Ok(Some(at)) if at.max(free_at) <= now => return,
            Ok(at) => lease::rest_until(app, at.map(|at| at.max(free_at))).await,
            Err(_) => return tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Tries one message and writes down what came of it.
async fn carry_out(app: &Arc<App>, lease: &Lease, send: Outgoing) {
    let span = span!("send", seq = send.seq, tries = send.attempts + 1, result = tracing::field::Empty);
    app.trail.follow(&span, send.contact);
    let _alone = app.sender.under_way.alone(send.contact).await;
    let outcome = attempt(app, &send).instrument(span.clone()).await;
    app.sender.lock().breaker.spared();
    let Some(outcome) = outcome else {
        return tracing::info!(contact = %Mark(send.contact), seq = send.seq, "a status has told that it went out");
    };
    span.record("result", outcome_word(&outcome));
    report(&send, &outcome);
    app.metrics.sent(&outcome);
    if send.paced {
        app.metrics.paced();
    }
    let (given, lease) = (send.given(), *lease);
    loop {
        let (outcome, now) = (outcome.clone(), app.clock.now());
        match ask(app, move |store| store.mark(&lease, given, outcome, now.0)).await {
            Ok(()) => return,
            // Its new owner settles it.
            Err(StoreError::Fenced) => return app.leases.lose(&lease),
            // The platform has it: not to write that down would send it twice.
            Err(error) => {
                tracing::error!(%error, "cannot write down what became of a message; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Shows the customer that their message was read. A courtesy: tried once, left out when there is much to do.
pub(crate) fn mark_read(app: &Arc<App>, message: String) {
    let Ok(place) = app.sender.courtesies.clone().try_acquire_owned() else { return };
    let app = app.clone();
    tokio::spawn(async move {
        let body = scn_whatsapp::mark_read(&message, false);
        if let Err(Lost::Unsent(error) | Lost::Unknown(error)) = app.platform.messages(&body).await {
            tracing::debug!(error, "a message could not be marked as read");
        }
        drop(place);
    });
}

fn report(send: &Outgoing, outcome: &Outcome) {
    let contact = Mark(send.contact);
    let tried = send.attempts + 1;
    if send.paced {
        tracing::info!(%contact, seq = send.seq, "it had to wait: the contact had had as much as may be sent at once");
    }
    match outcome {
        Outcome::Sent { .. } => tracing::debug!(%contact, seq = send.seq, "sent"),
        Outcome::Failed { reason } => tracing::warn!(%contact, seq = send.seq, reason, "not sent"),
        Outcome::Withheld { reason } => tracing::warn!(%contact, seq = send.seq, reason, "withheld"),
        Outcome::Retry { .. } | Outcome::Held { .. } => {
            tracing::info!(%contact, seq = send.seq, tried, "not sent yet, trying again")
        }
        Outcome::Unknown { .. } => {
            tracing::warn!(%contact, seq = send.seq, tried, "whether it went out is unknown; waiting for a status");
        }
    }
}

/// This much later, in milliseconds.
pub(crate) fn later(now: Moment, by: Duration) -> i64 {
    now.0.saturating_add(millis(by))
}
