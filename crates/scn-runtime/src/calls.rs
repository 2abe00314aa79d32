//! Makes the calls that were committed. Each waits for its own system and for nobody else; an answer is written down
//! and then told to the conversation like anything that comes in.

use crate::connectors::Tried;
use crate::errand::{Errand, Reply, operation};
use crate::events::sign;
use crate::lease;
use crate::logs::Mark;
use crate::metrics::CallResult;
use crate::outbox::later;
use crate::people::chatwoot::{self, Told};
use crate::serve::{App, ask, blocking};
use crate::traces::span;
use scn_store::{CallOutcome, Calling, Lease, StoreError};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, watch};
use tracing::{Instrument, Span};

/// Calls in memory at the same time, under way or waiting for a place in the lane of their system: more than a few
/// stuck systems can take.
const CALLS: usize = 4096;
/// Calls claimed at once.
const CLAIM: usize = 256;
/// A system that asks for a longer pause than this is not waited for; the compiler counts with it.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The same for events, which nobody waits for.
const LONGEST_REST: Duration = Duration::from_secs(60 * 60);
/// After the store failed.
const PAUSE: Duration = Duration::from_secs(1);
/// Before the second try of a call; doubled before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Tries of listening to a voice note: the customer waits.
const LISTENINGS: u32 = 3;
/// Tries of telling an event, over most of a day.
const TELLINGS: u32 = 16;

pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(CALLS));
    while !*stop.borrow() {
        // One slot is always taken first, so that a claim is never empty-handed.
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        drop(slot);
        let (now, free) = (app.clock.now(), slots.available_permits().clamp(1, CLAIM));
        let claimed = match lease::from_each(&app, free, move |store, lease, most| {
            store.claim_calls(lease, now.0, most)
        })
        .await
        {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "cannot claim calls to make");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        if claimed.is_empty() {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => break,
                () = app.calls.notified() => {}
                () = next_try(&app) => {}
            }
        }
        for (lease, call) in claimed {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let app = app.clone();
            tokio::spawn(async move {
                carry_out(&app, &lease, call).await;
                drop(slot);
                app.calls.notify_one();
            });
        }
    }
    let _ = slots.acquire_many(CALLS as u32).await;
}

