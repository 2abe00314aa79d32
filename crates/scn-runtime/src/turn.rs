//! From what waits for a contact to what is committed: decode, step for each event, gather the effects. Does nothing
//! itself.

use crate::inbound::{self, Heard};
use crate::scenarios::Scenarios;
use scn_engine::{Contact, Content, Conversation, Effect, Event, Inbound, Mode, Scenario, step};
use scn_graph::{Moment, StateError, encode_state};
use scn_store::{Commit, HistoryLine, NewSend, Side, Store, StoreError, Waiting, Work};
use std::fmt;
use std::time::Duration;

/// Why a conversation cannot be moved on.
#[derive(Debug)]
pub(crate) enum TurnError {
    Store(StoreError),
    State(StateError),
}

impl fmt::Display for TurnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TurnError::Store(error) => error.fmt(f),
            TurnError::State(error) => error.fmt(f),
        }
    }
}
impl From<StoreError> for TurnError {
    fn from(error: StoreError) -> Self {
        TurnError::Store(error)
    }
}

/// What a turn gives back.
pub(crate) struct Turned {
    pub commit: Commit,
    /// The customer's last message, when the bot (not a person) has read it.
    pub read: Option<String>,
}

/// Moves a conversation by everything that waits for it: first what the customer sent, in order, so that nobody is
/// reminded who has answered; then the timers that are still set. `None` when nothing waits.
pub(crate) fn turn(
    scenarios: &Scenarios,
    store: &dyn Store,
    work: Work,
    now: Moment,
    gather: Duration,
) -> Result<Option<Turned>, TurnError> {
    if work.inbound.is_empty() && work.timers.is_empty() {
        return Ok(None);
    }
    let mut conversation = conversation(scenarios, &work)?;
    let set_before: Vec<u32> = conversation.timers.iter().map(|timer| timer.id).collect();
    let scenario = scenarios.of(&mut conversation, !work.inbound.is_empty(), store)?;
    let mut turn = Turn { commit: empty_commit(&work, now), conversation, scenario: &scenario, now };
    // A conversation that moved to a new version has left its timers behind.
    let still_set = |id: &u32| turn.conversation.timers.iter().any(|timer| timer.id == *id);
    let left_behind: Vec<u32> = set_before.into_iter().filter(|id| !still_set(id)).collect();
    turn.commit.cleared_timers = left_behind;

    let heard: Vec<Heard> = work.inbound.iter().filter_map(read).collect();
    let last = heard.last().and_then(|heard| heard.message_id.clone());
    for event in gathered(heard.into_iter().map(|heard| heard.event), gather) {
        turn.note_words(&event);
        turn.step(&event);
    }
    for id in work.timers {
        if !turn.commit.cleared_timers.contains(&id) {
            turn.commit.cleared_timers.push(id);
            turn.step(&Event::Timer { id });
        }
    }
    turn.commit.state = turn.conversation.encode();
    let read = last.filter(|_| turn.conversation.mode == Mode::Bot);
    Ok(Some(Turned { commit: turn.commit, read }))
}

fn empty_commit(work: &Work, now: Moment) -> Commit {
    Commit {
        contact: work.contact,
        expected: work.version,
        state: Vec::new(),
        sends: Vec::new(),
        set_timers: Vec::new(),
        cleared_timers: Vec::new(),
        processed: work.inbound.iter().map(|waiting| waiting.id).collect(),
        history: Vec::new(),
        now: now.0,
    }
}

fn read(waiting: &Waiting) -> Option<Heard> {
    let heard = inbound::heard(&waiting.payload, Moment(waiting.sent_at));
    if heard.is_none() {
        tracing::warn!("an accepted message cannot be read any more and is passed over");
    }
    heard
}

fn conversation(scenarios: &Scenarios, work: &Work) -> Result<Conversation, TurnError> {
    let mut conversation = match &work.state {
        Some(bytes) => Conversation::decode(bytes).map_err(TurnError::State)?,
        None => Conversation::new(scenarios.current.hash, Contact::default()),
    };
    conversation.contact.name.clone_from(&work.who.name);
    conversation.contact.phone.clone_from(&work.who.phone);
    Ok(conversation)
}

