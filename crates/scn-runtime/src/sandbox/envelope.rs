//! The webhooks that Meta would send, as JSON.

use super::config::SandboxConfig;
use super::customers::Customer;
use super::post_office::Parcel;
use serde_json::{Value, json};

/// One webhook of everything that travels together: an entry for each number, a change for each field, and what
/// concerns messages of one number in one change.
pub(super) fn of(config: &SandboxConfig, parcels: &[Parcel], now: i64) -> Value {
    let mut entries: Vec<(Option<usize>, Value)> = Vec::new();
    for parcel in parcels {
        let place = match entries.iter().position(|(number, _)| *number == parcel.number) {
            Some(place) => place,
            None => {
                entries.push((parcel.number, entry(config, parcel, now)));
                entries.len() - 1
            }
        };
        let changes = entries.get_mut(place).and_then(|(_, entry)| entry["changes"].as_array_mut());
        if let Some(changes) = changes {
            match changes.last_mut().filter(|last| joins(last, parcel)) {
                Some(last) => join(&mut last["value"], &parcel.value),
                None => changes.push(change(config, parcel)),
            }
        }
    }
    let entries: Vec<Value> = entries.into_iter().map(|(_, entry)| entry).collect();
    json!({"object": "whatsapp_business_account", "entry": entries})
}

fn entry(config: &SandboxConfig, parcel: &Parcel, now: i64) -> Value {
    match parcel.number {
        Some(_) => json!({"id": config.account, "changes": []}),
        None => json!({"id": config.account, "time": now / 1000, "changes": []}),
    }
}

fn change(config: &SandboxConfig, parcel: &Parcel) -> Value {
    let mut value = json!({});
    if let Some(number) = parcel.number.and_then(|place| config.numbers.get(place)) {
        let metadata = json!({"display_phone_number": number.phone, "phone_number_id": number.id});
        value = json!({"messaging_product": "whatsapp", "metadata": metadata});
    }
    if let (Some(value), Some(own)) = (value.as_object_mut(), parcel.value.as_object()) {
        value.extend(own.clone());
    }
    json!({"field": parcel.field, "value": value})
}

fn joins(change: &Value, parcel: &Parcel) -> bool {
    parcel.field == "messages" && change["field"] == "messages"
}

/// Lists grow; a contact stands once.
fn join(value: &mut Value, more: &Value) {
    for (key, items) in more.as_object().into_iter().flatten() {
        let Some(items) = items.as_array() else { continue };
        if value.get(key).is_none() {
            value[key] = json!([]);
        }
        let Some(list) = value[key].as_array_mut() else { continue };
        for item in items {
            if key != "contacts" || !list.contains(item) {
                list.push(item.clone());
            }
        }
    }
}

/// Who it is about, as it stands beside messages.
pub(super) fn contact(customer: &Customer) -> Value {
    let mut contact = json!({"profile": {"name": customer.name}});
    if let Some(username) = &customer.username {
        contact["profile"]["username"] = json!(username);
    }
    if let Some(phone) = &customer.phone {
        contact["wa_id"] = json!(phone);
    }
    contact["user_id"] = json!(customer.user_id);
    if let Some(parent) = &customer.parent_user_id {
        contact["parent_user_id"] = json!(parent);
    }
    contact
}

/// The time stamp of a webhook: whole seconds, as a string.
pub(super) fn seconds(ms: i64) -> String {
    ms.div_euclid(1000).to_string()
}
