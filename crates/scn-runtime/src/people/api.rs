//! The addresses of the API, as `openapi.json` describes them.

use super::answers::{Asked, Refusal};
use super::login::Who;
use super::{LISTENERS, desk};
use crate::serve::{App, ask};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::{Extension, Json};
use futures_util::stream;
use scn_engine::{Conversation, Mode};
use scn_store::{
    ContactId, Handoff, HistoryLine, Note, SendRecord, SendState, Side, Stage, Store, StoreError, Which,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

/// Conversations of the queue that are shown at once.
const QUEUE: usize = 500;
/// Lines of a conversation that are shown.
const LINES: usize = 200;
const LONGEST_KEY: usize = 200;

/// The contact that an address names.
pub(super) struct Named(ContactId);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named, Refusal> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Refusal::no_contact())?;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let id = plain.then(|| text.parse().ok()).flatten();
        id.map(|id| Named(ContactId(id))).ok_or_else(Refusal::no_contact)
    }
}

// ------------------------------------------------------------ the queue

#[derive(Deserialize)]
pub(super) struct Filter {
    state: Option<String>,
}

pub(super) async fn handoffs(
    State(app): State<Arc<App>>,
    Who(by): Who,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    let state = filter.map(|Query(filter)| filter.state.unwrap_or_else(|| "all".to_owned()));
    let which = match state.as_deref() {
        Ok("waiting") => Which::Waiting,
        Ok("taken") => Which::Taken,
        Ok("all") => Which::All,
        _ => {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "there is no such state of a handoff",
                "ask for waiting, taken or all",
            ));
        }
    };
    desk::looked(&app, None, &by).await?;
    let queue = ask(&app, move |store| store.handoffs(which, QUEUE)).await?;
    let handoffs: Vec<Value> = queue.iter().map(entry).collect();
    Ok(Json(json!({ "handoffs": handoffs, "now": app.clock.now().0 })))
}

fn entry(handoff: &Handoff) -> Value {
    json!({
        "contact": handoff.contact.0.to_string(),
        "name": handoff.who.name,
        "team": handoff.what.team,
        "because": handoff.what.because,
        "since": handoff.opened_at,
        "taken_by": handoff.taken_by,
        "last_words": handoff.last.as_ref().map(|line| &line.text),
        "last_at": handoff.last.as_ref().map(|line| line.at),
        "window_until": desk::closes(handoff.state.as_deref()).0.max(0),
        "otherwise_at": handoff.what.otherwise_at,
    })
}

// ------------------------------------------------------------ one conversation

pub(super) async fn conversation(
    State(app): State<Arc<App>>,
    Who(by): Who,
    Named(contact): Named,
) -> Result<Json<Value>, Refusal> {
    let now = app.clock.now().0;
    let shown = ask(&app, move |store| shown(store, contact, now)).await?;
    let shown = shown.ok_or_else(Refusal::no_contact)?;
    desk::looked(&app, Some(contact), &by).await?;
    Ok(Json(shown))
}

fn shown(store: &dyn Store, contact: ContactId, now: i64) -> Result<Option<Value>, StoreError> {
    let Some(work) = store.take(contact, now)? else { return Ok(None) };
    let handoff = store.handoff(contact)?;
    let state = work.state.as_deref().and_then(|state| Conversation::decode(state).ok());
    let with_people = handoff.is_some() || state.is_some_and(|state| state.mode != Mode::Bot);
    let what = handoff.as_ref().map(|handoff| &handoff.what);
    let summary = what.map(|what| what.summary.as_slice()).unwrap_or_default();
    let summary = summary.iter().map(|(name, value)| json!({ "name": name, "value": value }));
    let sends = store.sends(contact)?;
    let history = store.history(contact, LINES)?;
    Ok(Some(json!({
        "now": now,
        "contact": contact.0.to_string(),
        "name": work.who.name,
        "phone": work.who.phone,
        "mode": if with_people { "people" } else { "bot" },
        "team": what.and_then(|what| what.team.as_ref()),
        "because": what.map(|what| &what.because),
        "since": handoff.as_ref().map(|handoff| handoff.opened_at),
        "taken_by": handoff.as_ref().and_then(|handoff| handoff.taken_by.as_ref()),
        "window_until": desk::closes(work.state.as_deref()).0.max(0),
        "otherwise_at": what.and_then(|what| what.otherwise_at),
        "summary": summary.collect::<Vec<_>>(),
        "history": history.iter().map(|line| self::line(line, &sends)).collect::<Vec<_>>(),
        "notes": store.notes(contact)?.iter().map(note_of).collect::<Vec<_>>(),
    })))
}

