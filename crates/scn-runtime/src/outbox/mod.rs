//! Sends what was committed: in order per contact, one at a time, within the window, at the number's pace, and again
//! when that can help.

pub(crate) mod platform;

use crate::lease;
use crate::logs::Mark;
use crate::media::{self, MediaError};
use crate::metrics::outcome_word;
use crate::outbound::Outbound;
use crate::serve::{App, ask};
use crate::traces::span;
use crate::{Config, UnknownPolicy};
use platform::{Lost, Reply};
use scn_graph::{Message, Moment};
use scn_store::{Lease, Outcome, Outgoing, StoreError};
use scn_whatsapp::{Answer, Failure, Identity, Media, Reaction};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tracing::Instrument;

/// Requests to the platform at the same time.
const REQUESTS: usize = 32;
/// Read marks at the same time.
const COURTESIES: usize = 8;
/// When a person has to act first (a token, a payment): look again after this.
const STOPPED: Duration = Duration::from_secs(60);
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(1);

/// What holds for the whole number.
pub(crate) struct Sender {
    pace: Mutex<Instant>,
    gap: Duration,
    /// Nothing goes out before this moment.
    held_until: AtomicI64,
    courtesies: Arc<Semaphore>,
}

impl Sender {
    pub(crate) fn new(config: &Config) -> Sender {
        Sender {
            pace: Mutex::new(Instant::now()),
            gap: Duration::from_secs(1) / config.messages_per_second.max(1),
            held_until: AtomicI64::new(i64::MIN),
            courtesies: Arc::new(Semaphore::new(COURTESIES)),
        }
    }

    /// Whether everything waits for the platform or for a person.
    pub(crate) fn is_held(&self, now: Moment) -> bool {
        self.held_until.load(Ordering::Relaxed) > now.0
    }

    fn hold_until(&self, moment: i64) {
        self.held_until.fetch_max(moment, Ordering::Relaxed);
    }

