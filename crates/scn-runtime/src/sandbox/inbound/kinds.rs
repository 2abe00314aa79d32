//! Each kind of message that a person can write.

use super::{Made, read};
use crate::sandbox::chat::Author;
use crate::sandbox::content::Content;
use crate::sandbox::files::{File, from_base64};
use crate::sandbox::page::Refusal;
use crate::sandbox::samples;
use crate::sandbox::world::{ChatKey, World};
use serde::Deserialize;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Refusal>;

const KINDS: &str = "text, image, video, audio, voice, document, sticker, location, contacts, tap, form, order, \
                     reaction, edit, revoke, unsupported, welcome, raw";

pub(super) fn make(world: &mut World, key: &ChatKey, kind: &str, body: &Value, now: i64) -> Result<Made> {
    match kind {
        "text" => text(body),
        "image" | "video" | "audio" | "voice" | "document" | "sticker" => file(world, kind, body, now),
        "location" => location(body),
        "contacts" => contacts(body),
        "tap" => tap(world, key, body),
        "form" => form(body),
        "order" => order(body),
        "reaction" => reaction(world, key, body),
        "edit" => edit(world, key, body),
        "revoke" => revoke(world, key, body),
        "unsupported" => Ok(unsupported(body)),
        "welcome" => Ok(Made::unseen(json!({"type": "request_welcome"}))),
        "raw" => raw(body),
        other => Err(Refusal::wrong(format!("there is no kind {other}; there are {KINDS}"))),
    }
}

fn text(body: &Value) -> Result<Made> {
    #[derive(Deserialize)]
    struct Text {
        text: String,
    }
    let Text { text } = read(body)?;
    match text.trim().is_empty() {
        true => Err(Refusal::wrong("text must not be empty")),
        false => Ok(Made::new(Content::text(&*text), json!({"type": "text", "text": {"body": text}}))),
    }
}

#[derive(Deserialize)]
struct Attached {
    #[serde(default)]
    caption: String,
    filename: Option<String>,
    mime: Option<String>,
    /// The bytes in base64; without them a sample is sent.
    data: Option<String>,
    #[serde(default)]
    animated: bool,
}

fn file(world: &mut World, kind: &str, body: &Value, now: i64) -> Result<Made> {
    let sent: Attached = read(body)?;
    let sample = samples::of(kind);
    // A voice note has been what a bare "audio" means on the page; a file has a name.
    let voice = kind == "voice" || (kind == "audio" && sent.filename.is_none() && sent.mime.is_none());
    let kind = if kind == "voice" { "audio" } else { kind };
    let bytes = match &sent.data {
        Some(data) => from_base64(data).ok_or_else(|| Refusal::wrong("data must be base64"))?,
        None => sample.bytes,
    };
    let mime = sent.mime.unwrap_or_else(|| sample.mime.to_owned());
    let name = sent.filename.clone().unwrap_or_else(|| sample.name.to_owned());
    let stored = File::of_customer(name.clone(), mime.clone(), bytes, now);
    let id = world.new_media_id();
    let mut part = json!({});
    if !sent.caption.is_empty() {
        part["caption"] = json!(sent.caption);
    }
    if kind == "document" {
        part["filename"] = json!(name);
    }
    part["mime_type"] = json!(mime);
    part["sha256"] = json!(stored.sha256_in_base64());
    part["id"] = json!(id);
    match kind {
        "audio" => part["voice"] = json!(voice),
        "sticker" => part["animated"] = json!(sent.animated),
        _ => {}
    }
    world.files.add(&id, stored);
    let content = Content::Other { name: kind.into(), text: sent.caption, source: name, media: id };
    Ok(Made::new(content, json!({"type": kind, kind: part})))
}

fn location(body: &Value) -> Result<Made> {
    #[derive(Deserialize)]
    struct Place {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
        url: Option<String>,
    }
    let place: Place = read(body)?;
    if place.latitude.abs() > 90.0 || place.longitude.abs() > 180.0 {
        return Err(Refusal::wrong("latitude is at most 90, longitude at most 180"));
    }
    let mut location = json!({"latitude": place.latitude, "longitude": place.longitude});
    for (key, value) in [("name", place.name), ("address", place.address), ("url", place.url)] {
        if let Some(value) = value {
            location[key] = json!(value);
        }
    }
    let content = Content::of_message("location", &location);
    Ok(Made::new(content, json!({"type": "location", "location": location})))
}

