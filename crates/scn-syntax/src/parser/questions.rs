//! `ask`, `choose`, `confirm`, and the modifiers that they share.

use scn_diag::{Diagnostic, E0018};

use super::problems::first_word;
use super::{Node, Reader, Rule, extend};
use crate::ast::*;
use crate::words::Place;

/// Everything a question may hold, before it is known which question it is.
#[derive(Default)]
struct Parts {
    prompt: Option<Text>,
    modifiers: Modifiers,
    options: Vec<MenuOption>,
    yes: Option<MenuOption>,
    no: Option<MenuOption>,
}

impl Reader<'_> {
    pub(super) fn ask(&mut self, node: Node<'_>) -> Option<Ask> {
        let end = Self::end(&node);
        let mut slot = None;
        let mut ty = Type {
            kind: TypeKind::Error,
            optional: false,
            constraints: Vec::new(),
            span: self.patch.span(end, end),
        };
        let mut parts = Parts::default();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => slot = Some(self.name(&child)),
                Rule::type_ => ty = self.ty(child),
                _ => self.question_part(child, &mut parts),
            }
        }
        let spare = parts.options.iter().chain(&parts.yes).chain(&parts.no).map(|option| option.span);
        for span in spare.collect::<Vec<_>>() {
            let diagnostic = Diagnostic::new(E0018, span, "an `ask` has no options of its own").help(
                "its type says what can be answered; options with a block belong in `choose` or `confirm`",
            );
            self.report(diagnostic);
        }
        Some(Ask { slot: slot?, ty, prompt: parts.prompt, modifiers: parts.modifiers })
    }

    pub(super) fn choose(&mut self, node: Node<'_>) -> Choose {
        let mut parts = Parts::default();
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
        let mut parts = Parts::default();
        for child in node.into_inner() {
            self.question_part(child, &mut parts);
        }
        for span in parts.options.iter().map(|option| option.span).collect::<Vec<_>>() {
            let diagnostic = Diagnostic::new(E0018, span, "a `confirm` has only `yes` and `no`")
                .help("write `yes \"label\"` and `no \"label\" { … }`, or use `choose` for other options");
            self.report(diagnostic);
        }
        Confirm { prompt: parts.prompt, yes: parts.yes, no: parts.no, modifiers: parts.modifiers }
    }

    /// A piece of the header or a line of the block.
    fn question_part(&mut self, node: Node<'_>, parts: &mut Parts) {
        match node.as_rule() {
            Rule::short_text | Rule::long_text => parts.prompt = Some(self.text_value(node)),
            Rule::question_block => self.question_block(node, parts),
            rule if is_modifier(rule) => {
                if rule == Rule::otherwise {
                    self.otherwise_in_header(&node);
                }
                self.modifier(node, &mut parts.modifiers);
            }
            _ => {
                self.disorder(&node, Place::Question);
            }
        }
    }

    fn otherwise_in_header(&mut self, node: &Node<'_>) {
        let start = Self::start(node);
        let span = self.patch.span(start, start + "otherwise".len() as u32);
        let message = "`otherwise` stands on a line of its own, inside the block of the question";
        let help = "nobody could tell whose block follows it here: write `ask … { otherwise { … } }`";
        self.report(Diagnostic::new(E0018, span, message).help(help));
    }

    fn question_block(&mut self, block: Node<'_>, parts: &mut Parts) {
        let open = Self::start(&block);
        for child in block.into_inner() {
            match child.as_rule() {
                Rule::missing_close => self.missing_close(open, &child),
                Rule::prompt => {
                    if parts.prompt.is_some() {
                        self.said_twice(&child, "say");
                    }
                    parts.prompt = self.in_entry(child, |reader, child| reader.texts_of(child).pop());
                }
                Rule::option => parts.options.extend(self.in_entry(child, Self::menu_option)),
                Rule::yes_option => {
                    if parts.yes.is_some() {
                        self.said_twice(&child, "yes");
                    }
                    parts.yes = self.in_entry(child, Self::menu_option);
                }
                Rule::no_option => {
                    if parts.no.is_some() {
                        self.said_twice(&child, "no");
                    }
                    parts.no = self.in_entry(child, Self::menu_option);
                }
                rule if is_modifier(rule) => {
                    self.in_entry(child, |reader, child| reader.modifier(child, &mut parts.modifiers));
                }
                _ => {
                    self.disorder(&child, Place::Question);
                }
            }
        }
    }

    fn menu_option(&mut self, node: Node<'_>) -> Option<MenuOption> {
        let span = self.span(&node);
        let (mut label, mut also, mut body) = (None, Vec::new(), self.no_block(Self::end(&node)));
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
            _ => modifiers.always = Some(span),
        }
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
    )
}
