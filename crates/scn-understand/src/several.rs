//! Which slots a message fills, and with which of its parts: "for 4 tomorrow at 7, the name is Ada Brown".

mod names;
mod party;

use crate::{
    api::{Context, Score, Utterance},
    clause, numbers, pick, read,
    records::FieldValue,
    spelling,
    words::{self, Tag, people},
};
use scn_graph::{Type, Value, model::Lexicon};
use std::{cmp::Reverse, ops::Range};

/// What was not asked for is taken only when it is as clear as this.
const SURE: Score = 850;
/// What was asked for need only be likely.
const LIKELY: Score = 600;
/// A value beside the name of what it is for.
const BY_NAME: Score = 950;

/// A slot that may be filled.
#[derive(Clone, Copy)]
pub struct SlotShape<'a> {
    /// As the scenario names it: "guests" tells what a number before "guests" means, "first_name" what a name is.
    pub name: &'a str,
    pub ty: &'a Type,
    /// What a choice or a row is picked from.
    pub lexicon: Option<&'a Lexicon>,
}

/// A part of the message that fills a slot.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotFound {
    /// Its place among the slots.
    pub slot: usize,
    /// A value, or an item of the lexicon of the slot.
    pub value: FieldValue,
    pub score: Score,
    /// The part of `Utterance::raw`.
    pub raw: Range<usize>,
}

