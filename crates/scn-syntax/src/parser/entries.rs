//! What a conversation goes through: `escape`, `tunnel`, and what they listen to.

use scn_diag::{Diagnostic, E0018, wording};

use super::problems::first_word;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

/// What a tunnel holds beside its statements.
#[derive(Default)]
struct Inside {
    escapes: Vec<Escape>,
    ladder: Option<Ladder>,
    limits: Vec<Limit>,
}

impl Reader<'_> {
    /// `like`, `says`, `matching`, `only when`, wherever they stand.
    pub(super) fn hears(&mut self, node: Node<'_>, hears: &mut Hears) {
        match node.as_rule() {
            Rule::like => extend(&mut hears.like, self.texts_of(node)),
            Rule::says => extend(&mut hears.says, self.texts_of(node)),
            Rule::matching => {
                for child in node.into_inner() {
                    match child.as_rule() {
                        Rule::pattern => hears.matching.push(self.pattern(&child)),
                        _ => {
                            self.disorder(&child, Place::Hears);
                        }
                    }
                }
            }
            _ => {
                if hears.only_when.is_some() {
                    self.said_twice(&node, "only when");
                }
                hears.only_when = self.expr_of(node);
            }
        }
    }

    /// A block whose first lines may say what it listens to.
    pub(super) fn hears_block(&mut self, block: Node<'_>, hears: &mut Hears) -> Block {
        let (span, open) = (self.span(&block), self.start(&block));
        let children = block.into_inner();
        let mut statements: Vec<Statement> = Vec::with_capacity(children.len());
        for child in children {
            match child.as_rule() {
                Rule::like | Rule::says | Rule::matching | Rule::only_when => {
                    if statements.iter().any(|statement| !matches!(statement.kind, StatementKind::Allow(_))) {
                        let word = first_word(self.text(&child));
                        let start = self.start(&child);
                        let span = self.patch.span(start, start + word.len() as u32);
                        let message =
                            wording!("`{word}` stands before the first statement of its block", word);
                        self.report(
                            Diagnostic::new(E0018, span, message)
                                .help("move this line to the top of the block"),
                        );
                    }
                    self.in_entry(child, |reader, child| reader.hears(child, hears));
                }
                Rule::missing_close => self.missing_close(open, &child),
                _ => self.block_entry(child, Place::Hears, &mut statements),
            }
        }
        Block { statements, span }
    }

    pub(super) fn escape(&mut self, node: Node<'_>) -> Option<Escape> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut hears, mut body) = (None, Hears::default(), self.no_block(self.end(&node)));
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::hears_block => body = self.hears_block(child, &mut hears),
                Rule::like | Rule::says | Rule::matching | Rule::only_when => self.hears(child, &mut hears),
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Escape { doc, name: name?, hears, body, span })
    }

    pub(super) fn tunnel(&mut self, node: Node<'_>) -> Option<Tunnel> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut params, mut result) = (None, Vec::new(), None);
        let (mut body, mut inside) = (self.no_block(self.end(&node)), Inside::default());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::params => params = self.params(child),
                Rule::type_ => result = Some(self.ty(child)),
                Rule::tunnel_block => body = self.tunnel_block(child, &mut inside),
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Tunnel {
            doc,
            name: name?,
            params,
            result,
            body,
            escapes: inside.escapes,
            ladder: inside.ladder,
            limits: inside.limits,
            span,
        })
    }

    fn tunnel_block(&mut self, block: Node<'_>, inside: &mut Inside) -> Block {
        let (span, open) = (self.span(&block), self.start(&block));
        let children = block.into_inner();
        let mut statements = Vec::with_capacity(children.len());
        for child in children {
            match child.as_rule() {
                Rule::escape => inside.escapes.extend(self.in_entry(child, Self::escape)),
                Rule::ladder => {
                    if inside.ladder.is_some() {
                        self.said_twice(&child, "ladder");
                    }
                    inside.ladder = Some(self.in_entry(child, Self::ladder));
                }
                Rule::limit => inside.limits.extend(self.in_entry(child, Self::limit)),
                Rule::missing_close => self.missing_close(open, &child),
                _ => self.block_entry(child, Place::Tunnel, &mut statements),
            }
        }
        Block { statements, span }
    }

    pub(super) fn params(&mut self, node: Node<'_>) -> Vec<Param> {
        let mut params = Vec::new();
        for param in node.into_inner() {
            if param.as_rule() != Rule::param {
                self.disorder(&param, Place::File);
                continue;
            }
            let span = self.span(&param);
            let mut ty = Type { kind: TypeKind::Error, optional: false, constraints: Vec::new(), span };
            let mut name = None;
            for child in param.into_inner() {
                match child.as_rule() {
                    Rule::name => name = Some(self.name(&child)),
                    Rule::type_ => ty = self.ty(child),
                    _ => {
                        self.disorder(&child, Place::File);
                    }
                }
            }
            params.extend(name.map(|name| Param { name, ty, span }));
        }
        params
    }
}
