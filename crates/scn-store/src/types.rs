//! What goes into a store and comes out of it. Messages and conversations are bytes here: the store never looks inside.

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// One customer of one business number. Means nothing in another store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactId(pub i64);

/// A share of the contacts, worked on by one node at a time. A contact stays in its partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition(pub u16);

/// The right to work on the contacts of a partition, until a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    pub partition: Partition,
    /// Greater than that of every lease of this partition before.
    pub fence: u64,
    /// From this moment on another node may take it; until one does, it is still held.
    pub until: Millis,
}

/// One message of the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SendId(pub i64);

/// One accepted message that waits or has been processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InboundId(pub i64);

/// One thing to ask of, or to tell, an outside system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub i64);

/// Who somebody is, as far as the platform told. At least one of `user_id` and `phone` is known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Identity {
    /// The business number they write to.
    pub number: String,
    /// The platform's id of the person at this business.
    pub user_id: Option<String>,
    pub phone: Option<String>,
    /// The name they gave themselves.
    pub name: Option<String>,
}

/// Something that came in for a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub from: Identity,
    /// Two arrivals with the same key are the same one.
    pub key: String,
    pub payload: Vec<u8>,
    pub sent_at: Millis,
}

/// What became of an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub contact: ContactId,
    pub partition: Partition,
    /// False when it had been accepted before: nothing was stored.
    pub new: bool,
}

/// All that is needed to move a contact's conversation on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub contact: ContactId,
    pub partition: Partition,
    pub who: Identity,
    /// 0 when there is no conversation yet.
    pub version: u64,
    pub state: Option<Vec<u8>>,
    /// In the order in which they were sent.
    pub inbound: Vec<Waiting>,
    /// Calls that came back, the oldest first.
    pub answers: Vec<CallAnswer>,
    /// Timers that are due, the earliest first.
    pub timers: Vec<u32>,
    /// The platform's id of what the customer sent last.
    pub last_message: Option<String>,
    /// More messages wait than were given.
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: InboundId,
    pub payload: Vec<u8>,
    pub sent_at: Millis,
}

/// The result of moving a conversation on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub contact: ContactId,
    /// The version that the new state follows.
    pub expected: u64,
    pub state: Vec<u8>,
    pub sends: Vec<NewSend>,
    /// Nobody waits for what goes out, such as a reminder: answers go before it.
    pub unasked: bool,
    pub set_timers: Vec<(u32, Millis)>,
    /// Cancelled, or fired.
    pub cleared_timers: Vec<u32>,
    pub processed: Vec<InboundId>,
    pub calls: Vec<NewCall>,
    /// Calls whose answers the new state knows.
    pub answered: Vec<CallId>,
    pub history: Vec<HistoryLine>,
    /// Who has the conversation from now on, change by change.
    pub handoff: Vec<crate::HandoffChange>,
    pub unmatched: Vec<Unmatched>,
    pub proofs: Vec<Proof>,
    /// For the journal; `None` when none is kept: then the content of the messages goes at once.
    pub turn: Option<crate::NewTurn>,
    /// What the customer sent last; `None` leaves what was known.
    pub last_message: Option<String>,
    /// Forget everything about the contact before anything else of this commit, but how to reach them and the proofs.
    pub erase: bool,
    pub now: Millis,
}

impl Commit {
    /// A commit that changes the state alone.
    pub fn new(contact: ContactId, expected: u64, now: Millis) -> Commit {
        Commit {
            contact,
            expected,
            state: Vec::new(),
            sends: Vec::new(),
            unasked: false,
            set_timers: Vec::new(),
            cleared_timers: Vec::new(),
            processed: Vec::new(),
            calls: Vec::new(),
            answered: Vec::new(),
            history: Vec::new(),
            handoff: Vec::new(),
            unmatched: Vec::new(),
            proofs: Vec::new(),
            turn: None,
            last_message: None,
            erase: false,
            now,
        }
    }
}

/// A call to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCall {
    /// The conversation's id of it; `None` when nobody waits for an answer. Those go out in order.
    pub call: Option<u32>,
    pub payload: Vec<u8>,
}

/// A call claimed for making. A crash gives it out again, under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calling {
    pub id: CallId,
    /// The same at every try, and of no other call: what the other side knows a repetition by.
    pub key: String,
    pub contact: ContactId,
    pub who: Identity,
    pub call: Option<u32>,
    pub payload: Vec<u8>,
    /// Times it was tried before.
    pub attempts: u32,
}

