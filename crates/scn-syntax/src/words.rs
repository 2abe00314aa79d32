//! The words that begin entries, by the block they belong to, and how each entry is written.

mod elsewhere;
mod usage;

pub(crate) use elsewhere::{operator, ours_for};
pub(crate) use usage::usage;

/// The kinds of places where entries stand; each has its own first words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    File,
    Statements,
    Tunnel,
    Hears,
    Question,
    Scenario,
    Choice,
    ChoiceValue,
    Record,
    Purpose,
    Memory,
    Team,
    Match,
    Texts,
    Test,
    Given,
    Trigger,
    Connector,
    Template,
    Ladder,
    Assistant,
    Campaign,
    Migrate,
    Call,
    Wait,
    Handoff,
    Collect,
}

impl Place {
    /// The place in the words of a message: "a word that begins …".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Place::File => "a declaration of a file",
            Place::Statements => "a statement",
            Place::Tunnel => "a statement of a tunnel",
            Place::Hears => "a statement of this block",
            Place::Question => "a line of a question",
            Place::Scenario => "a setting of the scenario",
            Place::Choice => "a value of a choice",
            Place::ChoiceValue => "a line of a choice value",
            Place::Record => "a field of a record",
            Place::Purpose => "a line of a purpose",
            Place::Memory => "a field of the memory",
            Place::Team => "a line of a team",
            Place::Match => "a branch of `match`",
            Place::Texts => "one of the texts",
            Place::Test => "a line of a test",
            Place::Given => "a value of the memory",
            Place::Trigger => "an event",
            Place::Connector => "a line of a connector",
            Place::Template => "a line of a template",
            Place::Ladder => "a line of a ladder",
            Place::Assistant => "a line of an assistant",
            Place::Campaign => "a line of a campaign",
            Place::Migrate => "a rule of `migrate`",
            Place::Call => "a branch of a `call`",
            Place::Wait => "the branch of a `wait`",
            Place::Handoff => "the branch of a `handoff`",
            Place::Collect => "a line of a `collect`",
        }
    }

    /// The words that may begin an entry here.
    pub(crate) fn words(self) -> impl Iterator<Item = &'static str> {
        let lists: &[&[&'static str]] = match self {
            Place::File => &[DECLARATIONS],
            Place::Statements => &[STATEMENTS],
            Place::Tunnel => &[STATEMENTS, &["escape", "ladder", "limit"]],
            Place::Hears => &[STATEMENTS, HEARS],
            Place::Question => &[MODIFIERS, &["say", "yes", "no"]],
            Place::Scenario => &[SETTINGS],
            Place::ChoiceValue => &[&["also", "description", "only"]],
            Place::Record => &[&["label"]],
            Place::Purpose => &[&["basis"]],
            Place::Team => &[&["hours", "away"]],
            Place::Match => &[&["else"]],
            Place::Test => &[TEST_LINES],
            Place::Trigger => &[EVENTS],
            Place::Connector => &[CONNECTOR],
            Place::Template => &[TEMPLATE],
            Place::Ladder => &[&["retry", "help", "otherwise"]],
            Place::Assistant => &[ASSISTANT],
            Place::Campaign => &[&["every", "to"], STATEMENTS],
            Place::Migrate => &[&["rename", "move", "drop", "set"]],
            Place::Call => &[CALL],
            Place::Wait => &[&["late"]],
            Place::Handoff => &[&["otherwise"]],
            Place::Collect => &[&["say", "more", "ask"], MODIFIERS],
            Place::Choice | Place::Memory | Place::Texts | Place::Given => &[],
        };
        lists.iter().flat_map(|list| list.iter().copied())
    }

    /// How an entry is written where no word begins it.
    pub(crate) fn usage(self) -> Option<&'static str> {
        Some(match self {
            Place::Choice => "NAME \"label\" also \"…\", \"…\"",
            Place::Record => "NAME: TYPE",
            Place::Memory => "NAME: TYPE for PURPOSE keep 24 months",
            Place::Match => "VALUE { … }",
            Place::Texts => "\"text\"",
            Place::Given => "NAME = VALUE",
            _ => return None,
        })
    }
}

