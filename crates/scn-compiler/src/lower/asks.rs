//! `ask`: a question whose answer fills a slot.

use super::Lower;
use super::ladder::Asked;
use super::modifiers::Fills;
use super::questions::{Ids, has_options};
use crate::codes;
use crate::expr::{Typed, Want};
use crate::text::{MESSAGE, MESSAGE_WITH_OPTIONS};
use crate::types::{bare, same};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Answer, Expr, MemoryId, NodeId, Render, SlotId, TextId, Type};
use scn_syntax::ast;

impl<'t> Lower<'_, 't> {
    pub(super) fn ask(&mut self, ask: &'t ast::Ask, span: Span, at: NodeId, next: NodeId) {
        let Some(slot) = self.slot_id(&ask.slot.text) else { return self.alias(at, next) };
        let (ty, among) = self.type_asked(&ask.ty);
        if let Some(ty) = ty.as_ref().filter(|_| among.is_none()) {
            self.check_can_be_asked(ask, span, ty);
        }
        let ty = ty.unwrap_or(Type::TEXT);
        let modifiers = &ask.modifiers;
        let tapped = among.is_some() || has_options(&ty);
        let render = self.render(modifiers, tapped);
        let most = if tapped && render != Render::Text { MESSAGE_WITH_OPTIONS } else { MESSAGE };
        let ids = self.ids(&ask.slot.text, modifiers);
        let prompt = self.prompt(&ids, ask.prompt.as_ref(), span, most);
        let default = modifiers.default.as_ref().map(|default| {
            let want = ty.known().clone();
            self.b.typed(&self.scope, default, Some(&want)).expr
        });
        let checks = self.checks(&ids, &ask.slot, modifiers);
        let remember = self.remembered(&ask.slot, modifiers, &ty);
        let offer = self.offer(&ids, modifiers, (&ask.slot, &ty));
        let example = if among.is_none() { self.example(&ty) } else { None };
        let question = self.question_id();
        let asked = Asked { ids: &ids, question, node: at, span, most, example, implicit: false };
        let fills = Some(Fills { slot: &ask.slot.text, next });
        let ladder = self.ladder(&asked, modifiers, fills);
        let later = self.later(&asked, modifiers, fills);
        self.note_reads(
            slot,
            &ty,
            &[Some(prompt), ladder.again, offer.as_ref().map(|(_, text)| *text)],
            default.iter().chain(&among).chain(offer.as_ref().map(|(value, _)| value)),
            &checks,
        );
        let always = modifiers.always.is_some();
        let early = self.depth == 0 && !always && among.is_none();
        if early && !ty.is_open() && !ty.is_sent() && *ty.known() != Type::YesNo {
            self.early.push(question);
        }
        if let Some(place) = self.questions.get_mut(slot.index()) {
            place.get_or_insert(question);
        }
        let answer = Answer::Slot { slot, ty, default, checks, remember, always, offer, among, next };
        self.finish_question(&asked, (prompt, answer, render), ladder, later);
    }

    /// The type of the answer and, for `one of`, the list to choose from.
    fn type_asked(&mut self, written: &'t ast::Type) -> (Option<Type>, Option<Expr>) {
        let ast::TypeKind::OneOf(list) = &written.kind else {
            // reported when the slots were read
            self.b.report.mute();
            let ty = self.b.resolve(written);
            self.b.report.unmute();
            return (ty, None);
        };
        let Typed { expr, ty } = self.b.value(&self.scope, list, Want::ANY);
        let Some((of, _)) = self.b.items_of(list, &ty) else { return (None, Some(expr)) };
        written.constraints.iter().for_each(|constraint| self.b.constrains_a_list(constraint));
        let of = bare(of.known());
        if !can_be_chosen(&of) {
            let words = self.b.words(&of);
            self.b.report.add(
                Diagnostic::new(
                    codes::E1016,
                    list.span,
                    wording!("each of these is {words}, which has no words to choose it by", words),
                )
                .help("choose among texts, numbers, dates, times, rows, values or records"),
            );
        }
        (Some(if written.optional { Type::Optional(Box::new(of)) } else { of }), Some(expr))
    }

    fn check_can_be_asked(&mut self, ask: &ast::Ask, span: Span, ty: &Type) {
        let record = match ty.known() {
            Type::Record(_) => true,
            Type::List { of, .. } => match of.as_ref() {
                Type::Record(_) => true,
                Type::Choice(_) | Type::Row(_) | Type::Text { .. } => return,
                other => {
                    let words = self.b.words(other);
                    self.b.report.add(
                        Diagnostic::new(
                            codes::E1051,
                            ask.ty.span,
                            wording!("a list cannot be asked for when each item is {words}", words),
                        )
                        .help("lists of texts, choices and catalog rows can; for anything else, `collect` a list of records"),
                    );
                    return;
                }
            },
            _ => return,
        };
        if !record {
            return;
        }
        let words = self.b.words(ty.known());
        let word = Span { end: span.start + 3, ..span };
        self.b.report.add(
            Diagnostic::new(
                codes::E1051,
                ask.ty.span,
                wording!("{words} is gathered field by field, not with `ask`", words),
            )
            .help("write `collect`: it takes what the customer says and asks for what is missing")
            .fix("write `collect`", true, word, "collect"),
        );
    }

    pub(super) fn checks(
        &mut self,
        ids: &Ids,
        slot: &ast::Name,
        modifiers: &'t ast::Modifiers,
    ) -> Vec<(Expr, TextId)> {
        let before = self.scope.known.clone();
        self.scope.known.insert(&slot.text);
        let mut checks = Vec::new();
        for (at, check) in modifiers.checks.iter().enumerate() {
            let condition = self.b.condition(&self.scope, &check.condition).expr;
            let id = super::modifiers::nth(&format!("{}.check", ids.texts), at);
            checks.push((condition, self.text(&id, &check.otherwise, MESSAGE)));
        }
        self.scope.known = before;
        checks
    }

    pub(super) fn remembered(
        &mut self,
        slot: &ast::Name,
        modifiers: &'t ast::Modifiers,
        ty: &Type,
    ) -> Option<MemoryId> {
        let remember = modifiers.remember.as_ref()?;
        let name = match &remember.field {
            Some(name) => name.clone(),
            None => ast::Name { text: slot.text.clone(), span: remember.span },
        };
        let id = self.b.memory_field(&name)?;
        let field = self.memory_type(id)?;
        if !same(ty, &field) {
            let words = (self.b.words(&field), self.b.words(ty.known()));
            self.b.report.add(
                Diagnostic::new(
                    codes::E1016,
                    remember.span,
                    wording!(
                        "`{name}` remembers {words}, but the answer is {words_2}",
                        name = name.text,
                        words = words.0,
                        words_2 = words.1
                    ),
                )
                .help("write `remember as NAME` with a memory field of the same type"),
            );
        }
        Some(id)
    }

    /// What the question reads: when it changes, the question is asked again.
    pub(super) fn note_reads<'e>(
        &mut self,
        slot: SlotId,
        ty: &Type,
        texts: &[Option<TextId>],
        exprs: impl IntoIterator<Item = &'e Expr>,
        checks: &[(Expr, TextId)],
    ) {
        let mut reads: Vec<_> = texts.iter().flatten().map(|text| self.reads_of_text(*text)).collect();
        reads.extend(exprs.into_iter().map(|expr| self.reads_of(expr)));
        reads.extend(checks.iter().map(|(expr, _)| self.reads_of(expr)));
        if let Type::Choice(id) = ty.known() {
            let guards: Vec<Expr> = self
                .b
                .graph
                .choices
                .get(id.index())
                .map(|choice| choice.values.iter().filter_map(|value| value.only_when.clone()).collect())
                .unwrap_or_default();
            reads.extend(guards.iter().map(|guard| self.reads_of(guard)));
        }
        self.depends(slot, reads);
    }
}

/// Values that a label can name.
fn can_be_chosen(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Text { .. }
            | Type::Number { .. }
            | Type::Decimal { .. }
            | Type::Money { .. }
            | Type::Date(_)
            | Type::Time(_)
            | Type::DateTime(_)
            | Type::Duration
            | Type::Phone
            | Type::Email
            | Type::Url
            | Type::Address
            | Type::Choice(_)
            | Type::Row(_)
            | Type::Record(_)
    )
}
