//! `ask`, `collect`, `choose`, `confirm`, `consent`, and the modifiers that they share.

use scn_diag::{Diagnostic, E0018, wording};

use super::problems::first_word;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

/// Everything a question may hold, before it is known which question it is.
#[derive(Default)]
struct Question {
    prompt: Option<Text>,
    modifiers: Modifiers,
    options: Vec<MenuOption>,
    yes: Option<MenuOption>,
    no: Option<MenuOption>,
    more: Option<Text>,
    fields: Vec<FieldPrompt>,
}

impl Reader<'_> {
    pub(super) fn ask(&mut self, node: Node<'_>) -> Option<Ask> {
        let (slot, ty, parts) = self.slot_question(node);
        let spare = parts.options.iter().chain(&parts.yes).chain(&parts.no).map(|option| option.span);
        for span in spare.collect::<Vec<_>>() {
            let diagnostic = Diagnostic::new(E0018, span, "an `ask` has no options of its own").help(
                "its type says what can be answered; options with a block belong in `choose` or `confirm`",
            );
            self.report(diagnostic);
        }
        Some(Ask { slot: slot?, ty, prompt: parts.prompt, modifiers: parts.modifiers })
    }

    pub(super) fn collect(&mut self, node: Node<'_>) -> Option<Collect> {
        let (slot, ty, parts) = self.slot_question(node);
        let Question { prompt, more, fields, modifiers, .. } = parts;
        Some(Collect { slot: slot?, ty, prompt, more, fields, modifiers })
    }

    /// `SLOT: TYPE "prompt" …`
    fn slot_question(&mut self, node: Node<'_>) -> (Option<Name>, Type, Question) {
        let end = self.end(&node);
        let mut slot = None;
        let mut ty = Type {
            kind: TypeKind::Error,
            optional: false,
            constraints: Vec::new(),
            span: self.patch.span(end, end),
        };
        let mut parts = Question::default();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => slot = Some(self.name(&child)),
                Rule::type_ => ty = self.ty(child),
                _ => self.question_part(child, &mut parts),
            }
        }
        (slot, ty, parts)
    }

    pub(super) fn choose(&mut self, node: Node<'_>) -> Choose {
        let mut parts = Question::default();
        for child in node.into_inner() {
            self.question_part(child, &mut parts);
        }
        for span in parts.yes.iter().chain(&parts.no).map(|option| option.span).collect::<Vec<_>>() {
            let diagnostic = Diagnostic::new(E0018, span, "`yes` and `no` belong in a `confirm`")
                .help("an option of `choose` begins with its label: `\"label\" { … }`");
            self.report(diagnostic);
        }
        Choose { prompt: parts.prompt, options: parts.options, modifiers: parts.modifiers }
    }

    pub(super) fn confirm(&mut self, node: Node<'_>) -> Confirm {
        let mut parts = Question::default();
        for child in node.into_inner() {
            self.question_part(child, &mut parts);
        }
        self.only_yes_and_no(&parts, "a `confirm`");
        Confirm { prompt: parts.prompt, yes: parts.yes, no: parts.no, modifiers: parts.modifiers }
    }

    pub(super) fn consent(&mut self, node: Node<'_>) -> Option<Consent> {
        let (mut purpose, mut parts) = (None, Question::default());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => purpose = Some(self.name(&child)),
                _ => self.question_part(child, &mut parts),
            }
        }
        self.only_yes_and_no(&parts, "a `consent`");
        let Question { prompt, yes, no, modifiers, .. } = parts;
        Some(Consent { purpose: purpose?, prompt, yes, no, modifiers })
    }

    fn only_yes_and_no(&mut self, parts: &Question, what: &str) {
        for option in &parts.options {
            let diagnostic =
                Diagnostic::new(E0018, option.span, wording!("{what} has only `yes` and `no`", what)).help(
                    "write `yes \"label\"` and `no \"label\" { … }`, or use `choose` for other options",
                );
            self.report(diagnostic);
        }
    }

    /// A piece of the header or a line of the block.
    fn question_part(&mut self, node: Node<'_>, parts: &mut Question) {
        match node.as_rule() {
            Rule::short_text | Rule::long_text => parts.prompt = Some(self.text_value(node)),
            Rule::question_block | Rule::collect_block => {
                self.entries(node, Place::Question, |reader, line| reader.question_line(line, parts));
            }
            rule if is_modifier(rule) => {
                if matches!(rule, Rule::otherwise | Rule::expire) {
                    self.block_in_header(&node);
                }
                self.modifier(node, &mut parts.modifiers);
            }
            Rule::more => self.question_line(node, parts),
            _ => {
                self.disorder(&node, Place::Question);
            }
        }
    }

    fn block_in_header(&mut self, node: &Node<'_>) {
        let start = self.start(node);
        let word = first_word(self.text(node));
        let span = self.patch.span(start, start + word.len() as u32);
        let message =
            wording!("`{word}` stands on a line of its own, inside the block of the question", word);
        let help =
            wording!("nobody could tell whose block follows it here: write `ask … {{ {word} … }}`", word);
        self.report(Diagnostic::new(E0018, span, message).help(help));
    }

    fn question_line(&mut self, node: Node<'_>, parts: &mut Question) {
        let taken = match node.as_rule() {
            Rule::prompt => parts.prompt.is_some(),
            Rule::more => parts.more.is_some(),
            Rule::yes_option => parts.yes.is_some(),
            Rule::no_option => parts.no.is_some(),
            _ => false,
        };
        if taken {
            let word = first_word(self.text(&node)).to_owned();
            self.said_twice(&node, &word);
        }
        match node.as_rule() {
            Rule::prompt => parts.prompt = self.texts_of(node).pop(),
            Rule::more => parts.more = self.texts_of(node).pop(),
            Rule::field_prompt => parts.fields.extend(self.field_prompt(node)),
            Rule::option => parts.options.extend(self.menu_option(node)),
            Rule::yes_option => parts.yes = self.menu_option(node),
            Rule::no_option => parts.no = self.menu_option(node),
            _ => self.modifier(node, &mut parts.modifiers),
        }
    }

    /// `ask size "…"` in a `collect`
    fn field_prompt(&mut self, node: Node<'_>) -> Option<FieldPrompt> {
        let span = self.span(&node);
        let mut parts = self.parts(node, Place::Collect);
        Some(FieldPrompt { field: parts.names.pop()?, prompt: parts.texts.pop()?, span })
    }

    fn menu_option(&mut self, node: Node<'_>) -> Option<MenuOption> {
        let span = self.span(&node);
        let (mut label, mut also, mut body) = (None, Vec::new(), self.no_block(self.end(&node)));
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::short_text | Rule::long_text => label = Some(self.text_value(child)),
                Rule::also => also = self.texts_of(child),
                Rule::block => body = self.block(child),
                _ => {
                    self.disorder(&child, Place::Question);
                }
            }
        }
        Some(MenuOption { label: label?, also, body, span })
    }

    fn modifier(&mut self, node: Node<'_>, modifiers: &mut Modifiers) {
        let span = self.span(&node);
        let taken = match node.as_rule() {
            Rule::again => modifiers.again.is_some(),
            Rule::help => modifiers.help.is_some(),
            Rule::otherwise => modifiers.otherwise.is_some(),
            Rule::default_value => modifiers.default.is_some(),
            Rule::remember_answer => modifiers.remember.is_some(),
            Rule::render => modifiers.render.is_some(),
            Rule::always => modifiers.always.is_some(),
            Rule::offer => modifiers.offer.is_some(),
            Rule::expire => modifiers.expire.is_some(),
            Rule::hear => modifiers.hear.is_some(),
            Rule::text_id => modifiers.id.is_some(),
            _ => false,
        };
        if taken {
            let word = first_word(self.text(&node)).to_owned();
            self.said_twice(&node, &word);
        }
        match node.as_rule() {
            Rule::again => modifiers.again = self.texts_of(node).pop(),
            Rule::help => modifiers.help = self.texts_of(node).pop(),
            Rule::retry => extend(&mut modifiers.retry, self.texts_of(node)),
            Rule::otherwise => modifiers.otherwise = Some(self.only_block(node)),
            Rule::default_value => modifiers.default = self.expr_of(node),
            Rule::check => modifiers.checks.extend(self.check(node)),
            Rule::remember_answer => modifiers.remember = Some(self.remember_answer(node)),
            Rule::render => modifiers.render = self.names_of(node).pop(),
            Rule::offer => modifiers.offer = self.offer(node),
            Rule::remind => modifiers.reminders.extend(self.remind(node)),
            Rule::expire => modifiers.expire = self.expire(node),
            Rule::hear => modifiers.hear = Some(Hear { with: self.names_of(node).pop(), span }),
            Rule::text_id => modifiers.id = self.texts_of(node).pop(),
            _ => modifiers.always = Some(span),
        }
    }

    /// `offer EXPR "text"`
    fn offer(&mut self, node: Node<'_>) -> Option<Offer> {
        let span = self.span(&node);
        let (mut value, mut text) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::offer_value => value = self.expr_of(child),
                Rule::short_text | Rule::long_text => text = Some(self.text_value(child)),
                _ => {
                    self.disorder(&child, Place::Question);
                }
            }
        }
        Some(Offer { value, text: text?, span })
    }

    fn remind(&mut self, node: Node<'_>) -> Option<Remind> {
        let span = self.span(&node);
        let mut parts = self.parts(node, Place::Question);
        Some(Remind { after: parts.durations.pop()?, text: parts.texts.pop()?, or_send: parts.or_send, span })
    }

    fn expire(&mut self, node: Node<'_>) -> Option<Expire> {
        let (span, end) = (self.span(&node), self.end(&node));
        let mut parts = self.parts(node, Place::Question);
        let body = parts.block.unwrap_or_else(|| self.no_block(end));
        Some(Expire { after: parts.durations.pop()?, body, span })
    }

    fn check(&mut self, node: Node<'_>) -> Option<Check> {
        let span = self.span(&node);
        let (mut condition, mut otherwise) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::expr => condition = Some(self.expr(child)),
                Rule::short_text | Rule::long_text => otherwise = Some(self.text_value(child)),
                _ => {
                    self.disorder(&child, Place::Question);
                }
            }
        }
        Some(Check { condition: condition?, otherwise: otherwise?, span })
    }

    fn remember_answer(&mut self, node: Node<'_>) -> Remember {
        let span = self.span(&node);
        let field = node.into_inner().next().and_then(|child| self.names_of(child).pop());
        Remember { field, span }
    }
}

fn is_modifier(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::again
            | Rule::help
            | Rule::retry
            | Rule::otherwise
            | Rule::default_value
            | Rule::check
            | Rule::remember_answer
            | Rule::render
            | Rule::always
            | Rule::offer
            | Rule::remind
            | Rule::expire
            | Rule::hear
            | Rule::text_id
    )
}
