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
    Connector(Connector),
    Template(Template),
    Trigger(Trigger),
    Tunnel(Tunnel),
    Escape(Escape),
    Ladder(Ladder),
    Assistant(Assistant),
    Audience(Audience),
    Campaign(Campaign),
    Limit(Limit),
    Allow(Allow),
    Migrate(Migrate),
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
    /// `gather 2 seconds`
    Gather(Duration),
    /// `emojis up to 2`
    Emojis(u32),
    /// `exclamations up to 1`
    Exclamations(u32),
    /// `messages up to 300 chars`
    Messages(u32),
    /// `failed { … }`: for every call that has no branch of its own.
    Failed(Block),
    /// `too_late { … }`: for every call that has no branch of its own.
    TooLate(Block),
    Limit(Limit),
    Allow(Allow),
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
    /// `on ad source "summer"`
    Ad {
        source: Option<Text>,
    },
    Order,
    /// `on event shop.shipped(number) after 2 days unless EXPR held drop`; the parameters are names of the event's own.
    Event {
        event: QualifiedName,
        params: Vec<Name>,
        after: Option<Duration>,
        unless: Option<Expr>,
        held: Option<Held>,
        interrupts: bool,
    },
    Schedule(Every),
    /// `on silence 20 minutes in order`
    Silence {
        after: Duration,
        within: Option<QualifiedName>,
        held: Option<Held>,
    },
    /// `on return after 7 days`
    Return {
        after: Duration,
    },
    Media,
    Reaction,
    Unsupported,
    /// `on group NAME`
    Group(Name),
    Error(Span),
}

/// What becomes of a message that must not go out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Later,
    Drop,
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
    pub ladder: Option<Ladder>,
    pub limits: Vec<Limit>,
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

/// `connector shop { base env SHOP_URL; …; post order(…) -> receipt at "/orders"; event shipped(…) }` and
/// `connector bank from "openapi.yaml" { use blockCard, getCard }`
#[derive(Clone, Debug, PartialEq)]
pub struct Connector {
    pub doc: Doc,
    pub name: Name,
    /// The OpenAPI file.
    pub from: Option<Text>,
    pub base: Option<Base>,
    /// `auth env NAME`
    pub auth: Option<Name>,
    pub processor: Option<Processor>,
    pub receives: Vec<Receives>,
    pub timeout: Option<Duration>,
    /// `retry 3`: attempts after the first.
    pub retry: Option<u32>,
    /// `use blockCard, getCard`: operations taken from the OpenAPI file.
    pub uses: Vec<Name>,
    pub operations: Vec<Operation>,
    pub events: Vec<EventDeclaration>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// `base env SHOP_URL`
    Env(Name),
    /// `base "https://…"`
    Url(Text),
}

/// `processor "Pizzeria Rosa SA" in CH`
#[derive(Clone, Debug, PartialEq)]
pub struct Processor {
    pub name: Text,
    pub country: Option<Name>,
    pub span: Span,
}

/// `receives contact, location for orders`
#[derive(Clone, Debug, PartialEq)]
pub struct Receives {
    pub categories: Vec<Name>,
    pub purposes: Vec<Name>,
    pub span: Span,
}

/// `post order(lines: list of pizza_line) -> receipt at "/orders" idempotent`
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    pub doc: Doc,
    /// `get`, `post`, `put`, `delete`
    pub method: Name,
    pub name: Name,
    pub params: Vec<Param>,
    pub result: Option<Type>,
    pub at: Option<Text>,
    /// May be repeated or corrected without harm.
    pub idempotent: Option<Span>,
    pub span: Span,
}

/// `event shipped(number: text)`
#[derive(Clone, Debug, PartialEq)]
pub struct EventDeclaration {
    pub doc: Doc,
    pub name: Name,
    pub params: Vec<Param>,
    pub span: Span,
}

/// `template order_ready utility(number: text) { language fr "…{number}…"; footer "…"; button "Suivre" to "https://…" }`
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub doc: Doc,
    pub name: Name,
    /// `utility`, `marketing`, `authentication`
    pub category: Option<Name>,
    pub params: Vec<Param>,
    /// What follows a `language` line belongs to it.
    pub languages: Vec<TemplateLanguage>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TemplateLanguage {
    pub language: Name,
    pub body: Text,
    pub header: Option<Text>,
    pub footer: Option<Text>,
    pub buttons: Vec<TemplateButton>,
    pub span: Span,
}

