//! Calls, waits and what else reaches out of the conversation.

use super::parts::Parts;
use super::problems::first_word;
use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn call_statement(&mut self, node: Node<'_>) -> Option<Call> {
        let (mut parts, mut slow) = (Parts::default(), None);
        let (mut failed, mut too_late) = (None, None);
        for child in node.into_inner() {
            if child.as_rule() != Rule::call_block {
                self.part(child, Place::Statements, &mut parts);
                continue;
            }
            self.entries(child, Place::Call, |reader, line| {
                let taken = match line.as_rule() {
                    Rule::failed => failed.is_some(),
                    Rule::slow => slow.is_some(),
                    _ => too_late.is_some(),
                };
                if taken {
                    let word = first_word(reader.text(&line)).to_owned();
                    reader.said_twice(&line, &word);
                }
                match line.as_rule() {
                    Rule::failed => failed = Some(reader.block_of(line, Place::Call)),
                    Rule::slow => slow = reader.slow(line),
                    _ => too_late = Some(reader.block_of(line, Place::Call)),
                }
            });
        }
        let (operation, args, result) = (parts.paths.pop()?, parts.args, parts.result);
        Some(Call { operation, args, result, failed, slow, too_late })
    }

    fn slow(&mut self, node: Node<'_>) -> Option<Slow> {
        let (span, end) = (self.span(&node), self.end(&node));
        let mut parts = self.parts(node, Place::Call);
        let body = parts.block.unwrap_or_else(|| self.no_block(end));
        Some(Slow { after: parts.durations.pop()?, body, span })
    }

    pub(super) fn emit(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let mut parts = self.parts(node, Place::Statements);
        Some(StatementKind::Emit { event: parts.paths.pop()?, args: parts.args })
    }

    pub(super) fn for_each(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let end = self.end(&node);
        let mut parts = self.parts(node, Place::Statements);
        let body = parts.block.unwrap_or_else(|| self.no_block(end));
        Some(StatementKind::For { variable: parts.names.pop()?, list: parts.exprs.pop()?, body })
    }

    /// `answer from "…"` · `answer with NAME`
    pub(super) fn answer(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let mut parts = self.parts(node, Place::Statements);
        let from = parts.texts.pop().map(StatementKind::AnswerFrom);
        from.or_else(|| parts.names.pop().map(StatementKind::AnswerWith))
    }

    /// `opt out` · `opt in`
    pub(super) fn opt(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let mut way = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::opt_way => way = Some(self.text(&child) == "out"),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        Some(StatementKind::Opt { out: way? })
    }

    /// `forget x` · `forget consent.PURPOSE` · `forget everything`
    pub(super) fn forget(&mut self, node: Node<'_>) -> Option<Forget> {
        let mut forget = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => forget = Some(Forget::Field(self.name(&child))),
                Rule::forget_all => forget = Some(Forget::Everything(self.span(&child))),
                Rule::forget_consent => forget = self.names_of(child).pop().map(Forget::Consent),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        forget
    }

    pub(super) fn handoff(&mut self, node: Node<'_>) -> StatementKind {
        let (mut parts, mut otherwise) = (Parts::default(), None);
        for child in node.into_inner() {
            if child.as_rule() != Rule::handoff_block {
                self.part(child, Place::Statements, &mut parts);
                continue;
            }
            self.entries(child, Place::Handoff, |reader, line| {
                if otherwise.is_some() {
                    reader.said_twice(&line, "otherwise");
                }
                otherwise = reader.unanswered(line);
            });
        }
        StatementKind::Handoff { team: parts.names.pop(), because: parts.texts.pop(), otherwise }
    }

    fn unanswered(&mut self, node: Node<'_>) -> Option<Unanswered> {
        let (span, end) = (self.span(&node), self.end(&node));
        let mut parts = self.parts(node, Place::Handoff);
        let body = parts.block.unwrap_or_else(|| self.no_block(end));
        Some(Unanswered { after: parts.durations.pop()?, body, span })
    }

    pub(super) fn wait(&mut self, node: Node<'_>) -> Option<Wait> {
        let mut wait = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::duration => wait = self.duration(&child).map(Wait::For),
                Rule::wait_until => wait = self.expr_of(child).map(Wait::Until),
                Rule::wait_up_to => wait = self.wait_up_to(child),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        wait
    }

    /// `up to 14 days for shop.returned as parcel { late { … } }`
    fn wait_up_to(&mut self, node: Node<'_>) -> Option<Wait> {
        let (mut parts, mut late) = (Parts::default(), None);
        for child in node.into_inner() {
            if child.as_rule() != Rule::wait_block {
                self.part(child, Place::Statements, &mut parts);
                continue;
            }
            self.entries(child, Place::Wait, |reader, line| {
                if late.is_some() {
                    reader.said_twice(&line, "late");
                }
                late = Some(reader.block_of(line, Place::Wait));
            });
        }
        let (span, event) = (parts.durations.pop()?, parts.paths.pop()?);
        Some(Wait::UpTo { span, event, result: parts.result, late })
    }
}
