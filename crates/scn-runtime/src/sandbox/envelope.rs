//! The webhooks that Meta would send, as JSON.

use super::chat::{Entry, Status};
use super::meta_error::MetaError;
use super::world::{BUSINESS_NUMBER, user_id};
use serde_json::{Value, json};

const ACCOUNT_ID: &str = "100000000000001";

/// A customer's message inside its envelope.
pub(super) fn of_message(phone_number_id: &str, number: &str, name: &str, message: &Value) -> Value {
    let contact = json!({"profile": {"name": name}, "wa_id": number, "user_id": user_id(number)});
    envelope(phone_number_id, json!({"contacts": [contact], "messages": [message]}))
}

/// One step of a message of ours on its way to the customer.
pub(super) fn of_status(
    phone_number_id: &str,
    number: &str,
    entry: &Entry,
    now: i64,
    error: Option<&MetaError>,
) -> Value {
    let mut status = json!({
        "id": entry.id,
        "status": entry.status,
        "timestamp": seconds(now),
        "recipient_id": number,
        "recipient_user_id": user_id(number),
    });
    if let Some(callback) = &entry.callback {
        status["biz_opaque_callback_data"] = json!(callback);
    }
    if let Some(error) = error {
        status["errors"] = error.in_status();
    }
    if matches!(entry.status, Status::Sent | Status::Delivered) {
        status["pricing"] =
            json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"});
    }
    envelope(phone_number_id, json!({"statuses": [status]}))
}

/// The time stamp of a webhook: whole seconds, as a string.
pub(super) fn seconds(ms: i64) -> String {
    (ms / 1000).to_string()
}

fn envelope(phone_number_id: &str, mut value: Value) -> Value {
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": BUSINESS_NUMBER, "phone_number_id": phone_number_id});
    json!({"object": "whatsapp_business_account",
           "entry": [{"id": ACCOUNT_ID, "changes": [{"field": "messages", "value": value}]}]})
}
