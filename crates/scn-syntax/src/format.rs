//! The one look of a file: two blanks per block, one entry per line, what is written in quotes left alone.
//!
//! It works on the tokens, so no comment can get lost; the reader only tells where entries begin. The result is read
//! again, and given up when it does not mean the same.

use scn_diag::{Diagnostic, FileId};

use crate::parser::{self, Reading};
use crate::patch::Patch;
use crate::scanner::{Scan, scan};
use crate::spacing::{Atom, atoms, needs_blank};
use crate::token::TokenKind;
use crate::{recovery, report};

/// A block that fits on its line up to here may stay on it.
const WIDTH: usize = 100;
const INDENT: usize = 2;
/// How far the further lines of a broken entry go in.
const CONTINUED: usize = 4;

pub(crate) fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let scanned = scan(text);
    let Some(reading) = read(&scanned) else {
        let file = FileId::default();
        return Err(report::finish(file, text, recovery::read(file, text).1));
    };
    let formatted = Writer::new(&scanned, &reading.entry_starts).write();
    let rescanned = scan(&formatted);
    let same = read(&rescanned).is_some_and(|again| again.tree == reading.tree)
        && comments(&scanned).eq(comments(&rescanned));
    Ok(if same { formatted } else { text.to_owned() })
}

/// Reads without places; nothing when there is something wrong.
pub(crate) fn read(scanned: &Scan<'_>) -> Option<Reading> {
    if !scanned.faults.is_empty() || scanned.too_deep.is_some() {
        return None;
    }
    Some(parser::read(FileId::default(), scanned, &Patch::blind()))
        .filter(|reading| reading.problems.is_empty())
}

fn comments<'a>(scanned: &'a Scan<'_>) -> impl Iterator<Item = &'a str> {
    let comments =
        scanned.tokens.iter().filter(|token| matches!(token.kind, TokenKind::Comment | TokenKind::Doc));
    comments.map(|token| token.text(scanned.source).trim_end())
}

struct Writer<'a> {
    atoms: Vec<Atom<'a>>,
    out: String,
    at: usize,
    level: usize,
}

impl<'a> Writer<'a> {
    fn new(scanned: &'a Scan<'a>, entry_starts: &[u32]) -> Self {
        Writer { atoms: atoms(scanned, entry_starts), out: String::new(), at: 0, level: 0 }
    }

    fn write(mut self) -> String {
        self.entries();
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    fn peek(&self) -> Option<&Atom<'a>> {
        self.atoms.get(self.at)
    }

    fn line(&mut self, extra: usize) {
        let end = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(end);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.extend(std::iter::repeat_n(' ', self.level * INDENT + extra));
    }

    /// The entries of a block up to its `}`, or of the file.
    fn entries(&mut self) {
        let mut first = true;
        while let Some(atom) = self.peek().filter(|atom| atom.kind != TokenKind::Close) {
            let (comment, lines) = (atom.is_comment(), atom.lines_before);
            if comment && lines == 0 && !self.out.is_empty() {
                self.trailing_comment();
                continue;
            }
            if lines > 1 && !first {
                self.blank_line();
            }
            self.line(0);
            first = false;
            if comment {
                self.copy();
            } else {
                self.entry();
            }
        }
    }

