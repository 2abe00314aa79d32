//! Outside systems and messages outside the window: `connector`, `template`.

use scn_diag::{Diagnostic, E0018, wording};

use super::parts::Parts;
use super::problems::first_word;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

impl Reader<'_> {
    pub(super) fn connector(&mut self, node: Node<'_>) -> Option<Connector> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let mut connector = Connector {
            doc,
            name: Name { text: String::new(), span },
            from: None,
            base: None,
            auth: None,
            processor: None,
            receives: Vec::new(),
            timeout: None,
            retry: None,
            uses: Vec::new(),
            operations: Vec::new(),
            events: Vec::new(),
            span,
        };
        let mut parts = self.declared(node, Rule::connector_block, Place::Connector, |reader, line| {
            reader.connector_line(line, &mut connector);
        });
        connector.name = parts.names.pop()?;
        connector.from = parts.texts.pop();
        Some(connector)
    }

    fn connector_line(&mut self, node: Node<'_>, connector: &mut Connector) {
        let rule = node.as_rule();
        let taken = match rule {
            Rule::base => connector.base.is_some(),
            Rule::auth => connector.auth.is_some(),
            Rule::processor => connector.processor.is_some(),
            Rule::timeout => connector.timeout.is_some(),
            Rule::attempts => connector.retry.is_some(),
            _ => false,
        };
        if taken {
            let word = first_word(self.text(&node)).to_owned();
            self.said_twice(&node, &word);
        }
        match rule {
            Rule::operation => connector.operations.extend(self.operation(node)),
            Rule::event_type => connector.events.extend(self.event_type(node)),
            Rule::receives => connector.receives.push(self.receives(node)),
            Rule::processor => connector.processor = self.processor(node),
            _ => {
                let mut parts = self.parts(node, Place::Connector);
                match rule {
                    Rule::base => {
                        let url = parts.texts.pop().map(Base::Url);
                        connector.base = parts.names.pop().map(Base::Env).or(url);
                    }
                    Rule::auth => connector.auth = parts.names.pop(),
                    Rule::timeout => connector.timeout = parts.durations.pop(),
                    Rule::attempts => connector.retry = parts.counts.pop(),
                    _ => extend(&mut connector.uses, parts.names),
                }
            }
        }
    }

    pub(super) fn processor(&mut self, node: Node<'_>) -> Option<Processor> {
        let span = self.span(&node);
        let mut parts = self.parts(node, Place::Connector);
        Some(Processor { name: parts.texts.pop()?, country: parts.names.pop(), span })
    }

    fn receives(&mut self, node: Node<'_>) -> Receives {
        let span = self.span(&node);
        let (mut parts, mut purposes) = (Parts::default(), Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::for_purposes => purposes = self.names_of(child),
                _ => self.part(child, Place::Connector, &mut parts),
            }
        }
        Receives { categories: parts.names, purposes, span }
    }

    fn operation(&mut self, node: Node<'_>) -> Option<Operation> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let (mut parts, mut method, mut idempotent) = (Parts::default(), None, None);
        for child in node.into_inner() {
            let place = self.span(&child);
            match child.as_rule() {
                Rule::method => method = Some(Name { text: self.text(&child).to_owned(), span: place }),
                Rule::idempotent => idempotent = Some(place),
                _ => self.part(child, Place::Connector, &mut parts),
            }
        }
        Some(Operation {
            doc,
            method: method?,
            name: parts.names.pop()?,
            params: parts.params,
            result: parts.ty,
            at: parts.texts.pop(),
            idempotent,
            span,
        })
    }

    fn event_type(&mut self, node: Node<'_>) -> Option<EventDeclaration> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let mut parts = self.parts(node, Place::Connector);
        Some(EventDeclaration { doc, name: parts.names.pop()?, params: parts.params, span })
    }

    pub(super) fn template(&mut self, node: Node<'_>) -> Option<Template> {
        let (doc, span) = (self.doc(&node), self.span(&node));
        let mut languages = Vec::new();
        let parts = self.declared(node, Rule::template_block, Place::Template, |reader, line| {
            reader.template_line(line, &mut languages);
        });
        let mut names = parts.names.into_iter();
        Some(Template {
            doc,
            name: names.next()?,
            category: names.next(),
            params: parts.params,
            languages,
            span,
        })
    }

    fn template_line(&mut self, node: Node<'_>, languages: &mut Vec<TemplateLanguage>) {
        let span = self.span(&node);
        if node.as_rule() == Rule::template_language {
            let mut parts = self.parts(node, Place::Template);
            if let (Some(language), Some(body)) = (parts.names.pop(), parts.texts.pop()) {
                let (header, footer, buttons) = (None, None, Vec::new());
                languages.push(TemplateLanguage { language, body, header, footer, buttons, span });
            }
            return;
        }
        let Some(language) = languages.last_mut() else {
            let word = first_word(self.text(&node));
            let message = wording!("this `{word}` belongs to no language", word);
            let diagnostic = Diagnostic::new(E0018, span, message)
                .help("put it below the `language` line that it belongs to: `language fr \"text\"`");
            return self.report(diagnostic);
        };
        match node.as_rule() {
            Rule::header => self.only_text(node, "header", Place::Template, &mut language.header),
            Rule::footer => self.only_text(node, "footer", Place::Template, &mut language.footer),
            _ => language.buttons.extend(self.button(node)),
        }
    }

    fn button(&mut self, node: Node<'_>) -> Option<TemplateButton> {
        let span = self.span(&node);
        let (mut parts, mut url) = (Parts::default(), None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::button_url => url = self.texts_of(child).pop(),
                _ => self.part(child, Place::Template, &mut parts),
            }
        }
        let target = url.map(ButtonTarget::Url).or(parts.paths.pop().map(ButtonTarget::Tunnel));
        Some(TemplateButton { label: parts.texts.pop()?, target, span })
    }
}
