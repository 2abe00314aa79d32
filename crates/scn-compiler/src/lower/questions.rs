//! `ask`: a question whose answer fills a slot.

use super::Lower;
use super::ladder::Asked;
use super::options::Label;
use crate::codes;
use crate::text::{MESSAGE, MESSAGE_WITH_OPTIONS};
use crate::types::same;
use scn_diag::{Diagnostic, Span};
use scn_graph::{Answer, Expr, Key, MemoryId, NodeId, NodeKind, Question, QuestionId, Render, TextId, Type};
use scn_syntax::ast;

/// More rows than this are not shown as options. Source: Meta, Cloud API reference, interactive list.
const MOST_ROWS: usize = 10;

impl<'t> Lower<'_, 't> {
    pub(super) fn ask(&mut self, ask: &'t ast::Ask, span: Span, at: NodeId, next: NodeId) {
        let Some(slot) = self.slot_id(&ask.slot.text) else { return self.alias(at, next) };
        // reported when the slots were read
        self.b.report.mute();
        let ty = self.b.resolve(&ask.ty);
        self.b.report.unmute();
        if let Some(ty) = &ty {
            self.check_can_be_asked(ask, ty);
        }
        let ty = ty.unwrap_or(Type::TEXT);
        let modifiers = &ask.modifiers;
        let render = self.render(modifiers, has_options(&ty));
        let most = if has_options(&ty) && render != Render::Text { MESSAGE_WITH_OPTIONS } else { MESSAGE };
        let id = self.stable_id(&ask.slot.text);
        let prompt = self.prompt(&id, ask.prompt.as_ref(), span, most);
        self.check_shown(ask, &ty, render);
        let default = modifiers.default.as_ref().map(|default| {
            let want = ty.known().clone();
            self.b.typed(&self.scope, default, Some(&want)).expr
        });
        let checks = self.checks(&id, ask);
        let remember = self.remembered(ask, &ty);
        let example = self.example(&ty);
        let question = self.question_id();
        let words = Asked { id: &id, question, node: at, span, most, example };
        let ladder = self.ladder(&words, modifiers, Some((&ask.slot.text, next)));
        self.note_reads(slot, &ty, &[Some(prompt), ladder.again], default.as_ref(), &checks);
        let always = modifiers.always.is_some();
        if self.depth == 0 && !always && !ty.is_open() && *ty.known() != Type::YesNo {
            self.early.push(question);
        }
        if let Some(place) = self.questions.get_mut(slot.index()) {
            place.get_or_insert(question);
        }
        let answer =
            Answer::Slot { slot, ty, default, checks, remember, always, offer: None, among: None, next };
        self.finish_question(question, &id, at, prompt, ladder, answer, render);
        self.fill(at, NodeKind::Question { question }, false);
    }

    /// A place in the table of questions, filled by `finish_question`.
    pub(super) fn question_id(&mut self) -> QuestionId {
        let at = QuestionId(u32::try_from(self.b.graph.questions.len()).unwrap_or(u32::MAX));
        self.b.graph.questions.push(Question {
            id: String::new(),
            key: Key(0),
            flow: self.plan.id,
            node: NodeId(0),
            prompt: TextId(0),
            again: None,
            help: None,
            retries: Vec::new(),
            otherwise: NodeId(0),
            answer: Answer::Menu { options: Vec::new(), lexicon: scn_graph::LexiconId(0) },
            render: Render::Auto,
            reminders: Vec::new(),
            expire: None,
        });
        at
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn finish_question(
        &mut self,
        question: QuestionId,
        id: &str,
        node: NodeId,
        prompt: TextId,
        ladder: super::ladder::Ladder,
        answer: Answer,
        render: Render,
    ) {
        if let Some(place) = self.b.graph.questions.get_mut(question.index()) {
            *place = Question {
                id: id.to_owned(),
                key: Key::of(id),
                flow: self.plan.id,
                node,
                prompt,
                again: ladder.again,
                help: ladder.help,
                retries: ladder.retries,
                otherwise: ladder.otherwise,
                answer,
                render,
                reminders: Vec::new(),
                expire: None,
            };
        }
    }

    pub(super) fn prompt(
        &mut self,
        id: &str,
        prompt: Option<&'t ast::Text>,
        span: Span,
        most: usize,
    ) -> TextId {
        match prompt {
            Some(text) => self.b.text(&self.scope, &format!("{id}.prompt"), text, most),
            None => {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2004,
                        span,
                        "this question has no words: the customer would read nothing",
                    )
                    .help("write them behind it, or as `say \"…\"` in its block"),
                );
                self.b.add_text(&format!("{id}.prompt"), scn_graph::Template::default(), span)
            }
        }
    }

    fn check_can_be_asked(&mut self, ask: &ast::Ask, ty: &Type) {
        let what = match ty.known() {
            Type::Image | Type::Audio | Type::Video | Type::Document | Type::ContactCard => {
                format!("asking for {}", self.b.words(ty.known()))
            }
            Type::List { .. } => "asking for a list".to_owned(),
            Type::Record(_) => "asking for a record".to_owned(),
            _ => return,
        };
        self.b.not_yet(ask.ty.span, &what);
    }

    fn checks(&mut self, id: &str, ask: &'t ast::Ask) -> Vec<(Expr, TextId)> {
        let mut scope = self.scope.clone();
        scope.known.insert(ask.slot.text.clone());
        ask.modifiers
            .checks
            .iter()
            .enumerate()
            .map(|(at, check)| {
                let condition = self.b.condition(&scope, &check.condition).expr;
                let id = if at == 0 { format!("{id}.check") } else { format!("{id}.check.{}", at + 1) };
                (condition, self.b.text(&scope, &id, &check.otherwise, MESSAGE))
            })
            .collect()
    }

    fn remembered(&mut self, ask: &'t ast::Ask, ty: &Type) -> Option<MemoryId> {
        let remember = ask.modifiers.remember.as_ref()?;
        let name = match &remember.field {
            Some(name) => name.clone(),
            None => ast::Name { text: ask.slot.text.clone(), span: remember.span },
        };
        let id = self.b.memory_field(&name)?;
        let field = self.memory_type(id)?;
        if !same(ty, &field) {
            let words = (self.b.words(&field), self.b.words(ty.known()));
            self.b.report.add(
                Diagnostic::new(
                    codes::E1016,
                    remember.span,
                    format!("`{}` remembers {}, but the answer is {}", name.text, words.0, words.1),
                )
                .help("write `remember as NAME` with a memory field of the same type"),
            );
        }
        Some(id)
    }

    /// An answer that would be understood, for the second reprompt.
    fn example(&self, ty: &Type) -> Option<String> {
        match ty.known() {
            Type::Choice(id) => {
                let first = self.b.graph.choices.get(id.index())?.values.first()?;
                self.b.literal(first.label)
            }
            Type::Row(id) => {
                let catalog = self.b.graph.catalogs.get(id.index())?;
                match catalog.rows.first()?.cells.get(usize::from(catalog.label))? {
                    Some(scn_graph::Value::Text(label)) => Some(label.clone()),
                    _ => None,
                }
            }
            Type::Number { min, max } => {
                let number = min.unwrap_or(1).max(1);
                Some(max.map_or(number, |max| number.min(max)).to_string())
            }
            Type::Date(_) => Some("24.12.".to_owned()),
            Type::Time(_) => Some("18:30".to_owned()),
            Type::Email => Some("rosa@example.com".to_owned()),
            _ => None,
        }
    }

    /// Options of a choice fit at their labels; rows of a catalog come from elsewhere and only warn.
    fn check_shown(&mut self, ask: &ast::Ask, ty: &Type, render: Render) {
        match ty.known() {
            Type::Choice(id) => {
                let labels: Vec<Label> = self
                    .b
                    .graph
                    .choices
                    .get(id.index())
                    .map(|choice| choice.values.clone())
                    .unwrap_or_default()
                    .iter()
                    .map(|value| self.label(value.label, value.description))
                    .collect();
                self.check_labels(&labels, render);
            }
            Type::Row(id) => self.check_rows(ask, *id, render),
            _ => {}
        }
    }

    fn check_rows(&mut self, ask: &ast::Ask, id: scn_graph::CatalogId, render: Render) {
        let Some(catalog) = self.b.graph.catalogs.get(id.index()) else { return };
        let name = catalog.name.clone();
        let labels: Vec<String> = catalog
            .rows
            .iter()
            .filter_map(|row| match row.cells.get(usize::from(catalog.label)) {
                Some(Some(scn_graph::Value::Text(label))) => Some(label.clone()),
                _ => None,
            })
            .collect();
        let place = ask.modifiers.render.as_ref().map_or(ask.ty.span, |render| render.span);
        if matches!(render, Render::Buttons) && labels.len() > super::options::MOST_BUTTONS {
            let count = labels.len();
            return self.b.report.add(super::options::too_many_buttons(place, count));
        }
        if render == Render::List && labels.len() > MOST_ROWS {
            let count = labels.len();
            return self.b.report.add(super::options::too_many_rows(place, count));
        }
        let long = labels.iter().find(|label| label.chars().count() > super::options::ROW);
        if let Some(long) = long.filter(|_| labels.len() <= MOST_ROWS && render != Render::Text) {
            self.b.report.add(
                Diagnostic::new(
                    codes::W3001,
                    place,
                    format!(
                        "`{name}` is shown as plain text: `{long}` has {} characters, and a row of a list holds {}",
                        long.chars().count(),
                        super::options::ROW
                    ),
                )
                .help("shorten it in the catalog, or write `as text` here"),
            );
        }
    }

    fn note_reads(
        &mut self,
        slot: scn_graph::SlotId,
        ty: &Type,
        texts: &[Option<TextId>],
        default: Option<&Expr>,
        checks: &[(Expr, TextId)],
    ) {
        let mut reads: Vec<_> = texts.iter().flatten().map(|text| self.reads_of_text(*text)).collect();
        reads.extend(default.map(|expr| self.reads_of(expr)));
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

/// Types whose answers can be tapped.
fn has_options(ty: &Type) -> bool {
    matches!(ty.known(), Type::YesNo | Type::Choice(_) | Type::Row(_))
}
