//! Every webhook the platform sends, read leniently: what is not known is kept as it came, and a broken element never
//! takes its neighbours with it.

mod content;
mod message;
mod status;
mod surrogates;

pub use content::{Card, Choice, Content, Media, OrderItem, Place, System};
pub use message::{Message, Referral};
pub use status::{Call, PlatformError, Preference, Status};

use crate::json::{filled, text};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// One thing that happened: a message, a status, or any other change.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The business account it is about.
    pub account: Option<String>,
    /// The platform's name of the subscription: `messages`, `calls`, `standby`…
    pub field: String,
    /// Our number, by its id; missing for what concerns the whole account.
    pub phone_number_id: Option<String>,
    pub what: What,
    /// Errors of the number or account that came in the same bundle.
    pub nearby_errors: Arc<[PlatformError]>,
    /// The element as it came.
    pub raw: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Message(Box<Message>),
    /// What a person of the business wrote in the phone app, or what another handler of the chat wrote.
    Echo(Box<Message>),
    Status(Box<Status>),
    Call(Call),
    Preference(Preference),
    /// Something is wrong with the number or the account, not with one message.
    AccountError(Vec<PlatformError>),
    /// Anything else: templates, quality, account, groups, and whatever is invented later.
    Other {
        event: Option<String>,
    },
}

/// The bytes are no JSON (cut off, nested too deeply, or something else altogether).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// Where and why, without any of the content.
    pub reason: String,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the webhook is not JSON: {}", self.reason)
    }
}
impl std::error::Error for NotJson {}

/// All items of a webhook, in the order they stand in. What is JSON but not about WhatsApp gives none.
pub fn parse(body: &[u8]) -> Result<Vec<Item>, NotJson> {
    let mut envelope: Value =
        surrogates::read(body).map_err(|error| NotJson { reason: error.to_string() })?;
    if envelope
        .get("object")
        .and_then(Value::as_str)
        .is_some_and(|object| object != "whatsapp_business_account")
    {
        return Ok(Vec::new());
    }
    let mut items = Vec::new();
    for mut entry in take(&mut envelope, "entry") {
        let account = text(&entry, "id");
        for change in take(&mut entry, "changes") {
            read_change(account.as_deref(), change, &mut items);
        }
    }
    Ok(items)
}

/// The elements of a list, moved out; a single object counts as a list of one.
fn take(value: &mut Value, key: &str) -> Vec<Value> {
    match value.get_mut(key).map(Value::take) {
        Some(Value::Array(elements)) => elements,
        Some(object @ Value::Object(_)) => vec![object],
        _ => Vec::new(),
    }
}

fn read_change(account: Option<&str>, mut change: Value, items: &mut Vec<Item>) {
    let mut value = change.get_mut("value").map(Value::take).unwrap_or_default();
    let field = text(&change, "field").unwrap_or_default();
    unfold_standby(&mut value);
    let phone_number_id = value.get("metadata").and_then(|metadata| filled(metadata, "phone_number_id"));
    let errors: Arc<[PlatformError]> = status::errors(&value).into();
    let item = |what: What, raw: Value| Item {
        account: account.map(str::to_owned),
        field: field.clone(),
        phone_number_id: phone_number_id.clone(),
        what,
        nearby_errors: errors.clone(),
        raw,
    };

    let before = items.len();
    for (key, read) in LISTS {
        for raw in take(&mut value, key) {
            let what = if raw.is_object() { read(&raw, &value) } else { What::Other { event: None } };
            items.push(item(what, raw));
        }
    }
    if items.len() > before {
        return;
    }
    let what = if errors.is_empty() {
        What::Other { event: filled(&value, "event") }
    } else {
        What::AccountError(errors.to_vec())
    };
    items.push(Item { nearby_errors: Arc::default(), ..item(what, value) });
}

type Reader = fn(&Value, &Value) -> What;

/// The lists of a change whose elements stand for themselves, and who reads an element (with the change it came in).
const LISTS: [(&str, Reader); 5] = [
    ("messages", |raw, value| What::Message(Box::new(Message::read(raw, value)))),
    ("statuses", |raw, value| What::Status(Box::new(Status::read(raw, value)))),
    ("message_echoes", |raw, value| What::Echo(Box::new(Message::read_echo(raw, value)))),
    ("calls", |raw, value| What::Call(Call::read(raw, value))),
    ("user_preferences", |raw, value| What::Preference(Preference::read(raw, value))),
];

/// On `standby` the lists may stand one level deeper.
fn unfold_standby(value: &mut Value) {
    let Some(Value::Object(inner)) = value.get_mut("standby").map(Value::take) else { return };
    if let Value::Object(outer) = value {
        for (key, inner) in inner {
            outer.entry(key).or_insert(inner);
        }
    }
}

impl Item {
    /// The same for every delivery of the same thing: webhooks are repeated for days.
    pub fn dedupe_key(&self) -> String {
        let number = self.phone_number_id.as_deref().unwrap_or_default();
        match &self.what {
            What::Message(message) | What::Echo(message) => {
                message.id.as_ref().map(|id| format!("{}:{number}:{id}", self.field))
            }
            What::Status(status) => status.id.as_ref().map(|id| {
                let participant = status.participant_id.as_deref().unwrap_or_default();
                format!("status:{id}:{}:{participant}", status.status)
            }),
            _ => None,
        }
        .unwrap_or_else(|| self.hash())
    }

    fn hash(&self) -> String {
        let account = self.account.as_deref().unwrap_or_default();
        let number = self.phone_number_id.as_deref().unwrap_or_default();
        let text = format!("{account}\n{number}\n{}\n{}", self.field, self.raw);
        let digest = Sha256::digest(text.as_bytes());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}:#{hex}", self.field)
    }

    /// Another handler has the chat: answering would fight it.
    pub fn is_standby(&self) -> bool {
        self.field == "standby"
    }
}