/// The slots that the parts of a message fill, in the order of the message: parts do not overlap, each slot is filled at
/// most once, and what could mean several things is left out. The slot that was `asked` decides between two readings of
/// the same words: "13" is a time or a number of guests.
pub fn several(
    utterance: &Utterance<'_>,
    slots: &[SlotShape<'_>],
    asked: &[usize],
    context: &Context<'_>,
) -> Vec<SlotFound> {
    let mut found: Vec<SlotFound> = Vec::new();
    for (slot, shape) in slots.iter().enumerate() {
        let is_asked = asked.contains(&slot);
        let least = if is_asked { LIKELY } else { SURE };
        let mut readings = candidates(utterance, slot, shape, is_asked, context);
        readings.retain(|reading| reading.score >= least && !reading.raw.is_empty());
        found.append(&mut readings);
    }
    let taken: Vec<Range<usize>> = found.iter().map(|found| found.raw.clone()).collect();
    found.append(&mut names::names(utterance, slots, asked, &taken));
    choose(found, asked)
}

fn candidates(
    utterance: &Utterance<'_>,
    slot: usize,
    shape: &SlotShape<'_>,
    asked: bool,
    context: &Context<'_>,
) -> Vec<SlotFound> {
    let value = |value: Value, score, raw| SlotFound { slot, value: FieldValue::Value(value), score, raw };
    if let Some(lexicon) = shape.lexicon {
        let picked = pick(lexicon, utterance, None).into_iter();
        return picked
            .map(|f| SlotFound { slot, value: FieldValue::Item(f.item), score: f.score, raw: f.raw })
            .collect();
    }
    match shape.ty.known() {
        Type::Text { .. } => Vec::new(),
        Type::YesNo if !asked => yes_no_by_name(utterance, slot, shape, context),
        Type::Number { .. } => number(utterance, slot, shape, asked, context),
        ty => read(ty, utterance, context)
            .readings
            .into_iter()
            .map(|reading| value(reading.value, reading.score, exactly(utterance, reading.raw)))
            .collect(),
    }
}

/// "the 14th" without its "the", "7 p.m." with its last dot.
fn exactly(utterance: &Utterance<'_>, raw: Range<usize>) -> Range<usize> {
    let is_article = |word: &str| {
        matches!(
            word,
            "the" | "le" | "la" | "les" | "l" | "der" | "die" | "das" | "den" | "dem" | "il" | "lo" | "gli"
        )
    };
    let at = utterance.words.partition_point(|word| word.raw.start < raw.start);
    let next =
        utterance.words.get(at + 1).filter(|next| is_article(utterance.word(at)) && next.raw.end <= raw.end);
    let start = next.map_or(raw.start, |next| next.raw.start);
    let dotted =
        utterance.raw.get(start..raw.end).is_some_and(|text| text.ends_with(".m") || text.ends_with(".M"));
    let dot = dotted && utterance.raw.get(raw.end..).is_some_and(|rest| rest.starts_with('.'));
    start..raw.end + usize::from(dot)
}

/// A yes or a no beside the name of the slot: "parking: yes", "no parking".
fn yes_no_by_name(
    utterance: &Utterance<'_>,
    slot: usize,
    shape: &SlotShape<'_>,
    context: &Context<'_>,
) -> Vec<SlotFound> {
    if utterance.is_question {
        return Vec::new();
    }
    let name = crate::fold(&shape.name.replace('_', " "));
    let languages = words::set(context.languages);
    let said = |tag, yes: bool| utterance.tagged(tag, languages).map(move |hit| (hit.words(), yes));
    let named = |(words, yes): (Range<usize>, bool)| {
        let before = words.start.checked_sub(1).filter(|at| names_slot(utterance.word(*at), &name));
        let behind = || {
            let at = (words.end..utterance.words.len()).find(|at| !utterance.is_filler(*at))?;
            let same_clause = !(words.end..=at).any(|at| utterance.begins_clause(at));
            (same_clause && names_slot(utterance.word(at), &name)).then_some(at)
        };
        let named = before.or_else(behind)?;
        let raw = utterance.raw_range(words.start.min(named)..words.end.max(named + 1));
        Some(SlotFound { slot, value: FieldValue::Value(Value::YesNo(yes)), score: BY_NAME, raw })
    };
    said(Tag::Yes, true).chain(said(Tag::No, false)).filter_map(named).collect()
}

/// A number with what it counts; a bare one only when it was asked for.
fn number(
    utterance: &Utterance<'_>,
    slot: usize,
    shape: &SlotShape<'_>,
    asked: bool,
    context: &Context<'_>,
) -> Vec<SlotFound> {
    let Type::Number { min, max } = *shape.ty.known() else { return Vec::new() };
    let name = crate::fold(&shape.name.replace('_', " "));
    let mut counted: Vec<party::Count> = Vec::new();
    if counts_people(&name) {
        counted = party::parties(utterance, context.languages, asked);
    }
    for number in numbers::scan(utterance, context.languages) {
        let said = number.words.end..number.words.end + 1;
        let names = names_slot(utterance.word(said.start), &name) && !utterance.begins_clause(said.start);
        let known = counted
            .iter()
            .any(|count| count.words.start < number.words.end && number.words.start < count.words.end);
        if let Ok(value) = i64::try_from(number.value)
            && number.value.is_integer()
            && !known
            && (names || asked && !number.article)
        {
            let words = if names { number.words.start..said.end } else { number.words };
            let score = if names { BY_NAME } else { LIKELY + 100 };
            counted.push(party::Count { value, words, score });
        }
    }
    counted
        .into_iter()
        .filter(|count| min.is_none_or(|min| count.value >= min) && max.is_none_or(|max| count.value <= max))
        .filter(|count| !clause::is_negated(utterance, count.words.clone()))
        .map(|count| SlotFound {
            slot,
            value: FieldValue::Value(Value::Number(count.value)),
            score: count.score,
            raw: utterance.raw_range(count.words),
        })
        .collect()
}

/// "3 nights" for a slot `nights`, and for `number_of_nights`.
fn names_slot(word: &str, name: &str) -> bool {
    word.len() > 2
        && name.split(' ').any(|part| {
            part == word || part.len() > 2 && spelling::inflected(part.as_bytes(), word.as_bytes())
        })
}

fn counts_people(name: &str) -> bool {
    people::COUNTS.iter().any(|counts| name.contains(counts))
        || name.split(' ').any(|word| people::COUNTED.contains(word))
}

/// The best readings that do not overlap.
fn choose(mut found: Vec<SlotFound>, asked: &[usize]) -> Vec<SlotFound> {
    found.sort_by_key(|f| {
        let asked = asked.contains(&f.slot) && f.score >= LIKELY;
        (
            Reverse(f.score >= SURE),
            Reverse(f.raw.len()),
            Reverse(asked),
            Reverse(f.score),
            f.raw.start,
            f.slot,
        )
    });
    let mut chosen: Vec<SlotFound> = Vec::new();
    let mut unclear: Vec<usize> = Vec::new();
    for candidate in &found {
        let overlaps =
            |other: &SlotFound| other.raw.start < candidate.raw.end && candidate.raw.start < other.raw.end;
        match chosen.iter().find(|other| other.slot == candidate.slot) {
            // Two days in one message: which one is meant cannot be told.
            Some(other) => {
                let other_value = other.value != candidate.value && other.score <= candidate.score;
                if other_value && !chosen.iter().any(overlaps) {
                    unclear.push(candidate.slot);
                }
            }
            None if chosen.iter().any(overlaps) => {}
            None => {
                let rival = found.iter().any(|other| {
                    other.raw == candidate.raw
                        && other.score == candidate.score
                        && other.value != candidate.value
                        && (other.slot == candidate.slot
                            || asked.contains(&other.slot) == asked.contains(&candidate.slot))
                });
                if rival {
                    unclear.push(candidate.slot);
                }
                chosen.push(candidate.clone());
            }
        }
    }
    chosen.retain(|f| !unclear.contains(&f.slot));
    chosen.sort_by_key(|f| (f.raw.start, f.slot));
    chosen
}

#[cfg(test)]
#[path = "several_tests.rs"]
mod tests;
