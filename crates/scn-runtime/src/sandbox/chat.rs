//! One customer's chat, as it stands on the phone.

use super::content::Content;
use super::post_office::Parcel;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
const TYPING_MS: i64 = 25_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Author {
    Business,
    Customer,
    /// Nobody: a remark of the sandbox to the designer.
    Sandbox,
}

/// How far a message came. The order is the rank: a status never falls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Accepted,
    Sent,
    Delivered,
    Read,
    Failed,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) from: Author,
    /// Milliseconds since 1970, on the shared clock.
    pub(super) at: i64,
    pub(super) content: Content,
    pub(super) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quoted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reaction: Option<String>,
    /// `biz_opaque_callback_data`, echoed in every status.
    #[serde(skip)]
    pub(super) callback: Option<String>,
    /// A customer's message in the platform's form, kept to deliver it once more.
    #[serde(skip)]
    pub(super) webhook: Option<Value>,
    /// The customer looked at it, perhaps before it counted as delivered.
    #[serde(skip)]
    pub(super) seen: bool,
}

impl Entry {
    pub(super) fn new(id: String, from: Author, at: i64, content: Content) -> Entry {
        Entry {
            id,
            from,
            at,
            content,
            status: Status::Accepted,
            quoted: None,
            reaction: None,
            callback: None,
            webhook: None,
            seen: false,
        }
    }
}

#[derive(Debug)]
pub(super) struct Chat {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) entries: Vec<Entry>,
    last_from_customer: Option<i64>,
    from_elsewhere: bool,
    typing_until: Option<i64>,
    post: UnboundedSender<Parcel>,
}

impl Chat {
    pub(super) fn new(number: String, name: String, post: UnboundedSender<Parcel>) -> Chat {
        Chat {
            number,
            name,
            entries: Vec::new(),
            last_from_customer: None,
            from_elsewhere: false,
            typing_until: None,
            post,
        }
    }

    /// When the customer service window closes, if it ever opened.
    pub(super) fn window_closes(&self) -> Option<i64> {
        self.last_from_customer.map(|at| at + WINDOW_MS)
    }

    /// A customer who never wrote here, but whom the bot answers, wrote to its webhook from elsewhere (a recorded
    /// message posted by hand): their window is not ours to know.
    pub(super) fn window_is_open(&self, now: i64) -> bool {
        match self.window_closes() {
            Some(end) => now < end,
            None => self.from_elsewhere,
        }
    }

    pub(super) fn comes_from_elsewhere(&mut self) {
        self.from_elsewhere = true;
    }

    pub(super) fn typing_until(&self) -> Option<i64> {
        self.typing_until
    }

    pub(super) fn unread(&self) -> usize {
        self.entries.iter().filter(|entry| entry.from == Author::Business && !entry.seen).count()
    }

    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    pub(super) fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    /// The customer writes or taps. The window counts in whole seconds, as the time stamps of webhooks do.
    pub(super) fn add_from_customer(&mut self, entry: Entry) {
        self.last_from_customer = Some(entry.at - entry.at % 1000);
        self.entries.push(entry);
    }

    /// A reaction opens the window like a message.
    pub(super) fn customer_reacted(&mut self, at: i64) {
        self.last_from_customer = Some(at - at % 1000);
    }

    pub(super) fn add_from_business(&mut self, entry: Entry) {
        self.typing_until = None;
        self.entries.push(entry);
    }

    /// The business has read everything up to this message of the customer. False: there is no such message.
    pub(super) fn business_read(&mut self, id: &str) -> bool {
        let Some(last) =
            self.entries.iter().position(|entry| entry.id == id && entry.from == Author::Customer)
        else {
            return false;
        };
        for entry in self.entries.iter_mut().take(last + 1).filter(|entry| entry.from == Author::Customer) {
            entry.status = Status::Read;
        }
        true
    }

    pub(super) fn business_types(&mut self, now: i64) {
        self.typing_until = Some(now + TYPING_MS);
    }

    pub(super) fn post(&self, parcel: Parcel) {
        // The receiver is gone only while the sandbox shuts down.
        let _ = self.post.send(parcel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat_with(from: Author, at: i64) -> Chat {
        let (post, _) = tokio::sync::mpsc::unbounded_channel();
        let mut chat = Chat::new("33639980001".into(), "Camille".into(), post);
        let entry = Entry::new("a".into(), from, at, Content::text("hello"));
        match from {
            Author::Customer => chat.add_from_customer(entry),
            _ => chat.add_from_business(entry),
        }
        chat
    }

    #[test]
    fn the_window_is_open_for_24_hours_after_the_customer_and_only_then() {
        let chat = chat_with(Author::Customer, 1_999);
        assert_eq!(chat.window_closes(), Some(1_000 + WINDOW_MS));
        assert!(chat.window_is_open(1_000 + WINDOW_MS - 1));
        assert!(!chat.window_is_open(1_000 + WINDOW_MS));
        assert!(!chat_with(Author::Business, 1_999).window_is_open(2_000));
    }

    #[test]
    fn the_business_reads_only_what_the_customer_wrote() {
        let mut chat = chat_with(Author::Customer, 0);
        assert!(!chat.business_read("unknown"));
        assert!(chat.business_read("a"));
        assert_eq!(chat.entry("a").map(|entry| entry.status), Some(Status::Read));
        assert!(!chat_with(Author::Business, 0).business_read("a"));
    }
}
