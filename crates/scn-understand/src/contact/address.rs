//! Postal addresses: street and number, code and town, in any everyday order and in one line or several.

mod parts;
mod street;
mod town;

use super::{head, reading, trimmed, whole_but};
use crate::{
    api::{Readings, Score, Utterance},
    words::{
        Tag,
        streets::{BOX, COUNTRIES, FRAME, INSIDE, TO_TOWN},
    },
};
use parts::{Break, Part, split};
use scn_graph::Value;
use std::ops::Range;
use street::{street, unnamed_street};
use town::{Place, place, town_without_code};

const COMPLETE: Score = 1000;
/// Complete, with other words around it.
const COMPLETE_INSIDE: Score = 950;
/// Something small is missing: the number or the code.
const NEARLY: Score = 900;
const STREET_INSIDE: Score = 850;
/// A town alone.
const TOWN: Score = 700;
/// Any words: an address is an open type.
const ANY_WORDS: Score = 500;

/// A postal address; any words when there is none in them, with a low score.
pub(crate) fn read(utterance: &Utterance<'_>) -> Readings {
    let Some((text, raw)) = trimmed(utterance.raw) else { return Readings::default() };
    let parts = split(head(utterance.raw));
    if let Some((value, found, score)) = found(utterance, &parts) {
        let raw = parts.get(found.start).map_or(0, |part| part.raw.start)
            ..parts.get(found.end.wrapping_sub(1)).map_or(0, |part| part.raw.end);
        let whole = whole_but(utterance, &raw) || only_frame_outside(utterance, &raw);
        let score = match score {
            COMPLETE if !whole => COMPLETE_INSIDE,
            NEARLY if !whole => STREET_INSIDE,
            score => score,
        };
        return Readings { readings: vec![reading(Value::Address(value), score, raw, whole)], misfit: None };
    }
    Readings { readings: vec![reading(Value::Address(text.to_owned()), ANY_WORDS, raw, true)], misfit: None }
}

fn only_frame_outside(utterance: &Utterance<'_>, raw: &Range<usize>) -> bool {
    utterance.words.iter().enumerate().all(|(at, word)| {
        word.raw.start >= raw.start && word.raw.end <= raw.end
            || utterance.is_filler(at)
            || FRAME.contains(&utterance.word(at))
    })
}

/// The value, the parts it was read from, how complete it is.
fn found(utterance: &Utterance<'_>, parts: &[Part<'_>]) -> Option<(String, Range<usize>, Score)> {
    let known = |at: usize| is_known(utterance, parts, at);
    let place = place(parts, &known);
    let street = street(parts, place.as_ref(), &known)
        .or_else(|| place.as_ref().and_then(|place| unnamed_street(parts, place)));
    let boxed = place.as_ref().and_then(|place| post_box(parts, place));
    match (place, street) {
        (Some(place), Some(street)) => {
            let score = if street.numbered { COMPLETE } else { NEARLY };
            let all = with_surroundings(
                parts,
                street.range.start.min(place.range.start)..street.range.end.max(place.range.end),
            );
            let before = joined(parts, all.start..street.range.start.min(place.range.start));
            let between = joined(
                parts,
                street.range.end.min(place.range.end)..street.range.start.max(place.range.start),
            );
            let between = if TO_TOWN.contains(&between.as_str()) { String::new() } else { between };
            let behind = joined(parts, street.range.end.max(place.range.end)..all.end);
            let line = [before, street_line(parts, &street.range), between, place.text, behind];
            Some((line_of(&line), all, score))
        }
        (Some(place), None) => {
            let all = with_surroundings(parts, boxed.unwrap_or(place.range.start)..place.range.end);
            let before = joined(parts, all.start..place.range.start);
            let behind = joined(parts, place.range.end..all.end);
            let score = if boxed.is_some() { COMPLETE } else { TOWN };
            Some((line_of(&[before, place.text, behind]), all, score))
        }
        (None, Some(street)) if street.numbered => {
            let town = town_without_code(parts, street.range.end, &known);
            let end = town.as_ref().map_or(street.range.end, |town| town.range.end);
            let all = with_surroundings(parts, street.range.start..end);
            let before = joined(parts, all.start..street.range.start);
            let score = if town.is_some() { COMPLETE } else { NEARLY };
            let town = town.map_or(String::new(), |town| town.text);
            let behind = joined(parts, end..all.end);
            Some((line_of(&[before, street_line(parts, &street.range), town, behind]), all, score))
        }
        _ => None,
    }
}

