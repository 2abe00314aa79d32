//! What a failure means, by the one table of reactions: for a refusal, and for a message that failed later.

use super::{later, millis};
use crate::logs::Mark;
use crate::serve::{App, ask};
use scn_store::{Outcome, Outgoing, Then};
use scn_whatsapp::reactions::judge;
use scn_whatsapp::webhook::PlatformError;
use scn_whatsapp::{Failure, Reaction, Verdict};
use std::sync::Arc;
use std::time::Duration;

/// When the platform asks for a longer pause, it is asked again after this one.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// What a refusal asks for.
pub(super) async fn react(
    app: &Arc<App>,
    send: &Outgoing,
    failure: &Failure,
    retry_after: Option<Duration>,
) -> Outcome {
    let reason = told(failure);
    app.metrics.refused(failure.reaction());
    match failure.reaction() {
        Reaction::StopAll => {
            tracing::error!(
                reason,
                "the platform refuses everything: check token, permissions, account and payment"
            );
            Outcome::Held { until: hold(app, failure.verdict(), 0) }
        }
        Reaction::Retry | Reaction::WaitContact | Reaction::WaitNumber => {
            let outcome = again(app, failure.verdict(), send, retry_after, &reason);
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
        Reaction::UseTemplate => Outcome::Withheld { reason },
        Reaction::OptedOut => {
            opt_out(app, send).await;
            Outcome::Failed { reason }
        }
        Reaction::PlainText | Reaction::GiveUp => Outcome::Failed { reason },
    }
}

/// For trouble that the platform said nothing about.
pub(super) fn usual() -> Verdict {
    scn_whatsapp::reactions::judge(None, Some(503))
}

/// Once more after a pause that grows, spread so that not everybody comes back at once.
pub(super) fn again(
    app: &App,
    verdict: Verdict,
    send: &Outgoing,
    retry_after: Option<Duration>,
    reason: &str,
) -> Outcome {
    let Some(pause) = verdict.pauses.before(send.attempts) else {
        return Outcome::Failed { reason: format!("given up after {} tries: {reason}", send.attempts + 1) };
    };
    let at = later(
        app.clock.now(),
        spread(app, Duration::from_secs(pause).max(retry_after.unwrap_or_default().min(LONGEST_PAUSE))),
    );
    if verdict.reaction == Reaction::WaitNumber {
        app.sender.hold_until(at);
    }
    Outcome::Retry { at }
}

/// Nothing went out, and nothing is wrong with the message: that was no try, and however long it lasts nothing is lost.
/// Pauses that grow are left to the breaker.
pub(super) fn unsent(app: &App) -> Outcome {
    let pause = usual().pauses.before(0).unwrap_or_default();
    Outcome::Held { until: later(app.clock.now(), spread(app, Duration::from_secs(pause))) }
}

fn spread(app: &App, pause: Duration) -> Duration {
    pause.mul_f64(1.0 + app.chance() / 4.0)
}

/// The whole number waits: for the platform, or for a person who acts. Gives until when.
fn hold(app: &App, verdict: Verdict, attempt: u32) -> i64 {
    let pause = Duration::from_secs(verdict.pauses.before(attempt).unwrap_or(60));
    let at = later(app.clock.now(), pause);
    app.sender.hold_until(at);
    at
}

/// The conversation learns that the person opted out, as durably as anything that comes in.
async fn opt_out(app: &Arc<App>, send: &Outgoing) {
    let now = app.clock.now();
    let kept = crate::inbound::opt_out(&send.to, &send.callback, now);
    let accepted = ask(app, move |store| store.accept(kept, now.0)).await;
    match accepted {
        Ok(accepted) => accepted.iter().for_each(|accepted| app.queue.wake(accepted.contact)),
        Err(error) => tracing::error!(%error, "that a contact opted out could not be kept"),
    }
}

/// What the store does about a message that failed after the platform took it: the same as about a refusal.
pub(crate) fn then(app: &App, error: Option<&PlatformError>) -> Then {
    let verdict = error.map_or_else(|| judge(None, None), PlatformError::verdict);
    let pauses = || {
        let pauses = verdict.pauses.all().map(|pause| spread(app, Duration::from_secs(pause)));
        Then::Again(pauses.map(millis).collect())
    };
    match verdict.reaction {
        Reaction::Retry | Reaction::WaitContact | Reaction::WaitNumber | Reaction::StopAll => pauses(),
        Reaction::UseTemplate => Then::Withhold,
        Reaction::PlainText => Then::Plainer,
        Reaction::OptedOut | Reaction::GiveUp | Reaction::Alarm => Then::Fail,
    }
}

/// What failed says something about the whole number, or needs a person.
pub(crate) fn hear(app: &App, error: Option<&PlatformError>) {
    let verdict = error.map_or_else(|| judge(None, None), PlatformError::verdict);
    app.metrics.refused(verdict.reaction);
    let code = error.and_then(|error| error.code);
    match verdict.reaction {
        Reaction::WaitNumber => drop(hold(app, verdict, 0)),
        Reaction::StopAll => {
            tracing::error!(
                code,
                "the platform delivers nothing: check token, permissions, account and payment"
            );
            hold(app, verdict, 0);
        }
        Reaction::Alarm => tracing::error!(code, "a message failed for a reason that needs a look"),
        _ => {}
    }
}

fn told(failure: &Failure) -> String {
    let code = failure.code.map_or_else(|| format!("HTTP {}", failure.http), |code| code.to_string());
    let words = failure.details.as_deref().or(failure.message.as_deref()).unwrap_or("no reason given");
    format!("{code}: {words}")
}