fn contacts(body: &Value) -> Result<Made> {
    #[derive(Deserialize)]
    struct Card {
        #[serde(default)]
        name: String,
        phone: String,
        /// `contact_request`: the answer to our question for a number.
        origin: Option<String>,
    }
    let card: Card = read(body)?;
    let mut message = json!({"type": "contacts"});
    let contact = match &card.origin {
        Some(origin) => {
            message["origin"] = json!(origin);
            let vcard = format!(
                "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nTEL;type=CELL:{}\nEND:VCARD",
                card.name, card.phone
            );
            json!({"vcard": vcard, "phones": [{"phone": card.phone}]})
        }
        None => {
            let (first, last) = card.name.split_once(' ').unwrap_or((&card.name, ""));
            let mut name = json!({"formatted_name": card.name, "first_name": first});
            if !last.is_empty() {
                name["last_name"] = json!(last);
            }
            let digits: String = card.phone.chars().filter(char::is_ascii_digit).collect();
            json!({"name": name, "phones": [{"phone": card.phone, "wa_id": digits, "type": "MOBILE"}]})
        }
    };
    message["contacts"] = json!([contact]);
    Ok(Made::new(Content::other("contacts", format!("{}\n{}", card.name, card.phone)), message))
}

/// A tap on a button or a row of an earlier message.
fn tap(world: &World, key: &ChatKey, body: &Value) -> Result<Made> {
    #[derive(Deserialize)]
    struct Tap {
        message: String,
        option: String,
    }
    let tap: Tap = read(body)?;
    let entry = world.chats.get(key).and_then(|chat| chat.entry(&tap.message));
    let Some((choice, kind)) = entry.and_then(|entry| entry.content.option(&tap.option)) else {
        return Err(Refusal::missing(format!("message {} has no option {}", tap.message, tap.option)));
    };
    let message = match kind {
        "button" => json!({"type": "button", "button": {"payload": choice.id, "text": choice.title}}),
        _ => json!({"type": "interactive", "interactive": {"type": kind, kind: choice}}),
    };
    Ok(Made { quoted: Some(tap.message), ..Made::new(Content::text(choice.title.clone()), message) })
}

/// The answer to a form (a Flow), or to the question for an address or a call.
fn form(body: &Value) -> Result<Made> {
    #[derive(Deserialize)]
    struct Form {
        message: Option<String>,
        /// What was filled in; a text is sent as it is, valid or not.
        answer: Value,
        #[serde(default = "flow")]
        name: String,
        body: Option<String>,
    }
    fn flow() -> String {
        "flow".to_owned()
    }
    let form: Form = read(body)?;
    let answer = form.answer.as_str().map_or_else(|| form.answer.to_string(), str::to_owned);
    let words = form.body.unwrap_or_else(|| "Sent".to_owned());
    let reply = json!({"response_json": answer, "body": words, "name": form.name});
    let message = json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}});
    Ok(Made { quoted: form.message, ..Made::new(Content::other("form", answer), message) })
}

fn order(body: &Value) -> Result<Made> {
    #[derive(Deserialize)]
    struct Order {
        items: Vec<Item>,
        #[serde(default)]
        text: String,
        #[serde(default = "first_catalog")]
        catalog: String,
    }
    #[derive(Deserialize)]
    struct Item {
        product: String,
        #[serde(default = "one")]
        quantity: u32,
        price: Option<f64>,
        currency: Option<String>,
    }
    fn one() -> u32 {
        1
    }
    fn first_catalog() -> String {
        "1".to_owned()
    }
    let order: Order = read(body)?;
    if order.items.is_empty() {
        return Err(Refusal::wrong("a cart has at least one product"));
    }
    let item = |item: &Item| {
        let mut json = json!({"product_retailer_id": item.product, "quantity": item.quantity});
        if let (Some(price), Some(currency)) = (item.price, &item.currency) {
            json["item_price"] = json!(price);
            json["currency"] = json!(currency);
        }
        json
    };
    let items: Vec<Value> = order.items.iter().map(item).collect();
    let lines = order.items.iter().map(|item| format!("{} × {}", item.quantity, item.product));
    let words = lines.chain(Some(order.text.clone()).filter(|text| !text.is_empty())).collect::<Vec<_>>();
    let part = json!({"catalog_id": order.catalog, "text": order.text, "product_items": items});
    Ok(Made::new(Content::other("order", words.join("\n")), json!({"type": "order", "order": part})))
}

