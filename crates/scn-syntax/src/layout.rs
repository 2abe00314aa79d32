//! Which brace is missing: after a failure, the indentation of the lines is evidence of what was meant.

use scn_diag::{Diagnostic, E0004, E0005, E0006, Edit, wording};

use crate::parser::first_word;
use crate::patch::{Patch, Problem};
use crate::scanner::Scan;
use crate::token::{Token, TokenKind};

/// Braces to put in or to take out, judged by indentation; none in a file whose lines are not indented.
pub(crate) fn problems(scan: &Scan<'_>, patch: &Patch) -> Vec<Problem> {
    let lines = lines(scan);
    if !is_indented(&lines) {
        return Vec::new();
    }
    let mut walk = Walk { scan, patch, lines: &lines, stack: Vec::new(), problems: Vec::new() };
    for at in 0..lines.len() {
        walk.line(at);
    }
    walk.end();
    walk.problems
}

/// A line with something on it, texts over several lines and open brackets taken together.
struct Line {
    indent: usize,
    /// Tokens that are not space or comments.
    tokens: Vec<Token>,
}

impl Line {
    fn first(&self) -> Option<&Token> {
        self.tokens.first()
    }
    fn last(&self) -> Option<&Token> {
        self.tokens.last()
    }
    fn opens(&self) -> bool {
        self.last().is_some_and(|token| token.kind == TokenKind::Open)
    }
    fn closes(&self) -> bool {
        self.first().is_some_and(|token| token.kind == TokenKind::Close)
    }
    fn end(&self) -> u32 {
        self.last().map_or(0, |token| token.end)
    }
}

fn lines(scan: &Scan<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut brackets, mut texts, mut fresh) = (0usize, 0usize, true);
    for token in &scan.tokens {
        match token.kind {
            TokenKind::LineEnd => fresh = brackets == 0 && texts == 0,
            TokenKind::Open | TokenKind::Close => brackets = 0,
            TokenKind::TextOpen => texts += 1,
            TokenKind::Mark if texts == 0 => match token.text(scan.source) {
                "(" | "[" => brackets += 1,
                ")" | "]" => brackets = brackets.saturating_sub(1),
                _ => {}
            },
            _ => {}
        }
        if token.is_trivia() {
            continue;
        }
        if fresh || lines.is_empty() {
            let start = scan.line_range(scan.line_of(token.start)).0;
            lines.push(Line { indent: (token.start - start) as usize, tokens: Vec::new() });
            fresh = false;
        }
        if let Some(line) = lines.last_mut() {
            line.tokens.push(*token);
        }
        if token.kind == TokenKind::TextClose {
            texts = texts.saturating_sub(1);
        }
        // A text that its line cuts short has no closing mark.
        if texts > 0 && scan.clean.as_bytes().get(token.end as usize) == Some(&b'\r') {
            texts = 0;
            fresh = true;
        }
    }
    lines
}

/// Most blocks are indented, so the lines say something.
fn is_indented(lines: &[Line]) -> bool {
    let blocks = lines.iter().zip(lines.iter().skip(1)).filter(|(line, _)| line.opens());
    let (mut deeper, mut all) = (0, 0);
    for (header, body) in blocks.filter(|(_, body)| !body.closes()) {
        all += 1;
        deeper += usize::from(body.indent > header.indent);
    }
    all > 0 && deeper * 10 >= all * 7
}

struct Block {
    /// The line of the header.
    line: usize,
    indent: usize,
    open: u32,
}

struct Walk<'a> {
    scan: &'a Scan<'a>,
    patch: &'a Patch,
    lines: &'a [Line],
    stack: Vec<Block>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn line(&mut self, at: usize) {
        let Some(line) = self.lines.get(at) else { return };
        if line.closes() {
            while self.stack.last().is_some_and(|block| block.indent > line.indent) {
                self.close_missing(at);
            }
        } else {
            self.block_that_never_begins(at, line);
            while self.stack.last().is_some_and(|block| line.indent <= block.indent) {
                self.close_missing(at);
            }
        }
        for (place, token) in line.tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open => {
                    self.stack.push(Block { line: at, indent: line.indent, open: token.start })
                }
                TokenKind::Close => self.close(place == 0, line.indent, token),
                _ => {}
            }
        }
    }

    fn close(&mut self, first: bool, indent: usize, token: &Token) {
        let fits = match self.stack.last() {
            Some(block) => !first || block.indent == indent,
            None => false,
        };
        if fits {
            self.stack.pop();
            return;
        }
        let span = self.patch.span(token.start, token.end);
        let diagnostic = Diagnostic::new(E0006, span, "this `}` closes nothing")
            .help("its indentation fits no block that is open here");
        self.problems.push(Problem::mended(
            diagnostic,
            "remove it",
            false,
            vec![Edit { span, text: " ".into() }],
        ));
    }

    /// The innermost block ends before this line, though nothing says so.
    fn close_missing(&mut self, at: usize) {
        let Some(block) = self.stack.pop() else { return };
        let end = at.checked_sub(1).and_then(|before| self.lines.get(before)).map_or(0, Line::end);
        let place = self.patch.span(end, end);
        let Some(header) = self.lines.get(block.line).and_then(Line::first) else { return };
        let word = first_word(self.scan.source.get(header.start as usize..).unwrap_or(""));
        let what =
            if word.is_empty() { "this block".to_owned() } else { format!("the block of this `{word}`") };
        let span = self.patch.span(header.start, block.open + 1);
        let diagnostic =
            Diagnostic::new(E0004, span, wording!("{what} is never closed: a `}}` is missing", what))
                .label(place, "a `}` belongs on the next line");
        let edit = Edit { span: place, text: format!("\n{}}}", " ".repeat(block.indent)) };
        self.problems.push(Problem::mended(diagnostic, "close it where its lines end", false, vec![edit]));
    }

    /// The lines after a header are indented and closed, but the header lacks its `{`.
    fn block_that_never_begins(&mut self, at: usize, line: &Line) {
        let Some(header) = at.checked_sub(1).and_then(|before| self.lines.get(before)) else { return };
        let closed =
            self.lines.get(at..).and_then(|rest| rest.iter().find(|line| line.indent <= header.indent));
        let (Some(first), Some(last)) = (header.first(), header.last()) else { return };
        if line.indent <= header.indent
            || header.opens()
            || matches!(last.text(self.scan.source), "," | "=" | "->" | "+" | "*" | "(" | "[")
            || !closed.is_some_and(|line| line.closes() && line.indent == header.indent)
        {
            return;
        }
        let word = first_word(self.scan.source.get(first.start as usize..).unwrap_or(""));
        let what =
            if word.is_empty() { "this block".to_owned() } else { format!("the block of this `{word}`") };
        let end = header.end();
        let place = self.patch.span(end, end);
        let diagnostic = Diagnostic::new(
            E0005,
            self.patch.span(first.start, end),
            wording!("{what} never begins: a `{{` is missing", what),
        );
        let edit = Edit { span: place, text: " {".into() };
        self.problems.push(Problem::mended(diagnostic, "put the `{`", true, vec![edit]));
        self.stack.push(Block { line: at - 1, indent: header.indent, open: end.saturating_sub(1) });
    }

    fn end(&mut self) {
        while !self.stack.is_empty() {
            self.close_missing(self.lines.len());
        }
    }
}
