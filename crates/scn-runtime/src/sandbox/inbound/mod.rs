//! What customers do on their phones, as the platform tells it.

mod kinds;
mod others;

pub(super) use others::routes as other_routes;

use super::Sandbox;
use super::chat::{Author, Entry, Status};
use super::content::Content;
use super::customers::{Customer, is_phone};
use super::envelope;
use super::page::{Answer, Body, Refusal};
use super::post_office::Parcel;
use super::rates::Rate;
use super::world::{ChatKey, World};
use axum::extract::State;
use axum::routing::{MethodRouter, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST /api/message {kind, …}`, and short names for what the page sends.
pub(super) fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/api/message", named(None))
        .route("/api/send", named(Some("text")))
        .route("/api/tap", named(Some("tap")))
        .route("/api/place", named(Some("location")))
        .route("/api/contact", named(Some("contacts")))
        .route("/api/order", named(Some("order")))
        .route("/api/react", named(Some("reaction")))
        // Its `kind` is the one of the file.
        .route("/api/media", named(None))
}

fn named(kind: Option<&'static str>) -> MethodRouter<Arc<Sandbox>> {
    post(async move |State(sandbox): State<Arc<Sandbox>>, Body(body): Body<Value>| {
        let kind = kind.or_else(|| body["kind"].as_str()).unwrap_or_default().to_owned();
        sandbox.receive(&kind, &body)
    })
}

/// What every message may have besides its content.
#[derive(Deserialize)]
struct Frame {
    customer: String,
    /// The `phone_number_id` it is sent to; the first when it is missing.
    number: Option<String>,
    quoted: Option<String>,
    forwarded: Option<Forwarded>,
    /// An ad that was clicked; `true` is a sample.
    referral: Option<Value>,
    /// A product that is asked about: `{catalog_id, product_retailer_id}`.
    product: Option<Value>,
    /// A group's id: the message is written there.
    group: Option<String>,
    /// The conversation belongs to another handler.
    #[serde(default)]
    standby: bool,
    /// It was written so long ago.
    #[serde(default)]
    late_seconds: u32,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Forwarded {
    Once(bool),
    Often(Often),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Often {
    Frequently,
}

/// A message without its frame.
struct Made {
    /// `None`: nothing new stands in the chat.
    content: Option<Content>,
    message: Value,
    /// The message it answers.
    quoted: Option<String>,
    /// Whether it opens the customer service window.
    opens_window: bool,
}

impl Made {
    fn new(content: Content, message: Value) -> Made {
        Made { content: Some(content), message, quoted: None, opens_window: true }
    }

    fn unseen(message: Value) -> Made {
        Made { content: None, message, quoted: None, opens_window: true }
    }
}

fn read<T: DeserializeOwned>(body: &Value) -> Result<T, Refusal> {
    serde_json::from_value(body.clone()).map_err(|error| Refusal::unclear(error.to_string()))
}

impl Sandbox {
    fn receive(self: &Arc<Self>, kind: &str, body: &Value) -> Answer {
        let frame: Frame = read(body)?;
        let number = self.number_named(frame.number.as_deref())?;
        let now = self.now();
        self.change(|world| {
            let customer = customer(world, &frame.customer)?;
            let key = match &frame.group {
                Some(group) => world.open_group(number, group).0,
                None => ChatKey { number, who: customer.key.clone() },
            };
            if !world.chats.contains_key(&key) {
                world.open_chat(number, &customer);
            }
            let made = kinds::make(world, &key, kind, body, now)?;
            self.put(world, &key, &customer, frame, made, now)
        })
    }

    /// Puts a message of the customer into the chat and sends its webhook.
    fn put(
        self: &Arc<Self>,
        world: &mut World,
        key: &ChatKey,
        customer: &Customer,
        frame: Frame,
        made: Made,
        now: i64,
    ) -> Answer {
        let Made { content, mut message, quoted, opens_window } = made;
        let quoted = quoted.or(frame.quoted.clone());
        let id = world.new_message_id();
        let at = now - i64::from(frame.late_seconds) * 1000;
        identify(&mut message, customer, &id, at);
        if let Some(context) = self.context(world, key, customer, &frame, quoted.as_deref())? {
            message["context"] = context;
        }
        if let Some(group) = &frame.group {
            message["group_id"] = json!(group);
        }
        let clicked = frame.referral.is_some();
        if let Some(referral) = frame.referral {
            message["referral"] = if referral == json!(true) { sample_ad() } else { referral };
        }
        let value = json!({"contacts": [envelope::contact(customer)], "messages": [message]});
        let field = if frame.standby { "standby" } else { "messages" };
        let parcel = Parcel {
            lane: Some(key.clone()),
            number: Some(key.number),
            field,
            value,
            message: Some(id.clone()),
        };
        let throughput = Rate::of_number(self.config.throughput);
        if let Some(number) = world.numbers.get_mut(key.number) {
            number.count(throughput, now);
        }
        if let Some(chat) = world.chats.get_mut(key) {
            if opens_window && !frame.standby {
                chat.customer_wrote(at);
            }
            if clicked {
                chat.customer_clicked_an_ad(at);
            }
            if chat.group {
                chat.participants.insert(customer.key.clone());
            }
        }
        if let Some(content) = content {
            let mut entry = Entry::new(id.clone(), Author::Customer, at, content);
            entry.status = Status::Sent;
            entry.quoted = quoted;
            entry.author = frame.group.map(|_| customer.name.clone());
            entry.webhook = Some(parcel.clone());
            world.add(key, entry);
        }
        self.post(world, parcel);
        Ok(Json(json!({"message": id})))
    }

    fn context(
        &self,
        world: &World,
        key: &ChatKey,
        customer: &Customer,
        frame: &Frame,
        quoted: Option<&str>,
    ) -> Result<Option<Value>, Refusal> {
        let ours = self.config.numbers.get(key.number).map_or("", |number| number.phone.as_str());
        if let Some(product) = &frame.product {
            let id = quoted.unwrap_or("wamid.PRODUCT");
            return Ok(Some(json!({"from": ours, "id": id, "referred_product": product})));
        }
        if let Some(quoted) = quoted {
            let Some(original) = world.chats.get(key).and_then(|chat| chat.entry(quoted)) else {
                return match self.config.quiet_world {
                    true => Ok(Some(json!({"from": ours, "id": quoted}))),
                    false => Err(Refusal::missing(format!("there is no message {quoted} to quote"))),
                };
            };
            let theirs = customer.phone.as_ref().unwrap_or(&customer.user_id);
            let author = if original.from == Author::Customer { theirs } else { ours };
            return Ok(Some(json!({"from": author, "id": quoted})));
        }
        Ok(match &frame.forwarded {
            Some(Forwarded::Once(true)) => Some(json!({"forwarded": true})),
            Some(Forwarded::Often(Often::Frequently)) => Some(json!({"frequently_forwarded": true})),
            _ => None,
        })
    }

    /// The place of a number in requests to the sandbox; the first when none is named.
    pub(super) fn number_named(&self, id: Option<&str>) -> Result<usize, Refusal> {
        let Some(id) = id.filter(|id| !id.is_empty()) else { return Ok(0) };
        let place = self.config.numbers.iter().position(|number| number.id == id);
        place.ok_or_else(|| Refusal::missing(format!("there is no number {id}")))
    }
}

/// Somebody who is known: numbers are never made by a mistake of typing.
fn customer(world: &World, name: &str) -> Result<Customer, Refusal> {
    let customer = world.customers.find(name);
    let known = || Refusal::missing(format!("there is no customer {name}: POST /api/customers makes one"));
    customer.cloned().ok_or_else(known)
}

fn identify(message: &mut Value, customer: &Customer, id: &str, at: i64) {
    if let Some(phone) = &customer.phone {
        message["from"] = json!(phone);
    }
    message["from_user_id"] = json!(customer.user_id);
    if let Some(parent) = &customer.parent_user_id {
        message["from_parent_user_id"] = json!(parent);
    }
    message["id"] = json!(id);
    message["timestamp"] = json!(envelope::seconds(at));
}

fn sample_ad() -> Value {
    json!({"source_url": "https://fb.me/3cr4Wqqkv", "source_id": "120226305854810726", "source_type": "ad",
        "body": "Summer sale", "headline": "Chat with us", "media_type": "image",
        "image_url": "https://scontent.example/summer.jpg", "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e",
        "welcome_message": {"text": "Hi! How can we help?"}})
}

/// The customer with this phone number or user id, made if it is a new one.
pub(super) fn known_or_new(world: &mut World, name: &str) -> Result<Customer, Refusal> {
    if let Some(customer) = world.customers.find(name) {
        return Ok(customer.clone());
    }
    match (is_phone(name), super::customers::is_user_id(name)) {
        (true, _) => Ok(world.customers.with_phone(name)),
        (_, true) => Ok(world.customers.with_user_id(name)),
        _ => {
            Err(Refusal::wrong("customer must be a phone number of 7 to 15 digits, or a user id as US.1349"))
        }
    }
}
