use scn_graph::{FlowId, NodeId, QuestionId, Value};

/// Why a step did what it did: one entry per decision, for `scn chat --why`, coverage and logs.
#[derive(Clone, Debug, PartialEq)]
pub enum Trace {
    /// A node was visited.
    Visited(NodeId),
    /// A rule of the order of understanding decided; `rule` is its number in the reference.
    Understood {
        rule: u8,
        what: String,
        score: u16,
    },
    /// A candidate that was weighed under a rule, and why it lost. A step keeps only what it had to weigh; a
    /// [`crate::probe`] weighs everything.
    Considered {
        rule: u8,
        what: String,
        score: u16,
        lost: Lost,
    },
    Answered(QuestionId),
    Opened(FlowId),
    Closed(FlowId),
    /// What a flow knew when it closed: tests read it, and it costs nothing, as the frame is gone.
    Left {
        flow: FlowId,
        slots: Vec<Option<Value>>,
    },
}

/// Why a candidate was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Its score is below what is taken at this place.
    TooLow { needs: u16 },
    /// Another candidate is as likely: the customer is asked which one.
    NearlyEqual,
    /// Another candidate, or a rule before this one, came first.
    AnotherFirst,
    /// Known, but not offered now: a row that is sold out, a value whose `only when` does not hold.
    NotOffered,
    /// It belongs to another tunnel, or its `only when` does not hold.
    OutOfReach,
}
