//! The messages endpoint: what the runtime takes for the Cloud API.

use super::chat::{Author, Chat, Entry, Status};
use super::content::{Content, string};
use super::envelope;
use super::meta_error::MetaError;
use super::post_office::Parcel;
use super::world::{BUSINESS_NUMBER, Failure, How, number_of_user, user_id};
use super::{Sandbox, media};
use axum::extract::{Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router, body::Bytes};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long each leg of a message takes.
const LEG: Duration = Duration::from_millis(25);

pub(super) fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/{version}/{phone_number_id}/messages", post(messages))
        .route("/{version}/{phone_number_id}/media", media::route())
}

async fn messages(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, phone_number_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = match allowed(&sandbox, &version, &phone_number_id, &headers).and_then(|()| parsed(&body)) {
        Err(refusal) => Err(refusal),
        Ok(request) if request.get("status").is_some() => mark_as_read(&sandbox, &request),
        Ok(request) => send(&sandbox, &request),
    };
    answer.unwrap_or_else(MetaError::into_response)
}

pub(super) fn allowed(
    sandbox: &Sandbox,
    version: &str,
    number_id: &str,
    headers: &HeaderMap,
) -> Result<(), MetaError> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if token.strip_prefix("Bearer ") != Some(sandbox.config.access_token.as_str()) {
        return Err(MetaError::new(190, "The access token could not be decrypted"));
    }
    let known_version = version.strip_prefix('v').is_some_and(|rest| rest.parse::<f32>().is_ok());
    if !known_version || number_id != sandbox.number() {
        let details = format!(
            "Unsupported post request. Object with ID '{number_id}' does not exist, cannot be loaded due to \
             missing permissions, or does not support this operation"
        );
        return Err(MetaError::new(100, details));
    }
    Ok(())
}

fn parsed(body: &Bytes) -> Result<Value, MetaError> {
    let request: Value = serde_json::from_slice(body)
        .map_err(|error| MetaError::new(100, format!("The body is not valid JSON: {error}")))?;
    match request.get("messaging_product").and_then(Value::as_str) {
        Some("whatsapp") => Ok(request),
        _ => Err(MetaError::new(100, "The parameter messaging_product is required and must be whatsapp")),
    }
}

/// `status: read`, with or without typing dots.
fn mark_as_read(sandbox: &Sandbox, request: &Value) -> Result<Response, MetaError> {
    check(request)?;
    let message = string(request, "/message_id");
    let now = sandbox.now();
    let known = sandbox.change(|world| {
        let Some(chat) = world.chat_of_mut(&message) else { return false };
        let known = chat.business_read(&message);
        if known && request.get("typing_indicator").is_some() {
            chat.business_types(now);
        }
        known
    });
    if known {
        Ok(Json(json!({"success": true})).into_response())
    } else {
        Err(MetaError::new(131009, format!("message_id: there is no message {message} from a customer")))
    }
}

fn send(sandbox: &Arc<Sandbox>, request: &Value) -> Result<Response, MetaError> {
    let (input, number) = recipient(request)?;
    if sandbox.open_chat(&number) {
        sandbox.change(|world| world.chats.get_mut(&number).map(Chat::comes_from_elsewhere));
    }
    let failure = sandbox.change(|world| world.failures.pop_front());
    accept(sandbox, request, &number, failure)
        .inspect_err(|refusal| {
            let now = sandbox.now();
            sandbox.change(|world| world.remark(&number, now, refusal.code, refusal.details.clone()));
        })
        .map(|id| match failure {
            Some(Failure { how: How::LoseAnswer, .. }) => StatusCode::GATEWAY_TIMEOUT.into_response(),
            _ => Json(json!({
                "messaging_product": "whatsapp",
                "contacts": [{"input": input, "wa_id": number, "user_id": user_id(&number)}],
                "messages": [{"id": id}],
            }))
            .into_response(),
        })
}

/// Whom the request names, as given and as digits.
fn recipient(request: &Value) -> Result<(String, String), MetaError> {
    let to = string(request, "/to");
    let user = string(request, "/recipient");
    let (input, number) = match (to.as_str(), user.as_str()) {
        ("", "") => return Err(MetaError::new(131008, "The parameter to (or recipient) is required")),
        ("", user) => (user, number_of_user(user).unwrap_or_default().to_owned()),
        (to, _) => (to, to.chars().filter(|c| !matches!(c, '+' | '-' | '(' | ')' | ' ')).collect()),
    };
    let is_number = (7..=15).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    match number.as_str() {
        BUSINESS_NUMBER => Err(MetaError::new(131021, "The business cannot send messages to itself")),
        _ if !is_number => {
            Err(MetaError::new(131026, "The recipient is no phone number and no user of WhatsApp"))
        }
        _ => Ok((input.to_owned(), number)),
    }
}

