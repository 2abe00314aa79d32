//! Quotation marks that are wanting, and how to mend them before anything else is read.

use scn_diag::{Diagnostic, E0007, E0008, E0009, E0015, Edit, wording};

use crate::patch::{Patch, Problem};
use crate::scanner::Scan;
use crate::token::{Fault, TokenKind};
use crate::words;

/// What the scanner found wanting, as far as the mending is sure.
pub(crate) fn problems(scan: &Scan<'_>, patch: &Patch) -> Vec<Problem> {
    let mender = Mender { scan, patch };
    scan.faults.iter().filter_map(|fault| mender.problem(*fault)).collect()
}

struct Mender<'a> {
    scan: &'a Scan<'a>,
    patch: &'a Patch,
}

impl Mender<'_> {
    fn problem(&self, fault: Fault) -> Option<Problem> {
        match fault {
            Fault::Quotes { open, close } => Some(self.typographic(open, close)),
            Fault::LongText { open, limit } => self.long_text(open, limit),
            Fault::Hole { open, inner, end } => self.hole(open, inner?, end),
            Fault::Text { open, end } => self.text(open, end),
        }
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        self.scan.source.get(start as usize..end as usize).unwrap_or("")
    }

    fn edit(&self, start: u32, end: u32, text: impl Into<String>) -> Edit {
        Edit { span: self.patch.span(start, end), text: text.into() }
    }

    /// `“Bonjour”`, `« Bonjour »`
    fn typographic(&self, open: (u32, u32), close: Option<(u32, u32)>) -> Problem {
        let spaced =
            |text: &str| text.chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum::<usize>();
        let (line_start, line_end) = self.scan.line_range(self.scan.line_of(open.0));
        let body_end = close.map_or(line_end, |close| close.0).max(line_start);
        let body = self.slice(open.1, body_end);
        let lead = if self.slice(open.0, open.1) == "«" { spaced(body) as u32 } else { 0 };
        let body = self.slice(open.1 + lead, body_end);
        let trail = if lead > 0 && close.is_some() { (body.len() - body.trim_end().len()) as u32 } else { 0 };
        let mut edits = vec![self.edit(open.0, open.1 + lead, "\"")];
        if let Some(close) = close {
            for (at, _) in body.match_indices('"') {
                let at = open.1 + lead + at as u32;
                edits.push(self.edit(at, at, "\\"));
            }
            edits.push(self.edit(close.0 - trail, close.1, "\""));
        }
        let end = close.map_or(open.1, |close| close.1);
        let mark = self.slice(open.0, open.1);
        let message = wording!("texts stand between `\"`, not `{mark}`", mark);
        let diagnostic = Diagnostic::new(E0009, self.patch.span(open.0, end), message)
            .help("word processors put such marks in: switch them off, or paste as plain text");
        Problem::mended(diagnostic, "use `\"` on both sides", true, edits)
    }

    /// A `"""` that nothing closes ends where the lines go back to the indentation of its entry.
    fn long_text(&self, open: u32, limit: u32) -> Option<Problem> {
        let first = self.scan.line_of(open);
        let last = self.scan.line_of(limit.max(1) - 1);
        let indent = |line: usize| {
            let text = self.scan.line(line);
            text.len() - text.trim_start().len()
        };
        let base = indent(first);
        let is_text = |line: &usize| !self.scan.line(*line).trim().is_empty();
        let mut body = (first + 1..=last).filter(is_text);
        let indented = body.clone().next().is_some_and(|line| indent(line) > base);
        let after = if indented {
            body.find(|line| indent(*line) <= base)
        } else {
            body.find(|line| {
                let word = self.scan.line(*line).trim_start();
                word.starts_with('}') || words::is_known(crate::parser::first_word(word))
            })
        };
        let at = after.map_or(limit, |line| self.scan.line_range(line).0);
        let blanks = " ".repeat(base + 2);
        let mark = if at as usize >= self.scan.source.len() && !self.scan.source.ends_with('\n') {
            format!("\n{blanks}\"\"\"\n")
        } else {
            format!("{blanks}\"\"\"\n")
        };
        let diagnostic = Diagnostic::new(
            E0008,
            self.patch.span(open, open + 3),
            "this text is never closed: a `\"\"\"` is missing",
        )
        .help("a text over several lines ends with `\"\"\"` on a line of its own");
        Some(Problem::mended(
            diagnostic,
            "close it where its lines end",
            false,
            vec![self.edit(at, at, mark)],
        ))
    }

    /// `"Bonjour {name"`: the quotation mark was meant to end the text.
    fn hole(&self, open: u32, inner: u32, end: u32) -> Option<Problem> {
        if self.slice(inner, end).contains('}') {
            return None;
        }
        let diagnostic = Diagnostic::new(
            E0015,
            self.patch.span(open, inner),
            "this `{` is never closed: a `}` is missing",
        )
        .help("write `\\{` for a brace that the customer sees");
        Some(Problem::mended(diagnostic, "close the brace", false, vec![self.edit(inner, inner, "}")]))
    }

    fn text(&self, open: u32, end: u32) -> Option<Problem> {
        let body = self.slice(open + 1, end);
        self.closed_typographic(open, body)
            .or_else(|| self.never_opened(open, body))
            .or_else(|| self.brace_swallowed(open, body))
    }

    /// `"Bonjour”`
    fn closed_typographic(&self, open: u32, body: &str) -> Option<Problem> {
        let (at, mark) = body.char_indices().rfind(|(_, c)| matches!(c, '”' | '“' | '»'))?;
        let start = open + 1 + at as u32;
        let end = start + mark.len_utf8() as u32;
        let message = wording!("this text begins with `\"` and ends with `{mark}`", mark);
        let diagnostic = Diagnostic::new(E0009, self.patch.span(open, end), message);
        Some(Problem::mended(diagnostic, "use `\"` on both sides", true, vec![self.edit(start, end, "\"")]))
    }

    /// `say Bonjour"`: the only mark of the line ends a text that never began.
    fn never_opened(&self, open: u32, body: &str) -> Option<Problem> {
        let start = self.scan.line_range(self.scan.line_of(open)).0;
        let before = self.slice(start, open);
        let touches = before.chars().last().is_some_and(|c| !c.is_whitespace());
        if !matches!(body.trim(), "" | "{") || !touches || before.contains('"') {
            return None;
        }
        let words_start = before.len() - before.trim_start().len();
        let word = crate::parser::first_word(before.trim_start());
        let rest = before.get(words_start + word.len()..)?;
        let at = start + (before.len() - rest.trim_start().len()) as u32;
        if !words::takes_text(word) || at >= open {
            return None;
        }
        let diagnostic = Diagnostic::new(
            E0007,
            self.patch.span(at, open + 1),
            "this text never begins: a `\"` is missing",
        );
        Some(Problem::mended(diagnostic, "put the opening `\"`", false, vec![self.edit(at, at, "\"")]))
    }

    /// `{ say "Bonjour }` and `choose "Que faire ? {`: the brace at the end of the line was meant for a block.
    fn brace_swallowed(&self, open: u32, body: &str) -> Option<Problem> {
        let kept = body.trim_end_matches([' ', '\t', '\r', '{', '}']);
        let tail = body.get(kept.len()..)?;
        let opens = tail.trim() == "{";
        let closes = tail.contains('}') && !tail.contains('{') && self.opens_on_line(open);
        if !(opens || closes) || !tail.starts_with([' ', '\t']) || kept.contains('"') {
            return None;
        }
        let at = open + 1 + kept.len() as u32;
        let diagnostic =
            Diagnostic::new(E0007, self.patch.span(open, at), "this text is never closed: a `\"` is missing");
        Some(Problem::mended(diagnostic, "close it before the brace", false, vec![self.edit(at, at, "\"")]))
    }

    fn opens_on_line(&self, at: u32) -> bool {
        let (start, _) = self.scan.line_range(self.scan.line_of(at));
        let first = self.scan.token_at(start);
        let on_line = self.scan.tokens.iter().skip(first).take_while(|token| token.start < at);
        on_line.into_iter().any(|token| token.kind == TokenKind::Open)
    }
}
