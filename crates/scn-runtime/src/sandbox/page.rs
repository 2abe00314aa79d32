//! The page with the phone, and the JSON it speaks.

use super::Sandbox;
use super::chat::{Author, Chat, Entry, Status};
use super::content::Content;
use super::envelope;
use super::post_office::Parcel;
use super::world::{Failure, How};
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

const YEAR_SECONDS: u64 = 366 * 24 * 60 * 60;

pub(super) fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/", get(|| file("text/html", include_str!("page/index.html"))))
        .route("/phone.css", get(|| file("text/css", include_str!("page/phone.css"))))
        .route("/words.js", get(|| file("text/javascript", include_str!("page/words.js"))))
        .route("/text.js", get(|| file("text/javascript", include_str!("page/text.js"))))
        .route("/bubbles.js", get(|| file("text/javascript", include_str!("page/bubbles.js"))))
        .route("/phone.js", get(|| file("text/javascript", include_str!("page/phone.js"))))
        .route("/api/state", get(state))
        .route("/api/events", get(events))
        .route("/api/customers", post(new_customer))
        .route("/api/send", post(send))
        .route("/api/tap", post(tap))
        .route("/api/read", post(read))
        .route("/api/clock", get(clock).post(advance))
        .route("/api/fail", post(fail))
        .route("/api/redeliver", post(redeliver))
}

/// The page loads nothing from elsewhere, and what a message says cannot make it.
async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let policy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
    let kind = format!("{kind}; charset=utf-8");
    ([(CONTENT_TYPE, kind.as_str()), (CACHE_CONTROL, "no-cache"), (CONTENT_SECURITY_POLICY, policy)], text)
        .into_response()
}

/// What the page asked for cannot be done.
pub(super) struct Refusal(pub(super) StatusCode, pub(super) String);

impl Refusal {
    pub(super) fn wrong(text: impl Into<String>) -> Refusal {
        Refusal(StatusCode::BAD_REQUEST, text.into())
    }

    pub(super) fn missing(text: impl Into<String>) -> Refusal {
        Refusal(StatusCode::NOT_FOUND, text.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Refusal {
        Refusal(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Refusal {
        Refusal::wrong(rejection.body_text())
    }
}

/// A JSON body whose mistakes are told in JSON too.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Refusal> {
        let Json(body) = Json::from_request(request, state).await?;
        Ok(Body(body))
    }
}

pub(super) type Answer = Result<Json<Value>, Refusal>;

#[derive(Deserialize)]
struct Whose {
    customer: Option<String>,
}

async fn state(State(sandbox): State<Arc<Sandbox>>, whose: Result<Query<Whose>, QueryRejection>) -> Answer {
    let customer = match whose?.0.customer {
        Some(customer) => customer,
        None => {
            sandbox.look(|world| world.chats.keys().next().cloned().unwrap_or_else(|| world.free_number()))
        }
    };
    if !(7..=15).contains(&customer.len()) || !customer.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::wrong("customer must be a phone number of 7 to 15 digits"));
    }
    sandbox.open_chat(&customer);
    let now = sandbox.now();
    Ok(Json(sandbox.look(|world| {
        let customers: Vec<Value> = world
            .chats
            .values()
            .map(|chat| json!({"number": chat.number, "name": chat.name, "unread": chat.unread()}))
            .collect();
        json!({
            "title": sandbox.config.numbers.first().map(|number| &number.title),
            "clock": now,
            "bot_answers": world.bot_answers,
            "customers": customers,
            "events": sandbox.config.known.events(),
            "chat": world.chats.get(&customer).map(chat_as_json),
        })
    })))
}

fn chat_as_json(chat: &Chat) -> Value {
    json!({
        "customer": chat.number,
        "window_closes": chat.window_closes(),
        "typing_until": chat.typing_until(),
        "entries": chat.entries,
    })
}

