//! Phone numbers, mail and web addresses, postal addresses, free text.

mod address;
mod domain;
mod mail;
mod phone;
mod web;

use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    words::contact::ANNOUNCING,
};
use scn_graph::{PatternId, Value};
use std::ops::Range;

pub(crate) use address::read as address;
pub(crate) use mail::read as email;
pub(crate) use phone::read as phone;
pub use phone::{country_of_phone, warm};
pub(crate) use web::read as url;

/// What is read of a message for an address in it.
const MAX_BYTES: usize = 4096;

/// Any words, within their limits.
pub(crate) fn text(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    max_chars: Option<u32>,
    pattern: Option<PatternId>,
) -> Readings {
    let Some((text, raw)) = trimmed(utterance.raw) else { return Readings::default() };
    if max_chars.is_some_and(|max| text.chars().nth(max as usize).is_some()) {
        return Readings { readings: Vec::new(), misfit: Some(Misfit::TooLong) };
    }
    if pattern.is_some_and(|pattern| !(context.pattern)(pattern, text)) {
        return Readings { readings: Vec::new(), misfit: Some(Misfit::Pattern) };
    }
    Readings { readings: vec![reading(Value::Text(text.to_owned()), 1000, raw, true)], misfit: None }
}

fn trimmed(raw: &str) -> Option<(&str, Range<usize>)> {
    let text = raw.trim();
    let start = raw.len() - raw.trim_start().len();
    (!text.is_empty()).then(|| (text, start..start + text.len()))
}

fn reading(value: Value, score: Score, raw: Range<usize>, whole: bool) -> Reading {
    Reading { value, score, raw, whole, grain: None }
}

/// The part of a message that is searched.
fn head(raw: &str) -> &str {
    let end = (0..=MAX_BYTES.min(raw.len())).rev().find(|at| raw.is_char_boundary(*at)).unwrap_or(0);
    raw.get(..end).unwrap_or_default()
}

/// Only fillers and words that announce an address or a number stand outside a range of the raw text.
fn whole_but(utterance: &Utterance<'_>, raw: &Range<usize>) -> bool {
    let inside = |at: usize| {
        utterance.words.get(at).is_some_and(|word| word.raw.start >= raw.start && word.raw.end <= raw.end)
    };
    let says_nothing = |at: usize| {
        utterance.is_filler(at) || ANNOUNCING.iter().any(|table| table.contains(&utterance.word(at)))
    };
    raw.end <= head(utterance.raw).len()
        && (0..utterance.words.len()).all(|at| inside(at) || says_nothing(at))
}

/// The parts of a text between blanks, with their places.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |token| (token.as_ptr() as usize - base, token))
}

#[cfg(test)]
mod tests;