    fn blank_line(&mut self) {
        let end = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn copy(&mut self) {
        if let Some(atom) = self.peek() {
            let text = atom.text;
            self.out.push_str(text.trim_end());
            self.at += 1;
        }
    }

    fn trailing_comment(&mut self) {
        let end = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(end);
        self.out.push_str("  ");
        self.copy();
    }

    /// From its first word to the last piece before the next entry.
    fn entry(&mut self) {
        let first = self.at;
        // `hours is open` as a value says nothing about opening hours.
        let compares = self.atoms.get(first + 1).is_some_and(|atom| atom.text == "is");
        let first_word = self.peek().filter(|_| !compares).map_or("", |atom| atom.text);
        let mut line_start = first;
        let mut after_comment = false;
        let mut fresh = true;
        while let Some(atom) = self.atoms.get(self.at).copied() {
            let boundary = atom.kind == TokenKind::Close || (atom.starts_entry && self.at > first);
            if boundary || (atom.is_comment() && self.ends_entry(self.at)) {
                break;
            }
            match atom.kind {
                TokenKind::Open => {
                    if !fresh {
                        self.out.push(' ');
                    }
                    if self.block(line_start) {
                        line_start = self.at;
                    }
                    (fresh, after_comment) = (false, false);
                    continue;
                }
                TokenKind::Comment | TokenKind::Doc => {
                    self.trailing_comment();
                    after_comment = true;
                    continue;
                }
                _ => {}
            }
            let joined = atom.text == "else" && self.previous_kind() == Some(TokenKind::Close);
            if (atom.lines_before > 0 && !fresh && !joined) || after_comment {
                let closes = matches!(atom.text, ")" | "]");
                self.line(if closes { 0 } else { CONTINUED });
                line_start = self.at;
            } else if !fresh && self.blank_before(first_word) {
                self.out.push(' ');
            }
            (fresh, after_comment) = (false, false);
            self.piece(&atom);
            self.at += 1;
        }
    }

    fn previous_kind(&self) -> Option<TokenKind> {
        self.at.checked_sub(1).and_then(|at| self.atoms.get(at)).map(|atom| atom.kind)
    }

    /// Whether nothing of the entry comes after the comments that begin here.
    fn ends_entry(&self, at: usize) -> bool {
        let next = self.atoms.iter().skip(at).find(|atom| !atom.is_comment());
        next.is_none_or(|atom| atom.starts_entry || atom.kind == TokenKind::Close)
    }

    fn blank_before(&self, first_word: &str) -> bool {
        let get = |back: usize| self.at.checked_sub(back).and_then(|at| self.atoms.get(at));
        match (get(1), get(0)) {
            (Some(before), Some(atom)) => {
                needs_blank(first_word, get(2), before, atom, self.atoms.get(self.at + 1))
            }
            _ => false,
        }
    }

    /// A word, a sign, or a text; one over several lines goes in with its entry.
    fn piece(&mut self, atom: &Atom<'a>) {
        if !(atom.kind == TokenKind::TextOpen && atom.text.starts_with("\"\"\"")) {
            return self.out.push_str(atom.text);
        }
        let closing = atom.text.rsplit('\n').next().unwrap_or("");
        let old = parser::indent_of(closing);
        let new = " ".repeat(self.level * INDENT + INDENT);
        for (number, line) in atom.text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if number == 0 {
                self.out.push_str(line.trim_end());
                continue;
            }
            let common = line.bytes().zip(old.bytes()).take_while(|(a, b)| a == b).count();
            let body = line.get(common..).unwrap_or("");
            self.out.push('\n');
            if !body.is_empty() {
                self.out.push_str(&new);
                self.out.push_str(body);
            }
        }
    }

    /// A block with its braces. Tells whether it went over several lines.
    fn block(&mut self, line_start: usize) -> bool {
        let Some(open) = self.peek().copied() else { return false };
        let close = open.partner;
        self.at += 1;
        if close == self.at {
            self.out.push_str("{}");
            self.at += 1;
            return false;
        }
        if open.fits_on_a_line && self.width(line_start, close) <= WIDTH {
            self.out.push_str("{ ");
            let level = self.level;
            self.entry();
            self.level = level;
            self.out.push_str(" }");
            self.at = close + 1;
            return false;
        }
        self.out.push('{');
        self.level += 1;
        self.entries();
        self.level -= 1;
        self.line(0);
        self.out.push('}');
        self.at = close + 1;
        true
    }

    /// How wide the line gets from its first piece to the `}`, at most.
    fn width(&self, from: usize, to: usize) -> usize {
        let sum = |at: usize| self.atoms.get(at).map_or(0, |atom| atom.sum_of_widths);
        self.level * INDENT + (sum(to) - sum(from)) + 1
    }
}
