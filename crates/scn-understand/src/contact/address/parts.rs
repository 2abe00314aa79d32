//! The words of a message with what stands between them.

use crate::{
    fold::fold,
    words::streets::{BEFORE_NAME, INSIDE},
};
use std::ops::Range;

/// How many words of a message are looked at.
const MOST: usize = 128;
/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Break {
    Blank,
    Comma,
    Line,
}

/// A word of an address.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) written: &'a str,
    pub(super) folded: String,
    pub(super) raw: Range<usize>,
    pub(super) before: Break,
    /// A stop, a colon or the like stands behind.
    pub(super) ends_sentence: bool,
}

impl Part<'_> {
    pub(super) fn is_capital(&self) -> bool {
        self.written.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
    }

    pub(super) fn is_care_of(&self) -> bool {
        matches!(self.folded.as_str(), "c o" | "co") && self.written.contains('/')
    }

    /// A floor, a door, the one who is asked for.
    pub(super) fn is_inside(&self) -> bool {
        INSIDE.contains(&self.folded.as_str()) || self.is_care_of()
    }

    pub(super) fn is(&self, table: &[&str]) -> bool {
        table.contains(&self.folded.as_str())
    }
}

/// The words of a text, with what stands between them.
pub(super) fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut before = Break::Line;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let breaks = match c {
            '\n' | '\r' => Some(Break::Line),
            ',' | ';' | '|' | '•' => Some(Break::Comma),
            c if c.is_whitespace() => Some(Break::Blank),
            _ => None,
        };
        let Some(breaks) = breaks else {
            start.get_or_insert(at);
            continue;
        };
        if let Some(word) = start.take().and_then(|start| word(text, start..at, before)) {
            before = if word.written.is_empty() { Break::Comma } else { Break::Blank };
            parts.extend((!word.written.is_empty()).then_some(word));
        }
        before = match (before, breaks) {
            (_, Break::Line) | (Break::Line, _) => Break::Line,
            (_, Break::Comma) | (Break::Comma, _) => Break::Comma,
            _ => Break::Blank,
        };
        if parts.len() >= MOST {
            break;
        }
    }
    parts
}

/// One word without the signs around it; empty for a dash between two parts.
fn word(text: &str, raw: Range<usize>, before: Break) -> Option<Part<'_>> {
    let all = text.get(raw.clone())?;
    let written = all.trim_start_matches(['(', '[', '"', '«', '„', '“', '*', '-', '–', '—', '_', '<']);
    let written = without_article(written);
    let start = raw.start + all.len() - written.len();
    let bare = written
        .trim_end_matches([')', ']', '"', '»', '”', '“', '*', '!', '?', ':', '.', '…', '-', '–', '—', '>']);
    let behind = written.get(bare.len()..)?;
    let folded = if bare.len() <= 60 { fold(bare) } else { String::new() };
    // The stop of "str." and "av." belongs to the word.
    let short = behind == "." && (bare.chars().count() <= 4 || folded.ends_with("str"));
    let written = if short { written } else { bare };
    let ends_sentence = !short && behind.contains(['.', '!', '?', ':', '…']);
    Some(Part { written, folded, raw: start..start + written.len(), before, ends_sentence })
}

/// "l'avenue": the article belongs to the sentence, not to the street.
fn without_article(written: &str) -> &str {
    let article = written.find(['\'', '’']).filter(|at| *at <= 4);
    let rest = article.and_then(|at| written.get(at..)).map(|rest| rest.trim_start_matches(['\'', '’']));
    rest.filter(|rest| rest.len() <= 20 && BEFORE_NAME.contains(&fold(rest).as_str())).unwrap_or(written)
}