const DECLARATIONS: &[&str] = &[
    "tunnel",
    "escape",
    "on",
    "choice",
    "record",
    "test",
    "memory",
    "scenario",
    "use",
    "catalog",
    "purpose",
    "team",
    "connector",
    "template",
    "ladder",
    "limit",
    "allow",
    "assistant",
    "audience",
    "campaign",
    "migrate",
];
const STATEMENTS: &[&str] = &[
    "say", "ask", "when", "set", "choose", "confirm", "enter", "handoff", "done", "remember", "match", "go",
    "step", "leave", "wait", "forget", "restart", "resume", "correct", "collect", "call", "send", "emit",
    "react", "consent", "for", "answer", "opt", "allow",
];
const HEARS: &[&str] = &["like", "says", "matching", "only"];
pub(crate) const MODIFIERS: &[&str] = &[
    "again",
    "help",
    "retry",
    "otherwise",
    "default",
    "check",
    "remember",
    "as",
    "always",
    "offer",
    "remind",
    "expire",
    "hear",
    "id",
];
const SETTINGS: &[&str] = &[
    "title",
    "language",
    "timezone",
    "tone",
    "hours",
    "quiet",
    "version",
    "gather",
    "emojis",
    "exclamations",
    "messages",
    "failed",
    "too_late",
    "limit",
    "allow",
];
const TEST_LINES: &[&str] =
    &["client", "bot", "after", "at", "given", "expect", "human", "restart", "event", "connector"];
const EVENTS: &[&str] = &[
    "message",
    "link",
    "event",
    "return",
    "silence",
    "order",
    "ad",
    "schedule",
    "media",
    "reaction",
    "unsupported",
    "group",
];
const CONNECTOR: &[&str] = &[
    "base",
    "auth",
    "processor",
    "receives",
    "timeout",
    "retry",
    "use",
    "get",
    "post",
    "put",
    "delete",
    "event",
];
const TEMPLATE: &[&str] = &["language", "header", "footer", "button"];
const ASSISTANT: &[&str] = &["model", "knows", "rules", "may", "at", "processor"];
const CALL: &[&str] = &["failed", "slow", "too_late"];

/// Whether a word begins some entry somewhere in the language.
pub(crate) fn is_known(word: &str) -> bool {
    [DECLARATIONS, STATEMENTS, HEARS, MODIFIERS, SETTINGS, TEST_LINES, CONNECTOR, TEMPLATE, ASSISTANT, CALL]
        .iter()
        .any(|list| list.contains(&word))
        || matches!(
            word,
            "yes" | "no" | "label" | "basis" | "away" | "also" | "description" | "else" | "more" | "late"
        )
}

/// Where a word belongs that begins no statement of its own.
pub(crate) fn home(word: &str) -> Option<&'static str> {
    Some(match word {
        "again" | "help" | "retry" | "otherwise" | "default" | "check" | "always" | "as" | "offer"
        | "remind" | "expire" | "hear" | "id" => {
            "it belongs to a question: put it behind `ask`, `choose` or `confirm`, or in the braces of the question"
        }
        "like" | "says" | "matching" => {
            "it belongs to an `escape` or an `on message`, before the first statement"
        }
        "also" | "description" => "it belongs to a value of a `choice`: put it behind the label or in braces",
        "yes" | "no" => "it belongs in the braces of a `confirm`",
        "client" | "bot" | "expect" | "human" | "given" => "it belongs in a `test`",
        "title" | "language" | "timezone" | "tone" | "quiet" | "version" | "gather" | "emojis"
        | "exclamations" | "messages" => "it belongs in the `scenario`",
        "more" => "it belongs to a `collect`: on its line, or in its braces",
        "failed" | "slow" | "too_late" => "it belongs in the braces of a `call`",
        "late" => "it belongs in the braces of a `wait up to`",
        "base" | "auth" | "receives" | "timeout" | "get" | "post" | "put" => "it belongs in a `connector`",
        "header" | "footer" | "button" => "it belongs in a `template`, below its `language` line",
        "connector" | "template" | "assistant" | "campaign" | "audience" | "migrate" => {
            "a declaration stands at the top level of the file: move it out of this block"
        }
        "else" => "it follows the `}` of a `when`, or stands in a `match`",
        _ => return None,
    })
}

/// The few words that can never be a name.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "is"
            | "in"
            | "default"
            | "if"
            | "for"
            | "else"
            | "yes"
            | "no"
            | "known"
            | "unknown"
    )
}

/// Whether what follows the word is a text.
pub(crate) fn takes_text(word: &str) -> bool {
    matches!(
        word,
        "say"
            | "again"
            | "help"
            | "retry"
            | "yes"
            | "no"
            | "title"
            | "away"
            | "like"
            | "says"
            | "choose"
            | "confirm"
            | "client"
            | "bot"
            | "human"
            | "description"
            | "also"
            | "label"
            | "because"
            | "version"
            | "link"
            | "test"
            | "more"
            | "react"
            | "header"
            | "footer"
            | "button"
            | "rules"
            | "caption"
    )
}
