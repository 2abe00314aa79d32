//! Several records from one message: "2 grandes margheritas sans basilic et une petite calzone".

mod drafts;
mod group;
mod items;
mod marks;
mod phrases;
mod placing;
mod scope;
mod shape;
mod tokens;

use crate::{
    api::{Context, Utterance},
    words::Tag,
};
use group::Group;
use scn_graph::{Type, Value, model::Lexicon};
use scope::Scope;
use shape::Shape;
use std::ops::Range;
use tokens::{Kind, Token};

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
    utterance: &Utterance<'_>,
    fields: &[Option<FieldShape<'_>>],
    context: &Context<'_>,
) -> RecordsFound {
    if says_no(utterance, context) {
        return RecordsFound { ends: true, understood: 1000, ..RecordsFound::default() };
    }
    let shape = Shape::new(fields);
    let tokens = tokens::tokens(utterance, &shape, context);
    let scope = Scope { utterance, shape: &shape, context, tokens: &tokens };
    let mut group = Group::new(scope);
    let records = group.records();
    RecordsFound {
        ends: tokens.iter().any(|token| token.kind == Kind::End),
        understood: understood(utterance, &tokens, &group.explained),
        rest: rest(utterance, &tokens),
        records,
    }
}

/// "non merci": the whole message is a no.
fn says_no(utterance: &Utterance<'_>, context: &Context<'_>) -> bool {
    crate::yes_no(utterance, context.languages)
        .is_some_and(|reading| reading.whole && reading.value == Value::YesNo(false))
}

/// The share of the words of weight that is explained.
fn understood(utterance: &Utterance<'_>, tokens: &[Token], explained: &[bool]) -> u16 {
    let light =
        |at: usize| {
            utterance.hits.iter().any(|hit| {
                matches!(hit.tag, Tag::Yes | Tag::No | Tag::Correction) && hit.words().contains(&at)
            }) || phrases::requests(utterance.word(at))
                || phrases::links(utterance.word(at))
        };
    let (mut known, mut all) = (0, 0);
    for token in tokens.iter().filter(|token| !matches!(token.kind, Kind::Comma | Kind::Stop | Kind::Filler))
    {
        for at in token.words.clone() {
            let is_known = explained.get(at).copied().unwrap_or(false);
            let weighs = is_known && !utterance.is_filler(at) || !(utterance.is_filler(at) || light(at));
            all += usize::from(weighs);
            known += usize::from(weighs && is_known);
        }
    }
    let any = explained.contains(&true);
    (1000 * known).checked_div(all).map_or(if any { 1000 } else { 0 }, |share| share as u16)
}

/// Clauses that speak of something else, as they were written.
fn rest(utterance: &Utterance<'_>, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut rest = Vec::new();
    for clause in tokens.split(|token| matches!(token.kind, Kind::Comma | Kind::Stop)) {
        let foreign = clause.iter().any(|token| token.kind == Kind::Foreign);
        if let (true, Some(first), Some(last)) = (foreign, clause.first(), clause.last()) {
            rest.push(utterance.raw_range(first.words.start..last.words.end));
        }
    }
    rest
}
