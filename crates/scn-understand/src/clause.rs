//! What a "not" covers.

use crate::{
    api::Utterance,
    words::{EVERY, Tag},
};
use std::ops::Range;

/// How far a "not" reaches over filler words.
const REACH: usize = 6;

/// The words are said not to be wanted: "pas la grande", "die grosse nicht", "without olives".
pub(crate) fn is_negated(utterance: &Utterance<'_>, words: Range<usize>) -> bool {
    negated_before(utterance, words.start) || negated_after(utterance, words.end)
}

fn negated_before(utterance: &Utterance<'_>, start: usize) -> bool {
    let mut at = start;
    for _ in 0..REACH {
        if at == 0 || utterance.begins_clause(at) {
            return false;
        }
        if utterance.tagged(Tag::Not, EVERY).any(|hit| usize::from(hit.end) == at) {
            // "no la grande" says no and names another one; "no olives" wants none.
            return utterance.word(at - 1) != "no" || at == start;
        }
        let ends_there = |tag| utterance.tagged(tag, EVERY).any(|hit| usize::from(hit.end) == at);
        if ends_there(Tag::But) || !utterance.is_filler(at - 1) {
            return false;
        }
        at -= 1;
    }
    false
}

fn negated_after(utterance: &Utterance<'_>, end: usize) -> bool {
    let ends = end + 1 >= utterance.words.len() || utterance.begins_clause(end + 1);
    ends && !utterance.begins_clause(end)
        && utterance
            .tagged(Tag::NotAfter, EVERY)
            .any(|hit| usize::from(hit.start) == end && usize::from(hit.end) == end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negated(text: &str, word: &str) -> bool {
        let utterance = Utterance::new(text);
        let at = (0..utterance.words.len()).find(|at| utterance.word(*at) == word).unwrap();
        is_negated(&utterance, at..at + 1)
    }

    #[test]
    fn what_a_not_covers() {
        let mut table = crate::table::Table::default();
        for (text, word, expected) in [
            ("pas la grande, la moyenne", "grande", true),
            ("pas la grande, la moyenne", "moyenne", false),
            ("pas la grande mais la moyenne", "moyenne", false),
            ("je ne veux pas la grande", "grande", true),
            ("sans olives", "olives", true),
            ("nicht die grosse sondern die kleine", "grosse", true),
            ("nicht die grosse sondern die kleine", "kleine", false),
            ("die grosse nicht, die kleine", "grosse", true),
            ("die grosse nicht, die kleine", "kleine", false),
            ("keine oliven", "oliven", true),
            ("non la grande, la media", "grande", true),
            ("no, la grande", "grande", false),
            ("no la grande", "grande", false),
            ("no olives", "olives", true),
            ("I don't want the large one", "large", true),
            ("not small, large", "large", false),
            ("pourquoi pas la grande", "grande", false),
            ("non, la grande", "grande", false),
        ] {
            table.same(negated(text, word), expected, text);
        }
    }
}
