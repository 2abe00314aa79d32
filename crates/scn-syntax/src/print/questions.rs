//! Questions: the prompt in the header, everything else on lines of the block.

use super::Printer;
use crate::ast::*;

impl Printer {
    pub(super) fn ask(&mut self, ask: &Ask) {
        self.with("ask", &ask.slot, Self::name);
        self.with(":", &ask.ty, Self::ty);
        self.prompt(ask.prompt.as_ref());
        self.block_if_any(|to| to.modifiers(&ask.modifiers));
    }

    pub(super) fn collect(&mut self, collect: &Collect) {
        self.with("collect", &collect.slot, Self::name);
        self.with(":", &collect.ty, Self::ty);
        self.prompt(collect.prompt.as_ref());
        self.block_if_any(|to| {
            to.line_of("more", collect.more.as_ref(), Self::text);
            for field in &collect.fields {
                to.line(|to| {
                    to.with("ask", &field.field, Self::name);
                    to.prompt(Some(&field.prompt));
                });
            }
            to.modifiers(&collect.modifiers);
        });
    }

    pub(super) fn choose(&mut self, choose: &Choose) {
        self.word("choose");
        self.prompt(choose.prompt.as_ref());
        self.word(" ");
        self.block(|to| {
            for option in &choose.options {
                to.line(|to| {
                    to.text(&option.label);
                    to.also(&option.also);
                    to.then(&option.body);
                });
            }
            to.modifiers(&choose.modifiers);
        });
    }

    pub(super) fn confirm(&mut self, confirm: &Confirm) {
        self.word("confirm");
        self.prompt(confirm.prompt.as_ref());
        self.block_if_any(|to| {
            to.yes_or_no("yes", confirm.yes.as_ref());
            to.yes_or_no("no", confirm.no.as_ref());
            to.modifiers(&confirm.modifiers);
        });
    }

    pub(super) fn consent(&mut self, consent: &Consent) {
        self.with("consent", &consent.purpose, Self::name);
        self.prompt(consent.prompt.as_ref());
        self.block_if_any(|to| {
            to.yes_or_no("yes", consent.yes.as_ref());
            to.yes_or_no("no", consent.no.as_ref());
            to.modifiers(&consent.modifiers);
        });
    }

    fn prompt(&mut self, prompt: Option<&Text>) {
        if let Some(prompt) = prompt {
            self.word(" ");
            self.text(prompt);
        }
    }

    pub(super) fn also(&mut self, also: &[Text]) {
        if !also.is_empty() {
            self.word(" ");
            self.with("also", also, Self::texts);
        }
    }

    fn yes_or_no(&mut self, word: &str, option: Option<&MenuOption>) {
        self.line_of(word, option, |to, option| {
            to.text(&option.label);
            to.also(&option.also);
            to.block_if_any(|to| to.statements(&option.body.statements));
        });
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        self.line_of("offer", modifiers.offer.as_ref(), Self::offer);
        self.line_of("help", modifiers.help.as_ref(), Self::text);
        self.line_of("again", modifiers.again.as_ref(), Self::text);
        for retry in &modifiers.retry {
            self.line_of("retry", Some(retry), Self::text);
        }
        for check in &modifiers.checks {
            self.line(|to| {
                to.with("check", &check.condition, Self::expr);
                to.and("else", Some(&check.otherwise), Self::text);
            });
        }
        self.line_of("default", modifiers.default.as_ref(), Self::expr);
        if let Some(remember) = &modifiers.remember {
            self.line(|to| {
                to.word("remember");
                to.and("as", remember.field.as_ref(), Self::name);
            });
        }
        self.line_of("as", modifiers.render.as_ref(), Self::name);
        if modifiers.always.is_some() {
            self.line(|to| to.word("always"));
        }
        if let Some(hear) = &modifiers.hear {
            self.line(|to| {
                to.word("hear");
                to.and("with", hear.with.as_ref(), Self::name);
            });
        }
        self.line_of("id", modifiers.id.as_ref(), Self::text);
        for remind in &modifiers.reminders {
            self.line(|to| {
                to.with("remind after", &remind.after, Self::duration);
                to.prompt(Some(&remind.text));
                to.or_send(remind.or_send.as_ref());
            });
        }
        self.line_of("expire after", modifiers.expire.as_ref(), |to, expire| {
            to.duration(&expire.after);
            to.then(&expire.body);
        });
        self.line_of("otherwise", modifiers.otherwise.as_ref(), Self::body);
    }

    fn offer(&mut self, offer: &Offer) {
        if let Some(value) = &offer.value {
            // A text first would be read as what is said.
            let before = self.out.len();
            self.expr(value);
            if self.out.get(before..).is_some_and(|value| value.starts_with('"')) {
                self.out.insert(before, '(');
                self.word(")");
            }
            self.word(" ");
        }
        self.text(&offer.text);
    }
}
