//! One event being worked on: what the machine knows, and how the rest of the engine looks at it.

use crate::{
    Conversation, Effect, Fact, Frame, Inbound, Queued, Scenario, Trace, eval::Scope, format::Writer,
    gather::ReadRecords, saying::Spoken,
};
use scn_graph::{Language, Moment, NodeId, Phrase, QuestionId, TextId, Value};
use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
};

/// Frames of one run on top of each other, at most; the compiler refuses recursion, digressions pile up at most this high.
pub(crate) const MOST_FRAMES: usize = scn_graph::MOST_TUNNELS;

/// One event being worked on.
pub(crate) struct Machine<'s> {
    pub scenario: &'s Scenario,
    pub conversation: Conversation,
    pub now: Moment,
    /// The words that came in with this event.
    pub message: Option<Cow<'s, str>>,
    /// The language this message is clearly in: words that two languages share are read in it first.
    pub heard_in: Option<Language>,
    /// The country of the customer's phone number, once something was read by it.
    pub country: OnceCell<Option<&'static str>>,
    /// The records that were read last.
    pub records: RefCell<Option<ReadRecords>>,
    /// The earlier question that the message quotes: "the second" counts in the list it showed.
    pub quoting: Option<QuestionId>,
    /// The message itself, with all that came with it.
    pub inbound: Option<&'s Inbound>,
    /// What the customer wrote while a call ran, oldest first: heard at the next question.
    pub queued: &'s [Queued],
    pub paused: i64,
    /// Place of the contact's language in the string tables.
    pub language: usize,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
    pub visited: u32,
    pub said: u32,
    /// A re-walk is under way: nothing is said until the first open question.
    pub muted: Option<Muted>,
    /// The message opened a tunnel: its slots may be answered by it already.
    pub opening: bool,
    /// The bot speaks of its own accord: an event or a timer, and the customer is not there.
    pub proactive: bool,
    /// Nothing may be said: a conversation finds its question again before the customer is heard.
    pub hushed: bool,
    /// What is said stands before the customer's message is heard, so no question is asked again after it.
    pub prefix: bool,
    /// How much was said when `answer from` found nothing: with nothing more said, nobody was answered.
    pub declined: Option<u32>,
    /// An event of the business started its flow in this step: no second one does.
    pub started: bool,
    /// A frame and its slots as they were before a correction, for a call that may fail.
    pub undo: Option<(usize, Vec<Option<Value>>)>,
}

pub(crate) struct Muted {
    pub frame: usize,
    /// Menus passed in this walk: a second visit means a loop, and asks.
    pub seen: Vec<QuestionId>,
    /// Each `go` passed in this walk: a second time means that the answers lead in a circle, and asks again.
    pub jumps: Vec<NodeId>,
    /// The last question that was skipped because its answer is known.
    pub last: Option<QuestionId>,
    /// Pending when the re-walk began: coming back to it takes its short form.
    pub pending: Option<QuestionId>,
    /// Said after the last answered question: lost when a question follows, said when the walk ends elsewhere.
    pub held: Vec<Spoken>,
}

impl<'s> Machine<'s> {
    pub(crate) fn new(scenario: &'s Scenario, conversation: Conversation, now: Moment) -> Self {
        let language = scenario.language_index(conversation.contact.language);
        Machine {
            scenario,
            conversation,
            now,
            message: None,
            heard_in: None,
            country: OnceCell::new(),
            records: RefCell::new(None),
            quoting: None,
            inbound: None,
            queued: &[],
            paused: 0,
            language,
            effects: Vec::with_capacity(4),
            trace: Vec::with_capacity(8),
            visited: 0,
            said: 0,
            muted: None,
            opening: false,
            proactive: false,
            hushed: false,
            prefix: false,
            declined: None,
            started: false,
            undo: None,
        }
    }

    pub(crate) fn top(&self) -> Option<usize> {
        self.conversation.stack.len().checked_sub(1)
    }

    pub(crate) fn frame(&self, at: usize) -> Option<&Frame> {
        self.conversation.stack.get(at)
    }

    /// What expressions of a frame can see; of the innermost when `at` lies outside.
    pub(crate) fn scope(&self, at: usize) -> Scope<'_> {
        let frame = self.frame(at).or(self.conversation.stack.last());
        Scope {
            scenario: self.scenario,
            conversation: &self.conversation,
            slots: frame.map_or(&[], |frame| frame.slots.as_slice()),
            own: &[],
            now: self.now,
            message: self.message.as_deref(),
            inbound: self.inbound,
            paused: self.paused,
        }
    }

    pub(crate) fn text(&self, at: usize, text: TextId) -> String {
        Writer { scope: &self.scope(at), language: self.language }.text(text)
    }

    pub(crate) fn phrase(&self, phrase: Phrase) -> String {
        Writer { scope: &self.scope(usize::MAX), language: self.language }.phrase(phrase)
    }

    pub(crate) fn shown(&self, value: &Value) -> String {
        Writer { scope: &self.scope(usize::MAX), language: self.language }.shown(value)
    }

    /// The question the innermost frame waits at.
    pub(crate) fn pending(&self) -> Option<(usize, QuestionId, &'s scn_graph::Question)> {
        let at = self.top()?;
        let frame = self.frame(at).filter(|frame| frame.pending && !self.held_back(at))?;
        let (id, question) = self.scenario.question_at(frame.node)?;
        Some((at, id, question))
    }

    /// The node a frame waits at.
    pub(crate) fn waits_at(&self, at: usize) -> Option<NodeId> {
        self.frame(at).filter(|frame| frame.pending).map(|frame| frame.node)
    }

    pub(crate) fn record(&mut self, fact: Fact) {
        self.effects.push(Effect::Record(fact));
    }
}
