//! What the nodes of an entry hold, by kind: most entries are read by asking for their parts.

use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

/// The parts of one entry, each kind in the order of the text.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) names: Vec<Name>,
    pub(super) paths: Vec<QualifiedName>,
    pub(super) texts: Vec<Text>,
    pub(super) exprs: Vec<Expr>,
    pub(super) durations: Vec<Duration>,
    pub(super) counts: Vec<u32>,
    pub(super) params: Vec<Param>,
    pub(super) ty: Option<Type>,
    pub(super) block: Option<Block>,
    pub(super) args: Vec<Arg>,
    /// `as NAME`
    pub(super) result: Option<Name>,
    pub(super) or_send: Option<Send>,
}

impl Reader<'_> {
    /// Reads the parts of an entry; what is none of them is reported.
    pub(super) fn parts(&mut self, node: Node<'_>, place: Place) -> Parts {
        let mut parts = Parts::default();
        for child in node.into_inner() {
            self.part(child, place, &mut parts);
        }
        parts
    }

    /// Reads one part of an entry.
    pub(super) fn part(&mut self, node: Node<'_>, place: Place, parts: &mut Parts) {
        match node.as_rule() {
            Rule::name => parts.names.push(self.name(&node)),
            Rule::qualified_name => parts.paths.push(self.qualified_name(node)),
            Rule::short_text | Rule::long_text => parts.texts.push(self.text_value(node)),
            Rule::expr => parts.exprs.push(self.expr(node)),
            Rule::duration => parts.durations.extend(self.duration(&node)),
            Rule::after => extend(&mut parts.durations, self.parts(node, place).durations),
            Rule::count => parts.counts.extend(self.count(&node)),
            Rule::params => parts.params = self.params(node),
            Rule::type_ => parts.ty = Some(self.ty(node)),
            Rule::block => parts.block = Some(self.block(node)),
            Rule::args => parts.args = self.args(node),
            Rule::as_name => parts.result = self.names_of(node).pop(),
            Rule::or_send => parts.or_send = self.or_send(node),
            _ => {
                self.disorder(&node, place);
            }
        }
    }

    /// Reads the entries of a block, one by one.
    pub(super) fn entries(
        &mut self,
        block: Node<'_>,
        place: Place,
        mut read: impl FnMut(&mut Self, Node<'_>),
    ) {
        let open = self.start(&block);
        for entry in block.into_inner() {
            if entry.as_rule() == Rule::missing_close {
                self.missing_close(open, &entry);
            } else if !self.disorder(&entry, place) {
                self.in_entry(entry, |reader, entry| read(reader, entry));
            }
        }
    }

    /// The parts of a declaration; its own block is read entry by entry.
    pub(super) fn declared(
        &mut self,
        node: Node<'_>,
        own: Rule,
        place: Place,
        mut read: impl FnMut(&mut Self, Node<'_>),
    ) -> Parts {
        let mut parts = Parts::default();
        for child in node.into_inner() {
            if child.as_rule() == own {
                self.entries(child, place, &mut read);
            } else {
                self.part(child, Place::File, &mut parts);
            }
        }
        parts
    }

    /// A text that may be given once.
    pub(super) fn only_text(&mut self, node: Node<'_>, word: &str, place: Place, to: &mut Option<Text>) {
        if to.is_some() {
            self.said_twice(&node, word);
        }
        *to = self.parts(node, place).texts.pop();
    }

    /// The block of an entry, empty when there is none.
    pub(super) fn block_of(&mut self, node: Node<'_>, place: Place) -> Block {
        let end = self.end(&node);
        self.parts(node, place).block.unwrap_or_else(|| self.no_block(end))
    }

    pub(super) fn or_send(&mut self, node: Node<'_>) -> Option<Send> {
        let mut send = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::send => send = self.send(child),
                _ => {
                    self.disorder(&child, Place::Statements);
                }
            }
        }
        send
    }

    pub(super) fn send(&mut self, node: Node<'_>) -> Option<Send> {
        let span = self.span(&node);
        let mut parts = self.parts(node, Place::Statements);
        Some(Send { template: parts.paths.pop()?, args: parts.args, span })
    }
}
