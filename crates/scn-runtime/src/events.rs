//! What the business's systems tell: `POST /events/shop.shipped`, signed like a webhook, kept before it is answered.

use crate::config::Secret;
use crate::connectors::canonical;
use crate::json::{from_json, phone};
use crate::metrics::Post;
use crate::serve::{App, ask};
use crate::{http, inbound};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use scn_engine::Event;
use scn_graph::{EventId, Graph, Type, Value};
use scn_store::{Arrival, Identity};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// The header with the signature: the same as the platform's, made with a secret of the business's own.
pub(crate) const SIGNATURE: &str = "X-Hub-Signature-256";
/// Where the whole request is signed: when, and the signature over it (decision 0046).
const TIMESTAMP: &str = "X-Timestamp";
const WHOLE_SIGNATURE: &str = "X-Signature";
/// A signature over a whole request is good for so long.
const FRESH_SECONDS: u64 = 5 * 60;
/// How a kept event begins; what the platform sends begins otherwise.
pub(crate) const KEPT: &[u8] = br#"{"business_event":"#;
/// An event is a few values: longer ones are refused before anything is worked out.
const LARGEST: usize = 64 * 1024;
const LONGEST_KEY: usize = 200;

/// What is wrong with a request, in words.
pub(crate) struct Refusal(StatusCode, String);

impl Refusal {
    fn wrong(text: impl Into<String>) -> Refusal {
        Refusal(StatusCode::BAD_REQUEST, text.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, axum::Json(json!({ "error": self.1 }))).into_response()
    }
}

pub(crate) fn sign(body: &[u8], secret: &Secret) -> String {
    scn_whatsapp::sign(body, secret.reveal())
}

/// 202 means: durable. The same key again means the same event: it is not told twice.
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, axum::Json<Json>), Refusal> {
    let received = take_in(&app, &name, &headers, body).await;
    app.metrics.event(match &received {
        Ok(_) => Post::Stored,
        Err(Refusal(StatusCode::UNAUTHORIZED, _)) => Post::WrongSignature,
        Err(Refusal(StatusCode::SERVICE_UNAVAILABLE, _)) => Post::Busy,
        Err(Refusal(StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE, _)) => Post::BadBody,
        Err(_) => Post::Unreadable,
    });
    received
}

/// The same without a socket.
pub(crate) async fn hand_in(
    app: &Arc<App>,
    name: &str,
    key: &str,
    signature: &str,
    body: Vec<u8>,
) -> (u16, Json) {
    let mut headers = HeaderMap::new();
    for (header, value) in [("idempotency-key", key), (SIGNATURE, signature)] {
        let name = axum::http::HeaderName::from_bytes(header.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value.parse()) {
            headers.insert(name, value);
        }
    }
    match receive(State(app.clone()), Path(name.to_owned()), headers, Body::from(body)).await {
        Ok((status, axum::Json(answer))) => (status.as_u16(), answer),
        Err(Refusal(status, reason)) => (status.as_u16(), json!({ "error": reason })),
    }
}

