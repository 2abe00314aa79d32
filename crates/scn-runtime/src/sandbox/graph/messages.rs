//! `POST /{version}/{number}/messages`: messages of the business, and what it has read.

use super::{Call, Result, parsed};
use crate::sandbox::Sandbox;
use crate::sandbox::chat::{Author, Entry};
use crate::sandbox::content::{Content, string};
use crate::sandbox::customers::{Customer, is_phone, is_user_id};
use crate::sandbox::failures::{Failure, How, On};
use crate::sandbox::line::Line;
use crate::sandbox::meta_error::MetaError;
use crate::sandbox::rates::{self, Rate};
use crate::sandbox::statuses::Outgoing;
use crate::sandbox::world::{ChatKey, World};
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn messages(
    State(sandbox): State<Arc<Sandbox>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call::new("POST", format!("/{version}/{id}/messages"), body.clone());
    let mut failure = None;
    let answer = sandbox
        .allow(&version, &headers)
        .and_then(|()| sandbox.number(&id))
        .and_then(|number| Ok((number, of_whatsapp(parsed(&body)?)?)))
        .and_then(|(number, request)| match request.get("status").is_some() {
            true => sandbox.mark_as_read(&request, &mut failure),
            false => sandbox.send(number, &request, &mut failure),
        });
    sandbox.finish(call, &line, answer, failure).await
}

fn of_whatsapp(request: Value) -> Result<Value> {
    match string(&request, "/messaging_product").as_str() {
        "whatsapp" => Ok(request),
        _ => Err(MetaError::new(100, "The parameter messaging_product is required and must be whatsapp")),
    }
}

/// Whom a request names.
struct Recipient {
    input: String,
    key: ChatKey,
    customer: Option<Customer>,
}

impl Sandbox {
    /// `status: read`, with or without typing dots.
    fn mark_as_read(&self, request: &Value, failed: &mut Option<Failure>) -> Result<Value> {
        check(request)?;
        let message = string(request, "/message_id");
        let now = self.now();
        let quiet = self.config.quiet_world;
        self.change(|world| {
            *failed = world.failures.next(On::Read, &[]);
            if let Some(failure) = failed.as_ref().filter(|failure| failure.how == How::Refuse) {
                return Err(failure.error());
            }
            let known = world.chat_of_mut(&message).is_some_and(|chat| {
                let known = chat.business_read(&message);
                if known && request.get("typing_indicator").is_some() {
                    chat.business_types(now);
                }
                known
            });
            match known || quiet {
                true => Ok(json!({"success": true})),
                false => {
                    let details = format!("message_id: there is no message {message} from a customer");
                    Err(MetaError::new(131_009, details))
                }
            }
        })
    }

    fn send(self: &Arc<Self>, number: usize, request: &Value, failed: &mut Option<Failure>) -> Result<Value> {
        let now = self.now();
        self.change(|world| {
            let recipient = self.recipient(world, number, request)?;
            let names = recipient.customer.as_ref().map(Customer::names).unwrap_or_default();
            *failed = world.failures.next(On::Messages, &names);
            if let Some(failure) = failed.as_ref().filter(|failure| !failure.takes_the_message()) {
                let error = failure.error();
                world.remark(&recipient.key, now, error.code, error.details.clone());
                return Err(error);
            }
            let id = self.accept(world, &recipient, request, failed.as_ref(), now).inspect_err(|error| {
                world.remark(&recipient.key, now, error.code, error.details.clone());
            })?;
            Ok(answer(&recipient, request, &id))
        })
    }

    /// Whom the request names, as given and as a chat.
    fn recipient(&self, world: &mut World, number: usize, request: &Value) -> Result<Recipient> {
        let (to, user) = (string(request, "/to"), string(request, "/recipient"));
        if string(request, "/recipient_type") == "group" {
            let key = ChatKey { number, who: to.as_str().into() };
            return match world.chats.get(&key).is_some_and(|chat| chat.group) {
                true => Ok(Recipient { input: to, key, customer: None }),
                false => Err(MetaError::new(131_041, "There is no such group")),
            };
        }
        let (input, customer) = match (to.as_str(), user.as_str()) {
            ("", "") => {
                return Err(MetaError::new(131_008, "The parameter to (or recipient) is required"));
            }
            ("", user) if is_user_id(user) => (user, world.customers.with_user_id(user)),
            ("", _) => return Err(unknown_recipient()),
            (to, _) => {
                let digits: String =
                    to.chars().filter(|c| !matches!(c, '+' | '-' | '(' | ')' | ' ')).collect();
                if self.config.numbers.iter().any(|number| number.phone == digits) {
                    return Err(MetaError::new(131_021, "The business cannot send messages to itself"));
                }
                if !is_phone(&digits) {
                    return Err(unknown_recipient());
                }
                (to, world.customers.with_phone(&digits))
            }
        };
        let (key, new) = world.open_chat(number, &customer);
        if let Some(chat) = world.chats.get_mut(&key).filter(|_| new) {
            // Whoever never wrote here wrote to the program from elsewhere: their window is not ours to know.
            chat.from_elsewhere = true;
        }
        Ok(Recipient { input: input.to_owned(), key, customer: Some(customer) })
    }

