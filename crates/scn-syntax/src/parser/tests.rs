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
        let open = self.start(&block);
        let mut lines = Vec::new();
        for child in block.into_inner() {
            let span = self.span(&child);
            if child.as_rule() == Rule::missing_close {
                self.missing_close(open, &child);
            } else if self.disorder(&child, Place::Test) {
                if child.as_rule() == Rule::bad_entry {
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
            Rule::test_event => {
                let mut parts = self.parts(node, Place::Test);
                return Some(TestLineKind::Event { event: parts.paths.pop()?, args: parts.args });
            }
            Rule::test_connector => return self.test_connector(node),
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
                rule if super::needs::is_need(rule) => self.need(&child),
                _ => kind = self.test_part(child),
            }
        }
        kind
    }

    /// What follows `client`, `bot` or `human` when it is no text.
    fn test_part(&mut self, node: Node<'_>) -> Option<TestLineKind> {
        match node.as_rule() {
            Rule::client_taps => self.texts_of(node).pop().map(TestLineKind::ClientTaps),
            Rule::client_reacts => self.texts_of(node).pop().map(TestLineKind::ClientReacts),
            Rule::client_order => Some(TestLineKind::ClientSendsOrder(self.order_items(node))),
            Rule::client_comes => {
                let mut texts = self.texts_of(node).into_iter();
                Some(TestLineKind::ClientFromAd { source: texts.next()?, text: texts.next() })
            }
            Rule::client_sends => {
                let (what, text) = self.what_and_text(node)?;
                Some(TestLineKind::ClientSends { what, text })
            }
            Rule::bot_sends => {
                let (what, text) = self.what_and_text(node)?;
                Some(TestLineKind::BotSends { what, text })
            }
            Rule::bot_template => {
                self.parts(node, Place::Test).paths.pop().map(TestLineKind::BotSendsTemplate)
            }
            Rule::bot_emits => self.parts(node, Place::Test).paths.pop().map(TestLineKind::BotEmits),
            Rule::bot_contains => self.texts_of(node).pop().map(TestLineKind::BotContains),
            Rule::bot_reacts => self.texts_of(node).pop().map(TestLineKind::BotReacts),
            Rule::bot_shows => Some(TestLineKind::BotShowsButtons(self.texts_of(node))),
            Rule::bot_matching => self.bot_matching(node),
            Rule::bot_silent => Some(TestLineKind::BotSilent),
            Rule::human_back => Some(TestLineKind::HumanGivesBack),
            _ => None,
        }
    }

    fn bot_matching(&mut self, node: Node<'_>) -> Option<TestLineKind> {
        let mut pattern = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::pattern => pattern = Some(self.pattern(&child)),
                _ => {
                    self.disorder(&child, Place::Test);
                }
            }
        }
        pattern.map(TestLineKind::BotMatching)
    }

    fn what_and_text(&mut self, node: Node<'_>) -> Option<(Name, Option<Text>)> {
        let mut parts = self.parts(node, Place::Test);
        Some((parts.names.pop()?, parts.texts.pop()))
    }

    fn order_items(&mut self, node: Node<'_>) -> Vec<OrderItem> {
        let mut items = Vec::new();
        for child in node.into_inner() {
            if child.as_rule() != Rule::order_item {
                self.disorder(&child, Place::Test);
                continue;
            }
            let span = self.span(&child);
            let mut parts = self.parts(child, Place::Test);
            if let (Some(quantity), Some(product)) = (parts.counts.pop(), parts.texts.pop()) {
                items.push(OrderItem { quantity, product, price: parts.exprs.pop(), span });
            }
        }
        items
    }

    /// `connector shop.order returns … | fails | is slow | is called once`
    fn test_connector(&mut self, node: Node<'_>) -> Option<TestLineKind> {
        let (mut operation, mut does) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::qualified_name => operation = Some(self.qualified_name(child)),
                Rule::returns => does = Some(ConnectorDoes::Returns(self.expr_of(child))),
                Rule::fails => does = Some(ConnectorDoes::Fails),
                Rule::is_slow => does = Some(ConnectorDoes::IsSlow),
                Rule::is_called => does = self.is_called(child),
                _ => {
                    self.disorder(&child, Place::Test);
                }
            }
        }
        Some(TestLineKind::Connector { operation: operation?, does: does? })
    }

    fn is_called(&mut self, node: Node<'_>) -> Option<ConnectorDoes> {
        let mut times = None;
        for child in node.into_inner() {
            match (child.as_rule(), self.text(&child)) {
                (Rule::times, "never") => times = Some(0),
                (Rule::times, "once") => times = Some(1),
                (Rule::times, "twice") => times = Some(2),
                (Rule::times, text) => times = text.split([' ', '\t']).next().and_then(|n| n.parse().ok()),
                _ => {
                    self.disorder(&child, Place::Test);
                }
            }
        }
        times.map(ConnectorDoes::IsCalled)
    }

    fn given(&mut self, block: Node<'_>) -> Vec<(Name, Expr)> {
        let open = self.start(&block);
        let mut values = Vec::new();
        for child in block.into_inner() {
            match child.as_rule() {
                Rule::missing_close => self.missing_close(open, &child),
                Rule::given_value => {
                    let (mut name, mut value) = (None, None);
                    self.entry_starts.push(self.start(&child));
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
