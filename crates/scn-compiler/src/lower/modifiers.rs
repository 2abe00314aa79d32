//! The modifiers of a question that come after its words: reminders, what follows on silence, voice notes, offers, how
//! it is shown.

use super::Lower;
use super::ladder::Asked;
use super::questions::Ids;
use crate::codes;
use crate::expr::{Want, span_of};
use crate::text::{MESSAGE, MESSAGE_WITH_OPTIONS};
use crate::types::fits;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, Hears, NodeId, Remind, Render, TextId, Type};
use scn_syntax::ast::{self, ExprKind};

/// What happens while nobody answers, and when somebody answers aloud.
#[derive(Default)]
pub(super) struct Later {
    pub(super) reminders: Vec<Remind>,
    pub(super) expire: Option<(scn_graph::Span, NodeId)>,
    pub(super) hears: Option<Hears>,
}

/// The slot a question fills and what comes after its answer.
#[derive(Clone, Copy)]
pub(super) struct Fills<'a> {
    pub(super) slot: &'a str,
    pub(super) next: NodeId,
}

impl<'t> Lower<'_, 't> {
    pub(super) fn later(
        &mut self,
        asked: &Asked<'_>,
        modifiers: &'t ast::Modifiers,
        fills: Option<Fills<'_>>,
    ) -> Later {
        let expire = modifiers.expire.as_ref();
        let mut reminders = Vec::new();
        for (at, remind) in modifiers.reminders.iter().enumerate() {
            let id = nth(&format!("{}.remind", asked.ids.texts), at);
            let text = self.text(&id, &remind.text, asked.most);
            let or_send = remind.or_send.as_ref().and_then(|send| self.send(send));
            reminders.push(Remind { after: span_of(remind.after), text, or_send });
            if let Some(expire) = expire.filter(|expire| length(remind.after) >= length(expire.after)) {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2024,
                        remind.after.span,
                        "this reminder never goes out: the question has expired by then",
                    )
                    .label(expire.after.span, "it expires after this time")
                    .help("remind earlier, or let the question live longer"),
                );
            }
        }
        reminders.sort_by_key(|remind| seconds(remind.after));
        let expire = expire.map(|expire| {
            let target = self.decides(asked, &expire.body, fills, "expire");
            (span_of(expire.after), target)
        });
        let name = |name: &ast::Name| name.text.clone();
        let hears = modifiers.hear.as_ref().map(|hear| Hears { with: hear.with.as_ref().map(name) });
        Later { reminders, expire, hears }
    }

    /// `offer contact.address "Toujours au {offered} ?"`; without a value, what `remember` will write.
    pub(super) fn offer(
        &mut self,
        ids: &Ids,
        modifiers: &'t ast::Modifiers,
        (slot, ty): (&ast::Name, &Type),
    ) -> Option<(Expr, TextId)> {
        let offer = modifiers.offer.as_ref()?;
        let remembered;
        let value = match &offer.value {
            Some(value) => value,
            None => {
                let field = modifiers.remember.as_ref().and_then(|remember| remember.field.as_ref());
                remembered = contact_field(field.map_or(&slot.text, |field| &field.text), offer.span);
                &remembered
            }
        };
        let found = self.b.maybe(&self.scope, value, Want::of(Some(ty)));
        let of = found.ty.as_ref().map(|ty| ty.known().clone());
        if let Some(of) = &of
            && !fits(of, ty.known())
        {
            let words = (self.b.words(of), self.b.words(ty.known()));
            self.b.report.add(
                Diagnostic::new(
                    codes::E1016,
                    value.span,
                    wording!(
                        "this offers {words}, but the answer is {words_2}",
                        words = words.0,
                        words_2 = words.1
                    ),
                )
                .help("offer a value of the same type"),
            );
        }
        let around = self.scope.offered.replace(of);
        let text = self.text(&format!("{}.offer", ids.texts), &offer.text, MESSAGE_WITH_OPTIONS);
        self.scope.offered = around;
        Some((found.expr, text))
    }

    /// `as buttons`, `as list`, `as text`.
    pub(super) fn render(&mut self, modifiers: &ast::Modifiers, has_options: bool) -> Render {
        let Some(name) = &modifiers.render else { return Render::Auto };
        let render = match name.text.as_str() {
            "buttons" => Render::Buttons,
            "list" => Render::List,
            "text" => Render::Text,
            _ => {
                let diagnostic = Diagnostic::new(
                    codes::E1037,
                    name.span,
                    wording!(
                        "options are shown `as buttons`, `as list` or `as text`, not `as {name}`",
                        name = name.text
                    ),
                );
                self.b.report.add(crate::report::did_you_mean(
                    diagnostic,
                    name.span,
                    &name.text,
                    ["buttons", "list", "text"],
                ));
                return Render::Auto;
            }
        };
        if !has_options && render != Render::Text {
            self.b.report.add(
                Diagnostic::new(
                    codes::E1037,
                    name.span,
                    wording!(
                        "`as {name}` makes no sense here: this question has no options",
                        name = name.text
                    ),
                )
                .help("take it out, or ask for a choice, a catalog or a yes or no"),
            );
            return Render::Auto;
        }
        render
    }

    /// Modifiers that only questions with a slot have.
    pub(super) fn only_for_ask(&mut self, modifiers: &ast::Modifiers, what: &str) {
        let check = modifiers.checks.first().map(|check| (check.span, "check"));
        let remember = modifiers.remember.as_ref().map(|remember| (remember.span, "remember"));
        let offer = modifiers.offer.as_ref().map(|offer| (offer.span, "offer"));
        for (span, word) in [check, remember, offer].into_iter().flatten() {
            self.makes_no_sense(span, word, &format!("on a `{what}`: it fills no slot"));
        }
        self.only_for_one(modifiers, &format!("on a `{what}`: it fills no slot"));
    }

    /// Modifiers that only `ask` has.
    pub(super) fn only_for_one(&mut self, modifiers: &ast::Modifiers, why: &str) {
        let default = modifiers.default.as_ref().map(|default| (default.span, "default"));
        let always = modifiers.always.map(|span| (span, "always"));
        for (span, word) in [default, always].into_iter().flatten() {
            self.makes_no_sense(span, word, why);
        }
    }

    fn makes_no_sense(&mut self, span: Span, word: &str, why: &str) {
        self.b.report.add(
            Diagnostic::new(codes::E1037, span, wording!("`{word}` makes no sense {why}", word, why))
                .help("take it out, or write an `ask`"),
        );
    }

    pub(super) fn most_with_options(render: Render) -> usize {
        if render == Render::Text { MESSAGE } else { MESSAGE_WITH_OPTIONS }
    }
}

/// `contact.address`
fn contact_field(name: &str, span: Span) -> ast::Expr {
    let of = ast::Expr { kind: ExprKind::Name("contact".to_owned()), span };
    let name = ast::Name { text: name.to_owned(), span };
    ast::Expr { kind: ExprKind::Field { of: Box::new(of), name }, span }
}

/// `x`, `x.2`, `x.3`
pub(super) fn nth(id: &str, at: usize) -> String {
    if at == 0 { id.to_owned() } else { format!("{id}.{}", at + 1) }
}

fn length(duration: ast::Duration) -> u64 {
    seconds(span_of(duration))
}

/// By usual length: a month is 30 days.
fn seconds(span: scn_graph::Span) -> u64 {
    (u64::from(span.months) * 30 + u64::from(span.days)) * 86_400 + u64::from(span.seconds)
}
