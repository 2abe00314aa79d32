//! One try to send: prepared, posted, its answer understood.

use super::judge::{again, react, unsent, usual};
use super::platform::{Lost, Reply};
use super::{PAUSE, later};
use crate::UnknownPolicy;
use crate::media::{self, MediaError};
use crate::outbound::Outbound;
use crate::serve::{App, ask};
use scn_graph::Message;
use scn_store::{Identity, Outcome, Outgoing, SendId};
use scn_whatsapp::answer::Accepted;
use scn_whatsapp::{Answer, Media, Reaction};
use std::sync::Arc;

/// Tries one message. `None` when a status has settled it meanwhile: it must not go out again.
pub(super) async fn attempt(app: &Arc<App>, send: &Outgoing) -> Option<Outcome> {
    if send.unsettled && app.config.unknown == UnknownPolicy::GiveUp {
        let reason = "whether it went out is unknown, and the setting `unknown` says to give up".to_owned();
        return Some(Outcome::Failed { reason });
    }
    let mut outbound = match outbound(send) {
        Ok(outbound) => outbound,
        Err(reason) => return Some(Outcome::Failed { reason }),
    };
    let mut media = match uploaded(app, send, &outbound).await {
        Ok(media) => media,
        Err(outcome) => return Some(outcome),
    };
    if send.attempts > 0 && was_settled(app, send.id).await {
        return None;
    }
    let mut uploaded_anew = false;
    loop {
        let now = app.clock.now();
        if now.0 >= send.window_until {
            let reason = "the customer service window was closed when its turn came".to_owned();
            return Some(Outcome::Withheld { reason });
        }
        let reply = match post(app, send, &outbound, media.as_deref()).await {
            Ok(reply) => reply,
            Err(Lost::Unsent(_)) => return Some(unsent(app)),
            Err(Lost::Unknown(_)) => {
                return Some(Outcome::Unknown { until: later(app.clock.now(), app.config.settle) });
            }
        };
        match scn_whatsapp::answer(reply.http, &reply.body) {
            Answer::Accepted(accepted) => {
                learn(app, send, &accepted).await;
                if let Some(id) = &media {
                    app.uploads.went_out(&accepted.message_id, id);
                }
                return Some(Outcome::Sent { wamid: accepted.message_id });
            }
            Answer::Done => return Some(Outcome::Unknown { until: later(now, app.config.settle) }),
            Answer::Failed(failure) => {
                if let (Some(id), false, true) = (&media, uploaded_anew, media::is_refused(failure.code)) {
                    uploaded_anew = true;
                    if let Err(error) = app.uploads.forget(app, id.clone()).await {
                        tracing::error!(?error, "an upload that is over could not be forgotten");
                    }
                    media = match uploaded(app, send, &outbound).await {
                        Ok(media) => media,
                        Err(outcome) => return Some(outcome),
                    };
                    continue;
                }
                if let (Reaction::PlainText, Outbound::Message(message)) = (failure.reaction(), &outbound)
                    && let Some(plainer) = scn_whatsapp::plainer(message)
                {
                    app.metrics.refused(failure.reaction());
                    outbound = Outbound::Message(plainer);
                    continue;
                }
                return Some(react(app, send, &failure, reply.retry_after).await);
            }
        }
    }
}

/// What is sent now: as it was written, or plainer when the platform could not deliver that.
fn outbound(send: &Outgoing) -> Result<Outbound, String> {
    let outbound = Outbound::decode(&send.message).map_err(|error| error.to_string())?;
    if !send.plainer {
        return Ok(outbound);
    }
    let plainer = match &outbound {
        Outbound::Message(message) => scn_whatsapp::plainer(message),
        _ => None,
    };
    plainer
        .map(Outbound::Message)
        .ok_or_else(|| "131026: this person cannot get it, and it has no plainer form".to_owned())
}

/// A status may have come between the claim and now. When the store does not tell, the message is not sent: it is
/// tried again.
async fn was_settled(app: &App, id: SendId) -> bool {
    loop {
        match ask(app, move |store| store.is_open(id)).await {
            Ok(open) => return !open,
            Err(error) => {
                tracing::error!(%error, "cannot see whether a message was settled; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The platform may know the person under another number (Mexico, Argentina and Brazil insert a digit), or tell an id
/// that was not known yet.
async fn learn(app: &App, send: &Outgoing, accepted: &Accepted) {
    let phone = accepted.wa_id.as_deref().and_then(crate::json::phone_of_digits);
    let news = |told: &Option<String>, known: &Option<String>| told.is_some() && told != known;
    if !news(&phone, &send.to.phone) && !news(&accepted.user_id, &send.to.user_id) {
        return;
    }
    let number = send.to.number.clone();
    let platform = Identity { number, user_id: accepted.user_id.clone(), phone, name: None };
    let contact = send.contact;
    match ask(app, move |store| store.reached(contact, platform)).await {
        // What somebody else with that name had said waits here now.
        Ok(()) => app.queue.wake(contact),
        Err(error) => tracing::error!(%error, "another number of a contact could not be kept"),
    }
}

/// The platform's id of a file of the project, when the message carries one.
async fn uploaded(app: &Arc<App>, send: &Outgoing, outbound: &Outbound) -> Result<Option<String>, Outcome> {
    let Outbound::Message(Message { attached: Some(attached), .. }) = outbound else { return Ok(None) };
    let Some(file) = media::to_upload(attached) else { return Ok(None) };
    let uploaded = app.uploads.id(app, file).await;
    let error = match uploaded {
        Ok(id) => return Ok(Some(id)),
        Err(error) => error,
    };
    Err(match error {
        MediaError::Wrong(reason) => {
            tracing::error!(reason, "a file cannot be sent");
            Outcome::Failed { reason }
        }
        MediaError::Later(reason) => {
            tracing::info!(reason, "a file cannot be uploaded now");
            unsent(app)
        }
        // Nothing has gone out yet, so a doubt about the upload is none about the message.
        MediaError::Refused { http, body } => match scn_whatsapp::answer(http, &body) {
            Answer::Failed(failure) => match react(app, send, &failure, None).await {
                Outcome::Unknown { until } => Outcome::Retry { at: until },
                outcome => outcome,
            },
            _ => again(app, usual(), send, None, "the upload was not understood"),
        },
    })
}

async fn post(app: &App, send: &Outgoing, outbound: &Outbound, media: Option<&str>) -> Result<Reply, Lost> {
    let to =
        scn_whatsapp::Identity { user_id: send.to.user_id.clone(), phone: send.to.phone.clone(), name: None };
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
    app.sender.heard(app, &reply);
    reply
}
