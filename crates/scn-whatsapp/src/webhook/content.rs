//! What a message holds, by kind.

use crate::json::{array, decimal, filled, text, whole, yes};
use scn_engine::MediaKind;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(String),
    Media(Media),
    Place(Place),
    Contacts {
        /// `contact_request` when we had asked for it.
        origin: Option<String>,
        cards: Vec<Card>,
    },
    /// A tap on a button or a row.
    Choice(Choice),
    /// The answer to a form; `response` is JSON in a text, and may be broken.
    Form {
        name: Option<String>,
        response: Option<String>,
    },
    CallPermission {
        response: Option<String>,
    },
    Order {
        catalog_id: Option<String>,
        text: Option<String>,
        items: Vec<OrderItem>,
    },
    Reaction {
        message_id: Option<String>,
        /// None takes the reaction back.
        emoji: Option<String>,
    },
    System(System),
    /// The words of an earlier message changed.
    Edit {
        original_id: Option<String>,
        content: Box<Content>,
    },
    /// An earlier message was deleted.
    Revoke {
        original_id: Option<String>,
    },
    /// The person opened an empty chat.
    Welcome,
    /// The platform does not carry this; `kind` is what it was, as far as told.
    Unsupported {
        kind: Option<String>,
    },
    /// A kind we do not know, or a known one without its content.
    Unknown,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    pub kind: MediaKind,
    /// Fetch by this within seven days; the address beside it dies after minutes.
    pub id: Option<String>,
    pub mime: Option<String>,
    pub caption: Option<String>,
    /// The sender's: never a path.
    pub filename: Option<String>,
    pub sha256: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    pub name: Option<String>,
    pub address: Option<String>,
}

/// A contact card. No proof that it is the sender's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub name: Option<String>,
    pub phones: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What we sent with the button; came over the customer's phone, so it is checked like any input.
    pub id: Option<String>,
    pub title: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct OrderItem {
    pub product_id: Option<String>,
    pub quantity: Option<u32>,
    /// From the customer's copy of the catalogue: compute it again. As written, never a binary fraction.
    pub price: Option<String>,
    pub currency: Option<String>,
}

/// A number or an identity changed. Not a message of the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct System {
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub previous_user_id: Option<String>,
}

/// Kinds whose content stands under a key of the same name, used to tell the kind when it is not said.
const KINDS: [&str; 15] = [
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "button",
    "order",
    "reaction",
    "system",
    "edit",
    "revoke",
];

/// The kind of a message: as said, else by the one content it holds.
pub(super) fn kind(message: &Value) -> String {
    if let Some(kind) = filled(message, "type") {
        return kind;
    }
    let mut found = KINDS.iter().filter(|kind| message.get(**kind).is_some_and(|content| !content.is_null()));
    match (found.next(), found.next()) {
        (Some(only), None) => (*only).to_owned(),
        _ => "unsupported".to_owned(),
    }
}

/// The kind within the kind: which interactive answer, which system notice.
pub(super) fn subkind(kind: &str, message: &Value) -> Option<String> {
    matches!(kind, "interactive" | "system")
        .then(|| message.get(kind))
        .flatten()
        .and_then(|part| filled(part, "type"))
}

pub(super) fn read(kind: &str, message: &Value) -> Content {
    match kind {
        "request_welcome" => return Content::Welcome,
        "unsupported" | "unknown" => {
            let kind = message.get("unsupported").and_then(|part| filled(part, "type"));
            return Content::Unsupported { kind };
        }
        _ => {}
    }
    message.get(kind).and_then(|part| known(kind, part, message)).unwrap_or(Content::Unknown)
}

fn known(kind: &str, part: &Value, message: &Value) -> Option<Content> {
    if !(part.is_object() || part.is_array()) {
        return None;
    }
    Some(match kind {
        "text" => Content::Text(text(part, "body")?),
        "image" => media(MediaKind::Image, part),
        "video" => media(MediaKind::Video, part),
        "document" => media(MediaKind::Document, part),
        "sticker" => media(MediaKind::Sticker, part),
        "audio" if yes(part, "voice") => media(MediaKind::Voice, part),
        "audio" => media(MediaKind::Audio, part),
        "location" => Content::Place(Place {
            latitude: decimal(part, "latitude")?,
            longitude: decimal(part, "longitude")?,
            name: filled(part, "name"),
            address: filled(part, "address"),
        }),
        "contacts" => Content::Contacts {
            origin: filled(message, "origin"),
            cards: array(message, "contacts").iter().map(card).collect(),
        },
        "interactive" => interactive(part)?,
        "button" => Content::Choice(Choice { id: text(part, "payload"), title: text(part, "text") }),
        "order" => Content::Order {
            catalog_id: filled(part, "catalog_id"),
            text: filled(part, "text"),
            items: array(part, "product_items").iter().map(order_item).collect(),
        },
        "reaction" => {
            Content::Reaction { message_id: filled(part, "message_id"), emoji: filled(part, "emoji") }
        }
        "system" => Content::System(System {
            wa_id: filled(part, "wa_id").or_else(|| filled(part, "new_wa_id")),
            user_id: filled(part, "user_id"),
            previous_user_id: filled(part, "previous_user_id"),
        }),
        "edit" => Content::Edit {
            original_id: filled(part, "original_message_id"),
            content: Box::new(part.get("message").map_or(Content::Unknown, edited)),
        },
        "revoke" => Content::Revoke { original_id: filled(part, "original_message_id") },
        _ => return None,
    })
}

/// An edit inside an edit is no content: the depth stays one, whatever is sent.
fn edited(message: &Value) -> Content {
    match kind(message).as_str() {
        "edit" => Content::Unknown,
        kind => read(kind, message),
    }
}

fn interactive(part: &Value) -> Option<Content> {
    let kind = filled(part, "type")
        .or_else(|| ANSWERS.iter().find(|kind| part.get(**kind).is_some()).map(|kind| (*kind).to_owned()))?;
    let answer = part.get(&kind)?;
    Some(match kind.as_str() {
        "button_reply" | "list_reply" => {
            Content::Choice(Choice { id: text(answer, "id"), title: text(answer, "title") })
        }
        "nfm_reply" => Content::Form { name: filled(answer, "name"), response: form_response(answer) },
        "call_permission_reply" => Content::CallPermission { response: filled(answer, "response") },
        _ => return None,
    })
}

const ANSWERS: [&str; 4] = ["button_reply", "list_reply", "nfm_reply", "call_permission_reply"];

/// JSON in a text; should it ever come unpacked, it is packed again.
fn form_response(answer: &Value) -> Option<String> {
    match answer.get("response_json")? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        unpacked => Some(unpacked.to_string()),
    }
}

fn media(kind: MediaKind, part: &Value) -> Content {
    Content::Media(Media {
        kind,
        id: filled(part, "id"),
        mime: filled(part, "mime_type"),
        caption: filled(part, "caption"),
        filename: filled(part, "filename"),
        sha256: filled(part, "sha256"),
    })
}

fn card(card: &Value) -> Card {
    Card {
        name: card.get("name").and_then(|name| filled(name, "formatted_name")),
        phones: array(card, "phones").iter().filter_map(|phone| filled(phone, "phone")).collect(),
    }
}

fn order_item(item: &Value) -> OrderItem {
    OrderItem {
        product_id: filled(item, "product_retailer_id"),
        quantity: whole(item, "quantity"),
        price: filled(item, "item_price"),
        currency: filled(item, "currency"),
    }
}
