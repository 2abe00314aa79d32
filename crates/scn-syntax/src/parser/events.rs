//! `on …`: what a conversation begins with, or comes back to.

use scn_diag::{Diagnostic, E0001, E0002, closest, wording};

use super::parts::Parts;
use super::problems::first_word;
use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

/// What an event's header says beside its parts.
#[derive(Default)]
struct Header {
    params: Vec<Name>,
    unless: Option<Expr>,
    held: Option<Held>,
    interrupts: bool,
    every: Option<Every>,
}

impl Reader<'_> {
    pub(super) fn trigger(&mut self, node: Node<'_>) -> Option<Trigger> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let event_node = node.into_inner().next()?;
        let (rule, event_span) = (event_node.as_rule(), self.span(&event_node));
        if rule == Rule::on_unknown {
            self.unknown_event(&event_node);
            return None;
        }
        let (mut hears, mut body) = (Hears::default(), self.no_block(self.end(&event_node)));
        let (mut parts, mut header) = (Parts::default(), Header::default());
        for child in event_node.into_inner() {
            match child.as_rule() {
                Rule::hears_block => body = self.hears_block(child, &mut hears),
                Rule::like | Rule::says | Rule::matching | Rule::only_when => self.hears(child, &mut hears),
                Rule::event_names => header.params = self.event_names(child),
                rule @ (Rule::unless | Rule::held | Rule::after) => {
                    let taken = match rule {
                        Rule::unless => header.unless.is_some(),
                        Rule::held => header.held.is_some(),
                        _ => !parts.durations.is_empty(),
                    };
                    if taken {
                        let word = first_word(self.text(&child)).to_owned();
                        self.said_twice(&child, &word);
                    }
                    match rule {
                        Rule::unless => header.unless = self.expr_of(child),
                        Rule::held => header.held = self.held(child),
                        _ => self.part(child, Place::Trigger, &mut parts),
                    }
                }
                Rule::interrupts => header.interrupts = true,
                Rule::every => header.every = self.every(child),
                _ => self.part(child, Place::Trigger, &mut parts),
            }
        }
        let event = trigger_event(rule, parts, header).unwrap_or(TriggerEvent::Error(event_span));
        Some(Trigger { doc, event, hears, body, span })
    }

    fn event_names(&mut self, node: Node<'_>) -> Vec<Name> {
        let mut names = Vec::new();
        for child in node.into_inner() {
            if child.as_rule() != Rule::event_name {
                self.disorder(&child, Place::Trigger);
                continue;
            }
            let parts = self.parts(child, Place::Trigger);
            if let Some(ty) = parts.ty {
                let message = "the type of this value stands in its connector";
                let help = "write only the name here: `on event shop.shipped(number) { … }`";
                self.report(Diagnostic::new(E0001, ty.span, message).help(help));
            }
            names.extend(parts.names);
        }
        names
    }

    fn held(&mut self, node: Node<'_>) -> Option<Held> {
        let mut held = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::held_how if self.text(&child) == "later" => held = Some(Held::Later),
                Rule::held_how => held = Some(Held::Drop),
                _ => {
                    self.disorder(&child, Place::Trigger);
                }
            }
        }
        held
    }

    fn unknown_event(&mut self, node: &Node<'_>) {
        let start = self.start(node);
        let word = first_word(self.text(node)).to_owned();
        let span = self.patch.span(start, start + word.len() as u32);
        if let Some(nearest) = closest(&word, Place::Trigger.words()) {
            let diagnostic = Diagnostic::new(E0002, span, wording!("`{word}` is no event", word))
                .help(wording!("did you mean `{nearest}`?", nearest));
            let edits = vec![self.edit(start, start + word.len() as u32, nearest)];
            let problem = crate::patch::Problem::mended(
                diagnostic,
                wording!("write `{nearest}`", nearest),
                true,
                edits,
            );
            return self.problems.push(problem);
        }
        let message =
            if word.is_empty() { "`on` needs an event".to_owned() } else { format!("`{word}` is no event") };
        let words: Vec<_> = Place::Trigger.words().map(|word| format!("`{word}`")).collect();
        let help = wording!("an event begins with {words}", words = words.join(", "));
        self.report(Diagnostic::new(E0002, span, message).help(help));
    }
}

fn trigger_event(rule: Rule, mut parts: Parts, header: Header) -> Option<TriggerEvent> {
    Some(match rule {
        Rule::on_message => TriggerEvent::Message,
        Rule::on_link => TriggerEvent::Link(parts.texts.pop()?),
        Rule::on_ad => TriggerEvent::Ad { source: parts.texts.pop() },
        Rule::on_order => TriggerEvent::Order,
        Rule::on_event => TriggerEvent::Event {
            event: parts.paths.pop()?,
            params: header.params,
            after: parts.durations.pop(),
            unless: header.unless,
            held: header.held,
            interrupts: header.interrupts,
        },
        Rule::on_schedule => TriggerEvent::Schedule(header.every?),
        Rule::on_silence => TriggerEvent::Silence {
            after: parts.durations.pop()?,
            within: parts.paths.pop(),
            held: header.held,
        },
        Rule::on_return => TriggerEvent::Return { after: parts.durations.pop()? },
        Rule::on_media => TriggerEvent::Media,
        Rule::on_reaction => TriggerEvent::Reaction,
        Rule::on_unsupported => TriggerEvent::Unsupported,
        _ => TriggerEvent::Group(parts.names.pop()?),
    })
}
