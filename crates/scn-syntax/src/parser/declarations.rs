//! What stands at the top level of a file.

use scn_diag::{Diagnostic, E0011, wording};

use super::problems::first_word;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::token::TokenKind;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn file(&mut self, node: Node<'_>, declarations: &mut Vec<Declaration>) {
        for child in node.into_inner() {
            let span = self.span(&child);
            match child.as_rule() {
                Rule::EOI | Rule::another | Rule::leftover => {
                    self.disorder(&child, Place::File);
                }
                Rule::stray_close | Rule::stray_statement => {
                    if child.as_rule() == Rule::stray_statement {
                        self.outside_block(&child);
                    }
                    declarations.push(Declaration::Error(span));
                }
                Rule::bad_entry => {
                    self.disorder(&child, Place::File);
                    declarations.push(Declaration::Error(span));
                }
                _ => {
                    let declaration = self.in_entry(child, Self::declaration);
                    declarations.push(declaration.unwrap_or(Declaration::Error(span)));
                }
            }
        }
    }

    fn declaration(&mut self, node: Node<'_>) -> Option<Declaration> {
        Some(match node.as_rule() {
            Rule::scenario => Declaration::Scenario(self.scenario(node)?),
            Rule::use_module => Declaration::Use(self.use_module(node)?),
            Rule::choice => Declaration::Choice(self.choice(node)?),
            Rule::catalog => Declaration::Catalog(self.catalog(node)?),
            Rule::record => Declaration::Record(self.record(node)?),
            Rule::purpose => Declaration::Purpose(self.purpose(node)?),
            Rule::memory => Declaration::Memory(self.memory(node)),
            Rule::team => Declaration::Team(self.team(node)?),
            Rule::trigger => Declaration::Trigger(self.trigger(node)?),
            Rule::tunnel => Declaration::Tunnel(self.tunnel(node)?),
            Rule::escape => Declaration::Escape(self.escape(node)?),
            Rule::test => Declaration::Test(self.test(node)?),
            Rule::connector => Declaration::Connector(self.connector(node)?),
            Rule::template => Declaration::Template(self.template(node)?),
            Rule::ladder => Declaration::Ladder(self.ladder(node)),
            Rule::limit => Declaration::Limit(self.limit(node)?),
            Rule::allow => Declaration::Allow(self.allow(node)?),
            Rule::assistant => Declaration::Assistant(self.assistant(node)?),
            Rule::audience => Declaration::Audience(self.audience(node)?),
            Rule::campaign => Declaration::Campaign(self.campaign(node)?),
            Rule::migrate => Declaration::Migrate(self.migrate(node)?),
            _ => return None,
        })
    }

    /// The `##` comments on the lines right above.
    pub(super) fn doc(&self, node: &Node<'_>) -> Doc {
        let first = self.scan.token_at(self.start(node));
        let mut lines: Vec<&str> = Vec::new();
        let mut line_ends = 0;
        for token in self.scan.tokens.get(..first).unwrap_or(&[]).iter().rev() {
            match token.kind {
                TokenKind::Blank => {}
                TokenKind::LineEnd if line_ends == 0 => line_ends = 1,
                TokenKind::Doc => {
                    line_ends = 0;
                    lines.push(token.text(self.source).trim_start_matches('#').trim());
                }
                _ => break,
            }
        }
        lines.reverse();
        lines.join("\n")
    }

    fn use_module(&mut self, node: Node<'_>) -> Option<Use> {
        let span = self.span(&node);
        let (mut path, mut alias) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::qualified_name => path = Some(self.qualified_name(child)),
                Rule::name => alias = Some(self.name(&child)),
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Use { path: path?, alias, span })
    }

    fn choice(&mut self, node: Node<'_>) -> Option<Choice> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut values) = (None, Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::choice_block => values = self.choice_values(child),
                _ => {
                    self.disorder(&child, Place::Choice);
                }
            }
        }
        Some(Choice { doc, name: name?, values, span })
    }

    fn choice_values(&mut self, block: Node<'_>) -> Vec<ChoiceValue> {
        let open = self.start(&block);
        let children = block.into_inner();
        let mut values: Vec<ChoiceValue> = Vec::with_capacity(children.len());
        let mut last_end = open + 1;
        for child in children {
            let end = self.end(&child);
            match child.as_rule() {
                Rule::choice_value => {
                    if let Some(value) = self.in_entry(child, Self::choice_value) {
                        values.push(value);
                    }
                    last_end = end;
                }
                Rule::orphan => {
                    self.orphan(&child, last_end, values.last().map(|value| value.name.text.clone()));
                    if let (Some(value), Some(modifier)) = (values.last_mut(), child.into_inner().next()) {
                        self.value_modifier(modifier, value);
                    }
                    last_end = end;
                }
                Rule::missing_close => self.missing_close(open, &child),
                _ => {
                    self.disorder(&child, Place::Choice);
                }
            }
        }
        values
    }

    /// `also "S"` on its own line: a modifier, not a value of that name.
    fn orphan(&mut self, node: &Node<'_>, previous_end: u32, value: Option<String>) {
        let start = self.start(node);
        let word = first_word(self.text(node));
        let span = self.patch.span(start, start + word.len() as u32);
        let mut diagnostic =
            Diagnostic::new(E0011, span, wording!("`{word}` cannot be the name of a value", word));
        let between = self.source.get(previous_end as usize..start as usize).unwrap_or("#");
        if let Some(value) = value.filter(|_| between.trim().is_empty()) {
            diagnostic = diagnostic
                .help(wording!("it belongs to `{value}`: put it on the same line, or in braces: `{value} \"…\" {{ {word} … }}`", value, word))
                .fix(wording!("join it to the line of `{value}`", value), true, self.patch.span(previous_end, start), " ");
        } else {
            diagnostic = diagnostic.help("it belongs behind a value, on the same line or in braces");
        }
        self.report(diagnostic);
    }

    fn choice_value(&mut self, node: Node<'_>) -> Option<ChoiceValue> {
        let span = self.span(&node);
        let mut children = node.into_inner();
        let name = children.next().map(|child| self.name(&child))?;
        let label = children.next().map(|child| self.text_value(child))?;
        let mut value =
            ChoiceValue { name, label, also: Vec::new(), description: None, only_when: None, span };
        for child in children {
            match child.as_rule() {
                Rule::value_block => self.value_block(child, &mut value),
                _ if self.disorder(&child, Place::ChoiceValue) => {}
                _ => self.value_modifier(child, &mut value),
            }
        }
        Some(value)
    }

    fn value_block(&mut self, block: Node<'_>, value: &mut ChoiceValue) {
        let open = self.start(&block);
        for child in block.into_inner() {
            match child.as_rule() {
                Rule::missing_close => self.missing_close(open, &child),
                _ if self.disorder(&child, Place::ChoiceValue) => {}
                _ => self.in_entry(child, |reader, child| reader.value_modifier(child, value)),
            }
        }
    }

    fn value_modifier(&mut self, node: Node<'_>, value: &mut ChoiceValue) {
        let rule = node.as_rule();
        match rule {
            Rule::also => extend(&mut value.also, self.texts_of(node)),
            Rule::description => {
                if value.description.is_some() {
                    self.said_twice(&node, "description");
                }
                value.description = self.texts_of(node).pop();
            }
            _ => {
                if value.only_when.is_some() {
                    self.said_twice(&node, "only when");
                }
                value.only_when = self.expr_of(node);
            }
        }
    }

    /// The texts among the nodes of an entry; what else is there is reported.
    pub(super) fn texts_of(&mut self, node: Node<'_>) -> Vec<Text> {
        let children = node.into_inner();
        let mut texts = Vec::with_capacity(children.len());
        for child in children {
            match child.as_rule() {
                Rule::short_text | Rule::long_text => texts.push(self.text_value(child)),
                _ => {
                    self.disorder(&child, Place::Texts);
                }
            }
        }
        texts
    }

    /// The names among the nodes of an entry.
    pub(super) fn names_of(&mut self, node: Node<'_>) -> Vec<Name> {
        let children = node.into_inner();
        let mut names = Vec::with_capacity(children.len());
        for child in children {
            match child.as_rule() {
                Rule::name => names.push(self.name(&child)),
                _ => {
                    self.disorder(&child, Place::Texts);
                }
            }
        }
        names
    }

    fn catalog(&mut self, node: Node<'_>) -> Option<Catalog> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut from, mut key, mut label) = (None, None, None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::short_text | Rule::long_text => from = Some(self.text_value(child)),
                Rule::catalog_key => key = self.names_of(child).pop(),
                Rule::catalog_label => label = self.names_of(child).pop(),
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Catalog { doc, name: name?, from: from?, key, label, span })
    }

    fn purpose(&mut self, node: Node<'_>) -> Option<Purpose> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut basis) = (None, None);
        for child in node.into_inner() {
            let open = self.start(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::purpose_block => {
                    for line in child.into_inner() {
                        match line.as_rule() {
                            Rule::basis => {
                                basis = self.in_entry(line, |reader, line| reader.names_of(line).pop())
                            }
                            Rule::missing_close => self.missing_close(open, &line),
                            _ => {
                                self.disorder(&line, Place::Purpose);
                            }
                        }
                    }
                }
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Purpose { doc, name: name?, basis, span })
    }

    fn team(&mut self, node: Node<'_>) -> Option<Team> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut name, mut label, mut hours, mut away) = (None, None, Vec::new(), None);
        for child in node.into_inner() {
            let open = self.start(&child);
            match child.as_rule() {
                Rule::name => name = Some(self.name(&child)),
                Rule::short_text | Rule::long_text => label = Some(self.text_value(child)),
                Rule::team_block => {
                    for line in child.into_inner() {
                        match line.as_rule() {
                            Rule::hours => hours.extend(self.in_entry(line, Self::openings)),
                            Rule::away => {
                                away = self.in_entry(line, |reader, line| reader.texts_of(line).pop())
                            }
                            Rule::missing_close => self.missing_close(open, &line),
                            _ => {
                                self.disorder(&line, Place::Team);
                            }
                        }
                    }
                }
                _ => {
                    self.disorder(&child, Place::File);
                }
            }
        }
        Some(Team { doc, name: name?, label, hours, away, span })
    }
}
