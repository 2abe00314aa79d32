//! Texts with holes.

use crate::expr::Expr;
use serde::{Deserialize, Serialize};

/// A text of the scenario in one language.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Template {
    pub pieces: Vec<Piece>,
}

impl Template {
    pub fn literal(text: impl Into<String>) -> Template {
        Template { pieces: vec![Piece::Literal(text.into())] }
    }
    /// The text itself when it has no holes.
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    Literal(String),
    Value(Expr, Style),
    /// Disappears when a value in it is unknown.
    Optional(Vec<Piece>),
    Plural {
        count: Expr,
        forms: Vec<(PluralCategory, Vec<Piece>)>,
    },
    /// One line per item; the whole line goes when the list is empty.
    Lines {
        list: Expr,
        item: u16,
        body: Vec<Piece>,
    },
}

/// How a value is written out; `Plain` is the type's own way in the contact's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Style {
    #[default]
    Plain,
    Short,
    Long,
    Time,
    Date,
    Upper,
    Lower,
    Digits,
}

/// CLDR plural categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PluralCategory {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// The languages the understanding and the standard phrases know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    Fr,
    De,
    It,
    En,
}

impl Language {
    pub const ALL: [Language; 4] = [Language::Fr, Language::De, Language::It, Language::En];
    pub fn code(self) -> &'static str {
        match self {
            Language::Fr => "fr",
            Language::De => "de",
            Language::It => "it",
            Language::En => "en",
        }
    }
    pub fn parse(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|l| l.code() == code)
    }
}
