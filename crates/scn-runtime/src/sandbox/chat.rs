//! One customer's chat, as it stands on the phone.

use super::content::Content;
use super::post_office::Parcel;
use super::rates::Bucket;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
const TYPING_MS: i64 = 25_000;
/// A click on an ad is worth three days without prices, from the first answer within a day.
const FREE_ENTRY_MS: i64 = 72 * 60 * 60 * 1000;
/// So much of a chat is remembered.
const MOST_ENTRIES: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Author {
    Business,
    Customer,
    /// A person of the business, on the phone app.
    Staff,
    /// Nobody: a remark of the sandbox to the designer.
    Sandbox,
}

/// How far a message came. The order is the rank: a status never falls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Accepted,
    Sent,
    Delivered,
    Read,
    Played,
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
    /// The customer changed the words, or took them back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) edited: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) revoked: bool,
    /// Whose words these are, in a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<String>,
    /// A customer's message as it was posted, kept to deliver it once more.
    #[serde(skip)]
    pub(super) webhook: Option<Parcel>,
    /// What every status of a message of the business tells.
    #[serde(skip)]
    pub(super) sent: Option<Arc<super::statuses::Outgoing>>,
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
            edited: false,
            revoked: false,
            author: None,
            webhook: None,
            sent: None,
            seen: false,
        }
    }
}

#[derive(Debug)]
pub(super) struct Chat {
    pub(super) entries: VecDeque<Entry>,
    pub(super) group: bool,
    /// Who wrote in a group.
    pub(super) participants: BTreeSet<Arc<str>>,
    /// How fast the business writes here.
    pub(super) pair: Bucket,
    pub(super) from_elsewhere: bool,
    last_from_customer: Option<i64>,
    clicked_ad: Option<i64>,
    free_until: Option<i64>,
    typing_until: Option<i64>,
}

impl Chat {
    pub(super) fn new(group: bool) -> Chat {
        Chat {
            entries: VecDeque::new(),
            group,
            participants: BTreeSet::new(),
            pair: Bucket::default(),
            from_elsewhere: false,
            last_from_customer: None,
            clicked_ad: None,
            free_until: None,
            typing_until: None,
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

    pub(super) fn typing_until(&self) -> Option<i64> {
        self.typing_until
    }

    pub(super) fn unread(&self) -> usize {
        self.entries.iter().filter(|entry| entry.from == Author::Business && !entry.seen).count()
    }

    /// The latest are asked for most.
    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.id == id)
    }

    pub(super) fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().rev().find(|entry| entry.id == id)
    }

    /// The new one stands last; what is too old for this phone is given back.
    pub(super) fn add(&mut self, entry: Entry) -> Option<Entry> {
        self.entries.push_back(entry);
        if self.entries.len() > MOST_ENTRIES { self.entries.pop_front() } else { None }
    }

    /// The customer writes, taps or reacts. The window counts in whole seconds, as the time stamps of webhooks do.
    pub(super) fn customer_wrote(&mut self, at: i64) {
        let at = at - at.rem_euclid(1000);
        self.last_from_customer = Some(self.last_from_customer.unwrap_or(at).max(at));
    }

    pub(super) fn customer_clicked_an_ad(&mut self, at: i64) {
        self.clicked_ad = Some(at);
    }

    pub(super) fn business_wrote(&mut self, at: i64) {
        self.typing_until = None;
        if self.clicked_ad.take().is_some_and(|clicked| at - clicked < WINDOW_MS) {
            self.free_until = Some(at + FREE_ENTRY_MS);
        }
    }

    /// Whether nothing is charged, because an ad began this.
    pub(super) fn is_free(&self, now: i64) -> bool {
        self.free_until.is_some_and(|end| now < end)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat_with(from: Author, at: i64) -> Chat {
        let mut chat = Chat::new(false);
        match from {
            Author::Customer => chat.customer_wrote(at),
            _ => chat.business_wrote(at),
        }
        chat.add(Entry::new("a".into(), from, at, Content::text("hello")));
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

    #[test]
    fn an_ad_is_free_for_three_days_after_an_answer_within_one() {
        let mut chat = Chat::new(false);
        chat.customer_clicked_an_ad(0);
        chat.business_wrote(WINDOW_MS - 1);
        assert!(chat.is_free(WINDOW_MS - 2 + FREE_ENTRY_MS) && !chat.is_free(WINDOW_MS - 1 + FREE_ENTRY_MS));
        chat.customer_clicked_an_ad(0);
        chat.business_wrote(10 * WINDOW_MS);
        assert!(!chat.is_free(10 * WINDOW_MS));
    }
}
