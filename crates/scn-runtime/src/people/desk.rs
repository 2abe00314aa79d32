//! What an operator can do with a conversation: everything is decided in the store, in one transaction.

use super::acts::{self, Does};
use super::answers::Refusal;
use crate::serve::{App, ask};
use axum::http::StatusCode;
use scn_engine::Conversation;
use scn_graph::Moment;
use scn_store::{Act, Acted, ContactId, Note, StoreError};
use std::sync::Arc;

/// The longest text that the platform takes.
/// Source: Meta, "Text messages", body: 4096 characters.
pub(crate) const LONGEST: usize = 4096;

/// Of several operators who ask at the same time one gets the conversation.
pub(crate) async fn take(app: &Arc<App>, contact: ContactId, by: &str) -> Result<(), Refusal> {
    let now = app.clock.now();
    // Heard again it changes nothing: who has it already may take it again.
    let key = format!("take:{by}:{}:{}", contact.0, now.0);
    let act = act(contact, by, key, Does::Takes, None);
    done(app, contact, ask(app, move |store| store.take_handoff(act, now.0)).await?).map(|_| ())
}

pub(crate) async fn release(app: &Arc<App>, contact: ContactId, by: &str) -> Result<(), Refusal> {
    let by = by.to_owned();
    done(app, contact, ask(app, move |store| store.release_handoff(contact, &by)).await?).map(|_| ())
}

/// Answers the customer; true when the same key was accepted before.
pub(crate) async fn answer(
    app: &Arc<App>,
    contact: ContactId,
    by: &str,
    key: &str,
    text: String,
) -> Result<bool, Refusal> {
    let (now, text) = (app.clock.now(), worded(text)?);
    let until = window_until(app, contact).await?;
    let whole = format!("answer:{by}:{}:{key}", contact.0);
    let act = Act { until: until.0, ..act(contact, by, whole, Does::Says(text), Some(key)) };
    done(app, contact, ask(app, move |store| store.act(act, now.0)).await?).map(|new| !new)
}

pub(crate) async fn give_back(app: &Arc<App>, contact: ContactId, by: &str) -> Result<(), Refusal> {
    let now = app.clock.now();
    let key = format!("give-back:{by}:{}:{}", contact.0, now.0);
    let act = act(contact, by, key, Does::GivesBack, None);
    done(app, contact, ask(app, move |store| store.act(act, now.0)).await?).map(|_| ())
}

pub(crate) async fn note(
    app: &Arc<App>,
    contact: ContactId,
    by: &str,
    key: Option<&str>,
    text: String,
) -> Result<Note, Refusal> {
    let (now, text, by) = (app.clock.now(), worded(text)?, by.to_owned());
    // Another operator may use the same word.
    let key = key.map(|key| format!("{by}:{key}"));
    let written = ask(app, move |store| store.note(contact, &by, &text, key.as_deref(), now.0)).await?;
    let note = written.ok_or_else(Refusal::no_contact)?;
    app.people.changed(Some(contact));
    Ok(note)
}

fn act(contact: ContactId, by: &str, key: String, does: Does, known_as: Option<&str>) -> Act {
    let payload = acts::kept(by, does, known_as);
    Act { contact, by: by.to_owned(), key: format!("operator:{key}"), payload, until: i64::MAX }
}

/// Wakes who moves the conversation on, or says why nothing was done. True when it was new.
fn done(app: &App, contact: ContactId, acted: Acted) -> Result<bool, Refusal> {
    match acted {
        Acted::Done { new } => {
            app.queue.wake(contact);
            app.people.changed(Some(contact));
            Ok(new)
        }
        Acted::NotTheirs(None) => {
            Err(Refusal::new(StatusCode::CONFLICT, "nobody has taken this conversation", "take it first")
                .taken_by(None))
        }
        Acted::NotTheirs(Some(who)) => Err(Refusal::new(
            StatusCode::CONFLICT,
            &format!("{who} has this conversation"),
            "ask them to release it, or choose another one",
        )
        .taken_by(Some(&who))),
        Acted::TooLate => Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the customer last wrote more than 24 hours ago: WhatsApp takes no free text any more",
            "wait until they write, call them, or give the conversation back so that the bot can send a template",
        )),
        Acted::NoContact => Err(Refusal::no_contact()),
    }
}

fn worded(text: String) -> Result<String, Refusal> {
    let unfit = |error, next| Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error, next));
    if text.trim().is_empty() {
        return unfit("there is nothing written", "write a text");
    }
    if text.chars().count() > LONGEST {
        return unfit("the text is longer than 4096 characters", "send it in parts");
    }
    Ok(text)
}

async fn window_until(app: &Arc<App>, contact: ContactId) -> Result<Moment, Refusal> {
    let now = app.clock.now();
    let work = ask(app, move |store| store.take(contact, now.0)).await?.ok_or_else(Refusal::no_contact)?;
    // A message that is being heard right now opens the window: the conversation knows in a moment.
    let waiting = work.inbound.iter().any(|waiting| !waiting.payload.starts_with(acts::KEPT));
    Ok(if waiting { now.plus_seconds(60) } else { closes(work.state.as_deref()) })
}

/// When the customer service window of a conversation closes.
pub(crate) fn closes(state: Option<&[u8]>) -> Moment {
    state.and_then(|state| Conversation::decode(state).ok()).map_or(Moment(0), |it| it.window_until())
}

/// Somebody looks at a contact, or at the queue: written down before anything is shown.
pub(crate) async fn looked(app: &Arc<App>, contact: Option<ContactId>, by: &str) -> Result<(), StoreError> {
    /// Pages ask again whenever something changes: one look in ten minutes is one look.
    const APART: i64 = 600_000;
    let (now, by) = (app.clock.now(), by.to_owned());
    ask(app, move |store| store.look(contact, &by, now.0, APART)).await
}
