//! Connectors, templates, and who is spoken to.

use super::Printer;
use crate::ast::*;

impl Printer {
    pub(super) fn connector(&mut self, connector: &Connector) {
        self.with("connector", &connector.name, Self::name);
        self.and("from", connector.from.as_ref(), Self::text);
        self.word(" ");
        self.block(|to| {
            match &connector.base {
                Some(Base::Env(name)) => to.line_of("base env", Some(name), Self::name),
                Some(Base::Url(url)) => to.line_of("base", Some(url), Self::text),
                None => {}
            }
            to.line_of("auth env", connector.auth.as_ref(), Self::name);
            to.line_of("processor", connector.processor.as_ref(), Self::processor);
            for receives in &connector.receives {
                to.line(|to| {
                    to.word("receives ");
                    to.listed(&receives.categories, Self::name);
                    to.for_purposes(&receives.purposes);
                });
            }
            to.line_of("timeout", connector.timeout.as_ref(), Self::duration);
            to.line_of("retry", connector.retry.as_ref(), |to, times| to.number(*times));
            if !connector.uses.is_empty() {
                to.line(|to| {
                    to.word("use ");
                    to.listed(&connector.uses, Self::name);
                });
            }
            for operation in &connector.operations {
                to.doc(&operation.doc);
                to.line(|to| to.operation(operation));
            }
            for event in &connector.events {
                to.doc(&event.doc);
                to.line(|to| {
                    to.with("event", &event.name, Self::name);
                    to.params(&event.params);
                });
            }
        });
    }

    fn processor(&mut self, processor: &Processor) {
        self.text(&processor.name);
        self.and("in", processor.country.as_ref(), Self::name);
    }

    pub(super) fn for_purposes(&mut self, purposes: &[Name]) {
        if !purposes.is_empty() {
            self.word(" for ");
            self.listed(purposes, Self::name);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        self.with(&operation.method.text, &operation.name, Self::name);
        self.word("(");
        self.listed(&operation.params, Self::param);
        self.word(")");
        self.and("->", operation.result.as_ref(), Self::ty);
        self.and("at", operation.at.as_ref(), Self::text);
        if operation.idempotent.is_some() {
            self.word(" idempotent");
        }
    }

    pub(super) fn params(&mut self, params: &[Param]) {
        if !params.is_empty() {
            self.word("(");
            self.listed(params, Self::param);
            self.word(")");
        }
    }

    fn param(&mut self, param: &Param) {
        self.name(&param.name);
        self.with(":", &param.ty, Self::ty);
    }

    pub(super) fn template(&mut self, template: &Template) {
        self.with("template", &template.name, Self::name);
        if let Some(category) = &template.category {
            self.word(" ");
            self.name(category);
            if !template.params.is_empty() {
                self.word(" ");
            }
        }
        self.params(&template.params);
        self.word(" ");
        self.block(|to| {
            for language in &template.languages {
                to.line(|to| {
                    to.with("language", &language.language, Self::name);
                    to.word(" ");
                    to.text(&language.body);
                });
                to.line_of("header", language.header.as_ref(), Self::text);
                to.line_of("footer", language.footer.as_ref(), Self::text);
                for button in &language.buttons {
                    to.line_of("button", Some(button), Self::button);
                }
            }
        });
    }

    fn button(&mut self, button: &TemplateButton) {
        self.text(&button.label);
        match &button.target {
            Some(ButtonTarget::Url(url)) => self.and("to", Some(url), Self::text),
            Some(ButtonTarget::Tunnel(tunnel)) => self.and("to", Some(tunnel), Self::path),
            None => {}
        }
    }

    pub(super) fn assistant(&mut self, assistant: &Assistant) {
        self.with("assistant", &assistant.name, Self::name);
        self.word(" ");
        self.block(|to| {
            to.line_of("model env", assistant.model.as_ref(), Self::name);
            if !assistant.knows.is_empty() {
                to.line_of("knows", Some(assistant.knows.as_slice()), |to, knows| {
                    to.listed(knows, Self::known)
                });
            }
            if !assistant.rules.is_empty() {
                to.line_of("rules", Some(assistant.rules.as_slice()), Self::texts);
            }
            if !assistant.may_see.is_empty() {
                to.line_of("may see", Some(assistant.may_see.as_slice()), |to, paths| {
                    to.listed(paths, Self::path);
                });
            }
            to.line_of("processor", assistant.processor.as_ref(), Self::processor);
            to.line_of("at most", assistant.most_chars.as_ref(), |to, chars| {
                to.word(&format!("{chars} chars"))
            });
            to.line_of("at most", assistant.most_time.as_ref(), Self::duration);
            if assistant.only_answers {
                to.line(|to| to.word("may only answer"));
            }
        });
    }

    fn known(&mut self, known: &Knows) {
        match known {
            Knows::Files(files) => self.text(files),
            Knows::Catalog(catalog) => self.with("catalog", catalog, Self::name),
        }
    }

    pub(super) fn campaign(&mut self, campaign: &Campaign) {
        self.with("campaign", &campaign.name, Self::name);
        self.word(" ");
        self.block(|to| {
            for every in &campaign.every {
                to.line(|to| to.every(every));
            }
            to.line_of("to", campaign.audience.as_ref(), Self::name);
            to.statements(&campaign.body.statements);
        });
    }

    pub(super) fn every(&mut self, every: &Every) {
        self.word("every ");
        self.days(&every.from_day, &every.to_day);
        self.word(" at ");
        self.clock(every.at);
    }

    pub(super) fn days(&mut self, from: &Name, to: &Name) {
        self.name(from);
        if from.text != to.text {
            self.word("-");
            self.name(to);
        }
    }

    pub(super) fn migrate(&mut self, migrate: &Migrate) {
        self.with("migrate from", &migrate.from, Self::text);
        self.word(" ");
        self.block(|to| {
            for rule in &migrate.rules {
                match rule {
                    MigrateRule::Rename(from, new) => to.moved("rename", from, new),
                    MigrateRule::Move(from, new) => to.moved("move", from, new),
                    MigrateRule::Drop(path) => to.line_of("drop", Some(path), Self::path),
                    MigrateRule::Set(path, value) => to.line(|to| {
                        to.with("set", path, Self::path);
                        to.and("=", Some(value), Self::expr);
                    }),
                    MigrateRule::Error(_) => {}
                }
            }
        });
    }

    fn moved(&mut self, word: &str, from: &QualifiedName, new: &QualifiedName) {
        self.line(|to| {
            to.with(word, from, Self::path);
            to.and("to", Some(new), Self::path);
        });
    }
}
