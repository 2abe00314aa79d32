//! What becomes of a message of the business: sent, delivered, read, as a phone makes it or as a script orders it.

use super::Sandbox;
use super::chat::Status;
use super::envelope;
use super::meta_error::MetaError;
use super::post_office::Parcel;
use super::world::{ChatKey, World};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Which statuses come, as it is written in `POST /api/statuses`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Plan {
    /// In this order; twice when named twice, missing when left out.
    pub(super) order: Vec<Status>,
    /// Pause before each.
    pub(super) leg_ms: u64,
    /// For so many messages; without it from now on.
    pub(super) times: Option<u64>,
    /// The code of `failed`.
    pub(super) code: u32,
    /// Whether prices are told, and the conversation, as before version 24.
    pub(super) pricing: bool,
    pub(super) conversation: bool,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            order: vec![Status::Sent, Status::Delivered],
            leg_ms: 25,
            times: None,
            code: 131_000,
            pricing: true,
            conversation: false,
        }
    }
}

impl Plan {
    pub(super) fn problem(&self) -> Option<&'static str> {
        if self.order.len() > 20 || self.order.contains(&Status::Accepted) {
            return Some("order holds up to 20 of sent, delivered, read, played, failed");
        }
        (self.leg_ms > 3_600_000).then_some("leg_ms is an hour at most")
    }

    /// The plan of one message; after the last one that was asked for, all is as usual.
    pub(super) fn take(&mut self) -> Plan {
        let plan = self.clone();
        if let Some(times) = &mut self.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                *self = Plan::default();
            }
        }
        plan
    }
}

/// A message of the business on its way.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) id: String,
    pub(super) chat: ChatKey,
    /// `biz_opaque_callback_data`, echoed in every status.
    pub(super) callback: String,
    /// What it costs as: `service`, or the category of its template.
    pub(super) category: String,
    pub(super) plan: Plan,
}

impl Sandbox {
    /// A message on its way to the phone, and read if the page shows the chat already.
    pub(super) async fn travel(self: Arc<Self>, message: Arc<Outgoing>, refusal: Option<MetaError>) {
        let plan = &message.plan;
        let order = if refusal.is_some() { vec![Status::Sent, Status::Failed] } else { plan.order.clone() };
        for status in order {
            if plan.leg_ms > 0 {
                tokio::time::sleep(Duration::from_millis(plan.leg_ms)).await;
            }
            let asked_for = || MetaError::new(plan.code, "Asked for in the sandbox");
            let error = (status == Status::Failed).then(|| refusal.clone().unwrap_or_else(asked_for));
            self.change(|world| self.tell(world, &message, status, error.as_ref()));
        }
        if self.look(|world| {
            world.entry(&message.id).map(|entry| entry.seen && entry.status == Status::Delivered)
        }) == Some(true)
        {
            self.change(|world| self.tell(world, &message, Status::Read, None));
        }
    }

    /// The customer has looked at this message. False: it was not delivered yet, or read before.
    pub(super) fn looked_at(self: &Arc<Self>, world: &mut World, message: &str) -> bool {
        let Some(entry) = world.entry(message).filter(|entry| entry.status == Status::Delivered) else {
            return false;
        };
        let Some(sent) = entry.sent.clone() else { return false };
        self.tell(world, &sent, Status::Read, None);
        true
    }

    /// A status goes on its way; on the phone it never falls back.
    fn tell(
        self: &Arc<Self>,
        world: &mut World,
        message: &Outgoing,
        status: Status,
        error: Option<&MetaError>,
    ) {
        if let Some(entry) = world.entry_mut(&message.id) {
            entry.status = entry.status.max(status);
        }
        let value = value(world, message, status, self.now(), error);
        let lane = Some(message.chat.clone());
        let number = Some(message.chat.number);
        self.post(world, Parcel { lane, number, field: "messages", value, message: None });
    }
}

fn value(world: &World, message: &Outgoing, status: Status, now: i64, error: Option<&MetaError>) -> Value {
    let mut one = json!({"id": message.id, "status": status, "timestamp": envelope::seconds(now)});
    let chat = world.chats.get(&message.chat);
    let customer = world.customer_of(&message.chat);
    if let Some(customer) = customer {
        if let Some(phone) = &customer.phone {
            one["recipient_id"] = json!(phone);
        }
        one["recipient_user_id"] = json!(customer.user_id);
        if let Some(parent) = &customer.parent_user_id {
            one["recipient_parent_user_id"] = json!(parent);
        }
    }
    if !message.callback.is_empty() {
        one["biz_opaque_callback_data"] = json!(message.callback);
    }
    if let Some(error) = error {
        one["errors"] = error.in_status();
    }
    if message.plan.pricing && told_with_price(&message.plan, status) {
        price(&mut one, message, chat.is_some_and(|chat| chat.is_free(now)), now);
    }
    let group = chat.filter(|chat| chat.group);
    let mut value = match group {
        Some(group) => json!({"statuses": in_group(world, message, &one, group)}),
        None => json!({"statuses": [one]}),
    };
    if status != Status::Sent
        && status != Status::Failed
        && let Some(customer) = customer
    {
        value = json!({"contacts": [envelope::contact(customer)], "statuses": value["statuses"]});
    }
    value
}

/// Prices stand at `sent`, and at the first of `delivered` and `read`.
fn told_with_price(plan: &Plan, status: Status) -> bool {
    match status {
        Status::Sent | Status::Delivered => true,
        Status::Read => !plan.order.contains(&Status::Delivered),
        _ => false,
    }
}

fn price(status: &mut Value, message: &Outgoing, free: bool, now: i64) {
    let (kind, category) = match free {
        true => ("free_entry_point", "referral_conversion"),
        false => ("regular", message.category.as_str()),
    };
    status["pricing"] =
        json!({"billable": !free, "pricing_model": "PMP", "type": kind, "category": category});
    if free || message.plan.conversation {
        let id: String = message.chat.who.bytes().map(|byte| format!("{byte:02x}")).collect();
        status["conversation"] = json!({"id": id, "origin": {"type": category}});
        if message.plan.conversation && status["status"] == "sent" {
            let end = envelope::seconds(now + 24 * 60 * 60 * 1000);
            status["conversation"]["expiration_timestamp"] = json!(end);
        }
    }
}

/// One for each participant, but for `sent`, which is about the group.
fn in_group(world: &World, message: &Outgoing, status: &Value, group: &super::chat::Chat) -> Vec<Value> {
    let mut status = status.clone();
    status["recipient_id"] = json!(&*message.chat.who);
    status["recipient_type"] = json!("group");
    let names = group.participants.iter().filter_map(|who| world.customers.get(who));
    let each: Vec<Value> = names
        .map(|customer| {
            let mut status = status.clone();
            status["recipient_participant_id"] = json!(customer.phone.as_ref().unwrap_or(&customer.user_id));
            status
        })
        .collect();
    if status["status"] == "sent" || each.is_empty() { vec![status] } else { each }
}
