use scn_graph::{Language, MemoryId, Message, Moment, TeamId, Value};

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
    },
    /// The customer opted out: nothing proactive any more.
    OptedOut,
    OptedIn,
    LanguageChanged(Language),
    /// For analytics and audit: never texts of customers.
    Record(Fact),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    FlowStarted {
        flow: String,
    },
    FlowDone {
        flow: String,
    },
    /// The words were not understood at this question; the text itself is kept by the host for review.
    NotUnderstood {
        question: String,
        attempt: u8,
    },
    /// A message was not sent because the window was closed.
    Withheld {
        reason: String,
    },
    /// People held the conversation and did not write for a day: the bot answers again.
    PeopleRested,
    /// A tap on a question that is over.
    StaleTap,
    /// The stack was too deep or the bound was reached: a defect, said plainly.
    Stopped {
        reason: String,
    },
}