/// Takes a message for the customer, or says why not; returns its id.
fn accept(
    sandbox: &Arc<Sandbox>,
    request: &Value,
    number: &str,
    failure: Option<Failure>,
) -> Result<String, MetaError> {
    if let Some(Failure { code, how: How::Refuse }) = failure {
        return Err(MetaError::new(code, "Asked for in the sandbox"));
    }
    check(request)?;
    media::check(sandbox, request)?;
    let now = sandbox.now();
    let is_template = string(request, "/type") == "template";
    let known = if is_template { sandbox.config.known.template(request)? } else { None };
    let content = known.unwrap_or_else(|| {
        let mut content = Content::of_request(request);
        sandbox.look(|world| content.name_files(|id| world.upload(id).map(|upload| upload.name.clone())));
        content
    });
    let id = sandbox.change(|world| {
        let id = world.new_message_id();
        match world.chats.get_mut(number) {
            Some(chat) if is_template || chat.window_is_open(now) => {
                show(chat, &id, request, content, now);
                Ok(id)
            }
            _ => Err(MetaError::window_closed()),
        }
    })?;
    if string(request, "/type") != "reaction" {
        let refusal = failure
            .filter(|failure| failure.how == How::Later)
            .map(|failure| MetaError::new(failure.code, "Asked for in the sandbox"));
        tokio::spawn(sandbox.clone().travel(id.clone(), refusal));
    }
    Ok(id)
}

fn show(chat: &mut Chat, id: &str, request: &Value, content: Content, now: i64) {
    if string(request, "/type") == "reaction" {
        let emoji = string(request, "/reaction/emoji");
        if let Some(entry) = chat.entry_mut(&string(request, "/reaction/message_id")) {
            entry.reaction = (!emoji.is_empty()).then_some(emoji);
        }
        return;
    }
    let mut entry = Entry::new(id.to_owned(), Author::Business, now, content);
    entry.quoted = Some(string(request, "/context/message_id")).filter(|quoted| chat.entry(quoted).is_some());
    entry.callback =
        Some(string(request, "/biz_opaque_callback_data")).filter(|callback| !callback.is_empty());
    chat.add_from_business(entry);
}

/// The one place that knows what Meta refuses.
fn check(request: &Value) -> Result<(), MetaError> {
    let problems = match scn_whatsapp::validate::validate(request) {
        Ok(()) => return Ok(()),
        Err(problems) => problems,
    };
    let words: Vec<String> = problems
        .iter()
        .map(|problem| format!("{} {}", problem.path, problem.message).trim().to_owned())
        .collect();
    Err(MetaError::new(problems.first().map_or(100, |problem| problem.code), words.join("; ")))
}

impl Sandbox {
    /// A message on its way to the phone: sent, delivered, and read if the page shows the chat already.
    async fn travel(self: Arc<Self>, message: String, refusal: Option<MetaError>) {
        tokio::time::sleep(LEG).await;
        self.raise(&message, Status::Sent, None);
        tokio::time::sleep(LEG).await;
        if refusal.is_some() {
            self.raise(&message, Status::Failed, refusal.as_ref());
            return;
        }
        self.raise(&message, Status::Delivered, None);
        if self.look(|world| world.chat_of(&message)?.entry(&message).map(|entry| entry.seen)) == Some(true) {
            self.raise(&message, Status::Read, None);
        }
    }

    /// Gives a message of the business its next status and tells the runtime. A status never falls back.
    pub(super) fn raise(&self, message: &str, status: Status, refusal: Option<&MetaError>) {
        let now = self.now();
        self.change(|world| {
            let Some(chat) = world.chat_of_mut(message) else { return };
            let number = chat.number.clone();
            let Some(entry) = chat.entry_mut(message).filter(|entry| entry.status < status) else { return };
            entry.status = status;
            let body = envelope::of_status(self.number(), &number, entry, now, refusal);
            chat.post(Parcel { body, message: None });
        });
    }
}
