//! `collect`: one or many records out of free text.

use super::Lower;
use super::ladder::Asked;
use super::modifiers::Fills;
use super::questions::Ids;
use crate::codes;
use crate::expr::optional;
use crate::report::did_you_mean;
use crate::text::{MESSAGE, MESSAGE_WITH_OPTIONS};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Answer, Field, NodeId, RecordId, TextId, Type};
use scn_syntax::ast;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is gathered.
struct Gathered {
    record: RecordId,
    many: bool,
    min: u32,
    max: Option<u32>,
}

impl<'t> Lower<'_, 't> {
    pub(super) fn collect(&mut self, collect: &'t ast::Collect, span: Span, at: NodeId, next: NodeId) {
        let Some(slot) = self.slot_id(&collect.slot.text) else { return self.alias(at, next) };
        // reported when the slots were read
        self.b.report.mute();
        let ty = self.b.resolve(&collect.ty);
        self.b.report.unmute();
        let Some(ty) = ty else { return self.alias(at, next) };
        let Some(Gathered { record, many, min, max }) = self.gathered(collect, span, &ty) else {
            return self.alias(at, next);
        };
        let modifiers = &collect.modifiers;
        self.only_for_one(modifiers, "on a `collect`");
        let render = self.render(modifiers, true);
        let most = Self::most_with_options(render);
        let ids = self.ids(&collect.slot.text, modifiers);
        let prompt = self.prompt(&ids, collect.prompt.as_ref(), span, most);
        let more = self.more(&ids, collect, many);
        let fields = self.field_prompts(&ids, &collect.fields, record);
        let checks = self.checks(&ids, &collect.slot, modifiers);
        let remember = self.remembered(&collect.slot, modifiers, &ty);
        let offer = self.offer(&ids, modifiers, (&collect.slot, &ty));
        let question = self.question_id();
        let asked = Asked { ids: &ids, question, node: at, span, most, example: None, implicit: false };
        let fills = Some(Fills { slot: &collect.slot.text, next });
        let ladder = self.ladder(&asked, modifiers, fills);
        let later = self.later(&asked, modifiers, fills);
        let texts: Vec<Option<TextId>> = [Some(prompt), ladder.again, more]
            .into_iter()
            .chain(fields.iter().map(|(_, text)| Some(*text)))
            .chain([offer.as_ref().map(|(_, text)| *text)])
            .collect();
        self.note_reads(slot, &ty, &texts, offer.as_ref().map(|(value, _)| value), &checks);
        if self.depth == 0 {
            self.early.push(question);
        }
        if let Some(place) = self.questions.get_mut(slot.index()) {
            place.get_or_insert(question);
        }
        let answer =
            Answer::Collect { slot, record, many, min, max, more, fields, checks, offer, remember, next };
        self.finish_question(&asked, (prompt, answer, render), ladder, later);
    }

    fn gathered(&mut self, collect: &ast::Collect, span: Span, ty: &Type) -> Option<Gathered> {
        match ty.known() {
            Type::Record(record) => {
                return Some(Gathered { record: *record, many: false, min: 1, max: Some(1) });
            }
            Type::List { of, min, max } => {
                if let Type::Record(record) = of.as_ref() {
                    return Some(Gathered { record: *record, many: true, min: *min, max: *max });
                }
            }
            _ => {}
        }
        let words = self.b.words(ty.known());
        let word = Span { end: span.start + 7, ..span };
        self.b.report.add(
            Diagnostic::new(
                codes::E1052,
                collect.ty.span,
                wording!("`collect` gathers records, but this is {words}", words),
            )
            .help("write `ask` for a single answer, or declare a `record` with the fields you need")
            .fix("write `ask`", false, word, "ask"),
        );
        None
    }

    fn more(&mut self, ids: &Ids, collect: &'t ast::Collect, many: bool) -> Option<TextId> {
        let text = collect.more.as_ref()?;
        if !many {
            self.b.report.add(
                Diagnostic::new(
                    codes::E1037,
                    text.span,
                    "`more` makes no sense here: there is only one record",
                )
                .help("take it out, or gather a list: `list 1..8 of RECORD`"),
            );
        }
        Some(self.text(&format!("{}.more", ids.texts), text, MESSAGE_WITH_OPTIONS))
    }

    /// `ask size "Quelle taille pour {pizza} ?"`: its text reads the record's fields.
    fn field_prompts(
        &mut self,
        ids: &Ids,
        prompts: &'t [ast::FieldPrompt],
        record: RecordId,
    ) -> Vec<(u16, TextId)> {
        let Some(record) = self.b.graph.record(record).cloned() else { return Vec::new() };
        let mut seen: BTreeMap<usize, Span> = BTreeMap::new();
        let mut made = Vec::new();
        for prompt in prompts {
            let name = &prompt.field;
            let Some(at) = record.fields.iter().position(|field| field.name == name.text) else {
                let diagnostic = Diagnostic::new(
                    codes::E1006,
                    name.span,
                    wording!("the record `{record}` has no `{name}`", record = record.name, name = name.text),
                );
                let known = record.fields.iter().map(|field| field.name.as_str());
                self.b.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
                continue;
            };
            if let Some(first) = seen.insert(at, name.span) {
                self.b.report.add(crate::names::duplicate(name, first));
                continue;
            }
            if record.fields.get(at).is_some_and(|field| field.formula) {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E1037,
                        name.span,
                        wording!(
                            "`{name}` is computed from the other fields: nobody is asked for it",
                            name = name.text
                        ),
                    )
                    .help("take this question out"),
                );
                continue;
            }
            self.scope.own = Some(Rc::new(known_before(&record.fields, at)));
            let text = self.text(&format!("{}.{}", ids.texts, name.text), &prompt.prompt, MESSAGE);
            self.scope.own = None;
            made.push((u16::try_from(at).unwrap_or(u16::MAX), text));
        }
        made
    }
}

/// Fields are asked in their order: when one is missing, those above it are there, those below it may not be.
fn known_before(fields: &[Field], at: usize) -> Vec<Field> {
    let one = |(place, field): (usize, &Field)| {
        let filled = place < at || (field.value.is_some() && !field.formula);
        let ty = if filled { field.ty.clone() } else { optional(field.ty.clone()) };
        Field { ty, ..field.clone() }
    };
    fields.iter().enumerate().map(one).collect()
}
