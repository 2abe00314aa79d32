//! Texts: what must be escaped, and how several lines are written.

use super::{INDENT, Printer};
use crate::ast::{Piece, Text};

/// Where a run of characters stands, which decides what is escaped there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Short,
    Long,
    Optional,
}

impl Printer {
    /// A text of an entry; over several lines when it has line ends of its own.
    pub(super) fn text(&mut self, text: &Text) {
        if is_long(text) { self.long_text(text) } else { self.short_text(text) }
    }

    pub(super) fn texts(&mut self, texts: &[Text]) {
        self.listed(texts, Self::text);
    }

    /// `"…"`, the only form inside an expression.
    pub(super) fn short_text(&mut self, text: &Text) {
        self.word("\"");
        self.pieces(&text.pieces, Within::Short);
        self.word("\"");
    }

    fn long_text(&mut self, text: &Text) {
        self.word("\"\"\"");
        self.long_line_end(false);
        self.pieces(&text.pieces, Within::Long);
        self.long_line_end(true);
        self.word("\"\"\"");
    }

    /// The line end and the indentation of the next line, none before an empty one.
    fn long_line_end(&mut self, last: bool) {
        let end = self.out.trim_end_matches(' ').len();
        if self.out.get(..end).is_some_and(|kept| kept.ends_with('\n')) && !last {
            self.out.truncate(end);
        }
        self.word("\n");
        self.out.extend(std::iter::repeat_n(' ', (self.level + 1) * INDENT));
    }

    fn pieces(&mut self, pieces: &[Piece], within: Within) {
        for piece in pieces {
            match piece {
                Piece::Literal(text, _) => self.literal(text, within),
                Piece::Value { expr, style } => {
                    self.word("{");
                    self.expr(expr);
                    self.and("as", style.as_ref(), Self::name);
                    self.word("}");
                }
                Piece::Optional(inner, _) => {
                    self.word("[");
                    self.pieces(inner, Within::Optional);
                    self.word("]");
                }
                Piece::Plural { count, forms } => {
                    self.word("{");
                    self.expr(count);
                    self.word(" plural");
                    for (form, text) in forms {
                        self.and(&form.text, Some(text), Self::short_text);
                    }
                    self.word("}");
                }
                Piece::For { variable, list, text } => {
                    self.with("{for", variable, Self::name);
                    self.and("in", Some(list), Self::expr);
                    self.with(":", text, Self::short_text);
                    self.word("}");
                }
                Piece::Error(_) => {}
            }
        }
    }

    fn literal(&mut self, text: &str, within: Within) {
        for (at, c) in text.char_indices() {
            let rest = text.get(at + c.len_utf8()..).unwrap_or("");
            let escaped = match c {
                '\\' | '{' => true,
                '"' => within != Within::Long || rest.starts_with('"'),
                '[' => within == Within::Optional || !closes_plainly(rest),
                ']' => within == Within::Optional,
                _ => false,
            };
            match c {
                '\n' if within == Within::Long => self.long_line_end(false),
                '\n' => self.word("\\n"),
                _ => {
                    if escaped {
                        self.word("\\");
                    }
                    self.out.push(c);
                }
            }
        }
    }
}

/// Whether the `[` before this is surely no optional piece.
fn closes_plainly(rest: &str) -> bool {
    rest.find(['[', ']', '{', '"', '\\', '\n'])
        .is_some_and(|at| rest.get(at..).is_some_and(|at| at.starts_with(']')))
}

/// Whether line ends of the text are better seen than spelt; blanks at their ends would not be.
fn is_long(text: &Text) -> bool {
    let mut lines = false;
    for piece in &text.pieces {
        if let Piece::Literal(literal, _) = piece {
            lines |= literal.contains('\n');
            if literal.contains('\r') || literal.contains(" \n") || literal.contains("\t\n") {
                return false;
            }
        }
    }
    let ends = |piece: Option<&Piece>, blank: fn(&str) -> bool| match piece {
        Some(Piece::Literal(literal, _)) => blank(literal),
        _ => false,
    };
    lines
        && !ends(text.pieces.first(), |literal| literal.trim_start_matches([' ', '\t']).starts_with('\n'))
        && !ends(text.pieces.last(), |literal| literal.ends_with(['\n', ' ', '\t']))
}
