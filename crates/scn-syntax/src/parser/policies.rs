//! What holds for a whole project or place, and who is spoken to: `ladder`, `limit`, `allow`, `assistant`, `audience`,
//! `campaign`, `migrate`.

use super::parts::Parts;
use super::problems::first_word;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn ladder(&mut self, node: Node<'_>) -> Ladder {
        let span = self.span(&node);
        let mut ladder = Ladder { retry: Vec::new(), help: None, otherwise: None, span };
        self.declared(node, Rule::ladder_block, Place::Ladder, |reader, line| match line.as_rule() {
            Rule::retry => extend(&mut ladder.retry, reader.texts_of(line)),
            Rule::help => reader.only_text(line, "help", Place::Ladder, &mut ladder.help),
            _ => {
                if ladder.otherwise.is_some() {
                    reader.said_twice(&line, "otherwise");
                }
                ladder.otherwise = Some(reader.block_of(line, Place::Ladder));
            }
        });
        ladder
    }

    pub(super) fn limit(&mut self, node: Node<'_>) -> Option<Limit> {
        let span = self.span(&node);
        let mut parts = self.parts(node, Place::File);
        let mut names = parts.names.into_iter();
        Some(Limit { times: parts.counts.pop()?, per: names.next()?, purpose: names.next(), span })
    }

    pub(super) fn allow(&mut self, node: Node<'_>) -> Option<Allow> {
        let span = self.span(&node);
        let mut parts = self.parts(node, Place::File);
        Some(Allow { code: parts.names.pop()?, because: parts.texts.pop(), span })
    }

    pub(super) fn assistant(&mut self, node: Node<'_>) -> Option<Assistant> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let mut assistant = Assistant {
            doc,
            name: Name { text: String::new(), span },
            model: None,
            knows: Vec::new(),
            rules: Vec::new(),
            may_see: Vec::new(),
            processor: None,
            most_chars: None,
            most_time: None,
            only_answers: false,
            span,
        };
        let mut parts = self.declared(node, Rule::assistant_block, Place::Assistant, |reader, line| {
            reader.assistant_line(line, &mut assistant);
        });
        assistant.name = parts.names.pop()?;
        Some(assistant)
    }

    fn assistant_line(&mut self, node: Node<'_>, assistant: &mut Assistant) {
        match node.as_rule() {
            Rule::model => {
                if assistant.model.is_some() {
                    self.said_twice(&node, "model");
                }
                assistant.model = self.parts(node, Place::Assistant).names.pop();
            }
            Rule::knows => self.knows(node, &mut assistant.knows),
            Rule::rules => extend(&mut assistant.rules, self.texts_of(node)),
            Rule::may_see => extend(&mut assistant.may_see, self.parts(node, Place::Assistant).paths),
            Rule::may_answer => assistant.only_answers = true,
            Rule::processor => {
                if assistant.processor.is_some() {
                    self.said_twice(&node, "processor");
                }
                assistant.processor = self.processor(node);
            }
            _ => self.at_most(node, assistant),
        }
    }

    fn knows(&mut self, node: Node<'_>, knows: &mut Vec<Knows>) {
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::short_text | Rule::long_text => knows.push(Knows::Files(self.text_value(child))),
                Rule::known_catalog => knows.extend(self.names_of(child).pop().map(Knows::Catalog)),
                _ => {
                    self.disorder(&child, Place::Assistant);
                }
            }
        }
    }

    fn at_most(&mut self, node: Node<'_>, assistant: &mut Assistant) {
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::most_chars => {
                    if assistant.most_chars.is_some() {
                        self.said_twice(&child, "chars");
                    }
                    assistant.most_chars = self.parts(child, Place::Assistant).counts.pop();
                }
                Rule::duration => {
                    if assistant.most_time.is_some() {
                        self.said_twice(&child, "the time");
                    }
                    assistant.most_time = self.duration(&child);
                }
                _ => {
                    self.disorder(&child, Place::Assistant);
                }
            }
        }
    }

    pub(super) fn audience(&mut self, node: Node<'_>) -> Option<Audience> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let mut parts = self.parts(node, Place::File);
        Some(Audience { doc, name: parts.names.pop()?, condition: parts.exprs.pop()?, span })
    }

    pub(super) fn campaign(&mut self, node: Node<'_>) -> Option<Campaign> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut every, mut audience, mut statements) = (Vec::new(), None, Vec::new());
        let mut body_span = span.after();
        let mut parts = Parts::default();
        for child in node.into_inner() {
            if child.as_rule() != Rule::campaign_block {
                self.part(child, Place::File, &mut parts);
                continue;
            }
            body_span = self.span(&child);
            let open = self.start(&child);
            for line in child.into_inner() {
                match line.as_rule() {
                    Rule::missing_close => self.missing_close(open, &line),
                    Rule::every => every.extend(self.in_entry(line, Self::every)),
                    Rule::campaign_to => {
                        if audience.is_some() {
                            self.said_twice(&line, "to");
                        }
                        audience = self.in_entry(line, |reader, line| reader.names_of(line).pop());
                    }
                    _ => self.block_entry(line, Place::Campaign, &mut statements),
                }
            }
        }
        let body = Block { statements, span: body_span };
        Some(Campaign { doc, name: parts.names.pop()?, every, audience, body, span })
    }

    /// `every mon-fri at 17:00`
    pub(super) fn every(&mut self, node: Node<'_>) -> Option<Every> {
        let span = self.span(&node);
        let (mut days, mut at) = (Vec::new(), None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => days.push(self.name(&child)),
                Rule::clock => at = self.clock(&child, self.text(&child)),
                _ => {
                    self.disorder(&child, Place::Campaign);
                }
            }
        }
        let mut days = days.into_iter();
        let from_day = days.next()?;
        let to_day = days.next().unwrap_or_else(|| from_day.clone());
        Some(Every { from_day, to_day, at: at?, span })
    }

    pub(super) fn migrate(&mut self, node: Node<'_>) -> Option<Migrate> {
        let span = self.span(&node);
        let mut rules = Vec::new();
        let mut parts = self.declared(node, Rule::migrate_block, Place::Migrate, |reader, line| {
            let place = reader.span(&line);
            let rule = reader.migrate_rule(line);
            rules.push(rule.unwrap_or(MigrateRule::Error(place)));
        });
        Some(Migrate { from: parts.texts.pop()?, rules, span })
    }

    fn migrate_rule(&mut self, node: Node<'_>) -> Option<MigrateRule> {
        let word = first_word(self.text(&node)).to_owned();
        let mut parts = self.parts(node, Place::Migrate);
        let mut paths = parts.paths.into_iter();
        let first = paths.next()?;
        Some(match word.as_str() {
            "rename" => MigrateRule::Rename(first, paths.next()?),
            "move" => MigrateRule::Move(first, paths.next()?),
            "drop" => MigrateRule::Drop(first),
            _ => MigrateRule::Set(first, parts.exprs.pop()?),
        })
    }
}
