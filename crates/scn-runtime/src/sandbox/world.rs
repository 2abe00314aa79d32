//! Everything the sandbox remembers. It is bounded: what is oldest goes first.

use super::chance::Chance;
use super::chat::{Author, Chat, Entry};
use super::config::SandboxConfig;
use super::content::Content;
use super::customers::{Customer, Customers};
use super::failures::Failures;
use super::files::Files;
use super::journal::Journal;
use super::known::Known;
use super::post_office::Post;
use super::rates::Bucket;
use super::statuses::Plan;
use super::templates::Templates;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Chats that are kept, with and without what was said.
const MOST_CHATS: usize = 10_000;
const MOST_QUIET_CHATS: usize = 200_000;

/// The chat of a customer, or of a group, with one of the business's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ChatKey {
    /// Place in the list of numbers.
    pub(super) number: usize,
    /// The customer's key, or the group's id.
    pub(super) who: Arc<str>,
}

pub(super) struct World {
    pub(super) customers: Customers,
    pub(super) chats: HashMap<ChatKey, Chat>,
    /// In the order in which they began.
    began: VecDeque<ChatKey>,
    messages: HashMap<String, ChatKey>,
    pub(super) numbers: Vec<Bucket>,
    pub(super) templates: Templates,
    pub(super) files: Files,
    pub(super) failures: Failures,
    pub(super) statuses: Plan,
    pub(super) post: Post,
    pub(super) journal: Journal,
    pub(super) chance: Chance,
    /// Apps that asked for webhooks of the account.
    pub(super) subscribed: bool,
    /// Fields of the business profile.
    pub(super) profile: serde_json::Map<String, serde_json::Value>,
    /// What is known of the project now.
    pub(super) known: Known,
    /// Another address for webhooks than the one of the command line.
    pub(super) webhook_url: Option<String>,
    /// Whether the last webhook was answered with 200.
    pub(super) bot_answers: bool,
    /// Differs in each run: a runtime that remembers ids over a restart must not take new messages for old ones.
    run: u64,
    ids: u64,
    quiet: bool,
}

