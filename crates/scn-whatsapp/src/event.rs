//! From what the platform says to what happens to a conversation.

use crate::Identity;
use crate::webhook::{Choice, Content, Item, Message, Place, What};
use scn_engine as engine;
use scn_engine::{Event, Inbound, MediaKind};
use scn_graph::Moment;

/// How long the platform tries to deliver a webhook: 7 days.
/// Source: Meta, "Webhooks", retries of failed deliveries.
const LONGEST_DELIVERY_MS: i64 = 7 * 24 * 3600 * 1000;

impl Item {
    /// Whom it concerns and what it means for their conversation. None for everything that is no one's turn: statuses,
    /// notices, group chats, chats another handler has, and whatever is not known. Nobody can be answered whose
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
        Some(Inbound { sent_at, content: content(&self.content)?, quoted: self.reply_to.clone() })
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
        Content::Contacts { .. } => engine::Content::Media {
            kind: MediaKind::ContactCard,
            id: String::new(),
            mime: "text/vcard".to_owned(),
            caption: None,
        },
        Content::Place(Place { latitude, longitude, name, .. }) => {
            engine::Content::Place { latitude: *latitude, longitude: *longitude, name: name.clone() }
        }
        Content::Reaction { emoji, .. } => engine::Content::Reaction { emoji: emoji.clone() },
        Content::Form { .. }
        | Content::CallPermission { .. }
        | Content::Order { .. }
        | Content::Unsupported { .. }
        | Content::Unknown => engine::Content::Unsupported,
        Content::System(_) | Content::Edit { .. } | Content::Revoke { .. } | Content::Welcome => return None,
    })
}

/// An id that is not ours leaves the title: the engine may still understand the words.
fn tap(choice: &Choice) -> engine::Content {
    engine::Content::Tap {
        tap: choice.id.as_deref().and_then(|id| id.parse().ok()),
        title: choice.title.clone().unwrap_or_default(),
    }
}
