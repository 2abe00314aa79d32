use scn_graph::{
    Language, MemoryId, Message, Moment, OperationId, PurposeId, TeamId, TemplateMessage, Value,
};

/// What the world must do after a step, in order. All of a step's effects are made durable together with the
/// conversation before any of them is carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Free-form message. `seq` counts up per conversation: the message's identity is (contact, seq).
    /// It may only go out while the customer service window is open: checked again at the instant of sending.
    Send {
        seq: u32,
        message: Message,
        window_until: Moment,
    },
    /// A template, sent whether the window is open or not.
    SendTemplate {
        seq: u32,
        message: TemplateMessage,
    },
    /// An emoji on the customer's last message; without one it is dropped.
    React {
        seq: u32,
        emoji: String,
    },
    /// Its outcome comes back as `Event::CallResult` with the same id. (contact, id) is the idempotency key.
    Call {
        id: u32,
        operation: OperationId,
        /// By parameter name; unknown ones are left out.
        args: Vec<(String, Value)>,
    },
    /// The words of a voice note. They come back as `Event::Transcribed` with the same id, which is of the same count as
    /// those of calls.
    Transcribe {
        id: u32,
        /// The platform's id of the voice note.
        media: String,
        /// The only transcriber that may listen to it; `None` for any.
        with: Option<String>,
    },
    /// For the business's systems.
    Emit {
        event: String,
        args: Vec<(String, Value)>,
    },
    /// What the contact answered to a consent question, or withdrew.
    Consent {
        purpose: PurposeId,
        given: bool,
    },
    /// Everything that hosts keep of this contact goes, but the proof that it was asked for.
    Erase,
    SetTimer {
        id: u32,
        due: Moment,
    },
    CancelTimer {
        id: u32,
    },
    /// Also in the conversation's contact; told so that a host can index or audit.
    Remember {
        field: MemoryId,
        value: Value,
    },
    Forget {
        field: MemoryId,
    },
    OpenHandoff {
        team: Option<TeamId>,
        because: String,
        summary: Vec<(String, String)>,
        /// When the bot goes on, if nobody takes or answers it before.
        otherwise_at: Option<Moment>,
    },
    /// The customer opted out: nothing proactive any more.
    OptedOut,
    OptedIn,
    LanguageChanged(Language),
    /// For analytics and audit: never texts of customers.
    Record(Fact),
    /// Words that nothing understood, for those who write the scenario. Personal: hosts keep them for a while in a place
    /// of their own, and write them to no log.
    Review(Unmatched),
}

/// A message that nothing understood.
#[derive(Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The question that was pending; empty when there was none.
    pub question: String,
    /// How often it was answered in vain, this time included.
    pub attempt: u8,
    /// The language the words are clearly in.
    pub language: Option<Language>,
    pub text: String,
    /// The escapes and entries it was nearest to, with their scores, best first.
    pub nearest: Vec<(String, u16)>,
}

/// What a customer wrote stands in no log.
impl std::fmt::Debug for Unmatched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unmatched")
            .field("question", &self.question)
            .field("attempt", &self.attempt)
            .field("language", &self.language)
            .field("nearest", &self.nearest)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    FlowStarted {
        flow: String,
    },
    FlowDone {
        flow: String,
    },
    /// The words were not understood at this question; the text itself goes with `Effect::Review`.
    NotUnderstood {
        question: String,
        attempt: u8,
    },
    /// A message was not sent because the window was closed.
    Withheld {
        reason: String,
    },
    /// A call had no result.
    CallFailed {
        operation: String,
        reason: String,
    },
    /// Proactive speech waits until then, or is dropped.
    Held {
        what: String,
        until: Option<Moment>,
    },
    /// A correction of what can no longer be changed.
    TooLate {
        slot: String,
    },
    /// Nobody took or answered a handoff in its time: the bot goes on.
    NobodyAnswered,
    /// People held the conversation and did not write for a day: the bot answers again.
    PeopleRested,
    /// A tap on a question that is over.
    StaleTap,
    /// The stack was too deep or the bound was reached: a defect, said plainly.
    Stopped {
        reason: String,
    },
}
