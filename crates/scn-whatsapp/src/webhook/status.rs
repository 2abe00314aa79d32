use crate::Identity;
use crate::json::{array, filled, text, whole};
use crate::reactions::{Reaction, Verdict, judge};
use serde_json::Value;

/// What became of a message of ours. They come in any order, and more than once.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    pub id: Option<String>,
    /// `sent`, `delivered`, `read`, `played`, `failed`, or something newer.
    pub status: String,
    /// `call`, `payment`…; none for messages.
    pub kind: Option<String>,
    /// The phone number, or the group.
    pub recipient_id: Option<String>,
    pub recipient_user_id: Option<String>,
    /// The person it went to.
    pub contact: Identity,
    /// The one in the group it is about.
    pub participant_id: Option<String>,
    pub timestamp: Option<String>,
    /// What we gave with the message: our own name for it.
    pub callback: Option<String>,
    /// The price category, such as `service` or `utility`.
    pub category: Option<String>,
    pub errors: Vec<PlatformError>,
}

impl Status {
    pub(super) fn read(raw: &Value, change: &Value) -> Status {
        Status {
            contact: Identity::of(filled(raw, "recipient_user_id"), filled(raw, "recipient_id"), change),
            id: filled(raw, "id"),
            status: text(raw, "status").unwrap_or_default(),
            kind: filled(raw, "type"),
            recipient_id: filled(raw, "recipient_id"),
            recipient_user_id: filled(raw, "recipient_user_id"),
            participant_id: filled(raw, "recipient_participant_id"),
            timestamp: text(raw, "timestamp"),
            callback: filled(raw, "biz_opaque_callback_data"),
            category: raw.get("pricing").and_then(|pricing| filled(pricing, "category")),
            errors: errors(raw),
        }
    }

    /// The person has opted out of what was sent.
    pub fn tells_opt_out(&self) -> bool {
        let failed = self.rank().is_some() && self.status == "failed" && self.participant_id.is_none();
        failed && self.errors.iter().any(|error| error.reaction() == Reaction::OptedOut)
    }

    /// Statuses fold to the highest rank seen; `failed` counts only while nothing above `sent` was seen. Unknown
    /// words and calls have none.
    pub fn rank(&self) -> Option<u8> {
        match (self.kind.as_deref().unwrap_or("message"), self.status.as_str()) {
            ("message", "sent") => Some(1),
            ("message", "failed") => Some(2),
            ("message", "delivered") => Some(3),
            ("message", "read") => Some(4),
            ("message", "played") => Some(5),
            _ => None,
        }
    }
}

/// A call, and what happened to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub id: Option<String>,
    /// `connect`, `terminate`…
    pub event: Option<String>,
    /// `USER_INITIATED` calls open the customer service window.
    pub direction: Option<String>,
    pub contact: Identity,
    pub timestamp: Option<String>,
}

impl Call {
    pub(super) fn read(raw: &Value, change: &Value) -> Call {
        let direction = filled(raw, "direction");
        let other_end = if direction.as_deref() == Some("BUSINESS_INITIATED") { "to" } else { "from" };
        Call {
            id: filled(raw, "id"),
            event: filled(raw, "event"),
            contact: Identity::of(filled(raw, "from_user_id"), filled(raw, other_end), change),
            direction,
            timestamp: text(raw, "timestamp"),
        }
    }
}

/// The customer's own switch for marketing: `stop` must be honoured.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    pub contact: Identity,
    pub wa_id: Option<String>,
    pub category: Option<String>,
    /// `stop`, `resume` or `signup`.
    pub value: Option<String>,
    pub timestamp: Option<String>,
}

impl Preference {
    pub(super) fn read(raw: &Value, change: &Value) -> Preference {
        let wa_id = filled(raw, "wa_id");
        Preference {
            contact: Identity::of(filled(raw, "user_id"), wa_id.clone(), change),
            wa_id,
            category: filled(raw, "category"),
            value: filled(raw, "value"),
            timestamp: text(raw, "timestamp"),
        }
    }
}

/// An error as the platform tells it. Decide by the code, show the details, never compare titles: they change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformError {
    pub code: Option<u32>,
    pub title: Option<String>,
    pub details: Option<String>,
}

impl PlatformError {
    /// What it asks of the sender, and after which pauses.
    pub fn verdict(&self) -> Verdict {
        judge(self.code, None)
    }

    /// What it asks of the sender.
    pub fn reaction(&self) -> Reaction {
        self.verdict().reaction
    }
}

pub(super) fn errors(holder: &Value) -> Vec<PlatformError> {
    let error = |error: &Value| PlatformError {
        code: whole(error, "code"),
        title: filled(error, "title").or_else(|| filled(error, "message")),
        details: error.get("error_data").and_then(|data| filled(data, "details")),
    };
    array(holder, "errors").iter().filter(|element| element.is_object()).map(error).collect()
}