/// `button "Suivre" to "https://…/{number}"` · `button "Commander" to order` · `button "Merci"`
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateButton {
    pub label: Text,
    pub target: Option<ButtonTarget>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ButtonTarget {
    Url(Text),
    /// A tunnel that a tap starts.
    Tunnel(QualifiedName),
}

/// `ladder { retry "…", "…"; help "…"; otherwise { … } }`: what happens when an answer is not understood. In a file
/// for the whole project, in a tunnel for its questions; a question's own words win.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    pub retry: Vec<Text>,
    pub help: Option<Text>,
    pub otherwise: Option<Block>,
    pub span: Span,
}

/// `assistant concierge { model env NAME; knows "docs/*.md", catalog menu; rules "…"; may see room; at most 400 chars, 5 seconds; may only answer }`
#[derive(Clone, Debug, PartialEq)]
pub struct Assistant {
    pub doc: Doc,
    pub name: Name,
    pub model: Option<Name>,
    pub knows: Vec<Knows>,
    pub rules: Vec<Text>,
    pub may_see: Vec<QualifiedName>,
    pub processor: Option<Processor>,
    pub most_chars: Option<u32>,
    pub most_time: Option<Duration>,
    pub only_answers: bool,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Knows {
    Files(Text),
    Catalog(Name),
}

/// `audience regulars where EXPR`
#[derive(Clone, Debug, PartialEq)]
pub struct Audience {
    pub doc: Doc,
    pub name: Name,
    pub condition: Expr,
    pub span: Span,
}

/// `campaign friday { every fri at 17:00; to regulars; send offer(…) }`
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    pub doc: Doc,
    pub name: Name,
    pub every: Vec<Every>,
    pub audience: Option<Name>,
    /// What it says, sends and asks.
    pub body: Block,
    pub span: Span,
}

/// `every fri at 17:00`; a single day is a range of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Every {
    pub from_day: Name,
    pub to_day: Name,
    /// Minutes of the day.
    pub at: u16,
    pub span: Span,
}

/// `limit 1 per week for marketing`
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub times: u32,
    /// `day`, `week`, `month`
    pub per: Name,
    pub purpose: Option<Name>,
    pub span: Span,
}

/// `allow W6012 because "…"`
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    pub code: Name,
    pub because: Option<Text>,
    pub span: Span,
}

