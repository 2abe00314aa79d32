//! Expressions, resolved and typed. Evaluation always ends: there is no call and no loop but over a list at hand.

use crate::{CatalogId, FlowId, MemoryId, PurposeId, RecordId, SlotId, TeamId, text::Piece, value::Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    Const(Value),
    /// A slot, a `set` or a parameter of the frame at hand.
    Slot(SlotId),
    /// The item of the `for` around it, counted from the outermost (0).
    Item(u16),
    /// The field of the record whose label or formula this is.
    Own(u16),
    Memory(MemoryId),
    /// `consent.marketing`: what the contact answered; unknown when never asked.
    Consent(PurposeId),
    /// The rows of a catalog that are available, as a list.
    Rows(CatalogId),
    Context(Context),
    /// A field of a record, or a column of a catalog row.
    Field(Box<Expr>, u16),
    Index(Box<Expr>, Box<Expr>),
    /// `list.count`
    Count(Box<Expr>),
    /// `text.length`, in characters
    Length(Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    IsKnown(Box<Expr>),
    /// `EXPR default VALUE`
    Default(Box<Expr>, Box<Expr>),
    Aggregate(Box<Aggregate>),
    Record(RecordId, Vec<Option<Expr>>),
    List(Vec<Expr>),
    /// In tests only: a slot looked up by name in the innermost frame that has it.
    Named(String),
    /// In an escape: a slot of the tunnel around it, read in that tunnel's innermost frame.
    Outer(FlowId, SlotId),
    /// A text with holes as a value, in the contact's language; unknown when a value in it is.
    Text(Vec<Piece>),
    /// `masked(x)`: the value as text, its middle hidden.
    Masked(Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Context {
    /// The name the customer chose on WhatsApp.
    ContactName,
    ContactPhone,
    ContactLanguage,
    Now,
    Today,
    WindowIsOpen,
    HoursIsOpen,
    /// A duration: how long the conversation rested before this message.
    PausedFor,
    /// The text of the message that came in.
    MessageText,
    /// In `offer` texts.
    Offered,
    /// All that is remembered of the contact, one line per field, for `std.privacy`.
    ContactData,
    /// The items of a cart, a list of the built-in record `cart_item`, and what they cost together.
    MessageItems,
    MessageTotal,
    /// The ad the customer came from.
    MessageSource,
    MessageHeadline,
    MessageEmoji,
    MessageCaption,
    /// `kitchen is open`, by the team's own hours.
    TeamIsOpen(TeamId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Is,
    IsNot,
    And,
    Or,
    /// Left is a value, right a list.
    In,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    pub function: Function,
    pub list: Expr,
    /// Which `Expr::Item` stands for the item in `value` and `condition`.
    pub item: u16,
    pub value: Expr,
    pub condition: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    Sum,
    Min,
    Max,
    Count,
    Any,
    All,
    First,
    Last,
    /// `[e for x in list]`
    List,
}
