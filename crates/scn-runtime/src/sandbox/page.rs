//! The page with the phone, and the JSON it speaks.

use super::Sandbox;
use super::chat::Chat;
use super::inbound::known_or_new;
use super::world::ChatKey;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{Stream, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// The page is told of changes so often at most.
const PAUSE: Duration = Duration::from_millis(40);
/// So many customers stand in the list of the page.
const LISTED: usize = 200;

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
        .route("/api/files/{id}", get(bytes_of_file))
        .route("/orders.js", get(|| file("text/javascript", include_str!("page/orders.js"))))
}

/// The page loads nothing from elsewhere, and what a message says cannot make it.
async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let policy = "default-src 'self'; img-src 'self' data:; media-src 'self'; frame-ancestors 'none'";
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

    /// The body is JSON, but not as it is expected.
    pub(super) fn unclear(text: impl Into<String>) -> Refusal {
        Refusal(StatusCode::UNPROCESSABLE_ENTITY, text.into())
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
        let Json(body) = Json::<Value>::from_request(request, state).await?;
        if !body.is_object() {
            return Err(Refusal::wrong("the body must be a JSON object"));
        }
        serde_json::from_value(body).map(Body).map_err(|error| Refusal::unclear(error.to_string()))
    }
}

pub(super) type Answer = Result<Json<Value>, Refusal>;

#[derive(Deserialize)]
struct Whose {
    customer: Option<String>,
    number: Option<String>,
}

async fn state(State(sandbox): State<Arc<Sandbox>>, whose: Result<Query<Whose>, QueryRejection>) -> Answer {
    let Query(whose) = whose?;
    let number = sandbox.number_named(whose.number.as_deref())?;
    let (key, new) = sandbox.quietly(|world| {
        let customer = match whose.customer {
            Some(name) => known_or_new(world, &name)?,
            None => match world.customers.first() {
                Some(first) => first.clone(),
                None => {
                    let phone = world.customers.free_phone();
                    world.customers.with_phone(&phone)
                }
            },
        };
        Ok::<_, Refusal>(world.open_chat(number, &customer))
    })?;
    if new {
        sandbox.change(|_| ());
    }
    Ok(Json(sandbox.phone(&key)))
}

impl Sandbox {
    /// All that the page shows.
    fn phone(&self, key: &ChatKey) -> Value {
        let now = self.now();
        self.look(|world| {
            let unread = |who: &Arc<str>| {
                let key = ChatKey { number: key.number, who: who.clone() };
                world.chats.get(&key).map_or(0, Chat::unread)
            };
            let customers: Vec<Value> = world
                .customers
                .all()
                .take(LISTED)
                .map(|customer| {
                    json!({"number": &*customer.key, "name": customer.name, "phone": customer.phone,
                        "user_id": customer.user_id, "username": customer.username,
                        "unread": unread(&customer.key)})
                })
                .collect();
            let numbers: Vec<Value> = self
                .config
                .numbers
                .iter()
                .map(|number| json!({"id": number.id, "phone": number.phone, "title": number.title}))
                .collect();
            let templates: Vec<Value> = world
                .templates
                .all()
                .take(LISTED)
                .map(|it| json!({"id": it.id.to_string(), "name": it.name, "language": it.language, "state": it.state}))
                .collect();
            json!({
                "title": self.config.numbers.get(key.number).map(|number| &number.title),
                "clock": now,
                "bot_answers": world.bot_answers,
                "number": self.config.numbers.get(key.number).map(|number| &number.id),
                "numbers": numbers,
                "customers": customers,
                "events": world.known.events(),
                "failures": world.failures.all(),
                "statuses": world.statuses,
                "webhooks": world.post.mode,
                "waiting": world.post.waiting(),
                "templates": templates,
                "chat": world.chats.get(key).map(|chat| chat_as_json(&key.who, chat)),
            })
        })
    }
}

fn chat_as_json(customer: &str, chat: &Chat) -> Value {
    json!({
        "customer": customer,
        "window_closes": chat.window_closes(),
        "typing_until": chat.typing_until(),
        "entries": chat.entries,
    })
}

/// The bytes of a file, for the page: whatever they are, they are no page of ours.
async fn bytes_of_file(State(sandbox): State<Arc<Sandbox>>, Path(id): Path<String>) -> Response {
    let now = sandbox.now();
    match sandbox.look(|world| world.files.get(&id, now).cloned()) {
        Some(file) => {
            let policy = "default-src 'none'; sandbox";
            let headers = [
                (CONTENT_TYPE, file.mime.as_str()),
                (CONTENT_SECURITY_POLICY, policy),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, file.bytes).into_response()
        }
        None => Refusal::missing("there is no such file any more").into_response(),
    }
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
        // What happens meanwhile is told together.
        tokio::time::sleep(PAUSE).await;
        let number = *revision.borrow_and_update();
        Some((Ok(Event::default().event("change").data(number.to_string())), (sandbox, revision)))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}
