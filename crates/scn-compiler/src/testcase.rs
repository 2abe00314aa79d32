//! `test` blocks as data, for whoever runs them.

use scn_diag::Span as Place;
use scn_graph::{EventId, Expr, MemoryId, Moment, OperationId, Span, Template, TemplateId, Value};

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
    /// A cart from the catalog.
    ClientSendsOrder(Vec<(String, u32, Option<Value>)>),
    ClientReacts(String),
    ClientFromAd {
        source: String,
        text: Option<String>,
    },
    BotSendsTemplate(TemplateId),
    /// `what` is `image`, `audio`, `video`, `document`, `sticker`, `place`, `contact`, `link`; `text` is part of its
    /// source, name, label or caption.
    BotSends {
        what: String,
        text: Option<String>,
    },
    BotReacts(String),
    BotEmits(String),
    Event {
        event: EventId,
        params: Vec<(String, Value)>,
    },
    Connector {
        operation: OperationId,
        does: ConnectorDoes,
    },
    /// The state is written out and read back, as when the process starts again.
    Restart,
}

/// What a connector does in a test from here on, or what it was asked so far.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectorDoes {
    Returns(Option<Value>),
    Fails,
    IsSlow,
    IsCalled(u32),
}
