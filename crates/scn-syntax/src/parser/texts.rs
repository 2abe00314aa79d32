//! Texts and what stands in their braces and brackets.

use scn_diag::{Diagnostic, E0007, E0008, E0015, E0017, Span, wording};

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

/// The pieces read so far; ordinary characters are gathered until something else comes.
struct Pieces {
    done: Vec<Piece>,
    literal: String,
    literal_span: Option<Span>,
}

impl Pieces {
    fn with_capacity(pieces: usize) -> Self {
        Pieces { done: Vec::with_capacity(pieces), literal: String::new(), literal_span: None }
    }

    fn add(&mut self, text: &str, span: Span) {
        self.literal.push_str(text);
        self.literal_span = Some(self.literal_span.map_or(span, |before| before.to(span)));
    }

    fn push(&mut self, piece: Piece) {
        self.flush();
        self.done.push(piece);
    }

    fn flush(&mut self) {
        if let (false, Some(span)) = (self.literal.is_empty(), self.literal_span.take()) {
            self.done.push(Piece::Literal(std::mem::take(&mut self.literal), span));
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.done
    }
}

/// Where a text over several lines begins its lines.
struct Lines<'a> {
    indent: &'a str,
    at_start: bool,
    in_first: bool,
}

impl Reader<'_> {
    /// `"…"` or `"""…"""`.
    pub(super) fn text_value(&mut self, node: Node<'_>) -> Text {
        let span = self.span(&node);
        let pieces = match node.as_rule() {
            Rule::long_text => self.long_text(node),
            _ => {
                let children = node.into_inner();
                let mut pieces = Pieces::with_capacity(children.len());
                for child in children {
                    self.piece(child, &mut pieces, None);
                }
                pieces.finish()
            }
        };
        Text { pieces, span }
    }

    fn piece(&mut self, node: Node<'_>, pieces: &mut Pieces, lines: Option<&mut Lines<'_>>) {
        let span = self.span(&node);
        let text = self.text(&node);
        if let Some(lines) = lines {
            if node.as_rule() == Rule::long_literal {
                return pieces.add(&lines.unindented(text), span);
            }
            lines.at_start = false;
            lines.in_first = false;
        }
        match node.as_rule() {
            Rule::literal | Rule::optional_literal | Rule::long_piece_literal | Rule::lone_bracket => {
                pieces.add(text, span);
            }
            Rule::escape_mark => {
                let meant = self.escape_mark(&node);
                pieces.add(meant, span);
            }
            Rule::interpolation => {
                let piece = self.interpolation(node);
                pieces.push(piece);
            }
            Rule::optional_piece | Rule::long_piece => {
                let children = node.into_inner();
                let mut inner = Pieces::with_capacity(children.len());
                for child in children {
                    self.piece(child, &mut inner, None);
                }
                pieces.push(Piece::Optional(inner.finish(), span));
            }
            Rule::unclosed_text => self.unclosed_text(&node),
            _ => {
                self.disorder(&node, Place::Texts);
            }
        }
    }

    fn unclosed_text(&mut self, node: &Node<'_>) {
        let end = self.start(node);
        let line = self.scan.line_range(self.scan.line_of(end)).0;
        let before = self.source.get(line as usize..end as usize).unwrap_or("");
        // Of several quotation marks on the line, the last one opens what is not closed.
        let open = before.rfind('"').map_or(line, |at| line + at as u32);
        let end = line + before.trim_end().len() as u32;
        let place = self.patch.span(end, end);
        let diagnostic = Diagnostic::new(
            E0007,
            self.patch.span(open, end),
            "this text is never closed: a `\"` is missing",
        )
        .help("a text between two `\"` ends on its line; use `\"\"\"` for several lines")
        .fix("close it at the end of the line", false, place, "\"");
        self.report(diagnostic);
    }

    fn escape_mark(&mut self, node: &Node<'_>) -> &'static str {
        match self.text(node) {
            "\\n" => "\n",
            "\\{" => "{",
            "\\}" => "}",
            "\\[" => "[",
            "\\]" => "]",
            "\\\"" => "\"",
            "\\\\" => "\\",
            other => {
                let message = wording!("`{other}` means nothing in a text", other);
                let span = self.span(node);
                let diagnostic = Diagnostic::new(E0017, span, message)
                    .help("after `\\` come `n` for a new line, or one of `{ } [ ] \" \\`")
                    .fix("write the `\\` itself", true, Span { end: span.start, ..span }, "\\");
                self.report(diagnostic);
                "\\"
            }
        }
    }

    fn interpolation(&mut self, node: Node<'_>) -> Piece {
        let span = self.span(&node);
        let mut expr = None;
        let mut style = None;
        let mut piece = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::expr => expr = Some(self.expr(child)),
                Rule::style => style = self.names_of(child).pop(),
                Rule::plural => {
                    let forms = self.plural_forms(child);
                    let count = expr.take().unwrap_or(Expr { kind: ExprKind::Error, span });
                    piece = Some(Piece::Plural { count, forms });
                }
                Rule::for_piece => piece = self.for_piece(child),
                Rule::inner_rest => {
                    let message = wording!(
                        "`{text}` is too much between these braces",
                        text = self.text(&child).trim_end()
                    );
                    let help =
                        "`{ }` in a text holds one value; write `\\{` for a brace that the customer sees";
                    let diagnostic = Diagnostic::new(E0015, self.span(&child), message).help(help);
                    self.report(diagnostic);
                }
                Rule::need_value => {
                    let help = "write a value between them, or `\\{` for a brace that the customer sees";
                    let diagnostic =
                        Diagnostic::new(E0015, span, "a value is missing between these braces").help(help);
                    self.report(diagnostic);
                }
                Rule::need_brace => {
                    let diagnostic =
                        Diagnostic::new(E0015, span, "this `{` is never closed: a `}` is missing")
                            .help("write `\\{` for a brace that the customer sees");
                    self.report(diagnostic);
                }
                _ => {
                    self.disorder(&child, Place::Texts);
                }
            }
        }
        match (piece, expr) {
            (Some(piece), _) => piece,
            (None, Some(expr)) => Piece::Value { expr, style },
            (None, None) => Piece::Error(span),
        }
    }

    fn plural_forms(&mut self, node: Node<'_>) -> Vec<(Name, Text)> {
        let mut forms = Vec::new();
        for form in node.into_inner() {
            let mut children = form.into_inner();
            let name = children.next().map(|child| self.name(&child));
            let text = children.next().map(|child| self.text_value(child));
            forms.extend(name.zip(text));
        }
        forms
    }

    fn for_piece(&mut self, node: Node<'_>) -> Option<Piece> {
        let (mut variable, mut list, mut text) = (None, None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => variable = Some(self.name(&child)),
                Rule::expr => list = Some(self.expr(child)),
                Rule::short_text | Rule::long_text => text = Some(self.text_value(child)),
                _ => {
                    self.disorder(&child, Place::Texts);
                }
            }
        }
        Some(Piece::For { variable: variable?, list: list?, text: text? })
    }

    fn long_text(&mut self, node: Node<'_>) -> Vec<Piece> {
        let span = self.span(&node);
        let (start, end) = (self.start(&node), self.end(&node));
        let written = self.text(&node);
        let body = written.get(3..).unwrap_or("");
        let closed = body.strip_suffix("\"\"\"");
        let body = closed.unwrap_or(body);
        let (first, last) = (body.split('\n').next().unwrap_or(""), body.rsplit('\n').next().unwrap_or(""));
        let alone = body.contains('\n') && last.trim().is_empty();
        if !first.trim().is_empty() {
            let place = self.patch.span(start + 3, start + 3);
            let diagnostic = Diagnostic::new(
                E0008,
                self.patch.span(start, start + 3),
                "the text after `\"\"\"` begins on the next line",
            )
            .help("use one `\"` on each side for a text on one line")
            .fix("begin it on the next line", false, place, "\n");
            self.report(diagnostic);
        } else if closed.is_none() {
            let open = self.patch.span(start, start + 3);
            self.report(Diagnostic::new(E0008, open, "this text is never closed: a `\"\"\"` is missing"));
        } else if !alone {
            let place = self.patch.span(end - 3, end - 3);
            let diagnostic = Diagnostic::new(
                E0008,
                Span { end: span.end, ..place },
                "the closing `\"\"\"` stands on a line of its own",
            )
            .fix(
                "put it on a line of its own",
                true,
                place,
                format!("\n{}", indent_of(self.scan.line(self.scan.line_of(start)))),
            );
            self.report(diagnostic);
        }
        let mut lines = Lines {
            indent: if alone { last } else { "" },
            at_start: false,
            in_first: first.trim().is_empty(),
        };
        let children = node.into_inner();
        let mut pieces = Pieces::with_capacity(children.len());
        for child in children {
            self.piece(child, &mut pieces, Some(&mut lines));
        }
        if alone && pieces.literal.ends_with('\n') {
            pieces.literal.pop();
        }
        pieces.finish()
    }
}

/// The blanks that a line begins with.
pub(crate) fn indent_of(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("")
}

impl Lines<'_> {
    /// Takes the common indentation off the lines of a run of characters.
    fn unindented(&mut self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let kept = if self.at_start {
                let common = line.bytes().zip(self.indent.bytes()).take_while(|(a, b)| a == b).count();
                line.get(common..).unwrap_or("")
            } else {
                line
            };
            self.at_start = line.ends_with('\n');
            // What follows the opening marks on their line is only blanks, and their line end is not said.
            if self.in_first {
                self.in_first = !self.at_start;
                continue;
            }
            match kept.strip_suffix('\n') {
                Some(body) => {
                    result.push_str(body.strip_suffix('\r').unwrap_or(body));
                    result.push('\n');
                }
                None => result.push_str(kept),
            }
        }
        result
    }
}
