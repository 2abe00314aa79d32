//! One event into a conversation, and what the conversation is after it.

use crate::{
    CallError, Conversation, Effect, Event, HeldFor, Mode, Queued, Scenario, Trace, machine::Machine,
    migrate::adopt, timers::Waiting,
};
use scn_graph::{Moment, Value};

/// What a step gives back.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub conversation: Conversation,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
}

/// At most so many messages wait while a call runs; then the oldest goes.
const MOST_QUEUED: usize = 8;

/// Moves one conversation by one event.
///
/// A conversation that belongs to another graph must be moved with [`crate::migrate`] first; one that was not starts
/// afresh rather than being read wrongly.
pub fn step(scenario: &Scenario, conversation: Conversation, event: &Event, now: Moment) -> Step {
    let mut conversation = adopt(scenario, conversation);
    let queued = std::mem::take(&mut conversation.queued);
    let mut machine = Machine::new(scenario, conversation, now);
    machine.queued = &queued;
    let before = machine.waiting();
    match event {
        Event::Inbound(inbound) => machine.inbound(inbound),
        Event::Timer { id } => machine.timer(*id),
        Event::HumanMessage { .. } | Event::HumanTook => machine.person_speaks(),
        Event::HumanReply { text } => {
            machine.person_speaks();
            machine.say(text.clone());
        }
        Event::HumanGaveBack => machine.give_back(),
        Event::OptOut => machine.opt_out_elsewhere(),
        Event::CallResult { id, result } => machine.outcome(*id, result),
        Event::Transcribed { id, words } => machine.transcribed(*id, words),
        Event::Business { event, params } => machine.business(*event, params),
    }
    machine.settle(before, matches!(event, Event::Inbound(_)));
    Step { conversation: machine.conversation, effects: machine.effects, trace: machine.trace }
}

impl Machine<'_> {
    fn outcome(&mut self, id: u32, result: &Result<Option<Value>, CallError>) {
        self.proactive = !self.customer_is_here();
        self.call_result(id, result);
        if !self.is_calling() {
            self.wake_events(|held| held.waits == HeldFor::Pause && held.timer.is_none());
        }
    }

    /// What an event leaves to do: words that waited for a call, events that waited for a pause, the next timer.
    fn settle(&mut self, before: Waiting, heard: bool) {
        self.hear_waiting_words();
        let idle = self.conversation.stack.is_empty() && self.conversation.mode == Mode::Bot;
        if idle && !self.conversation.held.is_empty() {
            self.wake_one();
        }
        self.arm(before, heard);
        if self.proactive && self.said > 0 {
            self.conversation.spoke = Some(self.now);
        }
        if !self.queued.is_empty() {
            let later = std::mem::replace(&mut self.conversation.queued, self.queued.to_vec());
            self.conversation.queued.extend(later);
        }
        let too_many = self.conversation.queued.len().saturating_sub(MOST_QUEUED);
        self.conversation.queued.drain(..too_many);
    }

    fn opt_out_elsewhere(&mut self) {
        self.conversation.contact.opted_out = true;
        self.effects.push(Effect::OptedOut);
    }

    pub(crate) fn queue(&mut self, text: &str) {
        self.conversation.queued.push(Queued { text: text.to_owned(), sent_at: self.now });
    }
}
