use scn_graph::{FlowId, NodeId, QuestionId};

/// Why a step did what it did: one entry per decision, for `scn chat --why`, coverage and logs.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}
