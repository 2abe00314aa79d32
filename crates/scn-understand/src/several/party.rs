//! How many people: "4 adults and a child", "me, my wife and our 2 kids", "table for two", "11 of us".

use crate::{
    api::{Score, Utterance},
    numbers::{self, Number},
    words::{listed::Listed, people},
};
use scn_graph::Language;
use std::ops::Range;

const CLEAR: Score = 950;
/// "for 4": a number that counts people by what stands before it.
const BY_CUE: Score = 870;
/// "11 of us" is nothing else, whatever "the 11" may be.
const SAID: Score = 970;
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
        let and = people::AND.contains(utterance.word(end));
        let comma = utterance.gap_before(end).trim() == ",";
        // "2 adults 2 kids"
        let beside = counts && numbers.iter().any(|n| n.words.start == end && !n.article);
        if !(and || comma || beside) || utterance.gap_before(end).contains(['.', ';', '!', '?', '\n']) {
            break;
        }
        let next = end + usize::from(and);
        let Some(more) = somebody(utterance, numbers, next).or_else(|| last(utterance, next).filter(|_| and))
        else {
            break;
        };
        if beside && !(and || comma) && !more.counts {
            break;
        }
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
    let by_cue = counts && !several && numbers.iter().any(|n| n.words.end == end);
    let said = by_cue && phrase_behind(utterance, end);
    let score = if said {
        SAID
    } else if by_cue {
        BY_CUE
    } else {
        score
    };
    Some(Count { value, words: start..end, score })
}

fn somebody(utterance: &Utterance<'_>, numbers: &[Number], at: usize) -> Option<Somebody> {
    let word = |at: usize| utterance.word(at);
    let is = |list: &Listed, at: usize| list.contains(word(at));
    // "grand-mère", "mother-in-law": the longest phrase.
    let end_of = |list: &Listed, at: usize| {
        (1..=3).rev().map(|len| at + len).find(|end| list.contains(utterance.phrase(at..*end)))
    };
    if let Some(number) = numbers.iter().find(|n| n.words.start == at && n.value.is_integer()) {
        let value = i64::try_from(number.value).ok().filter(|value| (0..=10_000).contains(value))?;
        let behind = number.words.end + usize::from(is(&people::BETWEEN, number.words.end));
        // "5 of my friends"
        let of = behind + 2;
        let among = matches!(word(behind), "of" | "de" | "von" | "di") && is(&people::MY, behind + 1);
        let behind = if among && is(&people::COUNTED, of) { of } else { behind };
        if (is(&people::COUNTED, behind) || is(&people::TWO, behind) && value < 3)
            && !utterance.begins_clause(behind)
        {
            return Some(Somebody { value, words: at..behind + 1, counts: true });
        }
        let cued = phrase_before(utterance, at) || phrase_behind(utterance, number.words.end);
        if cued && !number.article {
            return Some(Somebody { value, words: at..number.words.end, counts: true });
        }
        if value > 1
            && let Some(end) = end_of(&people::ONE, behind)
        {
            return Some(Somebody { value, words: at..end, counts: true });
        }
    }
    let owned = at + usize::from(is(&people::MY, at));
    let owned = owned + usize::from(owned > at && is(&people::BETWEEN, owned));
    // "my 2 kids"
    if owned > at
        && let Some(number) = numbers.iter().find(|n| n.words.start == owned && !n.article)
        && let Some(more) = somebody(utterance, numbers, number.words.start)
            .filter(|more| more.words.end > number.words.end || phrase_behind(utterance, number.words.end))
    {
        return Some(Somebody { words: at..more.words.end, ..more });
    }
    if let Some(end) = end_of(&people::TWO, owned) {
        return Some(Somebody { value: 2, words: at..end, counts: true });
    }
    if let Some(end) = end_of(&people::ONE, owned).filter(|_| owned > at) {
        return Some(Somebody { value: 1, words: at..end, counts: false });
    }
    is(&people::SELF, at).then(|| Somebody { value: 1, words: at..at + 1, counts: false })
}

/// The "I" of "my wife and I": no other word of its clause follows.
fn last(utterance: &Utterance<'_>, at: usize) -> Option<Somebody> {
    let ends = at + 1 >= utterance.words.len() || utterance.begins_clause(at + 1);
    let is_last = people::I.contains(utterance.word(at)) && ends;
    is_last.then(|| Somebody { value: 1, words: at..at + 1, counts: false })
}

fn phrase_before(utterance: &Utterance<'_>, at: usize) -> bool {
    (1..=3).any(|len| {
        at.checked_sub(len).is_some_and(|start| people::BEFORE.contains(utterance.phrase(start..at)))
            && !utterance.begins_clause(at)
    })
}

fn phrase_behind(utterance: &Utterance<'_>, at: usize) -> bool {
    (1..=3).any(|len| people::BEHIND.contains(utterance.phrase(at..at + len)))
}
