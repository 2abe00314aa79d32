//! Values at run time. Rows and choice values go by key, so that they mean the same in the next version.

use crate::{CatalogId, ChoiceId, Key, RecordId, types::Currency};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Moment(pub i64);

impl Moment {
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
    /// Milliseconds since `earlier`; negative when `earlier` is later.
    pub fn since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Text(String),
    Number(i64),
    Decimal(Decimal),
    Money {
        amount: Decimal,
        currency: Currency,
    },
    YesNo(bool),
    Date(Day),
    /// Minutes of the day.
    Time(u16),
    DateTime(Moment),
    Duration(Span),
    /// Digits with a leading plus.
    Phone(String),
    Email(String),
    Url(String),
    Address(String),
    Place {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
    },
    /// Image, audio, video, document: the platform's media id.
    Media {
        id: String,
        mime: String,
    },
    ContactCard {
        name: String,
        phone: Option<String>,
    },
    Choice(ChoiceId, Key),
    Row(CatalogId, Key),
    /// One value per field, `None` where unknown.
    Record(RecordId, Vec<Option<Value>>),
    List(Vec<Value>),
}

/// A length of time: calendar part and elapsed part are kept apart (a day is not always 24 hours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Span {
    pub months: u32,
    pub days: u32,
    pub seconds: u32,
}

impl Span {
    pub const ZERO: Span = Span { months: 0, days: 0, seconds: 0 };
    pub fn seconds(seconds: u32) -> Span {
        Span { seconds, ..Span::ZERO }
    }
    pub fn days(days: u32) -> Span {
        Span { days, ..Span::ZERO }
    }
}
