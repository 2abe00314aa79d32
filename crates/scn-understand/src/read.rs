//! Values of types that need no lexicon.

use crate::{
    api::{Context, Readings, Utterance},
    contact, durations, money, numbers, times, yes_no,
};
use scn_graph::Type;

/// Reads a value of a type that needs no lexicon (everything but choices, rows, records and lists).
pub fn read(ty: &Type, utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let mut found = all(ty, utterance, context);
    found.readings.sort_by_key(|reading| std::cmp::Reverse(reading.score));
    found
}

fn all(ty: &Type, utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    match ty {
        Type::Text { max_chars, pattern } => contact::text(utterance, context, *max_chars, *pattern),
        Type::Number { min, max } => numbers::whole(utterance, context, *min, *max),
        Type::Decimal { min, max } => numbers::decimal(utterance, context, *min, *max),
        Type::Money { currency } => money::read(utterance, context, *currency),
        Type::YesNo => Readings {
            readings: yes_no::yes_no(utterance, context.languages).into_iter().collect(),
            misfit: None,
        },
        Type::Date(when) => times::date(utterance, context, *when),
        Type::Time(_) => times::time(utterance, context),
        Type::DateTime(when) => times::moment(utterance, context, *when),
        Type::Duration => durations::read(utterance, context),
        Type::Phone => contact::phone(utterance, context),
        Type::Email => contact::email(utterance),
        Type::Url => contact::url(utterance),
        Type::Address => contact::address(utterance),
        Type::Optional(inner) => all(inner, utterance, context),
        // These come as attachments or are picked from a lexicon, never from words alone.
        Type::Place
        | Type::Image
        | Type::Audio
        | Type::Video
        | Type::Document
        | Type::ContactCard
        | Type::Choice(_)
        | Type::Row(_)
        | Type::Record(_)
        | Type::List { .. } => Readings::default(),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