/// A word of the tables of conversation stands here: it is no name.
fn is_known(utterance: &Utterance<'_>, parts: &[Part<'_>], at: usize) -> bool {
    let Some(part) = parts.get(at) else { return false };
    utterance.hits.iter().filter(|hit| hit.tag != Tag::Question).any(|hit| {
        let raw = utterance.raw_range(hit.words());
        raw.start <= part.raw.start && raw.end >= part.raw.end
    })
}

/// "case postale 12" before the town.
fn post_box(parts: &[Part<'_>], place: &Place) -> Option<usize> {
    (place.range.start.saturating_sub(4)..place.range.start).find(|at| {
        let word = |at: usize| parts.get(at).map_or("", |part| part.folded.as_str());
        let two = format!("{} {}", word(*at), word(at + 1));
        BOX.contains(&word(*at)) || BOX.contains(&two.as_str())
    })
}

/// With what belongs to an address before and behind it: "c/o", a floor, the country, the name on the line before.
fn with_surroundings(parts: &[Part<'_>], mut range: Range<usize>) -> Range<usize> {
    while let Some(before) = segment_before(parts, range.start) {
        let words = parts.get(before.clone()).unwrap_or_default();
        let inside = words.iter().any(Part::is_inside);
        let name = parts.get(range.start).is_some_and(|part| part.before == Break::Line)
            && (2..=4).contains(&words.len())
            && words.iter().all(|part| part.is_capital() && !part.ends_sentence);
        if !(inside || name) || words.iter().any(|part| FRAME.contains(&part.folded.as_str())) {
            break;
        }
        range.start = before.start;
    }
    while let Some(behind) = segment_behind(parts, range.end) {
        let words = parts.get(behind.clone()).unwrap_or_default();
        let country = words.len() == 1 && words.iter().all(|part| COUNTRIES.contains(&part.folded.as_str()));
        let starts =
            words.iter().take(2).any(|part| INSIDE.contains(&part.folded.as_str()) || part.is_care_of());
        if words.len() > 5 || !(country || starts) {
            break;
        }
        range.end = behind.end;
    }
    range
}

/// The words before a place, back to the comma or line before them.
fn segment_before(parts: &[Part<'_>], start: usize) -> Option<Range<usize>> {
    let last = parts.get(start.checked_sub(1)?)?;
    if last.ends_sentence && parts.get(start)?.before != Break::Line {
        return None;
    }
    let back = (start.saturating_sub(6)..start).rev();
    let first = back
        .into_iter()
        .find(|at| *at == 0 || parts.get(*at).is_some_and(|part| part.before != Break::Blank));
    first.map(|first| first..start)
}

fn segment_behind(parts: &[Part<'_>], end: usize) -> Option<Range<usize>> {
    parts.get(end)?;
    let stop = |at: &usize| parts.get(*at).is_none_or(|part| part.before != Break::Blank);
    (end + 1..=end + 6).find(stop).map(|stop| end..stop)
}

/// Street and number without a comma between them.
fn street_line(parts: &[Part<'_>], range: &Range<usize>) -> String {
    let words = parts.get(range.clone()).unwrap_or_default();
    words.iter().map(|part| part.written).collect::<Vec<_>>().join(" ")
}

/// Words with a comma where a comma or a line end was.
fn joined(parts: &[Part<'_>], range: Range<usize>) -> String {
    let mut text = String::new();
    for part in parts.get(range).unwrap_or_default() {
        if !text.is_empty() {
            text.push_str(if part.before == Break::Blank { " " } else { ", " });
        }
        text.push_str(part.written);
    }
    text
}

fn line_of(pieces: &[String]) -> String {
    pieces.iter().filter(|piece| !piece.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
}
