//! The typed tree of a file. Every node has a span; whatever could not be read is an `Error` in its place, already
//! reported. Names are NFC. Nothing here is resolved: a `Type::Named` may not exist, a `Path` may lead nowhere.

use scn_diag::{FileId, Span};

/// A name as written, NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// `a.b`, for `use std.consent` and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedName {
    pub parts: Vec<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub id: FileId,
    pub declarations: Vec<Declaration>,
}

/// The text of the `##` comments before a declaration, without the marks; empty when there are none.
pub type Doc = String;

#[derive(Clone, Debug, PartialEq)]
pub enum Declaration {
    Scenario(Scenario),
    Use(Use),
    Choice(Choice),
    Catalog(Catalog),
    Record(Record),
    Purpose(Purpose),
    Memory(Memory),
    Team(Team),
    Trigger(Trigger),
    Tunnel(Tunnel),
    Escape(Escape),
    Test(Test),
    Error(Span),
}

/// `scenario NAME { title "…"; language fr, en; … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    pub doc: Doc,
    pub name: Name,
    pub settings: Vec<Setting>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Title(Text),
    /// `language fr, en`
    Language(Vec<Name>),
    /// `timezone Europe/Zurich`
    Timezone(Name),
    /// `tone vous`
    Tone(Name),
    Hours(Vec<Opening>),
    /// `quiet 21:30-08:30`
    Quiet(ClockRange),
    /// `version "1.2"`
    Version(Text),
    Error(Span),
}

/// `tue-sun 11:00-22:00`; `days` are `mon`…`sun`, a single day is a range of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub from_day: Name,
    pub to_day: Name,
    pub clock: ClockRange,
    pub span: Span,
}

/// Minutes of the day, `21:30-08:30`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockRange {
    pub from: u16,
    pub to: u16,
    pub span: Span,
}

/// `use std.consent as consent`
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    pub path: QualifiedName,
    pub alias: Option<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub doc: Doc,
    pub name: Name,
    pub values: Vec<ChoiceValue>,
    pub span: Span,
}

/// `small "Petite" also "S", "26 cm" description "…" only when EXPR`, in the short or the long form.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceValue {
    pub name: Name,
    pub label: Text,
    pub also: Vec<Text>,
    pub description: Option<Text>,
    pub only_when: Option<Expr>,
    pub span: Span,
}

/// `catalog menu from "data/menu.yaml" key id label name`
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    pub doc: Doc,
    pub name: Name,
    pub from: Text,
    pub key: Option<Name>,
    pub label: Option<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub doc: Doc,
    pub name: Name,
    pub fields: Vec<RecordField>,
    pub label: Option<Text>,
    pub span: Span,
}

/// `quantity: number 1..20 = 1 said after "x"`
#[derive(Clone, Debug, PartialEq)]
pub struct RecordField {
    pub name: Name,
    pub ty: Type,
    pub value: Option<Expr>,
    pub said_after: Vec<Text>,
    pub span: Span,
}

/// `purpose orders { basis contract }`
#[derive(Clone, Debug, PartialEq)]
pub struct Purpose {
    pub doc: Doc,
    pub name: Name,
    pub basis: Option<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    pub doc: Doc,
    pub fields: Vec<MemoryField>,
    pub span: Span,
}

/// `first_name: text is identity for orders keep 24 months needs consent`
#[derive(Clone, Debug, PartialEq)]
pub struct MemoryField {
    pub name: Name,
    pub ty: Type,
    pub category: Option<Name>,
    pub purposes: Vec<Name>,
    pub keep: Option<Duration>,
    pub needs_consent: bool,
    pub span: Span,
}

/// `team salle "L'équipe" { hours …; away "…" }`
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    pub doc: Doc,
    pub name: Name,
    pub label: Option<Text>,
    pub hours: Vec<Opening>,
    pub away: Option<Text>,
    pub span: Span,
}

/// `on message like "…" { … }` · `on link "CODE" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    pub doc: Doc,
    pub event: TriggerEvent,
    pub hears: Hears,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TriggerEvent {
    Message,
    Link(Text),
    Error(Span),
}

/// What an entry or an escape listens to; in the header or as first lines of the block.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Hears {
    pub like: Vec<Text>,
    pub says: Vec<Text>,
    pub matching: Vec<Pattern>,
    pub only_when: Option<Expr>,
}

