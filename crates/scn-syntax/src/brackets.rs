//! Braces that stand on the wrong line, and brackets of the wrong kind where a block begins or ends. Judged on tokens:
//! both are sure, whatever the lines between them hold.

use scn_diag::{Diagnostic, E0004, E0005, Edit, wording};

use crate::parser::first_word;
use crate::patch::{Patch, Problem};
use crate::scanner::Scan;
use crate::token::{Token, TokenKind};

/// What to mend before the rest is judged.
pub(crate) fn problems(scan: &Scan<'_>, patch: &Patch) -> Vec<Problem> {
    let tokens: Vec<Token> = scan.tokens.iter().filter(|token| !token.is_trivia()).copied().collect();
    let mut walk = Walk { scan, patch, tokens: &tokens, stack: Vec::new(), texts: 0, problems: Vec::new() };
    (0..tokens.len()).for_each(|at| walk.token(at));
    walk.problems
}

struct Walk<'a> {
    scan: &'a Scan<'a>,
    patch: &'a Patch,
    tokens: &'a [Token],
    /// The brackets that are open.
    stack: Vec<Token>,
    texts: usize,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn token(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at).copied() else { return };
        match token.kind {
            TokenKind::TextOpen => self.texts += 1,
            TokenKind::TextClose => self.texts = self.texts.saturating_sub(1),
            _ if self.texts > 0 => {}
            TokenKind::Open => {
                self.on_its_own_line(at, token);
                self.stack.push(token);
            }
            TokenKind::Close => self.close(token),
            TokenKind::Mark => match token.text(self.scan.source) {
                "(" | "[" => self.stack.push(token),
                ")" | "]" => self.close(token),
                _ => {}
            },
            _ => {}
        }
    }

    /// No entry begins with a `{`, so one that begins a line belongs to the line above.
    fn on_its_own_line(&mut self, at: usize, brace: Token) {
        let Some(before) = at.checked_sub(1).and_then(|at| self.tokens.get(at)) else { return };
        let ends_entry =
            matches!(before.kind, TokenKind::Open | TokenKind::Close) || before.text(self.scan.source) == ";";
        if ends_entry || self.scan.line_of(before.end) == self.scan.line_of(brace.start) {
            return;
        }
        let word = Some(before.text(self.scan.source)).filter(|word| *word == "else");
        let message = match word.unwrap_or_else(|| self.word_of_line(before)) {
            "" => "this `{` belongs at the end of the line above".into(),
            word => wording!("the `{{` of this `{word}` belongs at the end of its line", word),
        };
        let diagnostic = Diagnostic::new(E0005, self.patch.span(brace.start, brace.end), message);
        let between = self.scan.source.get(before.end as usize..brace.start as usize).unwrap_or("");
        let edits = if between.trim().is_empty() {
            vec![self.edit(before.end, brace.end, " {")]
        } else {
            vec![self.edit(before.end, before.end, " {"), self.edit(brace.start, brace.end, "")]
        };
        self.problems.push(Problem::mended(diagnostic, "move it up", true, edits));
    }

    fn close(&mut self, close: Token) {
        let Some(open) = self.stack.pop() else { return };
        let (opened, closed) = (open.text(self.scan.source), close.text(self.scan.source));
        if matches!((opened, closed), ("{", "}") | ("(", ")") | ("[", "]")) {
            return;
        }
        // Only a bracket at the end of its line and one that begins a line, equally far in, are surely a block.
        if !self.ends_line(open) || !self.begins_line(close) || self.indent(open) != self.indent(close) {
            self.stack.push(open);
            if closed == "}" {
                self.stack.pop();
            }
            return;
        }
        let word = self.word_of_line(&open).to_owned();
        if closed == "}" {
            let place = self.patch.span(open.start, open.end);
            let message =
                wording!("the block of this `{word}` begins with `{{`, not with `{opened}`", word, opened);
            let edits = vec![self.edit(open.start, open.end, "{")];
            self.problems.push(Problem::mended(
                Diagnostic::new(E0005, place, message),
                "write `{`",
                true,
                edits,
            ));
        } else if opened == "{" {
            let place = self.patch.span(close.start, close.end);
            let message =
                wording!("the block of this `{word}` ends with `}}`, not with `{closed}`", word, closed);
            let edits = vec![self.edit(close.start, close.end, "}")];
            self.problems.push(Problem::mended(
                Diagnostic::new(E0004, place, message),
                "write `}`",
                true,
                edits,
            ));
        }
    }

    fn edit(&self, start: u32, end: u32, text: &str) -> Edit {
        Edit { span: self.patch.span(start, end), text: text.into() }
    }

    fn line_of(&self, token: &Token) -> &str {
        self.scan.line(self.scan.line_of(token.start))
    }

    fn word_of_line(&self, token: &Token) -> &str {
        first_word(self.line_of(token).trim_start())
    }

    fn indent(&self, token: Token) -> usize {
        let line = self.line_of(&token);
        line.len() - line.trim_start().len()
    }

    fn begins_line(&self, token: Token) -> bool {
        let (start, _) = self.scan.line_range(self.scan.line_of(token.start));
        self.scan
            .source
            .get(start as usize..token.start as usize)
            .is_some_and(|before| before.trim().is_empty())
    }

    fn ends_line(&self, token: Token) -> bool {
        let (_, end) = self.scan.line_range(self.scan.line_of(token.start));
        let after = self.scan.source.get(token.end as usize..end as usize).unwrap_or("").trim_start();
        after.is_empty() || after.starts_with('#')
    }
}