/// Plain texts sent shortly after each other are one: people write "hello", "I would like", "two pizzas".
fn gathered(events: impl Iterator<Item = Event>, gather: Duration) -> Vec<Event> {
    // The platform tells whole seconds only.
    let apart = i64::try_from(gather.as_millis()).unwrap_or(i64::MAX).saturating_add(999);
    let mut all: Vec<Event> = Vec::new();
    for event in events {
        if gather.is_zero() || !inbound::is_text(&event) {
            all.push(event);
            continue;
        }
        match (all.last_mut().filter(|last| inbound::is_text(last)), event) {
            (
                Some(Event::Inbound(Inbound { sent_at, content: Content::Text(before), .. })),
                Event::Inbound(Inbound { sent_at: later, content: Content::Text(text), .. }),
            ) if later.since(*sent_at) <= apart => {
                before.push('\n');
                before.push_str(&text);
                *sent_at = later;
            }
            (_, event) => all.push(event),
        }
    }
    all
}

struct Turn<'s> {
    commit: Commit,
    conversation: Conversation,
    scenario: &'s Scenario,
    now: Moment,
}

impl Turn<'_> {
    fn step(&mut self, event: &Event) {
        let step = step(self.scenario, self.conversation.clone(), event, self.now);
        self.conversation = step.conversation;
        self.take_over(step.effects);
    }

    fn note_words(&mut self, event: &Event) {
        let side = if matches!(event, Event::HumanMessage { .. }) { Side::Person } else { Side::Customer };
        if let Some(words) = inbound::words(event) {
            self.note(side, words);
        }
    }

    fn note(&mut self, side: Side, text: impl Into<String>) {
        self.commit.history.push(HistoryLine { at: self.now.0, side, text: text.into() });
    }

    fn take_over(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { seq, message, window_until } => {
                    self.note(Side::Bot, message.canonical());
                    let message = encode_state(&message);
                    self.commit.sends.push(NewSend { seq, message, window_until: window_until.0 });
                }
                Effect::SetTimer { id, due } => {
                    self.commit.cleared_timers.retain(|cleared| *cleared != id);
                    self.commit.set_timers.push((id, due.0));
                }
                Effect::CancelTimer { id } => {
                    self.commit.set_timers.retain(|(set, _)| *set != id);
                    self.commit.cleared_timers.push(id);
                }
                Effect::OpenHandoff { because, .. } => self.note(Side::Note, format!("handoff: {because}")),
                Effect::OptedOut => self.note(Side::Note, "opted out"),
                Effect::OptedIn => self.note(Side::Note, "opted in"),
                Effect::Record(fact) => tracing::debug!(?fact, "recorded"),
                Effect::SendTemplate { .. }
                | Effect::React { .. }
                | Effect::Call { .. }
                | Effect::Emit { .. }
                | Effect::Consent { .. }
                | Effect::Erase => tracing::error!("not built"),
                // All in the conversation itself.
                Effect::Remember { .. } | Effect::Forget { .. } | Effect::LanguageChanged(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str, sent_at: i64) -> Event {
        let content = Content::Text(words.into());
        Event::Inbound(Inbound::new(Moment(sent_at), content))
    }

    #[test]
    fn a_burst_of_texts_is_taken_together() {
        let burst = || {
            [text("bonjour", 0), text("je voudrais", 2_000), text("2 pizzas", 4_000), text("encore", 9_000)]
        };
        let gather = Duration::from_millis(1_500);
        let events = gathered(burst().into_iter(), gather);
        assert_eq!(events, [text("bonjour\nje voudrais\n2 pizzas", 4_000), text("encore", 9_000)]);
        assert_eq!(gathered(burst().into_iter(), Duration::ZERO).len(), 4);
    }

    #[test]
    fn a_tap_stands_alone() {
        let tap = Event::Inbound(Inbound::new(Moment(0), Content::Tap { tap: None, title: "Yes".into() }));
        let events = gathered([text("a", 0), tap.clone(), text("b", 0)].into_iter(), Duration::from_secs(1));
        assert_eq!(events, [text("a", 0), tap, text("b", 0)]);
    }
}
