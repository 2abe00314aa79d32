//! `test` blocks as data, for whoever runs them.

use scn_diag::Span as Place;
use scn_graph::{Expr, MemoryId, Moment, Span, Template, Value};

/// One `test "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    pub title: String,
    pub lines: Vec<Line>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub kind: LineKind,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LineKind {
    Client(String),
    ClientTaps(String),
    /// `what` is `image`, `voice`, `audio`, `video`, `document`, `sticker`, `place`.
    ClientSends {
        what: String,
        text: Option<String>,
    },
    /// The next message of the bot is exactly this; holes are evaluated in the conversation.
    Bot(Template),
    BotContains(String),
    BotMatching(String),
    BotShowsButtons(Vec<String>),
    BotSilent,
    After(Span),
    At(Moment),
    GivenMemory(Vec<(MemoryId, Value)>),
    /// `Expr::Named` reads a slot by its name.
    Expect(Expr),
    Human(String),
    HumanGivesBack,
    /// The state is written out and read back, as when the process starts again.
    Restart,
}
