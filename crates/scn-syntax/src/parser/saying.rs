//! `say` in all its kinds.

use scn_diag::{Diagnostic, E0005, Fix};

use super::parts::Parts;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn say(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let mut parts = Parts::default();
        let mut other = None;
        for child in node.into_inner() {
            let span = self.span(&child);
            match child.as_rule() {
                Rule::one_of_texts => {
                    for part in child.into_inner() {
                        match part.as_rule() {
                            Rule::texts_block => extend(&mut parts.texts, self.texts_block(part)),
                            Rule::loose_texts => extend(&mut parts.texts, self.loose_texts(part)),
                            _ => {
                                self.disorder(&part, Place::Texts);
                            }
                        }
                    }
                }
                Rule::media => other = Some(self.media(child).unwrap_or(SayMessage::Error(span))),
                Rule::place => other = Some(self.place(child).unwrap_or(SayMessage::Error(span))),
                Rule::card => other = Some(self.card(child).unwrap_or(SayMessage::Error(span))),
                Rule::link => other = Some(self.link(child).unwrap_or(SayMessage::Error(span))),
                _ => self.part(child, Place::Statements, &mut parts),
            }
        }
        let message = match other {
            Some(other) => other,
            None if parts.texts.is_empty() => return None,
            None => SayMessage::Text(parts.texts),
        };
        Some(StatementKind::Say(Box::new(Say { message, or_send: parts.or_send })))
    }

    fn texts_block(&mut self, block: Node<'_>) -> Vec<Text> {
        let mut texts = Vec::new();
        self.entries(block, Place::Texts, |reader, text| texts.push(reader.text_value(text)));
        texts
    }

    /// `say one of "a", "b"`
    fn loose_texts(&mut self, node: Node<'_>) -> Vec<Text> {
        let (start, end) = (self.start(&node), self.end(&node));
        let edits = vec![self.edit(start, start, "{ "), self.edit(end, end, " }")];
        let title = "put them in braces";
        let mut diagnostic =
            Diagnostic::new(E0005, self.span(&node), "the texts of `say one of` stand in braces")
                .help("write `say one of { \"text\"; \"text\" }`: each time one of them is said");
        diagnostic.fixes.push(Fix { title: title.into(), safe: true, edits });
        self.report(diagnostic);
        self.texts_of(node)
    }

    /// `image "…" caption "…"`
    fn media(&mut self, node: Node<'_>) -> Option<SayMessage> {
        let (mut parts, mut kind) = (Parts::default(), None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::media_kind => {
                    kind = Some(Name { text: self.text(&child).to_owned(), span: self.span(&child) });
                }
                _ => self.part(child, Place::Statements, &mut parts),
            }
        }
        let mut texts = parts.texts.into_iter();
        Some(SayMessage::Media { kind: kind?, source: texts.next()?, caption: texts.next() })
    }

    /// `place "…" at 46.52, 6.63 address "…"`
    fn place(&mut self, node: Node<'_>) -> Option<SayMessage> {
        let (mut parts, mut name, mut at) = (Parts::default(), None, Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::place_name => name = self.texts_of(child).pop(),
                Rule::coordinate => at.push(self.text(&child).to_owned()),
                _ => self.part(child, Place::Statements, &mut parts),
            }
        }
        let mut at = at.into_iter();
        Some(SayMessage::Place {
            name,
            latitude: at.next()?,
            longitude: at.next()?,
            address: parts.texts.pop(),
        })
    }

    /// `contact "…" phone "…"`
    fn card(&mut self, node: Node<'_>) -> Option<SayMessage> {
        let mut texts = self.parts(node, Place::Statements).texts.into_iter();
        Some(SayMessage::Contact { name: texts.next()?, phone: texts.next()? })
    }

    /// `link "…" to "…" text "…"`
    fn link(&mut self, node: Node<'_>) -> Option<SayMessage> {
        let mut texts = self.parts(node, Place::Statements).texts.into_iter();
        Some(SayMessage::Link { label: texts.next()?, url: texts.next()?, text: texts.next() })
    }
}
