//! What is kept of a conversation between two events: small, plain, and readable by newer engines.

use crate::stored::Stored;
use scn_graph::{
    EventId, FlowId, Key, Language, MemoryId, Moment, NodeId, PurposeId, QuestionId, SlotId, Tap, TeamId,
    Value,
};
use serde::{Deserialize, Serialize};

/// How conversations are written down. Raised with every change of what is stored, in here or in a frame.
const FORMAT: u8 = 4;
/// The format before knew no timer of a handoff; what it wrote is read as it is.
const WITHOUT_UNANSWERED: u8 = 3;
/// The one before that did not know which message asked what.
const WITHOUT_ASKED: u8 = 2;

/// The state of one contact's conversation. Owned by the engine: hosts store it as bytes and never look inside but
/// through these methods.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// Hash of the graph the ids in here belong to.
    pub graph: u64,
    pub contact: Contact,
    pub mode: Mode,
    /// The innermost frame is last.
    pub stack: Vec<Frame>,
    /// When the customer last wrote; `None` before the first message.
    pub last_inbound: Option<Moment>,
    /// Next outbox sequence number.
    pub seq: u32,
    /// Next timer id.
    pub next_timer: u32,
    pub timers: Vec<Timer>,
    /// A question of the engine itself, open until the next message.
    pub offer: Option<Offer>,
    /// Next call id.
    pub next_call: u32,
    /// Calls whose outcome is still to come.
    pub calls: Vec<RunningCall>,
    /// Messages that came while a call ran: heard at the next question, oldest first.
    pub queued: Vec<Queued>,
    /// Events that wait for their time, for people to give back, or for a pause.
    pub held: Vec<HeldEvent>,
    /// How many of the silence triggers (shortest first) are behind us since the customer last wrote: each fires once.
    pub silences: u8,
    /// When the bot last spoke of its own accord: never twice at one moment.
    pub spoke: Option<Moment>,
    /// The last message was clearly in this other language: after a second one it is spoken.
    pub leaning: Option<Language>,
    /// The tap that came last, as long as no words followed: the same one again is a finger that trembled.
    pub last_tap: Option<Tap>,
    /// Which questions the last messages asked, oldest first: a customer may quote one.
    pub asked: Vec<Asked>,
}

/// A question, and the message that asked it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub seq: u32,
    pub question: QuestionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunningCall {
    pub id: u32,
    /// The frame (place in the stack) and node that wait for it.
    pub frame: u8,
    pub node: NodeId,
    /// Hash of the arguments.
    pub args: u32,
    /// A correction made this call again: the frame's slots before it, should it fail.
    pub before: Option<Vec<Option<Value>>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    pub text: String,
    pub sent_at: Moment,
}

/// `on event …` that could not start at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldEvent {
    /// Which trigger of the event: its flow.
    pub event: EventId,
    pub flow: FlowId,
    pub params: Vec<Option<Value>>,
    /// The timer that wakes it; `None` while only people or the conversation's end can.
    pub timer: Option<u32>,
    pub waits: HeldFor,
}

/// What a held event waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldFor {
    /// `after`, the end of the quiet hours.
    Time,
    /// A pause of the running conversation, or its end.
    Pause,
    /// People, until they give back.
    People,
}

/// What the engine asked on its own account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Offer {
    /// Two meanings were equally likely: which one?
    Which(Vec<FlowId>),
    /// Leave this for another tunnel?
    Switch(FlowId),
    /// Were these words the answer, or did they mean something else?
    AnswerOr { words: String, other: Meant },
    /// Which of these answers should have the new value that stands beside it? They belong to this frame.
    Change { frame: u8, values: Vec<(SlotId, Value)> },
}

/// What words meant that were no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meant {
    /// An escape, by its flow.
    Escape(FlowId),
    Stop,
    Person,
    DeleteMyData,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// The name they chose on WhatsApp; hostile input like any other.
    pub name: Option<String>,
    /// Digits with a leading plus; a customer with a username may have none.
    pub phone: Option<String>,
    pub language: Option<Language>,
    pub opted_out: bool,
    /// Sorted by field.
    pub memory: Vec<(MemoryId, Value)>,
    /// Answers to consent questions, sorted by purpose.
    pub consents: Vec<(PurposeId, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Mode {
    #[default]
    Bot,
    /// People hold the conversation; `since` is when they took it or last wrote.
    People { team: Option<TeamId>, since: Moment },
}

/// One flow in progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub flow: FlowId,
    /// Where it waits or will go on.
    pub node: NodeId,
    /// One per slot of the flow.
    pub slots: Vec<Option<Value>>,
    /// The node is a question and was asked: the next message answers it.
    pub pending: bool,
    /// An answer changed while another frame was on top: re-walk when this frame is reached again.
    pub rewalk: bool,
    /// Misunderstood answers at the pending question.
    pub attempts: u8,
    /// Where the pending question stands.
    pub stage: Stage,
    /// What this run has already done, so that a re-walk after a correction repeats nothing.
    pub journal: Vec<Entry>,
    pub entered: Entered,
}

