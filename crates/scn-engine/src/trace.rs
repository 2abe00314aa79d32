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
    /// Candidates that lost.
    Considered {
        what: String,
        score: u16,
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
