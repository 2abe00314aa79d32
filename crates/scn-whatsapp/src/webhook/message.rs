use super::content::{self, Content};
use super::status::{PlatformError, errors};
use crate::Identity;
use crate::json::{filled, text, yes};
use scn_graph::Moment;
use serde_json::Value;

/// A message, from a customer or (as an echo) from the business.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: Option<String>,
    /// The platform's name of the kind, as sent or as inferred: `text`, `interactive`, `system`…
    pub kind: String,
    /// Which interactive answer, which system notice.
    pub subkind: Option<String>,
    /// The person the conversation is with: the sender, or the addressee of an echo.
    pub contact: Identity,
    /// The sender's number and user id, as they stand in the message.
    pub from: Option<String>,
    pub from_user_id: Option<String>,
    /// Set in group chats; `from` is then one of the participants.
    pub group_id: Option<String>,
    /// Seconds since 1970, as it came.
    pub timestamp: Option<String>,
    pub content: Content,
    /// The message they answered or quoted.
    pub reply_to: Option<String>,
    /// Not their own words.
    pub forwarded: bool,
    /// The advertisement or post that brought them here.
    pub referral: Option<Referral>,
    pub errors: Vec<PlatformError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    pub source_id: Option<String>,
    pub source_type: Option<String>,
    pub headline: Option<String>,
    pub click_id: Option<String>,
}

impl Message {
    pub(super) fn read(raw: &Value, change: &Value) -> Message {
        let from = filled(raw, "from");
        let from_user_id = filled(raw, "from_user_id");
        let contact = Identity::of(from_user_id.clone(), from.clone(), change);
        Message::with(raw, contact, from, from_user_id)
    }

    pub(super) fn read_echo(raw: &Value, change: &Value) -> Message {
        let contact = Identity::of(filled(raw, "to_user_id"), filled(raw, "to"), change);
        Message::with(raw, contact, filled(raw, "from"), filled(raw, "from_user_id"))
    }

    fn with(raw: &Value, contact: Identity, from: Option<String>, from_user_id: Option<String>) -> Message {
        let kind = content::kind(raw);
        let context = raw.get("context").unwrap_or(&Value::Null);
        Message {
            id: filled(raw, "id"),
            subkind: content::subkind(&kind, raw),
            contact,
            from,
            from_user_id,
            group_id: filled(raw, "group_id"),
            timestamp: text(raw, "timestamp"),
            content: content::read(&kind, raw),
            reply_to: filled(context, "id"),
            forwarded: yes(context, "forwarded") || yes(context, "frequently_forwarded"),
            referral: raw.get("referral").filter(|referral| referral.is_object()).map(|referral| Referral {
                source_id: filled(referral, "source_id"),
                source_type: filled(referral, "source_type"),
                headline: filled(referral, "headline"),
                click_id: filled(referral, "ctwa_clid"),
            }),
            errors: errors(raw),
            kind,
        }
    }

    /// When it was sent, if the platform said so in a way we understand.
    pub fn sent_at(&self) -> Option<Moment> {
        let seconds: i64 = self.timestamp.as_deref()?.trim().parse().ok()?;
        seconds.checked_mul(1000).map(Moment)
    }

    /// A person made it, so it opens the customer service window. Notices, edits and deletions do not.
    pub fn opens_window(&self) -> bool {
        !matches!(self.kind.as_str(), "system" | "edit" | "revoke")
    }
}
