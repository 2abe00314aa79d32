//! How many people: "4 adults and a child", "me, my wife and our 2 kids", "table for two", "11 of us".

use crate::{
    api::{Score, Utterance},
    numbers::{self, Number},
    words::people,
};
use scn_graph::Language;
use std::ops::Range;

const CLEAR: Score = 950;
/// "for 4": a number that counts people by what stands before it.
const BY_CUE: Score = 870;
/// "just me", when the number of people was asked for.
const ALONE: Score = 700;

/// A number of people, and the words that say it.
pub(super) struct Count {
    pub(super) value: i64,
    pub(super) words: Range<usize>,
    pub(super) score: Score,
}

/// Somebody, or several, in a list of people.
struct Somebody {
    value: i64,
    words: Range<usize>,
    /// Also says that people are counted, and not only that somebody is spoken of.
    counts: bool,
}

/// All the parties a message speaks of.
pub(super) fn parties(utterance: &Utterance<'_>, languages: &[Language], asked: bool) -> Vec<Count> {
    let numbers = numbers::scan(utterance, languages);
    let mut found = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        let Some(count) = party(utterance, &numbers, at, asked) else {
            at += 1;
            continue;
        };
        at = count.words.end.max(at + 1);
        found.push(count);
    }
    found
}

/// People one after another, joined by "and" or a comma.
fn party(utterance: &Utterance<'_>, numbers: &[Number], start: usize, asked: bool) -> Option<Count> {
    let first = somebody(utterance, numbers, start)?;
    let (mut value, mut end) = (first.value, first.words.end);
    let (mut counts, mut several) = (first.counts, false);
    loop {
        let and = people::AND.contains(&utterance.word(end));
        let comma = utterance.gap_before(end).trim() == ",";
        if !(and || comma) || utterance.gap_before(end).contains(['.', ';', '!', '?', '\n']) {
            break;
        }
        let next = end + usize::from(and);
        let Some(more) = somebody(utterance, numbers, next) else { break };
        value = value.saturating_add(more.value);
        counts |= more.counts;
        several = true;
        end = more.words.end;
    }
    let score = match (counts, several) {
        (true, _) | (_, true) => CLEAR,
        _ if asked => ALONE,
        _ => return None,
    };
    let by_cue = counts && !several && numbers.iter().any(|n| n.words == (start..end));
    Some(Count { value, words: start..end, score: if by_cue { BY_CUE } else { score } })
}

fn somebody(utterance: &Utterance<'_>, numbers: &[Number], at: usize) -> Option<Somebody> {
    let word = |at: usize| utterance.word(at);
    let is = |list: &[&str], at: usize| list.contains(&word(at));
    if let Some(number) = numbers.iter().find(|n| n.words.start == at && n.value.is_integer()) {
        let value = i64::try_from(number.value).ok().filter(|value| (0..=10_000).contains(value))?;
        let behind = number.words.end + usize::from(is(people::BETWEEN, number.words.end));
        if is(people::COUNTED, behind) && !utterance.begins_clause(behind) {
            return Some(Somebody { value, words: at..behind + 1, counts: true });
        }
        let cued = phrase_before(utterance, at) || phrase_behind(utterance, number.words.end);
        if cued && !number.article {
            return Some(Somebody { value, words: at..number.words.end, counts: true });
        }
        let another = is(people::ONE, behind);
        if value > 1 && another {
            return Some(Somebody { value, words: at..behind + 1, counts: true });
        }
    }
    let owned = at + usize::from(is(people::MY, at));
    let owned = owned + usize::from(owned > at && is(people::BETWEEN, owned));
    // "my 2 kids"
    if owned > at
        && let Some(number) = numbers.iter().find(|n| n.words.start == owned && !n.article)
        && let Some(more) =
            somebody(utterance, numbers, number.words.start).filter(|more| more.words.end > number.words.end)
    {
        return Some(Somebody { words: at..more.words.end, ..more });
    }
    if is(people::TWO, owned) {
        return Some(Somebody { value: 2, words: at..owned + 1, counts: true });
    }
    if owned > at && is(people::ONE, owned) {
        return Some(Somebody { value: 1, words: at..owned + 1, counts: false });
    }
    let alone = is(people::SELF, at) && !matches!(word(at), "us" | "nous" | "uns" | "noi");
    alone.then(|| Somebody { value: 1, words: at..at + 1, counts: false })
}

fn phrase_before(utterance: &Utterance<'_>, at: usize) -> bool {
    (1..=3).any(|len| {
        at.checked_sub(len).is_some_and(|start| people::BEFORE.contains(&utterance.phrase(start..at)))
            && !utterance.begins_clause(at)
    })
}

fn phrase_behind(utterance: &Utterance<'_>, at: usize) -> bool {
    (2..=3).any(|len| people::BEHIND.contains(&utterance.phrase(at..at + len)))
}