    /// Waits for this message's turn at the pace of the number.
    async fn keep_pace(&self) {
        let turn = {
            let mut next = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = (*next).max(Instant::now());
            *next = turn + self.gap;
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}

/// Sends until the stop, then waits for requests in flight.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(REQUESTS));
    while !*stop.borrow() {
        // One slot is always taken first, so that a claim is never empty-handed.
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        drop(slot);
        let now = app.clock.now();
        let free = if app.sender.is_held(now) { 0 } else { slots.available_permits() };
        let claimed = match free {
            0 => Ok(Vec::new()),
            _ => {
                lease::from_each(&app, free, move |store, lease, most| store.claim(lease, now.0, most)).await
            }
        };
        let claimed = match claimed {
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

/// Ends when there may be something to send again.
async fn next_try(app: &Arc<App>) {
    let held = app.sender.held_until.load(Ordering::Relaxed);
    match lease::earliest(app, |store, partition| store.next_send(partition)).await {
        Ok(Some(at)) if at.0.max(held) > app.clock.now().0 => {
            app.clock.sleep_until(Moment(at.0.max(held))).await;
        }
        Ok(Some(_)) => {}
        Ok(None) => std::future::pending().await,
        Err(_) => tokio::time::sleep(PAUSE).await,
    }
}

/// Tries one message and writes down what came of it.
async fn carry_out(app: &Arc<App>, lease: &Lease, send: Outgoing) {
    let span = span!("send", seq = send.seq, tries = send.attempts + 1, result = tracing::field::Empty);
    app.trail.follow(&span, send.contact);
    let outcome = attempt(app, &send).instrument(span.clone()).await;
    span.record("result", outcome_word(&outcome));
    report(&send, &outcome);
    app.metrics.sent(&outcome);
    let (id, lease) = (send.id, *lease);
    loop {
        let (outcome, now) = (outcome.clone(), app.clock.now());
        match ask(app, move |store| store.mark(&lease, id, outcome, now.0)).await {
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

async fn attempt(app: &App, send: &Outgoing) -> Outcome {
    if send.unsettled && app.config.unknown == UnknownPolicy::GiveUp {
        let reason = "whether it went out is unknown, and the setting `unknown` says to give up".to_owned();
        return Outcome::Failed { reason };
    }
    let mut outbound = match Outbound::decode(&send.message) {
        Ok(outbound) => outbound,
        Err(error) => return Outcome::Failed { reason: error.to_string() },
    };
    app.sender.keep_pace().await;
    let mut media = match uploaded(app, send, &outbound).await {
        Ok(media) => media,
        Err(outcome) => return outcome,
    };
    let mut uploaded_anew = false;
    loop {
        let now = app.clock.now();
        if now.0 >= send.window_until {
            let reason = "the customer service window was closed when its turn came".to_owned();
            return Outcome::Withheld { reason };
        }
        let reply = match post(app, send, &outbound, media.as_deref()).await {
            Ok(reply) => reply,
            Err(Lost::Unsent(_)) => return again(app, Reaction::Retry, send, None, "no connection"),
            Err(Lost::Unknown(_)) => {
                return Outcome::Unknown { until: later(app.clock.now(), app.config.settle) };
            }
        };
        match scn_whatsapp::answer(reply.http, &reply.body) {
            Answer::Accepted(accepted) => return Outcome::Sent { wamid: accepted.message_id },
            Answer::Done => return Outcome::Unknown { until: later(now, app.config.settle) },
            Answer::Failed(failure) => {
                if let (Some(id), false, true) = (&media, uploaded_anew, media::is_refused(&failure)) {
                    uploaded_anew = true;
                    if let Err(error) = app.uploads.forget(app, id.clone()).await {
                        tracing::error!(?error, "an upload that is over could not be forgotten");
                    }
                    media = match uploaded(app, send, &outbound).await {
                        Ok(media) => media,
                        Err(outcome) => return outcome,
                    };
                    continue;
                }
                if let (Reaction::PlainText, Outbound::Message(message)) = (failure.reaction(), &outbound)
                    && let Some(plainer) = scn_whatsapp::plainer(message)
                {
                    outbound = Outbound::Message(plainer);
                    continue;
                }
                return react(app, send, &failure, reply.retry_after);
            }
        }
    }
}

/// The platform's id of a file of the project, when the message carries one.
async fn uploaded(app: &App, send: &Outgoing, outbound: &Outbound) -> Result<Option<String>, Outcome> {
    let Outbound::Message(Message { attached: Some(attached), .. }) = outbound else { return Ok(None) };
    let Some(file) = media::to_upload(attached) else { return Ok(None) };
    let uploaded = app.uploads.id(app, file).await;
    uploaded.map(Some).map_err(|error| match error {
        MediaError::Wrong(reason) => {
            tracing::error!(reason, "a file cannot be sent");
            Outcome::Failed { reason }
        }
        MediaError::Later(reason) => again(app, Reaction::Retry, send, None, &reason),
        // Nothing has gone out yet, so a doubt about the upload is none about the message.
        MediaError::Refused { http, body } => match scn_whatsapp::answer(http, &body) {
            Answer::Failed(failure) => match react(app, send, &failure, None) {
                Outcome::Unknown { until } => Outcome::Retry { at: until },
                outcome => outcome,
            },
            _ => again(app, Reaction::Retry, send, None, "the upload was not understood"),
        },
    })
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

async fn post(app: &App, send: &Outgoing, outbound: &Outbound, media: Option<&str>) -> Result<Reply, Lost> {
    let to = Identity { user_id: send.to.user_id.clone(), phone: send.to.phone.clone(), name: None };
    let body = match outbound {
        Outbound::Message(message) => {
            scn_whatsapp::body_with(&to, message, media.map(Media::Id), &send.callback)
        }
        Outbound::Template(template) => scn_whatsapp::template(&to, template, &send.callback),
        Outbound::Reaction { to: message, emoji } => {
            scn_whatsapp::reaction(&to, message, emoji, &send.callback)
        }
    };
    let started = std::time::Instant::now();
    let reply = app.platform.messages(&body).await;
    app.metrics.send_took(started.elapsed());
    reply
}

/// What a refusal asks for.
fn react(app: &App, send: &Outgoing, failure: &Failure, retry_after: Option<Duration>) -> Outcome {
    let reason = told(failure);
    app.metrics.refused(failure.reaction());
    match failure.reaction() {
        Reaction::StopAll => {
            tracing::error!(
                reason,
                "the platform refuses everything: check token, permissions, account and payment"
            );
            let at = later(app.clock.now(), STOPPED);
            app.sender.hold_until(at);
            Outcome::Held { until: at }
        }
        reaction @ (Reaction::Retry | Reaction::WaitContact | Reaction::WaitNumber) => {
            let outcome = again(app, reaction, send, retry_after, &reason);
            match outcome {
                // Something on the way failed: the platform itself may well have it.
                Outcome::Retry { at } if failure.code.is_none() && failure.http != 429 => {
                    Outcome::Unknown { until: at.max(later(app.clock.now(), app.config.settle)) }
                }
                outcome => outcome,
            }
        }
        Reaction::Alarm => {
            tracing::error!(contact = %Mark(send.contact), reason, "the platform refuses a message for a reason that needs a look");
            Outcome::Failed { reason }
        }
        Reaction::UseTemplate | Reaction::PlainText | Reaction::OptedOut | Reaction::GiveUp => {
            Outcome::Failed { reason }
        }
    }
}

/// Once more after a pause that grows, spread so that not everybody comes back at once.
fn again(
    app: &App,
    reaction: Reaction,
    send: &Outgoing,
    retry_after: Option<Duration>,
    reason: &str,
) -> Outcome {
    let Some(pause) = reaction.pause(send.attempts) else {
        return Outcome::Failed { reason: format!("given up after {} tries: {reason}", send.attempts + 1) };
    };
    let pause =
        Duration::from_secs(pause).max(retry_after.unwrap_or_default()).mul_f64(1.0 + app.chance() / 4.0);
    let at = later(app.clock.now(), pause);
    if reaction == Reaction::WaitNumber {
        app.sender.hold_until(at);
    }
    Outcome::Retry { at }
}

fn told(failure: &Failure) -> String {
    let code = failure.code.map_or_else(|| format!("HTTP {}", failure.http), |code| code.to_string());
    let words = failure.details.as_deref().or(failure.message.as_deref()).unwrap_or("no reason given");
    format!("{code}: {words}")
}

fn report(send: &Outgoing, outcome: &Outcome) {
    let contact = Mark(send.contact);
    let tried = send.attempts + 1;
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
    now.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
}
