//! What comes in besides messages: people who change their number or want no marketing, staff on the phone app, events
//! of the business's systems, and any webhook by hand.

use super::{customer, identify, read};
use crate::sandbox::Sandbox;
use crate::sandbox::chat::{Author, Entry};
use crate::sandbox::content::Content;
use crate::sandbox::customers::{is_phone, is_user_id};
use crate::sandbox::envelope;
use crate::sandbox::page::{Answer, Body, Refusal};
use crate::sandbox::post_office::Parcel;
use crate::sandbox::world::ChatKey;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(in crate::sandbox) fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/api/identity", post(identity))
        .route("/api/preference", post(preference))
        .route("/api/staff", post(staff))
        .route("/api/webhook", post(webhook))
        .route("/api/event", post(event))
}

#[derive(Deserialize)]
struct Identity {
    customer: String,
    number: Option<String>,
    phone: Option<String>,
    user_id: Option<String>,
    parent_user_id: Option<String>,
    username: Option<String>,
    /// The key of the conversation's encryption is another one: a new phone.
    #[serde(default)]
    new_device: bool,
}

/// A new number, a new id, a new username: told as a system message, but for the username.
async fn identity(State(sandbox): State<Arc<Sandbox>>, Body(new): Body<Identity>) -> Answer {
    let number = sandbox.number_named(new.number.as_deref())?;
    if new.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        return Err(Refusal::wrong("phone has 7 to 15 digits"));
    }
    if new.user_id.as_deref().is_some_and(|id| !is_user_id(id)) {
        return Err(Refusal::wrong("user_id is written as US.13491208655302741918"));
    }
    let now = sandbox.now();
    sandbox.change(|world| {
        let before = customer(world, &new.customer)?;
        let mut after = before.clone();
        after.username = new.username.clone().or(after.username);
        if let Some(phone) = &new.phone {
            after.phone = Some(phone.clone());
            after.user_id = crate::sandbox::customers::user_id(phone);
        }
        after.user_id = new.user_id.clone().unwrap_or(after.user_id);
        after.parent_user_id = new.parent_user_id.clone().or(after.parent_user_id);
        world.customers.update(&after);
        let system = match (&new.phone, &new.user_id) {
            (Some(phone), _) => {
                let old = before.phone.clone().unwrap_or_default();
                json!({"body": format!("User {} changed from {old} to {phone}", before.name),
                    "type": "user_changed_number", "wa_id": phone, "user_id": after.user_id,
                    "previous_user_id": before.user_id})
            }
            (None, Some(id)) => json!({"body": format!("User {} has a new id", before.name),
                "type": "user_changed_user_id", "user_id": id, "previous_user_id": before.user_id}),
            _ if new.new_device => {
                json!({"body": "User identity changed", "type": "customer_identity_changed"})
            }
            _ => return Ok(Json(json!({"customer": after}))),
        };
        let id = world.new_message_id();
        let mut message = json!({});
        identify(&mut message, &before, &id, now);
        if let (Some(fields), true) = (message.as_object_mut(), new.phone.is_none() && new.user_id.is_some())
        {
            fields.remove("from");
        }
        if new.new_device {
            message["identity"] = json!({"acknowledged": true, "created_timestamp": envelope::seconds(now),
                "hash": format!("{:x}", now)});
        }
        message["type"] = json!("system");
        message["system"] = system;
        let lane = Some(ChatKey { number, who: before.key.clone() });
        let value = json!({"messages": [message]});
        let parcel = Parcel { lane, number: Some(number), field: "messages", value, message: None };
        sandbox.post(world, parcel);
        Ok(Json(json!({"message": id, "customer": after})))
    })
}

#[derive(Deserialize)]
struct Preference {
    customer: String,
    number: Option<String>,
    value: Wish,
}

#[derive(Clone, Copy, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum Wish {
    Stop,
    Resume,
    Signup,
}

