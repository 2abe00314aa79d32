//! All chats of the sandbox, and the failures that were asked for.

use super::chat::{Author, Chat, Entry};
use super::content::Content;
use super::media::Upload;
use super::post_office::Parcel;
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::UnboundedSender;

/// French numbers that are set aside for fiction: they reach nobody.
pub(super) const BUSINESS_NUMBER: &str = "33199000001";
const FIRST_CUSTOMER: u64 = 33_639_980_001;
const NAMES: [&str; 6] = ["Camille", "Noa", "Andrea", "Robin", "Alex", "Kim"];
/// What makes a phone number a user id of the platform, and back.
const USER_ID_PREFIX: &str = "FR.10000000";

pub(super) fn user_id(number: &str) -> String {
    format!("{USER_ID_PREFIX}{number}")
}

pub(super) fn number_of_user(user_id: &str) -> Option<&str> {
    user_id.strip_prefix(USER_ID_PREFIX)
}

/// How a failure that was asked for shows itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum How {
    #[default]
    Refuse,
    Later,
    LoseAnswer,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Failure {
    pub(super) code: u32,
    pub(super) how: How,
}

pub(super) struct World {
    pub(super) chats: BTreeMap<String, Chat>,
    pub(super) failures: VecDeque<Failure>,
    /// Whether the last webhook was answered with 200.
    pub(super) bot_answers: bool,
    /// Differs in each run: a runtime that remembers ids over a restart must not take new messages for old ones.
    run: u64,
    messages: u64,
    uploads: BTreeMap<String, Upload>,
}

impl World {
    pub(super) fn new() -> World {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_micros() as u64);
        World {
            chats: BTreeMap::new(),
            failures: VecDeque::new(),
            bot_answers: true,
            run,
            messages: 0,
            uploads: BTreeMap::new(),
        }
    }

    pub(super) fn new_message_id(&mut self) -> String {
        self.messages += 1;
        format!("wamid.HBgSANDBOX{:014X}{:06X}", self.run, self.messages)
    }

    pub(super) fn run(&self) -> u64 {
        self.run
    }

    pub(super) fn new_media_id(&mut self) -> String {
        self.messages += 1;
        format!("{}{:06}", self.run, self.messages)
    }

    pub(super) fn add_upload(&mut self, upload: Upload) -> String {
        let id = self.new_media_id();
        self.uploads.insert(id.clone(), upload);
        id
    }

    pub(super) fn upload(&self, id: &str) -> Option<&Upload> {
        self.uploads.get(id)
    }

    /// A phone number that no chat has yet.
    pub(super) fn free_number(&self) -> String {
        (FIRST_CUSTOMER..)
            .map(|number| number.to_string())
            .find(|number| !self.chats.contains_key(number))
            .unwrap_or_default()
    }

    pub(super) fn add_chat(&mut self, number: &str, post: UnboundedSender<Parcel>) {
        let name = NAMES.get(self.chats.len() % NAMES.len()).copied().unwrap_or("Camille");
        self.chats.insert(number.to_owned(), Chat::new(number.to_owned(), name.to_owned(), post));
    }

    /// The chat in which this message stands.
    pub(super) fn chat_of(&self, message: &str) -> Option<&Chat> {
        self.chats.values().find(|chat| chat.entry(message).is_some())
    }

    pub(super) fn chat_of_mut(&mut self, message: &str) -> Option<&mut Chat> {
        self.chats.values_mut().find(|chat| chat.entry(message).is_some())
    }

    pub(super) fn entry_mut(&mut self, message: &str) -> Option<&mut Entry> {
        self.chat_of_mut(message)?.entry_mut(message)
    }

    /// Tells the designer, in the chat, what was refused and why.
    pub(super) fn remark(&mut self, number: &str, at: i64, code: u32, text: String) {
        let id = self.new_message_id();
        if let Some(chat) = self.chats.get_mut(number) {
            let mut entry = Entry::new(id, Author::Sandbox, at, Content::Refused { code, text });
            entry.seen = true;
            chat.entries.push(entry);
        }
    }
}