impl World {
    pub(super) fn new(config: &SandboxConfig, now: i64) -> World {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_micros() as u64);
        World {
            customers: Customers::default(),
            chats: HashMap::new(),
            began: VecDeque::new(),
            messages: HashMap::new(),
            numbers: vec![Bucket::default(); config.numbers.len()],
            templates: Templates::new(&config.known, now),
            known: config.known.clone(),
            files: Files::default(),
            failures: Failures::new(config.seed),
            statuses: Plan::default(),
            post: Post::default(),
            journal: Journal::default(),
            chance: Chance::new(config.seed),
            subscribed: true,
            profile: serde_json::Map::new(),
            webhook_url: None,
            bot_answers: true,
            run,
            ids: 0,
            quiet: config.quiet_world,
        }
    }

    pub(super) fn run(&self) -> u64 {
        self.run
    }

    /// Ids go on after a reset: none is ever given twice.
    pub(super) fn ids_go_on_from(&mut self, before: &World) {
        self.ids = before.ids;
        self.run = before.run;
    }

    fn next(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    pub(super) fn new_message_id(&mut self) -> String {
        let number = self.next();
        format!("wamid.HBgSANDBOX{:014X}{number:06X}", self.run)
    }

    pub(super) fn new_media_id(&mut self) -> String {
        let number = self.next();
        format!("{}{number:06}", self.run)
    }

    /// The chat of this customer, made if it is new. True when it was not there before.
    pub(super) fn open_chat(&mut self, number: usize, customer: &Customer) -> (ChatKey, bool) {
        self.open(ChatKey { number, who: customer.key.clone() }, false)
    }

    pub(super) fn open_group(&mut self, number: usize, group: &str) -> (ChatKey, bool) {
        self.open(ChatKey { number, who: group.into() }, true)
    }

    fn open(&mut self, key: ChatKey, group: bool) -> (ChatKey, bool) {
        if self.chats.contains_key(&key) {
            return (key, false);
        }
        self.chats.insert(key.clone(), Chat::new(group));
        self.began.push_back(key.clone());
        let most = if self.quiet { MOST_QUIET_CHATS } else { MOST_CHATS };
        while self.chats.len() > most {
            let Some(oldest) = self.began.pop_front() else { break };
            self.forget_chat(&oldest);
        }
        (key, true)
    }

    fn forget_chat(&mut self, key: &ChatKey) {
        for entry in self.chats.remove(key).into_iter().flat_map(|chat| chat.entries) {
            self.messages.remove(&entry.id);
        }
        let elsewhere = |number| ChatKey { number, who: key.who.clone() };
        if !(0..self.numbers.len()).any(|number| self.chats.contains_key(&elsewhere(number))) {
            self.customers.forget(&key.who);
        }
    }

    /// Writes a message into its chat, where chats are kept.
    pub(super) fn add(&mut self, key: &ChatKey, entry: Entry) {
        let Some(chat) = self.chats.get_mut(key).filter(|_| !self.quiet) else { return };
        self.messages.insert(entry.id.clone(), key.clone());
        if let Some(forgotten) = chat.add(entry) {
            self.messages.remove(&forgotten.id);
        }
    }

    /// The chat in which this message stands.
    pub(super) fn chat_of(&self, message: &str) -> Option<(&ChatKey, &Chat)> {
        self.chats.get_key_value(self.messages.get(message)?)
    }

    pub(super) fn chat_of_mut(&mut self, message: &str) -> Option<&mut Chat> {
        self.chats.get_mut(self.messages.get(message)?)
    }

    pub(super) fn entry(&self, message: &str) -> Option<&Entry> {
        self.chat_of(message)?.1.entry(message)
    }

    pub(super) fn entry_mut(&mut self, message: &str) -> Option<&mut Entry> {
        self.chat_of_mut(message)?.entry_mut(message)
    }

    /// Whom the chat is with; a group has no customer of its own.
    pub(super) fn customer_of(&self, key: &ChatKey) -> Option<&Customer> {
        self.customers.get(&key.who)
    }

    /// Tells the designer, in the chat, what was refused and why.
    pub(super) fn remark(&mut self, key: &ChatKey, at: i64, code: u32, text: String) {
        let id = self.new_message_id();
        let mut entry = Entry::new(id, Author::Sandbox, at, Content::Refused { code, text });
        entry.seen = true;
        self.add(key, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_chats_make_room_for_new_ones() {
        let mut world = World::new(&SandboxConfig::default(), 0);
        for phone in 0..MOST_CHATS + 50 {
            let customer = world.customers.with_phone(&format!("41{phone:09}"));
            let (key, new) = world.open_chat(0, &customer);
            assert!(new);
            let id = world.new_message_id();
            world.add(&key, Entry::new(id, Author::Customer, 0, Content::text("hello")));
        }
        assert_eq!((world.chats.len(), world.messages.len()), (MOST_CHATS, MOST_CHATS));
        assert!(world.customers.find("41000000049").is_none());
        assert!(world.customers.find("41000000050").is_some());
    }

    #[test]
    fn a_chat_forgets_what_was_said_first() {
        let mut world = World::new(&SandboxConfig::default(), 0);
        let customer = world.customers.with_phone("33639980001");
        let (key, _) = world.open_chat(0, &customer);
        let ids: Vec<String> = (0..2_000).map(|_| world.new_message_id()).collect();
        for id in &ids {
            world.add(&key, Entry::new(id.clone(), Author::Business, 0, Content::text("hello")));
        }
        assert!(world.entry(&ids[0]).is_none() && world.entry(&ids[1_999]).is_some());
        assert_eq!(world.messages.len(), world.chats[&key].entries.len());
    }
}