fn line(line: &HistoryLine, sends: &[SendRecord]) -> Value {
    let side = match line.side {
        Side::Customer => "customer",
        Side::Bot => "bot",
        Side::Person => "person",
        Side::Note => "note",
    };
    let mut shown = json!({ "at": line.at, "side": side, "text": line.text });
    if let Some(by) = &line.by {
        shown["by"] = json!(by);
    }
    if let Some(key) = &line.key {
        shown["key"] = json!(key);
    }
    if let Some(media) = &line.media {
        shown["media"] = json!({ "id": media.id, "kind": media.kind });
    }
    // A long message goes out in parts: it stands where the last of them stands, and has failed when one has.
    let parts = || sends.iter().filter(|send| Some(send.seq) == line.seq);
    let failed = parts().find(|send| matches!(send.state, SendState::Failed | SendState::Withheld));
    if let Some(send) = failed.or_else(|| parts().next_back()) {
        shown["state"] = json!(state(send));
        if let Some(reason) = &send.reason {
            shown["reason"] = json!(reason);
        }
    }
    shown
}

fn state(send: &SendRecord) -> &'static str {
    match (send.state, send.stage) {
        (SendState::Waiting, _) => "waiting",
        (SendState::Sending, _) => "sending",
        (SendState::Unknown, _) => "unknown",
        (SendState::Failed, _) => "failed",
        (SendState::Withheld, _) => "withheld",
        (SendState::Sent, Some(Stage::Read)) => "read",
        (SendState::Sent, Some(Stage::Delivered)) => "delivered",
        (SendState::Sent, _) => "sent",
    }
}

fn note_of(note: &Note) -> Value {
    json!({ "id": note.id, "at": note.at, "by": note.by, "text": note.text })
}

// ------------------------------------------------------------ what operators do

pub(super) async fn take(
    State(app): State<Arc<App>>,
    Who(by): Who,
    Named(contact): Named,
) -> Result<Json<Value>, Refusal> {
    desk::take(&app, contact, &by).await?;
    Ok(Json(json!({ "taken_by": by })))
}

pub(super) async fn release(
    State(app): State<Arc<App>>,
    Who(by): Who,
    Named(contact): Named,
) -> Result<StatusCode, Refusal> {
    desk::release(&app, contact, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(super) struct Words {
    text: String,
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Who(by): Who,
    Named(contact): Named,
    headers: HeaderMap,
    Asked(Words { text }): Asked<Words>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let key = key_of(&headers)?.ok_or_else(unfit_key)?;
    let seen_before = desk::answer(&app, contact, &by, key, text).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "seen_before": seen_before }))))
}

/// What a repetition is known by; `None` when the header is missing.
fn key_of(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim);
    key.filter(|key| (1..=LONGEST_KEY).contains(&key.len())).ok_or_else(unfit_key).map(Some)
}

fn unfit_key() -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "the header Idempotency-Key is missing or too long",
        "send a word of your own of up to 200 letters, the same one for the same message",
    )
}

pub(super) async fn give_back(
    State(app): State<Arc<App>>,
    Who(by): Who,
    Named(contact): Named,
) -> Result<StatusCode, Refusal> {
    desk::give_back(&app, contact, &by).await?;
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn note(
    State(app): State<Arc<App>>,
    Who(by): Who,
    Named(contact): Named,
    headers: HeaderMap,
    Asked(Words { text }): Asked<Words>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let note = desk::note(&app, contact, &by, key_of(&headers)?, text).await?;
    Ok((StatusCode::CREATED, Json(note_of(&note))))
}

// ------------------------------------------------------------ what changes

pub(super) async fn events(
    State(app): State<Arc<App>>,
    Who(_): Who,
    Extension(stop): Extension<watch::Receiver<bool>>,
) -> Result<impl IntoResponse, Refusal> {
    let place = app.people.listeners.clone().try_acquire_owned().map_err(|_| {
        let text = format!("{LISTENERS} pages listen already");
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, &text, "close some of them, then try again").after(60)
    })?;
    let changes = app.people.changes.subscribe();
    let all = stream::unfold((changes, stop, place), |(mut changes, mut stop, place)| async move {
        let change = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return None,
            change = changes.recv() => change,
        };
        let contact = match change {
            Ok(contact) => contact,
            // Some were missed: anything may have changed.
            Err(RecvError::Lagged(_)) => None,
            Err(RecvError::Closed) => return None,
        };
        let data = json!({ "contact": contact.map(|contact| contact.0.to_string()) });
        let event = Event::default().event("change").data(data.to_string());
        Some((Ok::<_, Infallible>(event), (changes, stop, place)))
    });
    Ok(Sse::new(all).keep_alive(KeepAlive::default()))
}
