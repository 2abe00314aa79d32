//! What a test showed: the chat as it went, and the one line where it went wrong.

use scn_compiler::LineKind;
use scn_diag::Span as Place;
use scn_engine::Effect;
use scn_graph::NodeId;
use std::collections::BTreeSet;

/// One `test "…"` that was run.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub title: String,
    pub place: Place,
    /// Up to the failure, else to the end.
    pub chat: Vec<ChatLine>,
    pub failure: Option<Failure>,
    /// The nodes that this test went through.
    pub visited: BTreeSet<NodeId>,
    /// The ways it took: from a node to the next one of the same flow.
    pub taken: BTreeSet<(NodeId, NodeId)>,
    /// What left for the phone, in order: messages, templates and reactions.
    pub sent: Vec<Effect>,
}

impl Outcome {
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }
}

/// Who speaks in a line of the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Client,
    Bot,
    /// A person of the business.
    Human,
    /// Time that passed, a restart, a handoff, a reaction, a call: between the bubbles.
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Fine,
    /// The test says this; it did not come.
    Expected,
    /// This came instead, or too much.
    Actual,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatLine {
    pub who: Who,
    pub text: String,
    pub buttons: Vec<String>,
    pub mark: Mark,
}

impl ChatLine {
    pub(crate) fn new(who: Who, text: impl Into<String>) -> ChatLine {
        ChatLine { who, text: text.into(), buttons: Vec::new(), mark: Mark::Fine }
    }
    pub(crate) fn marked(self, mark: Mark) -> ChatLine {
        ChatLine { mark, ..self }
    }
    pub(crate) fn with_buttons(self, buttons: Vec<String>) -> ChatLine {
        ChatLine { buttons, ..self }
    }
}

/// Why a test failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The line of the test.
    pub place: Place,
    /// One sentence, lower case, no final period.
    pub message: String,
    /// What the test would have to say to pass here, where the bot is believed.
    pub blessing: Option<Blessing>,
}

/// A change of a test that makes it say what the bot said.
#[derive(Clone, Debug, PartialEq)]
pub enum Blessing {
    /// These lines stand for the line at this place of the test.
    Instead(usize, Vec<LineKind>),
    /// These lines follow it.
    After(usize, Vec<LineKind>),
}