/// What came of a try to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// For the conversation; kept until it is told.
    Answer {
        result: Vec<u8>,
    },
    /// Nothing is left to do.
    Done,
    Retry {
        at: Millis,
    },
    /// Like `Retry`, when nothing was tried: it does not count as a try.
    Held {
        until: Millis,
    },
}

/// An answer that a conversation waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAnswer {
    pub id: CallId,
    pub call: u32,
    pub payload: Vec<u8>,
    pub result: Vec<u8>,
}

/// That somebody agreed to something, withdrew it, or had everything erased. Outlives the erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub at: Millis,
    /// `consent marketing`, `erased`.
    pub what: String,
    pub given: bool,
    /// Hash of the scenario that asked: its words can be looked up.
    pub graph: u64,
}

/// A message that nothing understood, kept for those who write the scenario. Goes with the contact's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    pub at: Millis,
    /// The question that was pending; empty when there was none.
    pub question: String,
    /// `fr`; empty when the words did not tell.
    pub language: String,
    pub text: String,
    /// What it was nearest to, with scores in thousandths, best first.
    pub nearest: Vec<(String, u16)>,
}

/// A message for the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSend {
    pub seq: u32,
    pub message: Vec<u8>,
    /// It may only go out before this moment.
    pub window_until: Millis,
}

/// A file that the platform has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// What the platform calls it.
    pub id: String,
    pub at: Millis,
}

/// What was said, for people who look at a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    pub at: Millis,
    pub side: Side,
    pub text: String,
    /// Who wrote it, for `Side::Person`.
    pub by: Option<String>,
    /// The message of the outbox that carried it.
    pub seq: Option<u32>,
    /// The file that came with it.
    pub media: Option<Media>,
    /// Under which key an operator's answer was accepted.
    pub key: Option<String>,
}

/// A file that a customer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// What the platform calls it.
    pub id: String,
    /// `image`, `voice`.
    pub kind: String,
}

impl HistoryLine {
    /// A line of nobody in particular, which no message of ours carried.
    pub fn new(at: Millis, side: Side, text: impl Into<String>) -> HistoryLine {
        HistoryLine { at, side, text: text.into(), by: None, seq: None, media: None, key: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Customer,
    Bot,
    /// Somebody of the business.
    Person,
    /// What the bot did rather than said: a handoff, an opt-out.
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    Done,
    /// The conversation has moved since it was taken, or the contact was merged: take it again.
    Stale,
    /// The partition has gone to another node: leave the contact to it.
    Fenced,
}

/// A message claimed for sending. Until it is marked, no other message to this contact is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub id: SendId,
    /// Travels with the message and comes back in its statuses.
    pub callback: String,
    pub contact: ContactId,
    pub to: Identity,
    pub seq: u32,
    pub message: Vec<u8>,
    pub window_until: Millis,
    /// Times it was tried before.
    pub attempts: u32,
    /// An earlier try may have reached the platform: nobody knows.
    pub unsettled: bool,
    /// The platform took it and could not deliver it in its form: only a plainer one may go out.
    pub plainer: bool,
    /// It had to wait for its turn: the contact had had as much as may be sent at once.
    pub paced: bool,
    /// How often it was given out or judged, this time included.
    pub round: u32,
}

impl Outgoing {
    /// What its outcome is marked under.
    pub fn given(&self) -> Given {
        Given { id: self.id, round: self.round }
    }
}

/// One giving out of a message. Once it is given out anew, or a status has judged it, what comes of this one counts no
/// more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub id: SendId,
    pub round: u32,
}

/// How messages may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendRules {
    /// In the long run, one message to one contact in this time.
    pub pair_pause: Millis,
    /// So many at once, where the time before was quiet.
    pub pair_burst: u32,
    /// The next message waits until the one before is delivered, but no longer than this.
    pub in_order: Option<Millis>,
    /// So long the fate of a message that was taken may stay open.
    pub settle: Millis,
}

impl Default for SendRules {
    /// The platform's pair rate, and no strict order.
    fn default() -> SendRules {
        SendRules { pair_pause: 6_000, pair_burst: 45, in_order: None, settle: 15_000 }
    }
}

