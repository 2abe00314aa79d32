//! Mail addresses, also with their signs spelled out.

use super::{domain, head, reading, tokens, whole_but};
use crate::{
    api::{Readings, Score, Utterance},
    fold::fold,
    words::contact::{AT, DASH, DOT, UNDERSCORE, WEAK_AT},
};
use scn_graph::Value;
use std::ops::Range;

/// How many addresses a message may hold.
const MOST: usize = 16;
const LONGEST_NAME: usize = 64;
const LONGEST_DOMAIN: usize = 253;

/// A mail address, its domain in lower case.
pub(crate) fn read(utterance: &Utterance<'_>) -> Readings {
    let text = head(utterance.raw);
    let mut found: Vec<(Range<usize>, String, Score)> = written(text);
    if found.is_empty() {
        found.extend(spelled(text));
    }
    let read = |(raw, address, score): (Range<usize>, String, Score)| {
        let whole = whole_but(utterance, &raw);
        let score = match score {
            WEAK if !whole || starts_with_word(utterance, &raw) => BARE,
            WEAK => LIKELY,
            score if whole => score,
            score => score.min(LIKELY),
        };
        reading(Value::Email(address), score, raw, whole)
    };
    let mut readings: Vec<_> = found.into_iter().map(read).collect();
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.score));
    Readings { readings, misfit: None }
}

const CERTAIN: Score = 1000;
const LIKELY: Score = 950;
/// An end nobody has heard of: perhaps mistyped.
const UNKNOWN_END: Score = 850;
/// "at" is a word too.
const WEAK: Score = 700;
const BARE: Score = 550;

/// "you at example.ch": a word of conversation is no name.
fn starts_with_word(utterance: &Utterance<'_>, raw: &Range<usize>) -> bool {
    utterance.hits.iter().any(|hit| utterance.raw_range(hit.words()).contains(&raw.start))
}

/// What stands around each `@`.
fn written(text: &str) -> Vec<(Range<usize>, String, Score)> {
    let around = |(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let name = name_before(before)?;
        let domain = domain_after(after)?;
        let address = address(name, domain)?;
        Some((at - name.len()..at + 1 + domain.len(), address.0, address.1))
    };
    text.match_indices('@').take(MOST).filter_map(around).collect()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c) || c.is_alphabetic() && c < '\u{250}'
}

fn name_before(before: &str) -> Option<&str> {
    let name = before.chars().rev().take(LONGEST_NAME + 1).take_while(|c| is_of_name(*c));
    let start = before.len() - name.map(char::len_utf8).sum::<usize>();
    let name = before.get(start..)?;
    // Quotes and signs of the sentence around it.
    let name = name.rsplit([':', '=', '/']).next()?.trim_start_matches(['\'', '*', '`', '{', '|', '~']);
    Some(name)
}

fn domain_after(after: &str) -> Option<&str> {
    let part = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let len = after.chars().take(LONGEST_DOMAIN + 1).take_while(part).map(char::len_utf8).sum();
    let domain = after.get(..len)?;
    // "a@b.c@d" is none.
    let next = after.get(len..)?.chars().next();
    (!matches!(next, Some('@' | '_'))).then(|| domain.trim_end_matches(['.', '-']))
}

/// The address and how sure it is; none when a part breaks the rules.
fn address(name: &str, host: &str) -> Option<(String, Score)> {
    let host = host.to_lowercase();
    let name_fits = (1..=LONGEST_NAME).contains(&name.len())
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && name.chars().any(char::is_alphanumeric);
    let score = match () {
        () if !domain::has_known_end(&host) => UNKNOWN_END,
        () if !name.is_ascii() => LIKELY,
        () => CERTAIN,
    };
    (name_fits && domain::is_domain(&host)).then(|| (format!("{name}@{host}"), score))
}

/// A word of a spelled address.
#[derive(Clone, Copy, PartialEq)]
enum Part<'a> {
    At { sure: bool },
    Sign(char),
    Atom(&'a str),
}