async fn take_in(
    app: &Arc<App>,
    name: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<(StatusCode, axum::Json<Json>), Refusal> {
    let body = http::body::read(body, LARGEST).await.map_err(unread)?.bytes;
    let key = text(headers, "idempotency-key").map(str::trim);
    check_signature(app, headers, name, key.unwrap_or_default(), &body)?;
    let key = key.filter(|key| (1..=LONGEST_KEY).contains(&key.len())).ok_or_else(|| {
        let text = format!(
            "send a header Idempotency-Key of up to {LONGEST_KEY} letters: the same one for the same event"
        );
        Refusal::wrong(text)
    })?;
    let now = app.clock.now();
    let mut params = object(&body)?;
    let arrival = Arrival {
        from: who(&app.config.phone_number_id, params.shift_remove("contact"))?,
        key: inbound::key(&format!("event:{name}:{key}")),
        payload: checked(&app.scenarios.current().graph, name, params)?,
        sent_at: now.0,
    };
    let Ok(_place) = app.accepting.try_acquire() else {
        return Err(Refusal(StatusCode::SERVICE_UNAVAILABLE, "too much at once: send it again".to_owned()));
    };
    let accepted = ask(app, move |store| store.accept(vec![arrival], now.0)).await.map_err(|error| {
        tracing::error!(%error, "an event could not be stored");
        Refusal(StatusCode::SERVICE_UNAVAILABLE, "the event could not be stored: send it again".to_owned())
    })?;
    let new = accepted.iter().any(|accepted| accepted.new);
    accepted.iter().filter(|accepted| accepted.new).for_each(|accepted| app.queue.wake(accepted.contact));
    Ok((StatusCode::ACCEPTED, axum::Json(json!({ "accepted": true, "seen_before": !new }))))
}

fn unread(status: StatusCode) -> Refusal {
    let text = match status {
        StatusCode::PAYLOAD_TOO_LARGE => format!("an event has at most {} KB", LARGEST / 1024),
        _ => "the body could not be read".to_owned(),
    };
    Refusal(status, text)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The whole request is signed where the sender says when; its body alone otherwise. One is never taken for the other.
fn check_signature(
    app: &App,
    headers: &HeaderMap,
    name: &str,
    key: &str,
    body: &[u8],
) -> Result<(), Refusal> {
    let secrets: Vec<&str> = app.config.events_secrets.iter().map(Secret::reveal).collect();
    let right = match text(headers, TIMESTAMP) {
        Some(at) => {
            let now = app.clock.now().0.div_euclid(1000);
            let at = at.parse().ok().filter(|at: &i64| at.abs_diff(now) <= FRESH_SECONDS);
            let signed = |at| canonical(at, "POST", &format!("/events/{name}"), body) + "\n" + key;
            at.is_some_and(|at| {
                scn_whatsapp::verify(text(headers, WHOLE_SIGNATURE), signed(at).as_bytes(), &secrets)
            })
        }
        None => scn_whatsapp::verify(text(headers, SIGNATURE), body, &secrets),
    };
    if right {
        return Ok(());
    }
    app.refuse("an event with a wrong signature was refused");
    let text = match (secrets.is_empty(), headers.contains_key(TIMESTAMP)) {
        (true, _) => "no events are taken here: set SCN_EVENTS_SECRET".to_owned(),
        (_, true) => format!(
            "the signature is wrong or too old: {TIMESTAMP} must be the time in seconds, at most {FRESH_SECONDS} off, and \
             {WHOLE_SIGNATURE} sha256= and the HMAC of five lines: time, POST, /events/{name}, the SHA-256 of the body, the Idempotency-Key"
        ),
        (_, false) => {
            format!("the signature is wrong: {SIGNATURE} must be sha256= and the HMAC of the body's bytes")
        }
    };
    Err(Refusal(StatusCode::UNAUTHORIZED, text))
}

fn object(body: &[u8]) -> Result<Map<String, Json>, Refusal> {
    let text = r#"the body must be a JSON object with a contact: {"contact": "+41791234567", …the parameters of the event}"#;
    serde_json::from_slice(body).map_err(|_| Refusal::wrong(text))
}

/// The contact is a phone number with its country code, or the platform's id of a person.
fn who(number: &str, contact: Option<Json>) -> Result<Identity, Refusal> {
    let contact = contact.as_ref().and_then(Json::as_str).unwrap_or_default();
    let contact = contact.trim();
    let number = number.to_owned();
    let plausible_id = contact.split_once('.').is_some_and(|(country, id)| {
        country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()) && !id.is_empty()
    });
    match phone(contact) {
        Some(phone) => Ok(Identity { number, phone: Some(phone), ..Identity::default() }),
        None if plausible_id => {
            Ok(Identity { number, user_id: Some(contact.to_owned()), ..Identity::default() })
        }
        None => Err(Refusal::wrong(
            "contact must be a phone number such as +41791234567, or the platform's id of a person",
        )),
    }
}

/// The event as it is kept: its name and its parameters, all of which fit.
fn checked(graph: &Graph, name: &str, params: Map<String, Json>) -> Result<Vec<u8>, Refusal> {
    let known: Vec<&str> = graph.events.iter().map(|event| event.name.as_str()).collect();
    if !known.contains(&name) {
        let text = format!("the scenario knows no event `{name}`; it knows: {}", known.join(", "));
        return Err(Refusal(StatusCode::NOT_FOUND, text));
    }
    typed(graph, name, &params).map_err(Refusal::wrong)?;
    Ok(json!({ "business_event": name, "params": params }).to_string().into_bytes())
}

fn typed(
    graph: &Graph,
    name: &str,
    given: &Map<String, Json>,
) -> Result<(EventId, Vec<(String, Value)>), String> {
    let place = graph.events.iter().position(|event| event.name == name);
    let (place, event) =
        place.and_then(|place| Some((place, graph.events.get(place)?))).ok_or("an unknown event")?;
    if let Some(stranger) = given.keys().find(|key| event.params.iter().all(|param| param.name != **key)) {
        let names: Vec<&str> = event.params.iter().map(|param| param.name.as_str()).collect();
        return Err(format!("`{stranger}` is no parameter of {name}; its parameters: {}", names.join(", ")));
    }
    let mut params = Vec::new();
    for param in &event.params {
        let value = match given.get(&param.name).unwrap_or(&Json::Null) {
            Json::Null if matches!(param.ty, Type::Optional(_)) => None,
            Json::Null => return Err(format!("`{}` is missing", param.name)),
            json => {
                from_json(graph, &param.ty, json).map_err(|reason| format!("`{}` {reason}", param.name))?
            }
        };
        params.extend(value.map(|value| (param.name.clone(), value)));
    }
    let place = u16::try_from(place).map_err(|_| "too many events")?;
    Ok((EventId(place), params))
}

/// For the fuzzer: the event as it is kept, when it is one.
pub(crate) fn reads(graph: &Graph, name: &str, body: &[u8]) -> Option<Vec<u8>> {
    let mut params = object(body).ok()?;
    who("100", params.shift_remove("contact")).ok()?;
    checked(graph, name, params).ok()
}

/// A kept event, for this version of the scenario; `None` when it is something else, or does not fit any more.
pub(crate) fn heard(graph: &Graph, payload: &[u8]) -> Option<Event> {
    #[derive(Deserialize)]
    struct Kept {
        business_event: String,
        params: Map<String, Json>,
    }
    let Kept { business_event, params } = serde_json::from_slice(payload).ok()?;
    match typed(graph, &business_event, &params) {
        Ok((event, params)) => Some(Event::Business { event, params }),
        Err(reason) => {
            tracing::warn!(event = business_event, reason, "an event does not fit the scenario any more");
            None
        }
    }
}