/// `/…/`, with `\/` already read as `/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    pub source: String,
    pub span: Span,
}

/// `tunnel order(lines: list of pizza_line) -> receipt { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Tunnel {
    pub doc: Doc,
    pub name: Name,
    pub params: Vec<Param>,
    pub result: Option<Type>,
    /// Statements, and the tunnel's own escapes in `escapes`.
    pub body: Block,
    pub escapes: Vec<Escape>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub name: Name,
    pub ty: Type,
    pub span: Span,
}

/// `escape NAME { like "…"; says "…"; …statements… }`
#[derive(Clone, Debug, PartialEq)]
pub struct Escape {
    pub doc: Doc,
    pub name: Name,
    pub hears: Hears,
    pub body: Block,
    pub span: Span,
}

// ---------------------------------------------------------------- statements

#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub statements: Vec<Statement>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub kind: StatementKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// `say "…"`; more than one text is `say one of { "…" "…" }`.
    Say(Vec<Text>),
    Ask(Box<Ask>),
    /// `choose "…" { "Label" { … } … }`
    Choose(Box<Choose>),
    Confirm(Box<Confirm>),
    /// `set x = EXPR`
    Set {
        slot: Name,
        value: Expr,
    },
    When {
        condition: Expr,
        then: Block,
        otherwise: Option<Block>,
    },
    Match {
        subject: Expr,
        arms: Vec<MatchArm>,
        otherwise: Option<Block>,
    },
    /// `enter tunnel(args) as x`
    Enter {
        tunnel: QualifiedName,
        args: Vec<Arg>,
        result: Option<Name>,
    },
    Go(Name),
    Step {
        name: Name,
        body: Block,
    },
    Done(Option<Expr>),
    Leave,
    Resume,
    Restart,
    Correct,
    Wait(Wait),
    /// `remember x` · `remember x = EXPR`
    Remember {
        field: Name,
        value: Option<Expr>,
    },
    Forget(Name),
    /// `handoff to TEAM because "…"`
    Handoff {
        team: Name,
        because: Option<Text>,
    },
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Wait {
    For(Duration),
    Until(Expr),
}

/// `ask slot: TYPE "prompt" … { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub slot: Name,
    pub ty: Type,
    /// The text in the header or of `say` in the block.
    pub prompt: Option<Text>,
    pub modifiers: Modifiers,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    pub prompt: Option<Text>,
    pub options: Vec<MenuOption>,
    pub modifiers: Modifiers,
}

/// `"Label" also "…" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct MenuOption {
    pub label: Text,
    pub also: Vec<Text>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    pub prompt: Option<Text>,
    pub yes: Option<MenuOption>,
    pub no: Option<MenuOption>,
    pub modifiers: Modifiers,
}

/// What `ask`, `choose` and `confirm` share, header or block form alike. What makes no sense at a place is the
/// compiler's to say.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Modifiers {
    pub again: Option<Text>,
    pub help: Option<Text>,
    pub retry: Vec<Text>,
    pub otherwise: Option<Block>,
    /// `default EXPR`: may be skipped, the value is then EXPR.
    pub default: Option<Expr>,
    pub checks: Vec<Check>,
    pub remember: Option<Remember>,
    /// `as buttons | list | text`
    pub render: Option<Name>,
    /// `always`: ask even when the slot was filled early.
    pub always: Option<Span>,
}

/// `check EXPR else "…"`
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub condition: Expr,
    pub otherwise: Text,
    pub span: Span,
}

/// `remember` · `remember as NAME`
#[derive(Clone, Debug, PartialEq)]
pub struct Remember {
    pub field: Option<Name>,
    pub span: Span,
}

/// `small, medium { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct MatchArm {
    pub values: Vec<Expr>,
    pub body: Block,
    pub span: Span,
}

// ---------------------------------------------------------------- types

#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    pub kind: TypeKind,
    /// `T?`
    pub optional: bool,
    pub constraints: Vec<Constraint>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A built-in type, a choice, a catalog or a record: `number`, `size`, `pizza_line`.
    Named(QualifiedName),
    /// `list 1..8 of T`
    List {
        range: Option<Range>,
        of: Box<Type>,
    },
    /// `one of EXPR`
    OneOf(Box<Expr>),
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    pub kind: ConstraintKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ConstraintKind {
    /// `1..20`
    Range(Range),
    /// `up to 80 chars`
    UpTo(u32),
    /// `matching /…/`
    Matching(Pattern),
    InFuture,
    InPast,
    /// `within 30 days`
    Within(Duration),
    DuringHours,
}