/// What came of a try to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The platform has it under this id.
    Sent { wamid: String },
    /// It will not go out.
    Failed { reason: String },
    /// It was not tried: it would have broken a rule, such as the customer service window.
    Withheld { reason: String },
    /// It has surely not gone out; try again at this moment.
    Retry { at: Millis },
    /// Like `Retry`, for a reason that has nothing to do with this message: it does not count as a try.
    Held { until: Millis },
    /// Whether it went out is unknown: when no status has told by this moment, try again.
    Unknown { until: Millis },
}

/// What the platform says about a message of ours. Stages never go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub callback: Option<String>,
    pub wamid: String,
    pub stage: Stage,
    /// The platform's reason, for `Failed`.
    pub reason: Option<String>,
    /// What is done about it, for `Failed`.
    pub then: Then,
}

/// What is done about a message that the platform took and did not deliver.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Then {
    /// It will not go out.
    #[default]
    Fail,
    /// It may not go out any more, such as after the customer service window.
    Withhold,
    /// Again after the pause of its number of tries; failed when there is none.
    Again(Vec<Millis>),
    /// Again at once in a plainer form; failed when that was tried already.
    Plainer,
}

/// A person is known under another number or id from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub from: Identity,
    pub to: Identity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Accepted = 1,
    Sent = 2,
    Failed = 3,
    Delivered = 4,
    Read = 5,
}

/// Where a message of the outbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendState {
    Waiting = 0,
    /// Claimed: the intent is written, the outcome is not.
    Sending = 1,
    Unknown = 2,
    Sent = 3,
    Failed = 4,
    Withheld = 5,
}

/// One message of the outbox, for people and tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendRecord {
    pub id: SendId,
    pub seq: u32,
    pub state: SendState,
    pub attempts: u32,
    pub wamid: Option<String>,
    pub stage: Option<Stage>,
    pub reason: Option<String>,
}

/// How much there is of everything, for the health page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    pub contacts: u64,
    pub conversations: u64,
    /// Accepted and not processed yet.
    pub inbound_waiting: u64,
    /// Committed and not sent yet.
    pub outbox_waiting: u64,
    pub outbox_unknown: u64,
    pub outbox_failed: u64,
    pub outbox_withheld: u64,
    pub timers: u64,
    /// Calls to outside systems that wait or are under way.
    pub calls: u64,
    /// Webhooks that could not be read.
    pub unreadable: u64,
}

/// A contact in the list for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub contact: ContactId,
    pub partition: Partition,
    pub who: Identity,
    /// `None` while the first message waits.
    pub state: Option<Vec<u8>>,
    pub changed_at: Option<Millis>,
    /// Messages of theirs that were not dealt with yet.
    pub inbound_waiting: u64,
    /// Messages to them that have not gone out yet, or nobody knows.
    pub outbox_open: u64,
    pub next_timer: Option<Millis>,
}

impl Overview {
    /// Where the next page begins when this is the last of a page.
    pub fn cursor(&self) -> Cursor {
        Cursor { changed_at: self.changed_at, contact: self.contact }
    }
}

/// A place in the list for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub changed_at: Option<Millis>,
    pub contact: ContactId,
}

/// Everything that is kept about a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub contact: ContactId,
    pub partition: Partition,
    pub who: Identity,
    /// Numbers that lead to the contact, too.
    pub other_numbers: Vec<String>,
    pub version: u64,
    pub state: Option<Vec<u8>>,
    pub changed_at: Option<Millis>,
    pub last_message: Option<String>,
    pub history: Vec<HistoryLine>,
    /// Accepted and not dealt with yet.
    pub waiting: Vec<Waiting>,
    pub sends: Vec<ExportedSend>,
    pub timers: Vec<(u32, Millis)>,
    pub calls: Vec<ExportedCall>,
    pub unmatched: Vec<Unmatched>,
    pub proofs: Vec<Proof>,
    /// While people have the conversation.
    pub handoff: Option<crate::Handoff>,
    pub notes: Vec<crate::Note>,
    pub looks: Vec<crate::Look>,
    /// The journal.
    pub turns: Vec<crate::Turn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedSend {
    pub record: SendRecord,
    /// Empty once it is not needed any more.
    pub message: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedCall {
    pub call: Option<u32>,
    pub payload: Vec<u8>,
    pub result: Option<Vec<u8>>,
}
