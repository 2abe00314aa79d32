//! From what the platform says to what happens to a conversation.

use crate::Identity;
use crate::webhook::{Choice, Content, Item, Message, OrderItem, Place, What};
use scn_engine as engine;
use scn_engine::{Event, Inbound};
use scn_graph::Moment;

/// How long the platform tries to deliver a webhook: 7 days.
/// Source: Meta, "Webhooks", retries of failed deliveries.
const LONGEST_DELIVERY_MS: i64 = 7 * 24 * 3600 * 1000;

impl Item {
    /// Whom it concerns and what it means for their conversation. None for everything that is no one's turn: statuses
    /// (but for one that tells of an opt-out), notices, group chats, chats another handler has, and whatever is not known. Nobody can be answered whose
    /// identity has no key.
    pub fn event(&self, received: Moment) -> Option<(&Identity, Event)> {
        if self.is_standby() {
            return None;
        }
        let (who, event) = match &self.what {
            What::Message(message) => (&message.contact, Event::Inbound(message.inbound(received)?)),
            What::Echo(message) => (&message.contact, Event::HumanMessage { text: message.echoed()? }),
            What::Preference(preference) if preference.value.as_deref() == Some("stop") => {
                (&preference.contact, Event::OptOut)
            }
            What::Status(status) if status.tells_opt_out() => (&status.contact, Event::OptOut),
            _ => return None,
        };
        Some((who, event))
    }
}

impl Message {
    /// The message for the engine. A time that cannot be true counts as the time of arrival: one in the future, so that
    /// no clock, wrong or forged, holds a window open, and one from before the platform would have given up.
    pub fn inbound(&self, received: Moment) -> Option<Inbound> {
        if self.group_id.is_some() {
            return None;
        }
        let credible = |sent: &Moment| (0..=LONGEST_DELIVERY_MS).contains(&received.since(*sent));
        let sent_at = self.sent_at().filter(credible).unwrap_or(received);
        let referral = self
            .referral
            .as_ref()
            .map(|from| engine::Referral { source: from.source_id.clone(), headline: from.headline.clone() });
        let quoted = self.reply_to.clone();
        Some(Inbound { quoted, referral, ..Inbound::new(sent_at, content(&self.content)?) })
    }

    /// The words of a person of the business; corrections and reactions take no one's turn.
    fn echoed(&self) -> Option<String> {
        if self.group_id.is_some() {
            return None;
        }
        match &self.content {
            Content::Edit { .. } | Content::Revoke { .. } | Content::Reaction { .. } => None,
            Content::Text(text) => Some(text.clone()),
            Content::Media(media) => Some(media.caption.clone().unwrap_or_default()),
            _ => Some(String::new()),
        }
    }
}

fn content(content: &Content) -> Option<engine::Content> {
    Some(match content {
        Content::Text(text) => engine::Content::Text(text.clone()),
        Content::Choice(choice) => tap(choice),
        Content::Media(media) => engine::Content::Media {
            kind: media.kind,
            id: media.id.clone().unwrap_or_default(),
            mime: media.mime.clone().unwrap_or_default(),
            caption: media.caption.clone(),
        },
        Content::Contacts { cards, .. } => {
            let Some(card) = cards.first() else { return Some(engine::Content::Unsupported) };
            let phone = card.phones.first().cloned();
            let name = card.name.clone().or_else(|| phone.clone()).unwrap_or_default();
            engine::Content::ContactCard { name, phone }
        }
        Content::Order { items, .. } if items.is_empty() => engine::Content::Unsupported,
        Content::Order { text, items, .. } => {
            engine::Content::Order { items: items.iter().map(cart_item).collect(), text: text.clone() }
        }
        Content::Place(Place { latitude, longitude, name, .. }) => {
            engine::Content::Place { latitude: *latitude, longitude: *longitude, name: name.clone() }
        }
        Content::Reaction { emoji, .. } => engine::Content::Reaction { emoji: emoji.clone() },
        Content::Form { .. }
        | Content::CallPermission { .. }
        | Content::Unsupported { .. }
        | Content::Unknown => engine::Content::Unsupported,
        Content::System(_) | Content::Edit { .. } | Content::Revoke { .. } | Content::Welcome => return None,
    })
}

fn cart_item(item: &OrderItem) -> engine::CartItem {
    // Written with a point, but for phones that write their own language's comma.
    let amount = item.price.as_deref().and_then(|price| price.trim().replace(',', ".").parse().ok());
    let currency = item.currency.as_deref().and_then(scn_graph::Currency::parse);
    engine::CartItem {
        product: item.product_id.clone().unwrap_or_default(),
        quantity: item.quantity.unwrap_or(1),
        price: amount.zip(currency).map(|(amount, currency)| scn_graph::Value::Money { amount, currency }),
    }
}

/// An id that is not ours leaves the title: the engine may still understand the words.
fn tap(choice: &Choice) -> engine::Content {
    engine::Content::Tap {
        tap: choice.id.as_deref().and_then(|id| id.parse().ok()),
        title: choice.title.clone().unwrap_or_default(),
    }
}
