//! What every renderer needs to know of a place.

use super::{Look, words::words};
use crate::{Diagnostic, Files, SourceFile, Span};
use serde::Serialize;

/// A place as people and editors count: lines and columns from one, columns in characters, the end just behind the
/// last character.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

impl Place {
    pub(super) fn of(files: &Files, span: Span) -> Place {
        let Some(file) = files.get(span.file) else {
            return Place { file: String::new(), line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let (from, to) = (file.line_column(span.start), file.line_column(span.end.max(span.start)));
        Place {
            file: file.path.clone(),
            line: from.line,
            column: from.column,
            end_line: to.line,
            end_column: to.column,
        }
    }
}

/// A whole block is shown by its first line: an error about a tunnel must not print the tunnel.
const MOST_LINES: usize = 4;

/// The span inside the file, on character borders, and of a few lines at most.
pub(super) fn shown(file: &SourceFile, span: Span) -> (usize, usize) {
    let border = |at: u32| {
        let at = (at as usize).min(file.text.len());
        (0..=at).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(0)
    };
    let (start, end) = (border(span.start), border(span.end.max(span.start)));
    let text = file.text.get(start..end).unwrap_or("");
    if text.lines().count() <= MOST_LINES {
        return (start, end);
    }
    (start, start + text.lines().next().map_or(0, str::len))
}

/// The text without what could steer a terminal (escape sequences, direction marks); every character keeps its length
/// in bytes, so that offsets stay true.
pub(super) fn tame(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => c,
            c if c.is_ascii_control() => '?',
            '\u{80}'..='\u{9f}' => '·',
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}

/// Help, fixes, and places in other files: the lines below the excerpt, broken between words at the width.
pub(super) fn advice(files: &Files, diagnostic: &Diagnostic, look: Look, width: usize) -> String {
    let words = words(look.tongue);
    let mut rows = Vec::new();
    if let Some(help) = &diagnostic.help {
        rows.push((words.help, help.to_string()));
    }
    let titles = diagnostic.fixes.iter().map(|fix| fix.title.to_string());
    rows.extend(titles.filter(|title| !title.is_empty()).map(|title| (words.fix, title)));
    for label in diagnostic.labels.iter().filter(|label| label.span.file != diagnostic.span.file) {
        let place = Place::of(files, label.span);
        rows.push((words.see, format!("{}:{}: {}", place.file, place.line, label.text)));
    }
    rows.iter().fold(String::new(), |out, (word, text)| out + &row(word, &tame(text), look, width))
}

fn row(word: &str, text: &str, look: Look, width: usize) -> String {
    let colon = words(look.tongue).colon;
    let head = match look.colours {
        true => format!("  \u{1b}[36m{word}{colon}\u{1b}[0m "),
        false => format!("  {word}{colon} "),
    };
    wrapped(text, &head, "    ", width)
}

/// Columns of a window in which sentences are broken into lines.
pub(super) const NARROW: usize = 60;

/// How long a sentence may be. Wider places take it whole: programs that read logs go by lines.
pub(super) fn line(look: Look) -> usize {
    if look.width < NARROW { look.width } else { usize::MAX }
}

/// The text with `head` before its first line and `indent` before the others; words are never broken.
pub(super) fn wrapped(text: &str, head: &str, indent: &str, width: usize) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(head)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}