async fn events(State(sandbox): State<Arc<Sandbox>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut revision = sandbox.revision.subscribe();
    // The first event comes at once: whatever happened while the page was away, it asks again.
    revision.mark_changed();
    let changes = stream::unfold((sandbox, revision), |(sandbox, mut revision)| async move {
        tokio::select! {
            changed = revision.changed() => changed.ok()?,
            () = sandbox.until_closed() => return None,
        }
        let number = *revision.borrow_and_update();
        Some((Ok(Event::default().event("change").data(number.to_string())), (sandbox, revision)))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

async fn new_customer(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let number = sandbox.look(|world| world.free_number());
    sandbox.open_chat(&number);
    Json(json!({"customer": number}))
}

#[derive(Deserialize)]
struct Text {
    customer: String,
    text: String,
    quoted: Option<String>,
}

async fn send(State(sandbox): State<Arc<Sandbox>>, Body(send): Body<Text>) -> Answer {
    if send.text.trim().is_empty() {
        return Err(Refusal::wrong("text must not be empty"));
    }
    let content = Content::text(&*send.text);
    from_customer(
        &sandbox,
        &send.customer,
        content,
        send.quoted,
        json!({"type": "text", "text": {"body": send.text}}),
    )
}

#[derive(Deserialize)]
struct Tap {
    customer: String,
    message: String,
    option: String,
}

async fn tap(State(sandbox): State<Arc<Sandbox>>, Body(tap): Body<Tap>) -> Answer {
    let found = sandbox.look(|world| {
        let entry = world.chats.get(&tap.customer)?.entry(&tap.message)?;
        entry.content.option(&tap.option).map(|(choice, kind)| (choice.clone(), kind))
    });
    let Some((choice, kind)) = found else {
        return Err(Refusal::missing(format!("message {} has no option {}", tap.message, tap.option)));
    };
    let content = Content::text(choice.title.clone());
    let message = match kind {
        "button" => json!({"type": "button", "button": {"payload": choice.id, "text": choice.title}}),
        _ => json!({"type": "interactive", "interactive": {"type": kind, kind: choice}}),
    };
    from_customer(&sandbox, &tap.customer, content, Some(tap.message), message)
}

/// Puts a message of the customer into the chat and sends its webhook.
pub(super) fn from_customer(
    sandbox: &Arc<Sandbox>,
    customer: &str,
    content: Content,
    quoted: Option<String>,
    mut message: Value,
) -> Answer {
    let now = sandbox.now();
    sandbox.change(|world| {
        let id = world.new_message_id();
        let Some(chat) = world.chats.get_mut(customer) else {
            return Err(Refusal::missing(format!("there is no customer {customer}")));
        };
        if let Some(quoted) = &quoted {
            let Some(original) = chat.entry(quoted) else {
                return Err(Refusal::missing(format!("there is no message {quoted} to quote")));
            };
            let ours = original.from == Author::Business;
            let author = if ours { super::world::BUSINESS_NUMBER } else { chat.number.as_str() };
            message["context"] = json!({"from": author, "id": quoted});
        }
        let body = incoming(sandbox.number(), chat, &id, now, message);
        let mut entry = Entry::new(id.clone(), Author::Customer, now, content);
        entry.status = Status::Sent;
        entry.quoted = quoted;
        entry.webhook = Some(body.clone());
        chat.add_from_customer(entry);
        chat.post(Parcel { body, message: Some(id.clone()) });
        Ok(Json(json!({"message": id})))
    })
}

/// The webhook of a customer's message.
pub(super) fn incoming(number: &str, chat: &Chat, id: &str, now: i64, mut message: Value) -> Value {
    message["from"] = json!(chat.number);
    message["from_user_id"] = json!(super::world::user_id(&chat.number));
    message["id"] = json!(id);
    message["timestamp"] = json!(envelope::seconds(now));
    envelope::of_message(number, &chat.number, &chat.name, &message)
}

#[derive(Deserialize)]
struct Read {
    customer: String,
}

async fn read(State(sandbox): State<Arc<Sandbox>>, Body(read): Body<Read>) -> Answer {
    let arrived = sandbox.change(|world| {
        let chat = world.chats.get_mut(&read.customer)?;
        let new = chat.entries.iter_mut().filter(|entry| entry.from == Author::Business && !entry.seen);
        // What is not delivered yet is read when it is: see `travel`.
        Some(new.filter_map(mark_seen).collect::<Vec<String>>())
    });
    let Some(arrived) = arrived else {
        return Err(Refusal::missing(format!("there is no customer {}", read.customer)));
    };
    for message in &arrived {
        sandbox.raise(message, Status::Read, None);
    }
    Ok(Json(json!({"read": arrived.len()})))
}

fn mark_seen(entry: &mut Entry) -> Option<String> {
    entry.seen = true;
    (entry.status == Status::Delivered).then(|| entry.id.clone())
}

async fn clock(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(json!({"clock": sandbox.now()}))
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: u64,
}

async fn advance(State(sandbox): State<Arc<Sandbox>>, Body(advance): Body<Advance>) -> Answer {
    if !(1..=YEAR_SECONDS).contains(&advance.advance_seconds) {
        return Err(Refusal::wrong(
            "advance_seconds must be between 1 and a year: the clock goes forward only",
        ));
    }
    sandbox.clock.advance(Duration::from_secs(advance.advance_seconds));
    sandbox.change(|_| ());
    Ok(Json(json!({"clock": sandbox.now()})))
}

#[derive(Deserialize)]
struct Fail {
    code: u32,
    #[serde(default = "once")]
    times: usize,
    #[serde(default)]
    how: How,
}

fn once() -> usize {
    1
}

async fn fail(State(sandbox): State<Arc<Sandbox>>, Body(fail): Body<Fail>) -> Answer {
    if fail.times > 1_000 {
        return Err(Refusal::wrong("times must be 1000 at most"));
    }
    let failure = Failure { code: fail.code, how: fail.how };
    sandbox.change(|world| world.failures.extend(std::iter::repeat_n(failure, fail.times)));
    Ok(Json(json!({"failing": fail.times})))
}

#[derive(Deserialize)]
struct Redeliver {
    message: String,
}

async fn redeliver(State(sandbox): State<Arc<Sandbox>>, Body(redeliver): Body<Redeliver>) -> Answer {
    sandbox.look(|world| {
        let chat = world.chat_of(&redeliver.message);
        let body = chat.and_then(|chat| chat.entry(&redeliver.message)?.webhook.clone());
        let (Some(chat), Some(body)) = (chat, body) else {
            return Err(Refusal::missing(format!(
                "there is no message {} from a customer",
                redeliver.message
            )));
        };
        chat.post(Parcel { body, message: None });
        Ok(Json(json!({"message": redeliver.message})))
    })
}
