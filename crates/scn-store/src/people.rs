//! Conversations that people have: the queue, who took what, notes, and who looked at whom.

use crate::{ContactId, HistoryLine, Identity, Millis, StoreError};

/// Who has a conversation that somebody answered from the phone app; an operator may take it over.
pub const THE_PHONE: &str = "the phone";

/// What people must know of a conversation that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct NewHandoff {
    /// As the scenario calls it.
    pub team: Option<String>,
    pub because: String,
    /// Slots by name, as the customer would read them.
    pub summary: Vec<(String, String)>,
    /// When the bot goes on, if nobody took or answered it by then.
    pub otherwise_at: Option<Millis>,
}

/// What a commit changes about who has the conversation, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffChange {
    /// People have it. One that is there already keeps its place in the queue and who took it.
    Opened(NewHandoff),
    /// People have it still: one that is missing is made.
    Held,
    /// Somebody wrote or took it. One that is missing is made, and theirs. One that is there becomes the phone's when
    /// nobody has it; whether it became an operator's was decided when their act was accepted.
    TakenBy(String),
    /// The bot has it.
    Closed,
}

/// A conversation that people have or should take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    pub contact: ContactId,
    pub who: Identity,
    pub what: NewHandoff,
    pub opened_at: Millis,
    pub taken_by: Option<String>,
    pub taken_at: Option<Millis>,
    /// What the customer said last.
    pub last: Option<HistoryLine>,
    /// The conversation as it is kept.
    pub state: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Nobody has taken them.
    Waiting,
    /// Somebody has.
    Taken,
    All,
}

/// What people write for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: i64,
    pub at: Millis,
    pub by: String,
    pub text: String,
}

/// That somebody looked at what a contact said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub at: Millis,
    pub by: String,
    /// `None`: at the queue.
    pub contact: Option<ContactId>,
}

/// Something an operator does that the conversation must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub contact: ContactId,
    pub by: String,
    /// Two acts with the same key are the same one.
    pub key: String,
    pub payload: Vec<u8>,
    /// From then on it is not accepted any more.
    pub until: Millis,
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acted {
    /// Durable. False when it had been accepted before: nothing was stored.
    Done {
        new: bool,
    },
    /// It is not taken by who acts, but by this one, or nobody.
    NotTheirs(Option<String>),
    TooLate,
    NoContact,
}

/// Looking at the queue.
pub trait PeopleReader {
    /// Conversations that people have, the longest waiting first.
    fn handoffs(&self, waiting: Which, limit: usize) -> Result<Vec<Handoff>, StoreError>;

    /// The handoff of this contact, when people have it.
    fn handoff(&self, contact: ContactId) -> Result<Option<Handoff>, StoreError>;

    /// What people wrote for each other about a contact, oldest first.
    fn notes(&self, contact: ContactId) -> Result<Vec<Note>, StoreError>;

    /// Whose file this is, when the history still tells of it.
    fn sender_of(&self, media: &str) -> Result<Option<ContactId>, StoreError>;

    /// Who looked at a contact, oldest first.
    fn looks(&self, contact: ContactId) -> Result<Vec<Look>, StoreError>;
}

/// What operators do. Any node may do it for any contact; what the conversation must know is accepted like a webhook,
/// and moved on by whoever holds the contact's partition.
pub trait PeopleWriter {
    /// Gives the conversation to one operator. Atomic: of several who ask one gets it. Opens a handoff when the bot has
    /// the conversation. In the same transaction the act is accepted, so that the conversation hears of it.
    fn take_handoff(&self, act: Act, now: Millis) -> Result<Acted, StoreError>;

    /// Puts it back into the queue, when this operator has it.
    fn release_handoff(&self, contact: ContactId, by: &str) -> Result<Acted, StoreError>;

    /// Accepts an act, when this operator has the conversation: looked at in the same transaction. One that was accepted
    /// before is `Done` whoever has the conversation now.
    fn act(&self, act: Act, now: Millis) -> Result<Acted, StoreError>;

    /// Writes a note; `None` when there is no such contact. One with the key of a note of this contact is that note:
    /// nothing is written.
    fn note(
        &self,
        contact: ContactId,
        by: &str,
        text: &str,
        key: Option<&str>,
        now: Millis,
    ) -> Result<Option<Note>, StoreError>;

    /// Writes down that somebody looks at a contact, or at the queue; again only after `apart` milliseconds.
    fn look(
        &self,
        contact: Option<ContactId>,
        by: &str,
        now: Millis,
        apart: Millis,
    ) -> Result<(), StoreError>;
}
