//! What a customer does on the phone besides typing and tapping: pictures, places, contacts, carts, reactions. And what
//! the business's systems tell about a customer.

use super::Sandbox;
use super::content::Content;
use super::page::{Answer, Body, Refusal, from_customer, incoming};
use super::post_office::Parcel;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(super) fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/api/media", post(media))
        .route("/api/place", post(place))
        .route("/api/contact", post(contact))
        .route("/api/order", post(order))
        .route("/api/react", post(react))
        .route("/api/event", post(event))
}

#[derive(Deserialize)]
struct Media {
    customer: String,
    kind: String,
    #[serde(default)]
    caption: String,
}

/// What the platform says of a customer's file of each kind.
const FILES: [(&str, &str); 5] = [
    ("image", "image/jpeg"),
    ("audio", "audio/ogg; codecs=opus"),
    ("video", "video/mp4"),
    ("document", "application/pdf"),
    ("sticker", "image/webp"),
];

async fn media(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<Media>) -> Answer {
    let Some((kind, mime)) = FILES.iter().find(|(kind, _)| *kind == sent.kind) else {
        return Err(Refusal::wrong("kind must be image, audio, video, document or sticker"));
    };
    let mut file = json!({"id": sandbox.change(|world| world.new_media_id()), "mime_type": mime});
    if !sent.caption.is_empty() {
        file["caption"] = json!(sent.caption);
    }
    if *kind == "audio" {
        file["voice"] = json!(true);
    }
    let content = Content::other(kind, sent.caption);
    from_customer(&sandbox, &sent.customer, content, None, json!({"type": kind, *kind: file}))
}

#[derive(Deserialize)]
struct Place {
    customer: String,
    latitude: f64,
    longitude: f64,
    name: Option<String>,
}

async fn place(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<Place>) -> Answer {
    if sent.latitude.abs() > 90.0 || sent.longitude.abs() > 180.0 {
        return Err(Refusal::wrong("latitude is at most 90, longitude at most 180"));
    }
    let mut location = json!({"latitude": sent.latitude, "longitude": sent.longitude});
    if let Some(name) = &sent.name {
        location["name"] = json!(name);
    }
    let content = Content::of_message("location", &location);
    from_customer(&sandbox, &sent.customer, content, None, json!({"type": "location", "location": location}))
}

#[derive(Deserialize)]
struct Contact {
    customer: String,
    name: String,
    phone: String,
}

async fn contact(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<Contact>) -> Answer {
    let card = json!([{"name": {"formatted_name": sent.name}, "phones": [{"phone": sent.phone}]}]);
    let content = Content::of_message("contacts", &card);
    from_customer(&sandbox, &sent.customer, content, None, json!({"type": "contacts", "contacts": card}))
}

#[derive(Deserialize)]
struct Order {
    customer: String,
    items: Vec<OrderItem>,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct OrderItem {
    product: String,
    #[serde(default = "one")]
    quantity: u32,
    price: Option<f64>,
    currency: Option<String>,
}

fn one() -> u32 {
    1
}

async fn order(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<Order>) -> Answer {
    if sent.items.is_empty() {
        return Err(Refusal::wrong("a cart has at least one product"));
    }
    let item = |item: &OrderItem| {
        let mut json = json!({"product_retailer_id": item.product, "quantity": item.quantity});
        if let (Some(price), Some(currency)) = (item.price, &item.currency) {
            json["item_price"] = json!(price);
            json["currency"] = json!(currency);
        }
        json
    };
    let items: Vec<Value> = sent.items.iter().map(item).collect();
    let lines = sent.items.iter().map(|item| format!("{} × {}", item.quantity, item.product));
    let words = lines.chain(Some(sent.text.clone()).filter(|text| !text.is_empty())).collect::<Vec<_>>();
    let content = Content::other("order", words.join("\n"));
    let order = json!({"catalog_id": "1", "text": sent.text, "product_items": items});
    from_customer(&sandbox, &sent.customer, content, None, json!({"type": "order", "order": order}))
}

#[derive(Deserialize)]
struct React {
    customer: String,
    message: String,
    /// Empty takes it back.
    emoji: String,
}

async fn react(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<React>) -> Answer {
    let now = sandbox.now();
    sandbox.change(|world| {
        let id = world.new_message_id();
        let Some(chat) = world.chats.get_mut(&sent.customer) else {
            return Err(Refusal::missing(format!("there is no customer {}", sent.customer)));
        };
        let Some(entry) = chat.entry_mut(&sent.message) else {
            return Err(Refusal::missing(format!("there is no message {} to react to", sent.message)));
        };
        entry.reaction = Some(sent.emoji.clone()).filter(|emoji| !emoji.is_empty());
        chat.customer_reacted(now);
        let reaction = json!({"message_id": sent.message, "emoji": sent.emoji});
        let message = json!({"type": "reaction", "reaction": reaction});
        let body = incoming(sandbox.number(), chat, &id, now, message);
        chat.post(Parcel { body, message: None });
        Ok(Json(json!({"message": id})))
    })
}

#[derive(Deserialize)]
struct Event {
    customer: String,
    event: String,
    /// Those that are left out have a sample.
    #[serde(default)]
    params: Map<String, Value>,
}

/// Differs from run to run: the runtime takes the same key only once.
static FIRED: AtomicU64 = AtomicU64::new(0);

async fn event(State(sandbox): State<Arc<Sandbox>>, Body(fired): Body<Event>) -> Answer {
    let config = &sandbox.config;
    let Some(sample) = config.known.event(&fired.event) else {
        return Err(Refusal::missing(format!("the project knows no event {}", fired.event)));
    };
    let mut body = sample.as_object().cloned().unwrap_or_default();
    body.extend(fired.params);
    body.insert("contact".into(), json!(format!("+{}", fired.customer)));
    let body = Value::Object(body).to_string().into_bytes();
    let key =
        format!("sandbox-{}-{}", sandbox.look(|world| world.run()), FIRED.fetch_add(1, Ordering::Relaxed));
    let request = sandbox.http.post(format!("{}/{}", config.events_url, fired.event));
    let request = request
        .header("X-Hub-Signature-256", scn_whatsapp::sign(&body, &config.events_secret))
        .header("Idempotency-Key", key)
        .header("Content-Type", "application/json");
    let answer = request.body(body).send().await;
    let answer =
        answer.map_err(|_| Refusal(StatusCode::BAD_GATEWAY, "the bot does not answer".to_owned()))?;
    let status = answer.status();
    let said: Value = answer.json().await.unwrap_or_default();
    match status.is_success() {
        true => Ok(Json(said)),
        false => Err(Refusal::wrong(said["error"].as_str().unwrap_or("the bot refused the event"))),
    }
}
