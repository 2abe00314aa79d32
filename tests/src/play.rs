//! A customer who writes, an engine that keeps nothing in memory but bytes.

use scn_engine::{Contact, Content, Conversation, Effect, Event, Inbound, Scenario, step};
use scn_graph::Moment;

/// A message of words at a moment.
pub fn text(words: &str, now: Moment) -> Event {
    Event::Inbound(Inbound::new(now, Content::Text(words.to_owned())))
}

/// One conversation. Between two messages it exists only as bytes.
pub struct Player<'s> {
    scenario: &'s Scenario,
    /// The stored form; `None` before the first message.
    pub state: Option<Vec<u8>>,
    now: Moment,
}

impl<'s> Player<'s> {
    pub fn new(scenario: &'s Scenario) -> Self {
        // A Friday evening in winter: 2026-11-20 18:00 UTC.
        Player { scenario, state: None, now: Moment(1_795_197_600_000) }
    }

    /// The bot's answers to one message, in canonical form.
    pub fn says(&mut self, words: &str) -> Vec<String> {
        self.now = self.now.plus_seconds(5);
        let conversation = match &self.state {
            None => Conversation::new(self.scenario.hash, Contact::default()),
            Some(bytes) => Conversation::decode(bytes).expect("what was encoded decodes"),
        };
        let after = step(self.scenario, conversation, &text(words, self.now), self.now);
        self.state = Some(after.conversation.encode());
        let sent = |effect| match effect {
            Effect::Send { message, .. } => Some(message.canonical()),
            _ => None,
        };
        after.effects.into_iter().filter_map(sent).collect()
    }
}
