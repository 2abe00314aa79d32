//! Several records from one message: "2 grandes margheritas sans basilic et une petite calzone".

use crate::api::{Context, Utterance};
use scn_graph::{Type, Value, model::Lexicon};
use std::ops::Range;

/// One field of a record; a formula stands as `None` in the slice.
pub struct FieldShape<'a> {
    pub ty: &'a Type,
    /// What a choice, a catalog or a list of them is picked from.
    pub lexicon: Option<&'a Lexicon>,
    /// The folded words of `said after`.
    pub markers: &'a [String],
}

/// What was said for one field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    Value(Value),
    /// An item of the field's lexicon.
    Item(u32),
    /// A list of choices or rows.
    Items(Vec<u32>),
    /// Items that are equally likely: the customer is asked.
    Unsure(Vec<u32>),
    /// Said, but outside what the type allows ("50 pizzas"): the field is asked, never filled by its default.
    Misfit,
}

/// Which record is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    New,
    /// "the last one"; also "sans oignons" alone. When there is none yet, a new one.
    Last,
    /// "la deuxième" is 1.
    At(u16),
    /// "toutes en grande"
    All,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RecordFound {
    pub target: Target,
    /// One per field, in the order of the record.
    pub fields: Vec<Option<FieldValue>>,
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RecordsFound {
    pub records: Vec<RecordFound>,
    /// Nothing more: "c'est tout", "juste un coca", "non merci".
    pub ends: bool,
    /// The share of the words of weight that is explained, in thousandths.
    pub understood: u16,
    /// Clauses with nothing of a record in them, as ranges of the raw text: "et vous êtes ouverts le dimanche ?".
    pub rest: Vec<Range<usize>>,
}

/// The records a message speaks of, in the order of the message. Defaults are not filled here.
pub fn records(
    _utterance: &Utterance<'_>,
    _fields: &[Option<FieldShape<'_>>],
    _context: &Context<'_>,
) -> RecordsFound {
    RecordsFound::default()
}