/// Bounds as written: number literals.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    pub from: String,
    pub to: String,
    pub span: Span,
}

// ---------------------------------------------------------------- expressions

#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `3`, `2.5`: as written, without blanks.
    Number(String),
    /// `12.50 CHF`
    Money {
        amount: String,
        currency: String,
    },
    Duration(Duration),
    /// `08:30`, minutes of the day
    Time(u16),
    /// `2026-12-24`
    Date {
        year: i16,
        month: u8,
        day: u8,
    },
    /// `2026-12-24 18:00`
    DateTime {
        year: i16,
        month: u8,
        day: u8,
        minutes: u16,
    },
    Text(Text),
    YesNo(bool),
    /// A name, `contact`, `now`, a choice value…
    Name(String),
    /// `x.y`
    Field {
        of: Box<Expr>,
        name: Name,
    },
    /// `x[0]`
    Index {
        of: Box<Expr>,
        at: Box<Expr>,
    },
    /// `pizza_line(quantity: 2)`, `masked(x)`
    Call {
        name: QualifiedName,
        args: Vec<Arg>,
    },
    /// `sum(e for x in list if c)`, and `sum(list)` when `variable` is absent.
    Aggregate(Box<Aggregate>),
    List(Vec<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary {
        op: BinaryOp,
        op_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `x is known`, `x is unknown`, `x is not known`
    IsKnown {
        of: Box<Expr>,
        known: bool,
    },
    /// `window is open`, `hours is open`; `what` is the left side's name.
    IsOpen {
        what: Name,
    },
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    /// `==` and `is`
    Is,
    /// `!=` and `is not`
    IsNot,
    And,
    Or,
    In,
    /// `EXPR default VALUE`, binds tighter than comparison
    Default,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// `sum`, `min`, `max`, `count`, `any`, `all`, `first`, `last`, or `list` for `[e for x in list]`
    pub function: Name,
    /// The value for each item; the list itself when there is no `for`.
    pub value: Expr,
    pub variable: Option<Name>,
    pub list: Option<Expr>,
    pub condition: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    pub name: Option<Name>,
    pub value: Expr,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    pub amount: u32,
    pub unit: DurationUnit,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationUnit {
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

// ---------------------------------------------------------------- texts

/// `"…"` or `"""…"""`, unescaped, indentation removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub pieces: Vec<Piece>,
    pub span: Span,
}

impl Text {
    /// The text when it holds no interpolation.
    pub fn plain(&self) -> Option<String> {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text, _) => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(String, Span),
    /// `{expr as style}`
    Value {
        expr: Expr,
        style: Option<Name>,
    },
    /// `[…{expr}…]`: gone when a value in it is unknown
    Optional(Vec<Piece>, Span),
    /// `{n plural one "…" other "…"}`
    Plural {
        count: Expr,
        forms: Vec<(Name, Text)>,
    },
    /// `{for x in list: "…"}`
    For {
        variable: Name,
        list: Expr,
        text: Text,
    },
    Error(Span),
}

// ---------------------------------------------------------------- tests

#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub title: Text,
    pub lines: Vec<TestLine>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TestLine {
    pub kind: TestLineKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TestLineKind {
    /// `client "…"`
    Client(Text),
    /// `client taps "Label"`
    ClientTaps(Text),
    /// `client sends image "…"`
    ClientSends {
        what: Name,
        text: Option<Text>,
    },
    /// `bot "…"`
    Bot(Text),
    BotContains(Text),
    BotMatching(Pattern),
    /// `bot shows buttons "A", "B"`
    BotShowsButtons(Vec<Text>),
    BotSilent,
    After(Duration),
    /// `at 2026-12-24 18:00`
    At(Expr),
    /// `given memory { first_name = "Léa" }`
    GivenMemory(Vec<(Name, Expr)>),
    Expect(Expr),
    /// `human "…"`
    Human(Text),
    HumanGivesBack,
    /// `restart`: the process stops and starts again; nothing may be lost.
    Restart,
    Error,
}
