//! Words that only matter while records are gathered.

use crate::words::{listed::Listed, orders};

/// The words of the longest phrase of `orders::ENDS` that starts here.
pub(super) fn ends(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    (2..=5).rev().find(|len| {
        at + len <= utterance.words.len() && orders::ENDS.contains(utterance.phrase(at..at + len))
    })
}

pub(super) fn ends_alone(word: &str) -> bool {
    orders::ENDS_ALONE.contains(word)
}

pub(super) fn only(word: &str) -> bool {
    orders::ONLY.contains(word)
}

pub(super) fn and(word: &str) -> bool {
    orders::AND.contains(word)
}

/// How many words mean all records, if any do.
pub(super) fn all(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    (2..=3)
        .find(|len| orders::ALL_OF_TWO.contains(utterance.phrase(at..at + len)))
        .or_else(|| orders::ALL.contains(utterance.word(at)).then_some(1))
}

pub(super) fn breaks(word: &str) -> bool {
    orders::BREAKERS.contains(word)
}

/// Ends a text: another part of the order begins.
pub(super) fn ends_text(word: &str) -> bool {
    breaks(word) || orders::WITH.contains(word)
}

pub(super) fn times(word: &str) -> bool {
    orders::TIMES.contains(word)
}

/// How many words of a phrase that starts here are in a list, the longest first.
fn listed(utterance: &crate::api::Utterance<'_>, list: &Listed, at: usize) -> Option<usize> {
    (1..=3)
        .rev()
        .find(|len| at + len <= utterance.words.len() && list.contains(utterance.phrase(at..at + len)))
}

pub(super) fn rest(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, &orders::REST, at)
}

pub(super) fn half(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, &orders::HALF, at)
}

pub(super) fn one_more(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, &orders::ONE_MORE, at)
}

pub(super) fn within_something(word: &str) -> bool {
    orders::IN.contains(word)
}

pub(super) fn same(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, &orders::SAME, at)
}

pub(super) fn each(utterance: &crate::api::Utterance<'_>, at: usize) -> Option<usize> {
    listed(utterance, &orders::EACH, at)
}

pub(super) fn all_before(word: &str) -> bool {
    orders::ALL_BEFORE.contains(word)
}

/// Whether a phrase says the same as one of these markers.
pub(super) fn alike(markers: &[String], phrase: &str) -> bool {
    orders::ALIKE
        .iter()
        .any(|kind| kind.contains(phrase) && markers.iter().any(|marker| kind.contains(marker)))
}

/// "extra", "a little": how much there shall be of one thing.
pub(super) fn says_how_much(phrase: &str) -> bool {
    orders::ALIKE.iter().skip(1).take(2).any(|kind| kind.contains(phrase))
}

/// "hold", "minus": what follows is not wanted.
pub(super) fn refuses(utterance: &crate::api::Utterance<'_>, at: usize) -> bool {
    (1..=3).any(|len| {
        at.checked_sub(len).is_some_and(|start| orders::WITHOUT.contains(utterance.phrase(start..at)))
    })
}

pub(super) fn with(word: &str) -> bool {
    orders::WITH.contains(word)
}

pub(super) fn small(word: &str) -> bool {
    orders::SMALL.contains(word)
}

pub(super) fn but(word: &str) -> bool {
    orders::BUT.contains(word)
}

pub(super) fn of(word: &str) -> bool {
    orders::OF.contains(word)
}

pub(super) fn links(word: &str) -> bool {
    orders::LINKS.contains(word) || and(word) || but(word)
}

/// "a", "an": never one of several.
pub(super) fn is_bare_article(word: &str) -> bool {
    matches!(word, "a" | "an")
}

pub(super) fn other(word: &str) -> bool {
    orders::OTHER.contains(word)
}

pub(super) fn within(word: &str) -> bool {
    orders::WITHIN.contains(word)
}

/// "can", "may": asks whether one may have it.
pub(super) fn can(word: &str) -> bool {
    orders::CAN.contains(word)
}

/// A word of "can I please have" or "dont une": says nothing about what is wanted.
pub(super) fn requests(word: &str) -> bool {
    gets(word) || me(word) || within(word) || can(word) || word == "please"
}

pub(super) fn gets(word: &str) -> bool {
    orders::GET.contains(word)
}

pub(super) fn me(word: &str) -> bool {
    orders::ME.contains(word)
}
