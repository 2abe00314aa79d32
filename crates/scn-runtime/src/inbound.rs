//! Webhooks to what the store keeps, and what the store kept back to events.

use crate::people::acts;
use crate::{events, json};
use scn_engine::{Content, Event, Inbound};
use scn_graph::{Graph, Moment};
use scn_store::{Arrival, Identity, Media, Moved, Stage, Status, THE_PHONE, Then};
use scn_whatsapp::webhook::PlatformError;
use scn_whatsapp::{Item, NotJson, What};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What one webhook brings for the store.
#[derive(Debug, Default)]
pub(crate) struct Delivery {
    pub arrivals: Vec<Arrival>,
    /// Each with the error, when it tells of one.
    pub statuses: Vec<(Status, Option<PlatformError>)>,
    /// People who are reached under other names now.
    pub moved: Vec<Moved>,
    /// Items about another number than ours.
    pub foreign: usize,
    /// All that came is plain text: it can wait a moment for more.
    pub only_text: bool,
}

/// Reads a webhook. Items that concern no conversation are left out.
pub(crate) fn read(body: &[u8], phone_number_id: &str, received: Moment) -> Result<Delivery, NotJson> {
    let mut delivery = Delivery { only_text: true, ..Delivery::default() };
    for item in scn_whatsapp::parse(body)? {
        if item.phone_number_id.as_deref().is_some_and(|number| number != phone_number_id) {
            delivery.foreign += 1;
            continue;
        }
        if let What::Status(status) = &item.what {
            delivery.statuses.extend(self::status(status));
        }
        if let What::Message(message) = &item.what {
            delivery.moved.extend(moved(message, phone_number_id));
        }
        if let Some((who, event)) = item.event(received) {
            delivery.only_text &= is_text(&event);
            delivery.arrivals.extend(arrival(&item, who, &event, phone_number_id, received));
        }
    }
    Ok(delivery)
}

/// What tells two deliveries of the same thing, as it is kept: the platform's ids of messages hold the phone number, and
/// keys outlive an erasure.
pub(crate) fn key(of: &str) -> String {
    Sha256::digest(of).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// `None` when nobody can be written to: neither a user id nor a number is known.
fn arrival(
    item: &Item,
    who: &scn_whatsapp::Identity,
    event: &Event,
    number: &str,
    received: Moment,
) -> Option<Arrival> {
    who.key()?;
    let sent_at = match event {
        Event::Inbound(inbound) => inbound.sent_at,
        _ => received,
    };
    let from = Identity {
        number: number.to_owned(),
        user_id: who.user_id.clone(),
        phone: who.phone.clone(),
        name: who.name.clone(),
    };
    Some(Arrival { from, key: key(&item.dedupe_key()), payload: payload(item)?, sent_at: sent_at.0 })
}

/// The element as it came, in a webhook of its own: a later version may read more out of it.
fn payload(item: &Item) -> Option<Vec<u8>> {
    let list = match &item.what {
        What::Message(_) => "messages",
        What::Echo(_) => "message_echoes",
        What::Preference(_) => "user_preferences",
        What::Status(_) => "statuses",
        _ => return None,
    };
    let mut value = json!({ "metadata": { "phone_number_id": item.phone_number_id } });
    value[list] = Value::Array(vec![item.raw.clone()]);
    let change = json!({ "field": item.field, "value": value });
    let webhook = json!({ "entry": [{ "id": item.account, "changes": [change] }] });
    Some(webhook.to_string().into_bytes())
}

/// An accepted message, read again.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub event: Event,
    /// The platform's id of what the customer sent.
    pub message_id: Option<String>,
    /// Who of the business it comes from.
    pub by: Option<String>,
    /// What the operator's page knows their answer by.
    pub key: Option<String>,
}

impl Heard {
    /// Of nobody in particular.
    pub(crate) fn of(event: Event) -> Heard {
        Heard { event, message_id: None, by: None, key: None }
    }

    /// What an emoji can be put on.
    pub(crate) fn can_be_reacted_to(&self) -> bool {
        matches!(&self.event, Event::Inbound(inbound) if !matches!(inbound.content, Content::Reaction { .. }))
    }
}

/// What was accepted: a message of the customer, an event of the business's systems, or what an operator did.
pub(crate) fn heard(graph: &Graph, payload: &[u8], received: Moment) -> Option<Heard> {
    if payload.starts_with(events::KEPT) {
        return events::heard(graph, payload).map(Heard::of);
    }
    if payload.starts_with(acts::KEPT) {
        return acts::heard(payload).map(|act| Heard {
            by: Some(act.by),
            key: act.key,
            ..Heard::of(act.event)
        });
    }
    let items = scn_whatsapp::parse(payload).ok()?;
    let item = items.first()?;
    let message_id = match &item.what {
        What::Message(message) => message.id.clone(),
        _ => None,
    };
    let (_, event) = item.event(received)?;
    let by = matches!(event, Event::HumanMessage { .. }).then(|| THE_PHONE.to_owned());
    Some(Heard { message_id, by, ..Heard::of(event) })
}

/// The words of an event, for the history.
pub(crate) fn words(event: &Event) -> Option<String> {
    match event {
        Event::Inbound(inbound) => Some(match &inbound.content {
            Content::Text(text) => text.clone(),
            Content::Tap { title, .. } => title.clone(),
            Content::Media { kind, caption, .. } => {
                let kind = format!("{kind:?}").to_lowercase();
                format!("[{kind}] {}", caption.as_deref().unwrap_or_default()).trim_end().to_owned()
            }
            Content::Place { name, .. } => bracketed("place", name.as_deref()),
            Content::Reaction { emoji } => emoji.clone().unwrap_or_default(),
            Content::Order { items, .. } => {
                let lines = items.iter().map(|item| format!("{} × {}", item.quantity, item.product));
                bracketed("cart", Some(&lines.collect::<Vec<_>>().join(", ")))
            }
            Content::ContactCard { name, .. } => bracketed("contact", Some(name)),
            Content::Unsupported => "[unsupported]".to_owned(),
        }),
        Event::HumanMessage { text } | Event::HumanReply { text } => Some(text.clone()),
        Event::Transcribed { words: Ok(words), .. } => Some(format!("[voice] {words}")),
        _ => None,
    }
}

