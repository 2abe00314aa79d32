//! Names of people: only when they are asked for or introduced ("my name is …").

use super::{SlotFound, SlotShape};
use crate::{
    api::{Score, Utterance},
    numbers,
    records::FieldValue,
    words::{EVERY, Tag, frequent, listed::Listed, people},
};
use scn_graph::{Type, Value};
use std::{cmp::Reverse, ops::Range};

const INTRODUCED: Score = 900;
const ANSWERED: Score = 860;
/// A name has no more words.
const MOST: usize = 4;

/// What a slot holds of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    First,
    Last,
    Full,
}

pub(super) fn names(
    utterance: &Utterance<'_>,
    slots: &[SlotShape<'_>],
    asked: &[usize],
    taken: &[Range<usize>],
) -> Vec<SlotFound> {
    let parts: Vec<(usize, Part)> = parts(slots);
    if parts.is_empty() {
        return Vec::new();
    }
    let free = |words: &Range<usize>| {
        let raw = utterance.raw_range(words.clone());
        !taken.iter().any(|taken| taken.start < raw.end && raw.start < taken.end)
    };
    let mut found = Vec::new();
    for (list, part) in [(&people::INTRODUCES_FIRST, Part::First), (&people::INTRODUCES_LAST, Part::Last)] {
        let name = introduced(utterance, list, true).into_iter().find(free);
        if let (Some(words), Some((slot, _))) = (name, parts.iter().find(|(_, of)| *of == part)) {
            found.push(filled(utterance, *slot, words.start..words.start + 1, INTRODUCED));
        }
    }
    if !found.is_empty() {
        return found;
    }
    let is_asked = parts.iter().any(|(slot, _)| asked.contains(slot));
    let told = introduced(utterance, &people::INTRODUCES, true)
        .into_iter()
        .chain(introduced(utterance, &people::MAY_INTRODUCE, false))
        .chain(before(utterance))
        .chain(
            introduced(utterance, &people::SELDOM_INTRODUCE, false)
                .into_iter()
                .filter(|words| words.len() > 1),
        )
        .find(free);
    match told {
        Some(words) => share(utterance, &parts, asked, words, INTRODUCED),
        None if is_asked => match answer(utterance).filter(free) {
            Some(words) => share(utterance, &parts, asked, words, ANSWERED),
            None => found,
        },
        None => found,
    }
}

/// The name before "is my name" or "here".
fn before(utterance: &Utterance<'_>) -> Vec<Range<usize>> {
    let follows = |at: &usize| {
        (1..=4).any(|len| people::FOLLOWS.contains(utterance.phrase(*at..at + len)))
            && !utterance.begins_clause(*at)
    };
    let mut found = Vec::new();
    for end in (1..utterance.words.len()).filter(follows) {
        let start = (1..=3)
            .filter_map(|len| end.checked_sub(len))
            .take_while(|start| name_at(utterance, *start, false).is_some_and(|words| words.end == end));
        found.extend(start.last().map(|start| start..end));
    }
    found
}

fn parts(slots: &[SlotShape<'_>]) -> Vec<(usize, Part)> {
    let texts = slots.iter().enumerate().filter(|(_, slot)| matches!(slot.ty.known(), Type::Text { .. }));
    let mut parts: Vec<(usize, Part)> = texts
        .filter_map(|(at, slot)| {
            let name = crate::fold(&slot.name.replace('_', " "));
            let is = |list: &Listed| list.contains(&name);
            let part = if is(&people::FIRST_NAME) {
                Part::First
            } else if is(&people::LAST_NAME) {
                Part::Last
            } else if is(&people::NAME) {
                Part::Full
            } else {
                return None;
            };
            Some((at, part))
        })
        .collect();
    // "nom" beside "prenom" is the last name, "nome" beside "cognome" the first.
    let has = |part: Part| parts.iter().any(|(_, of)| *of == part);
    let full = match (has(Part::First), has(Part::Last)) {
        (true, false) => Part::Last,
        (false, true) => Part::First,
        _ => Part::Full,
    };
    parts.iter_mut().filter(|(_, part)| *part == Part::Full).for_each(|(_, part)| *part = full);
    parts
}

/// The names that stand behind these phrases.
fn introduced(utterance: &Utterance<'_>, phrases: &Listed, any_case: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 1..utterance.words.len() {
        let before = (1..=4usize)
            .filter_map(|len| at.checked_sub(len))
            .any(|start| phrases.contains(utterance.phrase(start..at)));
        if before {
            found.extend(name_at(utterance, at, any_case));
        }
    }
    found
}

/// The whole message is a name, politeness aside.
fn answer(utterance: &Utterance<'_>) -> Option<Range<usize>> {
    let count = utterance.words.len();
    let start = (0..count).find(|at| !utterance.is_filler(*at) && !is_yes(utterance, *at))?;
    let words = name_at(utterance, start, true)?;
    // "it's silly": what is no whole answer is written as a name.
    let upper = utterance.words.get(words.start).and_then(|word| utterance.raw.get(word.raw.clone()));
    let upper = upper.and_then(|raw| raw.chars().next()).is_some_and(char::is_uppercase);
    if start > 0 && words.len() < 2 && !upper {
        return None;
    }
    (words.end..count).all(|at| utterance.is_filler(at)).then_some(words)
}

fn is_yes(utterance: &Utterance<'_>, at: usize) -> bool {
    [Tag::Yes, Tag::No]
        .into_iter()
        .any(|tag| utterance.tagged(tag, EVERY).any(|hit| hit.words().contains(&at)))
}

/// Words that may be a name: no words of the language, no digits; up to the next sign or function word.
fn name_at(utterance: &Utterance<'_>, start: usize, any_case: bool) -> Option<Range<usize>> {
    let titled = people::TITLES.contains(utterance.word(start));
    let start = start + usize::from(titled);
    let is_upper = |at: usize| {
        let raw = utterance.words.get(at).and_then(|word| utterance.raw.get(word.raw.clone()));
        raw.and_then(|raw| raw.chars().next()).is_some_and(char::is_uppercase)
    };
    let first_upper = is_upper(start);
    let may = |at: usize| {
        let word = utterance.word(at);
        let upper = is_upper(at);
        let small = at > start && people::PARTICLES.contains(word);
        let tagged = utterance.hits.iter().any(|hit| hit.words().contains(&at));
        let common = frequent::is_small(word);
        let shaped = if first_upper { upper } else { any_case };
        small
            || !word.is_empty()
                && word.chars().all(char::is_alphabetic)
                && word.len() > 1
                && shaped
                && (!tagged || upper && at > start)
                && (!common || upper && any_case)
                && numbers::small(utterance, at).is_none()
    };
    let mut end = start;
    while end - start < MOST && may(end) && (end == start || glued(utterance.gap_before(end))) {
        end += 1;
    }
    while end > start && people::PARTICLES.contains(utterance.word(end - 1)) {
        end -= 1;
    }
    (end > start).then_some(start..end)
}

/// "Anne-Marie O'Neill": one name.
fn glued(gap: &str) -> bool {
    matches!(gap, " " | "-" | "'" | "’")
}

/// First and last name, or all of it.
fn share(
    utterance: &Utterance<'_>,
    parts: &[(usize, Part)],
    asked: &[usize],
    words: Range<usize>,
    score: Score,
) -> Vec<SlotFound> {
    let slot_of = |part: Part| parts.iter().find(|(_, of)| *of == part).map(|(slot, _)| *slot);
    if let Some(slot) = slot_of(Part::Full) {
        return vec![filled(utterance, slot, words, score)];
    }
    let (first, last) = (slot_of(Part::First), slot_of(Part::Last));
    // "Anne-Marie" is one first name, "O'Neill" one last name.
    let cut = (words.start + 1..words.end).find(|at| utterance.gap_before(*at).trim().is_empty());
    match (first, last, cut) {
        (Some(first), Some(last), Some(cut)) => vec![
            filled(utterance, first, words.start..cut, score),
            filled(utterance, last, cut..words.end, score),
        ],
        (first, last, _) => {
            // The one that was asked for, the one asked for again, the one asked for first.
            let times = |slot: &usize| asked.iter().filter(|asked| *asked == slot).count();
            let place = |slot: &usize| asked.iter().position(|asked| asked == slot).unwrap_or(usize::MAX);
            let all = first.into_iter().chain(last);
            let slot = all.min_by_key(|slot| (Reverse(times(slot)), place(slot)));
            slot.map(|slot| filled(utterance, slot, words, score)).into_iter().collect()
        }
    }
}

fn filled(utterance: &Utterance<'_>, slot: usize, words: Range<usize>, score: Score) -> SlotFound {
    let raw = utterance.raw_range(words);
    let text = utterance.raw.get(raw.clone()).unwrap_or_default().to_owned();
    SlotFound { slot, value: FieldValue::Value(Value::Text(text)), score, raw }
}