/// How far a question has come.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub enum Stage {
    #[default]
    Asked,
    /// `offer`: this value was proposed.
    Offered(Value),
    /// `collect`: a field of a record is asked for.
    Field { record: u16, field: u16 },
    /// `collect`: is there more?
    More,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entered {
    /// The first frame, or a switch to another tunnel.
    Fresh,
    /// By `enter`: goes back to the node after it, with the result in this slot.
    Call { next: NodeId, result: Option<SlotId> },
    /// By an escape: goes back to the pending question.
    Digression,
    /// By a trigger that is not the customer's: an event, a silence. Goes back like a digression.
    Proactive,
    /// By the customer's words while everything below only rests: what is below goes on when its wait is over.
    Beside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// An effect node that was passed: a wait, a handoff, a tunnel entered.
    Passed(NodeId),
    /// The option taken at a menu or a confirmation, with the hash of the words shown.
    Took { question: QuestionId, option: Key, words: u32 },
    /// A call was made with these arguments (their hash) and came back; `failed` when it had no result.
    Called { node: NodeId, args: u32, failed: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    pub id: u32,
    pub due: Moment,
    /// From when it counts.
    pub since: Moment,
    /// The frame (place in the stack) and node it wakes.
    pub frame: u8,
    pub node: NodeId,
    pub kind: TimerKind,
}

/// What a timer is for. At the same moment `Expire` goes before `Remind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimerKind {
    /// `wait`, `wait until`, and the end of `wait up to`.
    Wait,
    /// The question's reminder at this place.
    Remind(u8),
    Expire,
    /// The `slow` branch of a call.
    Slow,
    /// `Triggers::silences` at this place.
    Silence(u16),
    /// A held event.
    Event,
    /// `otherwise` of a handoff.
    Unanswered,
}

/// A conversation that people left alone for this long belongs to the bot again: nobody is left without an answer.
pub const PEOPLE_REST_SECONDS: i64 = 24 * 3600;

/// Length of the customer service window.
/// Source: Meta, "Send messages", customer service windows: 24 hours from the user's last message.
pub const WINDOW_SECONDS: i64 = 24 * 3600;

impl Conversation {
    /// A contact who has not written yet.
    pub fn new(graph: u64, contact: Contact) -> Self {
        Conversation {
            graph,
            contact,
            mode: Mode::Bot,
            stack: Vec::new(),
            last_inbound: None,
            seq: 0,
            next_timer: 0,
            timers: Vec::new(),
            offer: None,
            next_call: 0,
            calls: Vec::new(),
            queued: Vec::new(),
            held: Vec::new(),
            silences: 0,
            spoke: None,
            leaning: None,
            last_tap: None,
            asked: Vec::new(),
        }
    }

    /// The compact form that hosts store: a format byte, then postcard.
    pub fn encode(&self) -> Vec<u8> {
        scn_graph::encode_as(FORMAT, &(Stored::from(self), &self.asked))
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, scn_graph::StateError> {
        if bytes.first() == Some(&WITHOUT_ASKED) {
            return scn_graph::decode_as::<Stored<'_>>(WITHOUT_ASKED, bytes).map(Conversation::from);
        }
        let format = if bytes.first() == Some(&WITHOUT_UNANSWERED) { WITHOUT_UNANSWERED } else { FORMAT };
        let (stored, asked) = scn_graph::decode_as::<(Stored<'_>, Vec<Asked>)>(format, bytes)?;
        Ok(Conversation { asked, ..Conversation::from(stored) })
    }

    /// Until when free-form messages may be sent.
    pub fn window_until(&self) -> Moment {
        self.last_inbound.unwrap_or(Moment(i64::MIN / 2)).plus_seconds(WINDOW_SECONDS)
    }
}
