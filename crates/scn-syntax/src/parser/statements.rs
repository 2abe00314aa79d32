//! What a tunnel, an escape or an entry does, line by line.

use scn_diag::{Diagnostic, E0014, wording};

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

/// How many `else when` may follow one `when`.
const MAX_ELSE_WHEN: usize = 32;

impl Reader<'_> {
    /// A block that was not written.
    pub(super) fn no_block(&self, at: u32) -> Block {
        Block { statements: Vec::new(), span: self.patch.span(at, at) }
    }

    pub(super) fn block(&mut self, node: Node<'_>) -> Block {
        let (span, open) = (self.span(&node), self.start(&node));
        let children = node.into_inner();
        let mut statements = Vec::with_capacity(children.len());
        for child in children {
            match child.as_rule() {
                Rule::missing_close => self.missing_close(open, &child),
                _ => self.block_entry(child, Place::Statements, &mut statements),
            }
        }
        Block { statements, span }
    }

    /// A statement, or whatever stands in its place.
    pub(super) fn block_entry(&mut self, node: Node<'_>, place: Place, statements: &mut Vec<Statement>) {
        let span = self.span(&node);
        if self.disorder(&node, place) {
            if node.as_rule() == Rule::bad_entry {
                statements.push(Statement { kind: StatementKind::Error, span });
            }
            return;
        }
        let kind = self.in_entry(node, Self::statement).unwrap_or(StatementKind::Error);
        statements.push(Statement { kind, span });
    }

    fn statement(&mut self, node: Node<'_>) -> Option<StatementKind> {
        Some(match node.as_rule() {
            Rule::say => self.say(node)?,
            Rule::ask => StatementKind::Ask(Box::new(self.ask(node)?)),
            Rule::choose => StatementKind::Choose(Box::new(self.choose(node))),
            Rule::confirm => StatementKind::Confirm(Box::new(self.confirm(node))),
            Rule::set => {
                let (slot, value) = self.name_and_value(node);
                StatementKind::Set { slot: slot?, value: value? }
            }
            Rule::remember => {
                let (field, value) = self.name_and_value(node);
                StatementKind::Remember { field: field?, value }
            }
            Rule::forget => StatementKind::Forget(self.forget(node)?),
            Rule::when => self.when(node),
            Rule::match_on => self.match_on(node),
            Rule::enter => self.enter(node)?,
            Rule::go => StatementKind::Go(self.names_of(node).pop()?),
            Rule::step => self.step(node)?,
            Rule::done => StatementKind::Done(self.expr_of(node)),
            Rule::leave => StatementKind::Leave,
            Rule::resume => StatementKind::Resume,
            Rule::restart => StatementKind::Restart,
            Rule::correct => StatementKind::Correct,
            Rule::handoff => self.handoff(node),
            Rule::wait => StatementKind::Wait(self.wait(node)?),
            Rule::collect => StatementKind::Collect(Box::new(self.collect(node)?)),
            Rule::consent => StatementKind::Consent(Box::new(self.consent(node)?)),
            Rule::call => StatementKind::Call(Box::new(self.call_statement(node)?)),
            Rule::send => StatementKind::Send(self.send(node)?),
            Rule::emit => self.emit(node)?,
            Rule::react => StatementKind::React(self.texts_of(node).pop()?),
            Rule::for_each => self.for_each(node)?,
            Rule::answer => self.answer(node)?,
            Rule::opt => self.opt(node)?,
            Rule::allow => StatementKind::Allow(self.allow(node)?),
            _ => return None,
        })
    }

    fn name_and_value(&mut self, node: Node<'_>) -> (Option<Name>, Option<Expr>) {
        let (mut name, mut value) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::expr => value = Some(self.expr(child)),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        (name, value)
    }

    fn when(&mut self, node: Node<'_>) -> StatementKind {
        let whole = self.span(&node);
        let (condition, then, rest) = self.branch(node);
        let mut chain = Vec::new();
        let mut otherwise = None;
        for child in rest {
            let span = self.span(&child);
            if child.as_rule() == Rule::else_when {
                let (condition, then, _) = self.branch(child);
                chain.push((condition, then, span));
            } else {
                otherwise = Some(self.only_block(child));
            }
        }
        if chain.len() > MAX_ELSE_WHEN {
            let message = wording!(
                "at most {max_else_when} `else when` can follow one `when`",
                max_else_when = MAX_ELSE_WHEN
            );
            self.report(Diagnostic::new(E0014, whole, message).help("use `match`, or a tunnel of its own"));
            chain.truncate(MAX_ELSE_WHEN);
        }
        for (condition, then, span) in chain.into_iter().rev() {
            let kind = StatementKind::When { condition, then, otherwise };
            otherwise = Some(Block { statements: vec![Statement { kind, span }], span });
        }
        StatementKind::When { condition, then, otherwise }
    }

    /// A condition and its block, and the nodes that follow them.
    fn branch<'n>(&mut self, node: Node<'n>) -> (Expr, Block, Vec<Node<'n>>) {
        let end = self.end(&node);
        let mut condition = Expr { kind: ExprKind::Error, span: self.patch.span(end, end) };
        let mut then = self.no_block(end);
        let mut rest = Vec::new();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::expr => condition = self.expr(child),
                Rule::block => then = self.block(child),
                Rule::else_when | Rule::otherwise_else => rest.push(child),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        (condition, then, rest)
    }

    /// The block of an entry that holds nothing else.
    pub(super) fn only_block(&mut self, node: Node<'_>) -> Block {
        let mut block = self.no_block(self.end(&node));
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::block => block = self.block(child),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        block
    }

    fn match_on(&mut self, node: Node<'_>) -> StatementKind {
        let end = self.end(&node);
        let mut subject = Expr { kind: ExprKind::Error, span: self.patch.span(end, end) };
        let (mut arms, mut otherwise) = (Vec::new(), None);
        for child in node.into_inner() {
            let open = self.start(&child);
            match child.as_rule() {
                Rule::expr => subject = self.expr(child),
                Rule::match_block => {
                    for entry in child.into_inner() {
                        match entry.as_rule() {
                            Rule::arm => arms.push(self.in_entry(entry, Self::arm)),
                            Rule::otherwise_else => {
                                if otherwise.is_some() {
                                    self.said_twice(&entry, "else");
                                }
                                otherwise = Some(self.in_entry(entry, Self::only_block));
                            }
                            Rule::missing_close => self.missing_close(open, &entry),
                            _ => {
                                self.disorder(&entry, Place::Match);
                            }
                        }
                    }
                }
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        StatementKind::Match { subject, arms, otherwise }
    }

    fn arm(&mut self, node: Node<'_>) -> MatchArm {
        let span = self.span(&node);
        let (mut values, mut body) = (Vec::new(), self.no_block(self.end(&node)));
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::expr => values.push(self.expr(child)),
                Rule::block => body = self.block(child),
                _ => {
                    self.disorder(&child, Place::Match);
                }
            }
        }
        MatchArm { values, body, span }
    }

    fn enter(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let mut parts = self.parts(node, Place::Statements);
        Some(StatementKind::Enter { tunnel: parts.paths.pop()?, args: parts.args, result: parts.result })
    }

    fn step(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let end = self.end(&node);
        let mut parts = self.parts(node, Place::Statements);
        let body = parts.block.unwrap_or_else(|| self.no_block(end));
        Some(StatementKind::Step { name: parts.names.pop()?, body })
    }
}
