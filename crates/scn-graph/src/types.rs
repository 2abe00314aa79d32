//! Types of values, with the constraints that both understand answers and bound the length of messages.

use crate::{CatalogId, ChoiceId, Key, LexiconId, PatternId, RecordId, TextId, expr::Expr, value::Value};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Type {
    Text {
        max_chars: Option<u32>,
        pattern: Option<PatternId>,
    },
    Number {
        min: Option<i64>,
        max: Option<i64>,
    },
    Decimal {
        min: Option<Decimal>,
        max: Option<Decimal>,
    },
    /// A currency is known where the compiler could tell.
    Money {
        currency: Option<Currency>,
    },
    YesNo,
    Date(When),
    Time(When),
    DateTime(When),
    Duration,
    Phone,
    Email,
    Url,
    Address,
    Place,
    Image,
    Audio,
    Video,
    Document,
    ContactCard,
    Choice(ChoiceId),
    Row(CatalogId),
    Record(RecordId),
    List {
        of: Box<Type>,
        min: u32,
        max: Option<u32>,
    },
    /// `T?`
    Optional(Box<Type>),
}

impl Type {
    pub const TEXT: Type = Type::Text { max_chars: None, pattern: None };
    pub const NUMBER: Type = Type::Number { min: None, max: None };

    /// The type without `?`.
    pub fn known(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }

    /// Types whose answers may hold any words; they yield to questions and escapes.
    pub fn is_open(&self) -> bool {
        matches!(self.known(), Type::Text { .. } | Type::Address)
    }

    /// Sent as a thing of its own, never written.
    pub fn is_sent(&self) -> bool {
        matches!(
            self.known(),
            Type::Place | Type::Image | Type::Audio | Type::Video | Type::Document | Type::ContactCard
        )
    }
}

/// `in future`, `in past`, `within 30 days`, `during hours`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct When {
    pub future: bool,
    pub past: bool,
    pub within_seconds: Option<u32>,
    pub during_hours: bool,
}

/// ISO 4217, three letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Currency(pub [u8; 3]);

impl Currency {
    /// From three ASCII letters.
    pub fn parse(text: &str) -> Option<Currency> {
        let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

/// A closed set: `choice size { small "Petite" also "S" … }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub name: String,
    pub values: Vec<ChoiceValue>,
    pub lexicon: LexiconId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceValue {
    pub name: String,
    pub key: Key,
    pub label: TextId,
    pub description: Option<TextId>,
    /// Offered only when this holds; slots by the frame that asks.
    pub only_when: Option<Expr>,
}

/// Rows of a file, typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    pub name: String,
    pub columns: Vec<Field>,
    /// The column that shows a row.
    pub label: u16,
    /// The column shown below the label in a list, if any.
    pub description: Option<u16>,
    /// The yes/no column that hides a row when it is `no`, if any.
    pub available: Option<u16>,
    /// The column that groups rows into sections, if any.
    pub group: Option<u16>,
    pub rows: Vec<Row>,
    pub lexicon: LexiconId,
}

impl Catalog {
    /// Whether a row can be had.
    pub fn is_available(&self, row: &Row) -> bool {
        let cell = self.available.and_then(|column| row.cells.get(usize::from(column)));
        !matches!(cell, Some(Some(Value::YesNo(false))))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The row's key as written in the file.
    pub name: String,
    pub key: Key,
    /// One cell per column; `None` where the file has none.
    pub cells: Vec<Option<Value>>,
}

/// `record pizza_line { … }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub name: String,
    pub fields: Vec<Field>,
    /// How one is shown; its expressions read the fields as `Expr::Own`.
    pub label: Option<TextId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub ty: Type,
    /// A default, or for `formula` a value computed from the fields above.
    pub value: Option<Expr>,
    pub formula: bool,
    /// `said after`, folded: what follows these words belongs to this field.
    pub markers: Vec<String>,
}