async fn preference(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<Preference>) -> Answer {
    let number = sandbox.number_named(sent.number.as_deref())?;
    let now = sandbox.now();
    sandbox.change(|world| {
        let customer = customer(world, &sent.customer)?;
        let detail = match sent.value {
            Wish::Stop => "User requested to stop marketing messages",
            Wish::Resume | Wish::Signup => "User requested to resume marketing messages",
        };
        let mut wish = json!({});
        if let Some(phone) = &customer.phone {
            wish["wa_id"] = json!(phone);
        }
        wish["user_id"] = json!(customer.user_id);
        wish["detail"] = json!(detail);
        wish["category"] = json!("marketing_messages");
        wish["value"] = json!(sent.value);
        wish["timestamp"] = json!(now / 1000);
        let value = json!({"contacts": [envelope::contact(&customer)], "user_preferences": [wish]});
        let lane = Some(ChatKey { number, who: customer.key });
        let parcel = Parcel { lane, number: Some(number), field: "user_preferences", value, message: None };
        sandbox.post(world, parcel);
        Ok(Json(json!({"told": sent.value})))
    })
}

#[derive(Deserialize)]
struct Staff {
    customer: String,
    number: Option<String>,
    text: String,
    /// Takes back what was written before.
    revoke: Option<String>,
    /// The agent of another handler wrote it.
    #[serde(default)]
    standby: bool,
}

/// A person of the business answers on the phone app.
async fn staff(State(sandbox): State<Arc<Sandbox>>, Body(sent): Body<Staff>) -> Answer {
    let number = sandbox.number_named(sent.number.as_deref())?;
    let now = sandbox.now();
    let ours = sandbox.config.numbers.get(number).map(|number| number.phone.clone()).unwrap_or_default();
    sandbox.change(|world| {
        let customer = super::known_or_new(world, &sent.customer)?;
        let (key, _) = world.open_chat(number, &customer);
        let id = world.new_message_id();
        let mut echo = json!({"from": ours});
        if let Some(phone) = &customer.phone {
            echo["to"] = json!(phone);
        }
        if !sent.standby || customer.phone.is_none() {
            echo["to_user_id"] = json!(customer.user_id);
        }
        if let Some(parent) = customer.parent_user_id.as_ref().filter(|_| !sent.standby) {
            echo["to_parent_user_id"] = json!(parent);
        }
        echo["id"] = json!(id);
        echo["timestamp"] = json!(envelope::seconds(now));
        match &sent.revoke {
            Some(original) => {
                echo["type"] = json!("revoke");
                echo["revoke"] = json!({"original_message_id": original});
            }
            None => {
                echo["type"] = json!("text");
                echo["text"] = json!({"body": sent.text});
                world.add(&key, Entry::new(id.clone(), Author::Staff, now, Content::text(&*sent.text)));
            }
        }
        let (field, value) = match sent.standby {
            true => ("standby", json!({"standby": {"message_echoes": [echo]}})),
            false => {
                let contacts = [envelope::contact(&customer)];
                ("smb_message_echoes", json!({"contacts": contacts, "message_echoes": [echo]}))
            }
        };
        sandbox.post(world, Parcel { lane: Some(key), number: Some(number), field, value, message: None });
        Ok(Json(json!({"message": id})))
    })
}

/// The fields of the platform's webhooks.
const FIELDS: [&str; 30] = [
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "message_template_components_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "business_capability_update",
    "account_update",
    "account_review_update",
    "account_alerts",
    "user_preferences",
    "calls",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "smb_message_echoes",
    "history",
    "smb_app_state_sync",
    "standby",
    "messaging_handovers",
    "security",
    "business_username_update",
    "account_settings_update",
    "automatic_events",
    "partner_solutions",
    "payment_configuration_update",
    "user_id_update",
];

/// Any change at all: the sandbox puts the envelope and the signature around it.
async fn webhook(State(sandbox): State<Arc<Sandbox>>, Body(body): Body<Value>) -> Answer {
    #[derive(Deserialize)]
    struct Change {
        field: String,
        value: Value,
        /// With it, `metadata` is added.
        number: Option<String>,
    }
    let sent: Change = read(&body)?;
    let Some(field) = FIELDS.iter().find(|field| **field == sent.field) else {
        return Err(Refusal::wrong(format!(
            "there is no field {}; there are {}",
            sent.field,
            FIELDS.join(", ")
        )));
    };
    if !sent.value.is_object() {
        return Err(Refusal::wrong("value must be an object"));
    }
    let number = match &sent.number {
        Some(number) => Some(sandbox.number_named(Some(number))?),
        None => None,
    };
    let parcel = Parcel { lane: None, number, field, value: sent.value, message: None };
    sandbox.change(|world| sandbox.post(world, parcel));
    Ok(Json(json!({"posted": field})))
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
    let sample = sandbox.look(|world| world.known.event(&fired.event).cloned());
    let Some(sample) = sample else {
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
