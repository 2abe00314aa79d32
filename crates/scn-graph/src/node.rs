//! The nodes. A node does one thing and names the node after it; everything that waits is a question or a pause.

use crate::{
    FlowId, Key, LexiconId, MemoryId, NodeId, QuestionId, SlotId, TeamId, TextId, expr::Expr, types::Type,
    value::Span,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub flow: FlowId,
    pub kind: NodeKind,
    /// The step it stands in, for pictures and funnels: an index into `Graph::steps`.
    pub step: Option<u32>,
    /// Added by the compiler, not written by the designer: left out of pictures.
    pub implicit: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum NodeKind {
    /// One message; with several variants one is taken, the same for the same contact and moment.
    Say {
        variants: Vec<TextId>,
        next: NodeId,
    },
    /// Waits for an answer: `ask`, `choose`, `confirm`.
    Question {
        question: QuestionId,
    },
    Set {
        slot: SlotId,
        value: Expr,
        next: NodeId,
    },
    Branch {
        condition: Expr,
        then: NodeId,
        otherwise: NodeId,
    },
    Match {
        subject: Expr,
        cases: Vec<(Vec<Expr>, NodeId)>,
        otherwise: NodeId,
    },
    /// Runs another tunnel, then goes on.
    Enter {
        flow: FlowId,
        args: Vec<Option<Expr>>,
        result: Option<SlotId>,
        next: NodeId,
    },
    /// `go`: the questions asked in the target step are asked again.
    Go {
        target: NodeId,
        clears: Vec<SlotId>,
    },
    /// The flow's end; in an escape that gave no other end: `Resume`.
    Done {
        result: Option<Expr>,
    },
    /// Ends the whole conversation quietly.
    Leave,
    /// Back to the question the customer left for this escape.
    Resume,
    /// The flow from its start, slots cleared.
    Restart,
    /// `correct`: lets the customer choose which answer to change.
    Correct,
    Wait {
        span: Span,
        next: NodeId,
    },
    WaitUntil {
        moment: Expr,
        next: NodeId,
    },
    Remember {
        field: MemoryId,
        value: Expr,
        next: NodeId,
    },
    Forget {
        field: MemoryId,
        next: NodeId,
    },
    Handoff {
        team: Option<TeamId>,
        because: Option<TextId>,
        next: NodeId,
    },
}

/// A waiting point: what is asked, how it is answered, and the ladder when it is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The stable id, `order.size`; taps and migrations go by it.
    pub id: String,
    pub key: Key,
    pub flow: FlowId,
    pub node: NodeId,
    pub prompt: TextId,
    /// The short form used when the customer comes back to it.
    pub again: Option<TextId>,
    pub help: Option<TextId>,
    /// One per attempt; then `otherwise`.
    pub retries: Vec<TextId>,
    pub otherwise: NodeId,
    pub answer: Answer,
    pub render: Render,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Slot {
        slot: SlotId,
        ty: Type,
        /// Skippable: the value is then this.
        default: Option<Expr>,
        /// `check EXPR else "…"`, with the new value in the slot.
        checks: Vec<(Expr, TextId)>,
        /// Written to memory when the flow is done.
        remember: Option<MemoryId>,
        /// Asked even when the slot was filled early.
        always: bool,
        next: NodeId,
    },
    Menu {
        options: Vec<MenuOption>,
        lexicon: LexiconId,
    },
    Confirm {
        yes: MenuOption,
        no: MenuOption,
        lexicon: LexiconId,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenuOption {
    pub key: Key,
    pub label: TextId,
    pub target: NodeId,
}

/// How options are shown; `Auto`: up to 3 short labels as buttons, up to 10 as a list, more as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Render {
    #[default]
    Auto,
    Buttons,
    List,
    Text,
}
