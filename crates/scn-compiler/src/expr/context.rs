//! What is known without asking: the contact, the consents, the conversation, the message at hand.

use super::{Scope, Typed, optional};
use crate::build::Build;
use crate::codes;
use crate::names::BUILT_IN_MEMORY;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, wording};
use scn_graph::expr::Context;
use scn_graph::{Expr, MemoryId, Type};
use scn_syntax::ast::{self, ExprKind};

const CONTACT: [(&str, Context); 4] = [
    ("name", Context::ContactName),
    ("phone", Context::ContactPhone),
    ("language", Context::ContactLanguage),
    ("data", Context::ContactData),
];

const MESSAGE: [(&str, Context); 7] = [
    ("text", Context::MessageText),
    ("items", Context::MessageItems),
    ("total", Context::MessageTotal),
    ("source", Context::MessageSource),
    ("headline", Context::MessageHeadline),
    ("emoji", Context::MessageEmoji),
    ("caption", Context::MessageCaption),
];

impl Build<'_> {
    /// `contact.x`, `consent.x`, `conversation.paused_for`, `message.x`.
    pub(super) fn context(&mut self, scope: &Scope, root: &str, name: &ast::Name) -> Option<Typed> {
        match root {
            "contact" => Some(self.contact(scope, name)),
            "consent" => Some(self.consent(scope, name)),
            "message" => Some(self.message(scope, name)),
            "conversation" if name.text == "paused_for" => {
                Some(Typed::new(Expr::Context(Context::PausedFor), Type::Duration))
            }
            "conversation" => {
                self.no_such_part("conversation", name, ["paused_for"]);
                Some(Typed::error())
            }
            _ => None,
        }
    }

    fn no_such_part<'a>(&mut self, of: &str, name: &ast::Name, known: impl IntoIterator<Item = &'a str>) {
        let diagnostic = Diagnostic::new(
            codes::E1006,
            name.span,
            wording!("`{of}` has no `{name}`", of, name = name.text),
        );
        self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
    }

    /// The name is the contact's own choice and may be missing, and so may what is remembered.
    fn contact(&mut self, scope: &Scope, name: &ast::Name) -> Typed {
        let known = scope.known.contains(&format!("contact.{}", name.text));
        let wrap = |ty: Type| if known { ty } else { optional(ty) };
        if let Some((_, context)) = CONTACT.iter().find(|(word, _)| *word == name.text) {
            let ty = match context {
                // a conversation has a number, whoever it belongs to
                Context::ContactPhone => Type::Phone,
                Context::ContactLanguage | Context::ContactData => Type::TEXT,
                _ => wrap(Type::TEXT),
            };
            return Typed::new(Expr::Context(*context), ty);
        }
        match self.memory_field(name) {
            Some(id) => {
                let ty = self.graph.memory.get(id.index()).map(|field| wrap(field.ty.known().clone()));
                Typed { expr: Expr::Memory(id), ty }
            }
            None => Typed::error(),
        }
    }

    /// What the contact answered, unknown when they were never asked.
    fn consent(&mut self, scope: &Scope, name: &ast::Name) -> Typed {
        let Some(purpose) = self.purpose(name) else { return Typed::error() };
        let known = scope.known.contains(&format!("consent.{}", name.text));
        Typed::new(Expr::Consent(purpose), if known { Type::YesNo } else { optional(Type::YesNo) })
    }

    /// What came with the message at hand: known for sure only at the start of the entry that it opens.
    fn message(&mut self, scope: &Scope, name: &ast::Name) -> Typed {
        let Some((_, context)) = MESSAGE.iter().find(|(word, _)| *word == name.text) else {
            self.no_such_part("message", name, MESSAGE.iter().map(|(word, _)| *word));
            return Typed::error();
        };
        let ty = match context {
            Context::MessageText => return Typed::new(Expr::Context(*context), Type::TEXT),
            Context::MessageTotal => Type::Money { currency: None },
            Context::MessageItems => match self.graph.cart_item {
                Some(item) => Type::List { of: Box::new(Type::Record(item)), min: 1, max: None },
                None => {
                    self.report.add(
                        Diagnostic::new(codes::E1006, name.span, "no message of this project holds a cart")
                            .help("carts from the catalog come in at `on order { … }`: add one"),
                    );
                    return Typed::error();
                }
            },
            _ => Type::TEXT,
        };
        let known = scope.known.contains(&format!("message.{}", name.text));
        Typed::new(Expr::Context(*context), if known { ty } else { optional(ty) })
    }

    /// A memory field by its name, or an error.
    pub(crate) fn memory_field(&mut self, name: &ast::Name) -> Option<MemoryId> {
        let at = self.names.memory_names.get(&name.text).map(|(at, _)| *at);
        if let Some(at) = at {
            // a field whose type could not be read has no place in the graph
            let text = self.names.memory.get(at).map(|field| field.name.text.clone())?;
            let place = self.graph.memory.iter().position(|field| field.name == text)?;
            return u16::try_from(place).ok().map(MemoryId);
        }
        if let Some((taken, better)) = BUILT_IN_MEMORY.iter().find(|(taken, _)| *taken == name.text) {
            self.report.add(
                Diagnostic::new(
                    codes::E1005,
                    name.span,
                    wording!(
                        "`contact.{taken}` is built in: it can be read, and nothing is remembered under it",
                        taken
                    ),
                )
                .help(wording!("remember it under another name, such as `{better}`", better)),
            );
            return None;
        }
        let names = self.names.clone();
        let known =
            names.memory_names.keys().map(String::as_str).chain(CONTACT.iter().map(|(word, _)| *word));
        let diagnostic = Diagnostic::new(
            codes::E1005,
            name.span,
            wording!("nothing is remembered under `{name}`", name = name.text),
        );
        let diagnostic = did_you_mean(diagnostic, name.span, &name.text, known);
        let diagnostic = if diagnostic.fixes.is_empty() {
            diagnostic.help(wording!(
                "declare it: `memory {{ {name}: text for PURPOSE keep 12 months }}`",
                name = name.text
            ))
        } else {
            diagnostic
        };
        self.report.add(diagnostic);
        None
    }

    /// `kitchen is open`, where `kitchen` is a team and nothing nearer.
    pub(super) fn team_that_is_open(
        &mut self,
        scope: &Scope,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Typed> {
        let (ExprKind::Name(team), ExprKind::Name(word)) = (&left.kind, &right.kind) else { return None };
        if word != "open" || self.bound(scope, team).is_some() {
            return None;
        }
        let name = ast::Name { text: team.clone(), span: left.span };
        let id = self.names.team(&name)?;
        let has_hours = self.names.teams.get(id.index()).is_some_and(|team| !team.hours.is_empty());
        if !has_hours {
            self.report.add(
                Diagnostic::new(codes::E1025, left.span, wording!("the team `{team}` has no hours", team))
                    .help(wording!("give it some: `team {team} {{ hours mon-fri 09:00-18:00 }}`", team)),
            );
        }
        Some(Typed::new(Expr::Context(Context::TeamIsOpen(id)), Type::YesNo))
    }

    pub(super) fn is_open(&mut self, what: &ast::Name) -> Typed {
        let context = match what.text.as_str() {
            "window" => Context::WindowIsOpen,
            "hours" => {
                if self.graph.settings.hours.is_empty() {
                    self.report.add(
                        Diagnostic::new(codes::E1025, what.span, "this scenario has no opening hours")
                            .help("declare them in `scenario`: `hours mon-fri 09:00-18:00`"),
                    );
                }
                Context::HoursIsOpen
            }
            _ => {
                let diagnostic = Diagnostic::new(
                    codes::E1001,
                    what.span,
                    wording!("`{what}` is nothing that is open or closed", what = what.text),
                );
                self.report.add(did_you_mean(diagnostic, what.span, &what.text, ["hours", "window"]));
                return Typed::error();
            }
        };
        Typed::new(Expr::Context(context), Type::YesNo)
    }
}