/// The file that came with a message.
pub(crate) fn media(event: &Event) -> Option<Media> {
    let Event::Inbound(Inbound { content: Content::Media { kind, id, .. }, .. }) = event else { return None };
    (!id.is_empty()).then(|| Media { id: id.clone(), kind: format!("{kind:?}").to_lowercase() })
}

fn bracketed(kind: &str, name: Option<&str>) -> String {
    format!("[{kind} {}", name.unwrap_or_default()).trim_end().to_owned() + "]"
}

/// A plain text, quoting nothing.
pub(crate) fn is_text(event: &Event) -> bool {
    matches!(event, Event::Inbound(inbound) if matches!(inbound.content, Content::Text(_)) && inbound.quoted.is_none())
}

/// What the platform says about a message of ours, and the error when it failed.
fn status(status: &scn_whatsapp::Status) -> Option<(Status, Option<PlatformError>)> {
    let stage = match (status.rank()?, status.status.as_str()) {
        (_, "failed") => Stage::Failed,
        (_, "sent") => Stage::Sent,
        (_, "delivered") => Stage::Delivered,
        _ => Stage::Read,
    };
    let error = status.errors.first();
    let reason = error.map(|error| {
        let code = error.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
        format!(
            "{code}: {}",
            error.details.as_deref().or(error.title.as_deref()).unwrap_or("no reason given")
        )
    });
    let told = Status {
        callback: status.callback.clone(),
        wamid: status.id.clone()?,
        stage,
        reason,
        then: Then::Fail,
    };
    Some((told, error.cloned()))
}

/// The same as when the platform tells later that the person has opted out.
pub(crate) fn opt_out(who: &Identity, callback: &str, now: Moment) -> Vec<Arrival> {
    let digits = who.phone.as_deref().map(|phone| phone.trim_start_matches('+'));
    let failed = json!({"id": callback, "status": "failed", "recipient_id": digits,
        "recipient_user_id": who.user_id, "errors": [{"code": 131_050}]});
    let value = json!({"metadata": {"phone_number_id": who.number}, "statuses": [failed]});
    let webhook = json!({"entry": [{"changes": [{"field": "messages", "value": value}]}]});
    read(webhook.to_string().as_bytes(), &who.number, now).map(|read| read.arrivals).unwrap_or_default()
}

/// A notice that a person has another number or id.
fn moved(message: &scn_whatsapp::Message, number: &str) -> Option<Moved> {
    let scn_whatsapp::webhook::Content::System(system) = &message.content else { return None };
    let identity = |user_id: Option<String>, phone: Option<String>| Identity {
        number: number.to_owned(),
        user_id,
        phone,
        name: None,
    };
    let old_user = system.previous_user_id.clone().or_else(|| message.contact.user_id.clone());
    let from = identity(old_user, message.from.as_deref().and_then(json::phone_of_digits));
    let phone = system.wa_id.as_deref().and_then(json::phone_of_digits);
    let to = identity(system.user_id.clone(), phone);
    let is_known = |who: &Identity| who.user_id.is_some() || who.phone.is_some();
    (is_known(&from) && is_known(&to)).then_some(Moved { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::{Language, Settings};

    fn webhook(message: &Value) -> Vec<u8> {
        json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
            "metadata": {"phone_number_id": "100"},
            "contacts": [{"wa_id": "49170", "profile": {"name": "Ada"}}],
            "messages": [message]}}]}]})
        .to_string()
        .into_bytes()
    }

    #[test]
    fn what_was_kept_is_the_same_event() {
        let text = json!({"from": "49170", "id": "wamid.1", "timestamp": "1700000000", "type": "text",
            "text": {"body": "hällo"}, "context": {"id": "wamid.0"}});
        let now = Moment(1_700_000_100_000);
        let delivery = read(&webhook(&text), "100", now).unwrap();
        let arrival = &delivery.arrivals[0];
        assert_eq!(
            (arrival.from.phone.as_deref(), arrival.from.name.as_deref()),
            (Some("+49170"), Some("Ada"))
        );
        assert_eq!(arrival.sent_at, 1_700_000_000_000);
        let graph = Graph::new(Settings {
            name: "a".into(),
            title: "A".into(),
            version: "1".into(),
            languages: vec![Language::En],
            timezone: "UTC".into(),
            tone: None,
            hours: Vec::new(),
            quiet: None,
            gather_ms: 0,
        });
        let heard = heard(&graph, &arrival.payload, now).unwrap();
        assert_eq!(heard.message_id.as_deref(), Some("wamid.1"));
        let Event::Inbound(inbound) = &heard.event else { panic!("{heard:?}") };
        assert_eq!(inbound.content, Content::Text("hällo".into()));
        assert_eq!(inbound.quoted.as_deref(), Some("wamid.0"));
        assert!(!delivery.only_text, "it quotes something");
    }

    #[test]
    fn another_number_is_not_ours() {
        let text = json!({"from": "1", "id": "w", "timestamp": "1", "type": "text", "text": {"body": "x"}});
        let delivery = read(&webhook(&text), "999", Moment(0)).unwrap();
        assert_eq!((delivery.arrivals.len(), delivery.foreign), (0, 1));
    }
}