/// `migrate from "1.2" { rename order.date to order.day; … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Migrate {
    pub from: Text,
    pub rules: Vec<MigrateRule>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum MigrateRule {
    Rename(QualifiedName, QualifiedName),
    Move(QualifiedName, QualifiedName),
    Drop(QualifiedName),
    Set(QualifiedName, Expr),
    Error(Span),
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
    Say(Box<Say>),
    Ask(Box<Ask>),
    Collect(Box<Collect>),
    /// `choose "…" { "Label" { … } … }`
    Choose(Box<Choose>),
    Confirm(Box<Confirm>),
    /// `set x = EXPR`
    Set {
        slot: Name,
        value: Expr,
    },
    /// `for x in list { … }`
    For {
        variable: Name,
        list: Expr,
        body: Block,
    },
    Call(Box<Call>),
    Send(Send),
    /// `emit order_placed(total: total)`
    Emit {
        event: QualifiedName,
        args: Vec<Arg>,
    },
    /// `react "👍"`
    React(Text),
    Consent(Box<Consent>),
    /// `answer from "faq.yaml"`
    AnswerFrom(Text),
    /// `answer with concierge`
    AnswerWith(Name),
    /// `opt out` · `opt in`
    Opt {
        out: bool,
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
    Forget(Forget),
    /// `handoff to TEAM because "…" { otherwise after 15 minutes { … } }`; without `to` the project's first team.
    Handoff {
        team: Option<Name>,
        because: Option<Text>,
        otherwise: Option<Unanswered>,
    },
    /// `allow W6012 because "…"`: for what follows on the next line; it does nothing itself.
    Allow(Allow),
    Error,
}

/// `otherwise after 15 minutes { … }` of a handoff.
#[derive(Clone, Debug, PartialEq)]
pub struct Unanswered {
    pub after: Duration,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Forget {
    Field(Name),
    /// `forget consent.marketing`: the consent is withdrawn.
    Consent(Name),
    /// `forget everything`: all that is known of this contact.
    Everything(Span),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Wait {
    For(Duration),
    Until(Expr),
    /// `wait up to 14 days for shop.returned as parcel { late { … } }`
    UpTo {
        span: Duration,
        event: QualifiedName,
        result: Option<Name>,
        late: Option<Block>,
    },
}

/// `say …` and its fallback `else send template(args)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    pub message: SayMessage,
    pub or_send: Option<Send>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SayMessage {
    /// `say "…"`; more than one text is `say one of { "…" "…" }`.
    Text(Vec<Text>),
    /// `say image "file or url" caption "…"`; `kind`: `image`, `audio`, `video`, `document`, `sticker`
    Media {
        kind: Name,
        source: Text,
        caption: Option<Text>,
    },
    /// `say place "Pizzeria Rosa" at 46.52, 6.63 address "Rue Haute 1"`; coordinates as written
    Place {
        name: Option<Text>,
        latitude: String,
        longitude: String,
        address: Option<Text>,
    },
    /// `say contact "Rosa" phone "+41…"`
    Contact {
        name: Text,
        phone: Text,
    },
    /// `say link "Label" to "https://…" text "…"`; the text above the button
    Link {
        label: Text,
        url: Text,
        text: Option<Text>,
    },
    Error(Span),
}

/// `send order_ready(number: receipt.number)`
#[derive(Clone, Debug, PartialEq)]
pub struct Send {
    pub template: QualifiedName,
    pub args: Vec<Arg>,
    pub span: Span,
}

/// `call shop.order(lines, mode) as receipt { failed { … } slow after 3 seconds { … } too_late { … } }`
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub operation: QualifiedName,
    pub args: Vec<Arg>,
    pub result: Option<Name>,
    pub failed: Option<Block>,
    pub slow: Option<Slow>,
    pub too_late: Option<Block>,
}

/// `slow after 3 seconds { say "…" }`
#[derive(Clone, Debug, PartialEq)]
pub struct Slow {
    pub after: Duration,
    pub body: Block,
    pub span: Span,
}

/// `consent marketing "…" { yes "…" no "…" }`; without labels: the language's own yes and no.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    pub purpose: Name,
    pub prompt: Option<Text>,
    pub yes: Option<MenuOption>,
    pub no: Option<MenuOption>,
    pub modifiers: Modifiers,
}

/// `collect lines: list 1..8 of pizza_line { say "…"; more "…"; ask size "…" }`
#[derive(Clone, Debug, PartialEq)]
pub struct Collect {
    pub slot: Name,
    pub ty: Type,
    pub prompt: Option<Text>,
    pub more: Option<Text>,
    /// `ask size "Quelle taille pour {pizza} ?"`: how a missing field is asked; the text sees the record's fields.
    pub fields: Vec<FieldPrompt>,
    pub modifiers: Modifiers,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldPrompt {
    pub field: Name,
    pub prompt: Text,
    pub span: Span,
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
    pub offer: Option<Offer>,
    pub reminders: Vec<Remind>,
    pub expire: Option<Expire>,
    /// `hear with TRANSCRIBER`
    pub hear: Option<Hear>,
    /// `id "…"`: a stable name for its texts.
    pub id: Option<Text>,
}

/// `offer contact.address "Toujours au {offered} ?"`
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is proposed; the field that `remember` names when left out.
    pub value: Option<Expr>,
    pub text: Text,
    pub span: Span,
}

/// `remind after 2 hours "…" else send template(args)`
#[derive(Clone, Debug, PartialEq)]
pub struct Remind {
    pub after: Duration,
    pub text: Text,
    pub or_send: Option<Send>,
    pub span: Span,
}

/// `expire after 3 days { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Expire {
    pub after: Duration,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hear {
    pub with: Option<Name>,
    pub span: Span,
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
    /// `client sends order 2 "margherita" 18.50 CHF, 1 "coca"`
    ClientSendsOrder(Vec<OrderItem>),
    /// `client reacts "👍"`
    ClientReacts(Text),
    /// `client comes from ad "summer" "Bonjour"`: the ad's source, then the first words.
    ClientFromAd {
        source: Text,
        text: Option<Text>,
    },
    /// `bot sends template NAME`
    BotSendsTemplate(QualifiedName),
    /// `bot sends image "menu.jpg"`: the kind, and part of its source, name or caption.
    BotSends {
        what: Name,
        text: Option<Text>,
    },
    /// `bot reacts "👍"`
    BotReacts(Text),
    /// `bot emits order_placed`
    BotEmits(QualifiedName),
    /// `event shop.shipped(number: "7")`
    Event {
        event: QualifiedName,
        args: Vec<Arg>,
    },
    /// `connector shop.order returns receipt(number: "7")` · `fails` · `is slow` · `is called once`
    Connector {
        operation: QualifiedName,
        does: ConnectorDoes,
    },
    /// `restart`: the process stops and starts again; nothing may be lost.
    Restart,
    Error,
}

/// `2 "margherita" 18.50 CHF`; the price of one.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderItem {
    pub quantity: u32,
    pub product: Text,
    pub price: Option<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ConnectorDoes {
    /// From here on; without a value for an operation that returns nothing.
    Returns(Option<Expr>),
    Fails,
    /// Answers only after the `slow` branch has run.
    IsSlow,
    /// So far in this test: `never`, `once`, `twice`, `3 times`.
    IsCalled(u32),
}