/// Ends when there may be something to call again.
async fn next_try(app: &Arc<App>) {
    loop {
        match lease::earliest(app, |store, partition| store.next_call(partition)).await {
            Ok(Some(at)) if at <= app.clock.now() => return,
            Ok(at) => lease::rest_until(app, at).await,
            Err(_) => return tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn carry_out(app: &Arc<App>, lease: &Lease, call: Calling) {
    let span = span!(
        "call",
        what = tracing::field::Empty,
        tries = call.attempts + 1,
        result = tracing::field::Empty
    );
    app.trail.follow(&span, call.contact);
    let outcome = attempt(app, &call).instrument(span).await;
    let (id, contact, lease) = (call.id, call.contact, *lease);
    let answered = matches!(outcome, CallOutcome::Answer { .. });
    loop {
        let outcome = outcome.clone();
        match ask(app, move |store| store.mark_call(&lease, id, outcome)).await {
            Ok(()) => break,
            // Its new owner makes the call again, under the same key.
            Err(StoreError::Fenced) => return app.leases.lose(&lease),
            Err(error) => {
                tracing::error!(%error, "cannot write down what came of a call; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    if answered {
        app.queue.wake(contact);
    }
}

async fn attempt(app: &Arc<App>, call: &Calling) -> CallOutcome {
    match Errand::decode(&call.payload) {
        Ok(Errand::Call { graph, operation, args }) => answer(app, call, graph, operation, &args).await,
        Ok(Errand::Emit { event, args }) => tell(app, call, &event, &args).await,
        Ok(Errand::Chatwoot(told)) => tell_chatwoot(app, call, told).await,
        Ok(Errand::Transcribe { media, with }) => listen(app, call, &media, with.as_deref()).await,
        Err(error) => {
            tracing::error!(%error, "a call cannot be read any more");
            settled(call, Reply::Failed { reason: error.to_string() })
        }
    }
}

async fn answer(app: &Arc<App>, call: &Calling, graph: u64, name: String, args: &str) -> CallOutcome {
    // An older version comes from the store.
    let scenario = {
        let looking = app.clone();
        blocking(app, move || looking.scenarios.with_hash(graph, looking.store.as_ref())).await
    };
    let Some(Ok(Some(scenario))) = scenario else {
        return settled(call, Reply::Failed { reason: "its version of the scenario is gone".to_owned() });
    };
    let Some(operation) = operation(&scenario.graph, &name) else {
        return settled(call, Reply::Failed { reason: "the scenario has no such operation".to_owned() });
    };
    let started = Instant::now();
    let tried = app.connectors.call(&scenario.graph, operation, args, &call.key).await;
    let connector = scenario.graph.connectors.get(usize::from(operation.connector));
    let system = connector.map_or("", |connector| &connector.name);
    app.metrics.called(system, result(&tried), started.elapsed());
    let retries = connector.map_or(0, |connector| connector.retries).into();
    report(call, &name, &tried);
    match tried {
        // What cannot be undone is not done twice.
        Tried::Again { untouched, after, .. }
            if (untouched || !operation.irreversible)
                && call.attempts < retries
                && after.is_none_or(|after| after <= LONGEST_PAUSE) =>
        {
            let pause = pause(app, call.attempts).max(after.unwrap_or_default());
            CallOutcome::Retry { at: later(app.clock.now(), pause) }
        }
        Tried::Reply(reply) | Tried::Again { reply, .. } => {
            app.connectors.record(&name, args, &reply);
            settled(call, reply)
        }
        // The customer is not kept waiting for a system that does not take calls.
        Tried::Held { reason, .. } => settled(call, Reply::Failed { reason }),
    }
}

async fn listen(app: &Arc<App>, call: &Calling, media: &str, with: Option<&str>) -> CallOutcome {
    let started = Instant::now();
    let tried = crate::media::transcribe(app, media, with).await;
    app.metrics.called("transcriber", result(&tried), started.elapsed());
    report(call, "transcriber", &tried);
    match tried {
        Tried::Again { .. } if call.attempts + 1 < LISTENINGS => {
            CallOutcome::Retry { at: later(app.clock.now(), pause(app, call.attempts)) }
        }
        Tried::Reply(reply) | Tried::Again { reply, .. } => settled(call, reply),
        Tried::Held { reason, .. } => settled(call, Reply::Failed { reason }),
    }
}

/// What nobody waits for is over when it is over.
fn settled(call: &Calling, reply: Reply) -> CallOutcome {
    match call.call {
        Some(_) => CallOutcome::Answer { result: reply.encode() },
        None => CallOutcome::Done,
    }
}

async fn tell(app: &Arc<App>, call: &Calling, event: &str, args: &str) -> CallOutcome {
    // The address was taken out of the configuration after the event was written down.
    let Some(url) = &app.config.events_url else { return CallOutcome::Done };
    let args: Json = serde_json::from_str(args).unwrap_or_default();
    let contact = json!({"phone": call.who.phone, "id": call.who.user_id});
    let body = json!({"event": event, "contact": contact, "args": args}).to_string().into_bytes();
    let signature = app.config.events_secrets.first().map(|secret| sign(&body, secret));
    let started = Instant::now();
    let tried = app.connectors.tell(url, body, signature, &call.key).await;
    app.metrics.called("events_url", result(&tried), started.elapsed());
    report(call, event, &tried);
    match tried {
        Tried::Reply(Reply::Answered { .. }) => CallOutcome::Done,
        Tried::Again { after, .. } if call.attempts + 1 < TELLINGS => {
            // Nobody waits: the other side gets time to recover.
            let pause = pause(app, call.attempts + 4).max(after.unwrap_or_default().min(LONGEST_REST));
            CallOutcome::Retry { at: later(app.clock.now(), pause) }
        }
        Tried::Held { until, .. } => {
            CallOutcome::Held { until: later(until, Duration::from_secs_f64(app.chance())) }
        }
        _ => {
            tracing::error!(contact = %Mark(call.contact), event, "an event could not be told and is given up");
            CallOutcome::Done
        }
    }
}

async fn tell_chatwoot(app: &Arc<App>, call: &Calling, told: Told) -> CallOutcome {
    // It was taken out of the configuration after this was written down.
    let Some(bridge) = &app.chatwoot else { return CallOutcome::Done };
    let Err(trouble) = chatwoot::deliver(app, bridge, call, told).await else { return CallOutcome::Done };
    let (contact, tries, reason) = (Mark(call.contact), call.attempts + 1, trouble.reason);
    if trouble.again && tries < TELLINGS {
        tracing::warn!(%contact, tries, reason, "Chatwoot does not know yet");
        // The first tries come soon: somebody is waiting for an answer.
        return CallOutcome::Retry { at: later(app.clock.now(), pause(app, call.attempts + 2)) };
    }
    tracing::error!(%contact, tries, reason, "Chatwoot could not be told and is given up: look at the page of the operators");
    CallOutcome::Done
}

fn pause(app: &App, attempts: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << attempts.min(16)).mul_f64(1.0 + app.chance() / 4.0)
}

fn result(tried: &Tried) -> CallResult {
    let reply = match tried {
        Tried::Reply(reply) | Tried::Again { reply, .. } => reply,
        Tried::Held { .. } => return CallResult::NotTried,
    };
    match reply {
        Reply::Answered { .. } => CallResult::Answered,
        Reply::Failed { .. } => CallResult::Failed,
        Reply::TimedOut => CallResult::TimedOut,
        Reply::Unreadable { .. } => CallResult::Unreadable,
    }
}

fn report(call: &Calling, what: &str, tried: &Tried) {
    Span::current().record("what", what).record("result", format!("{:?}", result(tried)).to_lowercase());
    let (contact, tries) = (Mark(call.contact), call.attempts + 1);
    match tried {
        Tried::Reply(Reply::Answered { .. }) => tracing::debug!(%contact, what, tries, "called"),
        Tried::Held { reason, .. } => tracing::warn!(%contact, what, reason, "a call was not made"),
        Tried::Reply(reply) | Tried::Again { reply, .. } => {
            let reason = match reply {
                Reply::Failed { reason } | Reply::Unreadable { reason } => reason.as_str(),
                Reply::TimedOut => "no answer in time",
                Reply::Answered { .. } => "",
            };
            tracing::warn!(%contact, what, tries, reason, "a call has no result");
        }
    }
}
