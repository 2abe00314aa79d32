//! What a test showed: the chat as it went, and the one line where it went wrong.

use scn_diag::Span as Place;
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
    /// Time that passed, a restart, a handoff: between the bubbles.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The line of the test.
    pub place: Place,
    /// One sentence, lower case, no final period.
    pub message: String,
}
