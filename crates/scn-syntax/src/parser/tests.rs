//! `test` blocks: a conversation, line by line.

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn test(&mut self, node: Node<'_>) -> Option<Test> {
        let span = self.span(&node);
        let (mut title, mut lines) = (None, Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::short_text | Rule::long_text => title = Some(self.text_value(child)),
                Rule::test_block => lines = self.test_lines(child),
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Test { title: title?, lines, span })
    }

    fn test_lines(&mut self, block: Node<'_>) -> Vec<TestLine> {
        let open = Self::start(&block);
        let mut lines = Vec::new();
        for child in block.into_inner() {
            let span = self.span(&child);
            if child.as_rule() == Rule::missing_close {
                self.missing_close(open, &child);
            } else if self.disorder(&child, Place::Test) {
                if matches!(child.as_rule(), Rule::later | Rule::bad_entry) {
                    lines.push(TestLine { kind: TestLineKind::Error, span });
                }
            } else {
                let kind = self.in_entry(child, Self::test_line).unwrap_or(TestLineKind::Error);
                lines.push(TestLine { kind, span });
            }
        }
        lines
    }

    fn test_line(&mut self, node: Node<'_>) -> Option<TestLineKind> {
        let rule = node.as_rule();
        match rule {
            Rule::restart => return Some(TestLineKind::Restart),
            Rule::at => return self.expr_of(node).map(TestLineKind::At),
            Rule::expect => return self.expr_of(node).map(TestLineKind::Expect),
            _ => {}
        }
        let mut kind = None;
        for child in node.into_inner() {
            let part = child.as_rule();
            match part {
                Rule::short_text | Rule::long_text => {
                    let text = self.text_value(child);
                    kind = Some(match rule {
                        Rule::client => TestLineKind::Client(text),
                        Rule::bot => TestLineKind::Bot(text),
                        _ => TestLineKind::Human(text),
                    });
                }
                Rule::duration => kind = self.duration(&child).map(TestLineKind::After),
                Rule::given_block => kind = Some(TestLineKind::GivenMemory(self.given(child))),
                Rule::client_taps => kind = self.texts_of(child).pop().map(TestLineKind::ClientTaps),
                Rule::bot_contains => kind = self.texts_of(child).pop().map(TestLineKind::BotContains),
                Rule::bot_shows => kind = Some(TestLineKind::BotShowsButtons(self.texts_of(child))),
                Rule::bot_silent => kind = Some(TestLineKind::BotSilent),
                Rule::human_back => kind = Some(TestLineKind::HumanGivesBack),
                Rule::client_sends | Rule::bot_matching => kind = self.sends_or_matching(child),
                Rule::bot_later => self.later_word(&child, "bot sends"),
                _ => {
                    self.disorder(&child, Place::Test);
                }
            }
        }
        kind
    }

    fn sends_or_matching(&mut self, node: Node<'_>) -> Option<TestLineKind> {
        let (mut what, mut text, mut pattern) = (None, None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => what = Some(self.name(&child)),
                Rule::short_text | Rule::long_text => text = Some(self.text_value(child)),
                Rule::pattern => pattern = Some(self.pattern(&child)),
                _ => {
                    self.disorder(&child, Place::Test);
                }
            }
        }
        match pattern {
            Some(pattern) => Some(TestLineKind::BotMatching(pattern)),
            None => Some(TestLineKind::ClientSends { what: what?, text }),
        }
    }

    fn given(&mut self, block: Node<'_>) -> Vec<(Name, Expr)> {
        let open = Self::start(&block);
        let mut values = Vec::new();
        for child in block.into_inner() {
            match child.as_rule() {
                Rule::missing_close => self.missing_close(open, &child),
                Rule::given_value => {
                    let (mut name, mut value) = (None, None);
                    self.entry_starts.push(Self::start(&child));
                    for part in child.into_inner() {
                        match part.as_rule() {
                            Rule::name => name = Some(self.name(&part)),
                            Rule::expr => value = Some(self.expr(part)),
                            _ => {
                                self.disorder(&part, Place::Given);
                            }
                        }
                    }
                    values.extend(name.zip(value));
                }
                _ => {
                    self.disorder(&child, Place::Given);
                }
            }
        }
        values
    }
}