/// "alice arobase exemple point ch", "alice (at) example.com", "alice @ example . com".
fn spelled(text: &str) -> Option<(Range<usize>, String, Score)> {
    let parts = parts(text);
    let ats = parts.iter().enumerate().filter(|(_, (_, part))| matches!(part, Part::At { .. }));
    ats.take(MOST).find_map(|(at, (_, part))| {
        let first = start_of(&parts, at)?;
        let last = end_of(&parts, at)?;
        let (name, host) = (joined(parts.get(first..at)?), joined(parts.get(at + 1..=last)?));
        let (address, score) = address(name.trim_start_matches(['<', '"']), &host)?;
        if score == UNKNOWN_END {
            return None;
        }
        let score = if *part == (Part::At { sure: true }) { score } else { WEAK };
        Some((parts.get(first)?.0.start..parts.get(last)?.0.end, address, score))
    })
}

fn parts(text: &str) -> Vec<(Range<usize>, Part<'_>)> {
    let mut parts: Vec<(Range<usize>, Part<'_>)> = Vec::new();
    for (start, token) in tokens(text) {
        let bare = token.trim_matches(['(', ')', '[', ']', '{', '}', ',', ';', '!', '?', '<', '>', '"']);
        let bracketed = token.len() > bare.len() && token.starts_with(['(', '[', '{']);
        let word = if bare.len() <= 20 { fold(bare) } else { String::new() };
        let is = |table: &[&str]| table.contains(&word.as_str());
        let part = match () {
            () if bare == "@" || is(AT) => Part::At { sure: true },
            () if is(WEAK_AT) => Part::At { sure: bracketed },
            () if bare == "." || is(DOT) => Part::Sign('.'),
            () if bare == "-" || is(DASH) => Part::Sign('-'),
            () if bare == "_" || is(UNDERSCORE) => Part::Sign('_'),
            () => Part::Atom(bare),
        };
        match (part, bare.split_once('@')) {
            // "k@fb punkt com": the sign is written, the rest is spelled.
            (Part::Atom(_), Some((before, after))) if !after.contains('@') => {
                let place = start + token.find('@').unwrap_or_default();
                if !before.is_empty() {
                    parts.push((place - before.len()..place, Part::Atom(before)));
                }
                parts.push((place..place + 1, Part::At { sure: true }));
                if !after.is_empty() {
                    parts.push((place + 1..place + 1 + after.len(), Part::Atom(after)));
                }
            }
            _ => {
                let offset = token.find(bare).unwrap_or_default();
                parts.push((start + offset..start + offset + bare.len(), part));
            }
        }
    }
    parts
}

/// Where the name before the sign starts: one atom, and more that spelled signs join to it.
fn start_of(parts: &[(Range<usize>, Part<'_>)], at: usize) -> Option<usize> {
    let atom = |at: usize| matches!(parts.get(at), Some((_, Part::Atom(_))));
    let sign = |at: usize| matches!(parts.get(at), Some((_, Part::Sign(_))));
    let mut first = at.checked_sub(1).filter(|first| atom(*first))?;
    while first >= 2 && sign(first - 1) && atom(first - 2) {
        first -= 2;
    }
    Some(first)
}

fn end_of(parts: &[(Range<usize>, Part<'_>)], at: usize) -> Option<usize> {
    let atom = |at: usize| matches!(parts.get(at), Some((_, Part::Atom(_))));
    let sign = |at: usize| matches!(parts.get(at), Some((_, Part::Sign('.' | '-'))));
    let mut last = (at + 1 < parts.len() && atom(at + 1)).then_some(at + 1)?;
    while sign(last + 1) && atom(last + 2) {
        last += 2;
    }
    Some(last)
}

fn joined(parts: &[(Range<usize>, Part<'_>)]) -> String {
    let mut text = String::new();
    for (_, part) in parts {
        match part {
            Part::Atom(atom) => text.push_str(atom.trim_end_matches(['.', ':'])),
            Part::Sign(sign) => text.push(*sign),
            Part::At { .. } => text.push('@'),
        }
    }
    text
}