    /// Takes a message for the customer, or says why not; returns its id.
    fn accept(
        self: &Arc<Self>,
        world: &mut World,
        recipient: &Recipient,
        request: &Value,
        failure: Option<&Failure>,
        now: i64,
    ) -> Result<String> {
        check(request)?;
        let kind = string(request, "/type");
        if recipient.customer.is_none()
            && ["interactive", "reaction", "contacts", "location"].contains(&kind.as_str())
        {
            return Err(MetaError::new(131_051, format!("{kind} messages cannot be sent to groups")));
        }
        self.slowly_enough(world, &recipient.key, now)?;
        super::files::check(world, request, now)?;
        let is_template = kind == "template";
        let filled = match is_template {
            true => world.templates.fill(request, self.config.any_template)?,
            false => None,
        };
        let category = filled.as_ref().map_or("service", |filled| filled.category.as_str()).to_owned();
        let content = filled.map_or_else(|| shown(world, request, now), |filled| filled.content);
        let open = world.chats.get(&recipient.key).is_some_and(|chat| chat.group || chat.window_is_open(now));
        if !open && !is_template {
            return Err(MetaError::window_closed());
        }
        let id = world.new_message_id();
        let mut plan = world.statuses.take();
        if kind == "reaction" {
            plan.order.retain(|status| *status == crate::sandbox::chat::Status::Sent);
        }
        let callback = string(request, "/biz_opaque_callback_data");
        let sent =
            Arc::new(Outgoing { id: id.clone(), chat: recipient.key.clone(), callback, category, plan });
        show(world, &sent, request, content, now);
        let refusal = failure.filter(|failure| failure.how == How::Later).map(Failure::error);
        tokio::spawn(self.clone().travel(sent, refusal));
        Ok(id)
    }

    fn slowly_enough(&self, world: &mut World, key: &ChatKey, now: i64) -> Result<()> {
        if !self.config.limits {
            return Ok(());
        }
        match (world.chats.get_mut(key), world.numbers.get_mut(key.number)) {
            (Some(chat), Some(number)) => {
                rates::take(&mut chat.pair, number, Rate::of_number(self.config.throughput), now)
            }
            _ => Ok(()),
        }
    }
}

fn unknown_recipient() -> MetaError {
    MetaError::new(131_026, "The recipient is no phone number and no user of WhatsApp")
}

fn answer(recipient: &Recipient, request: &Value, id: &str) -> Value {
    let mut contact = json!({"input": recipient.input});
    match &recipient.customer {
        Some(customer) => {
            if let Some(phone) = &customer.phone {
                contact["wa_id"] = json!(phone);
            }
            contact["user_id"] = json!(customer.user_id);
        }
        None => contact["wa_id"] = json!(recipient.input),
    }
    let mut message = json!({"id": id});
    if request.get("template").is_some() {
        message["message_status"] = json!("accepted");
    }
    if recipient.customer.is_none() {
        message["group_id"] = json!(recipient.input);
    }
    json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
}

/// What the phone shows; files by the name they were uploaded with.
fn shown(world: &World, request: &Value, now: i64) -> Content {
    let mut content = Content::of_request(request);
    content.name_files(|id| world.files.get(id, now).map(|file| file.name.clone()));
    content
}

fn show(world: &mut World, sent: &Arc<Outgoing>, request: &Value, content: Content, now: i64) {
    let Some(chat) = world.chats.get_mut(&sent.chat) else { return };
    chat.business_wrote(now);
    if string(request, "/type") == "reaction" {
        let emoji = string(request, "/reaction/emoji");
        if let Some(entry) = chat.entry_mut(&string(request, "/reaction/message_id")) {
            entry.reaction = (!emoji.is_empty()).then_some(emoji);
        }
        return;
    }
    let mut entry = Entry::new(sent.id.clone(), Author::Business, now, content);
    entry.quoted = Some(string(request, "/context/message_id")).filter(|quoted| chat.entry(quoted).is_some());
    entry.sent = Some(sent.clone());
    world.add(&sent.chat.clone(), entry);
}

/// The one place that knows what Meta refuses.
fn check(request: &Value) -> Result<()> {
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