#[derive(Deserialize)]
struct Change {
    message: String,
    #[serde(default)]
    text: String,
    /// Empty takes a reaction back; missing, as some phones do, as well.
    emoji: Option<String>,
}

fn reaction(world: &mut World, key: &ChatKey, body: &Value) -> Result<Made> {
    let sent: Change = read(body)?;
    let entry = world.chats.get_mut(key).and_then(|chat| chat.entry_mut(&sent.message));
    let Some(entry) = entry else {
        return Err(Refusal::missing(format!("there is no message {} to react to", sent.message)));
    };
    entry.reaction = sent.emoji.clone().filter(|emoji| !emoji.is_empty());
    let mut part = json!({"message_id": sent.message});
    if let Some(emoji) = sent.emoji {
        part["emoji"] = json!(emoji);
    }
    Ok(Made::unseen(json!({"type": "reaction", "reaction": part})))
}

/// A message of the customer, while it may still be changed: the platform says 15 minutes, and two days to take it back.
fn own<'a>(world: &'a mut World, key: &ChatKey, id: &str) -> Result<&'a mut crate::sandbox::chat::Entry> {
    let entry = world.chats.get_mut(key).and_then(|chat| chat.entry_mut(id));
    let entry = entry.filter(|entry| entry.from == Author::Customer);
    entry.ok_or_else(|| Refusal::missing(format!("there is no message {id} of this customer")))
}

fn edit(world: &mut World, key: &ChatKey, body: &Value) -> Result<Made> {
    let sent: Change = read(body)?;
    if sent.text.trim().is_empty() {
        return Err(Refusal::wrong("text must not be empty"));
    }
    let entry = own(world, key, &sent.message)?;
    entry.content = Content::text(&*sent.text);
    entry.edited = true;
    let message = json!({"context": {"id": "M0"}, "type": "text", "text": {"body": sent.text}});
    let edit = json!({"original_message_id": sent.message, "message": message});
    Ok(Made { opens_window: false, ..Made::unseen(json!({"type": "edit", "edit": edit})) })
}

fn revoke(world: &mut World, key: &ChatKey, body: &Value) -> Result<Made> {
    let sent: Change = read(body)?;
    let entry = own(world, key, &sent.message)?;
    entry.content = Content::text("");
    entry.revoked = true;
    let message = json!({"type": "revoke", "revoke": {"original_message_id": sent.message}});
    Ok(Made { opens_window: false, ..Made::unseen(message) })
}

/// `what` as the platform names it (`poll_creation`, `gif`), `code` 131051 or 131060.
fn unsupported(body: &Value) -> Made {
    let code = body["code"].as_u64().unwrap_or(131_051);
    let (title, details) = match code {
        131_060 => ("This message is unavailable", "This message is currently unavailable."),
        _ => ("Message type unknown", "Message type is currently not supported."),
    };
    let mut message = json!({"type": "unsupported", "errors": [{"code": code, "title": title, "message": title,
        "error_data": {"details": details}}]});
    let what = body["what"].as_str().unwrap_or_default();
    if !what.is_empty() {
        message["unsupported"] = json!({"type": what});
    }
    Made::new(Content::other("unsupported", what), message)
}

/// Whatever a future version of the platform may send.
fn raw(body: &Value) -> Result<Made> {
    match body["message"].as_object() {
        Some(_) => Ok(Made::new(
            Content::other(body["message"]["type"].as_str().unwrap_or("raw"), ""),
            body["message"].clone(),
        )),
        None => Err(Refusal::wrong("message must be an object, as it stands in messages[] of a webhook")),
    }
}
