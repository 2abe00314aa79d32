//! What all questions have in common: their place, their words, the options they show.

use super::Lower;
use super::ladder::{Asked, Ladder};
use super::modifiers::Later;
use crate::codes;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Answer, Key, NodeId, NodeKind, Question, QuestionId, Render, TextId, Type};
use scn_syntax::ast;

/// What a question is called.
pub(super) struct Ids {
    /// `order.size`: taps and migrations go by it.
    pub(super) question: String,
    /// What the ids of its texts begin with: the same, but in a block that serves many places.
    pub(super) texts: String,
}

impl<'t> Lower<'_, 't> {
    /// The ids of a question: its own `id "…"`, else from where it stands and what it does.
    pub(super) fn ids(&mut self, role: &str, modifiers: &'t ast::Modifiers) -> Ids {
        if let Some(id) = modifiers.id.as_ref().and_then(|id| self.written_id(id)) {
            return Ids { question: id.clone(), texts: id };
        }
        let texts = self.stable_id(role);
        let question = match &self.shared {
            Some(shared) => {
                let id = format!("{}.{role}", shared.at);
                self.numbered(id)
            }
            None => texts.clone(),
        };
        Ids { question, texts }
    }

    fn written_id(&mut self, written: &'t ast::Text) -> Option<String> {
        let id = written.plain().filter(|id| is_id(id));
        let Some(id) = id else {
            self.b.report.add(
                Diagnostic::new(codes::E1041, written.span, "this is no name for a text")
                    .help("a name has letters, digits, `_` and dots: `order.size`"),
            );
            return None;
        };
        // the same place is lowered more than once where a block serves many places
        let first = *self.common.ids.entry(id.clone()).or_insert(written.span);
        if first != written.span {
            self.b.report.add(
                Diagnostic::new(codes::E1008, written.span, wording!("two questions are called `{id}`", id))
                    .label(first, "the first one is here")
                    .help("give one of them another name"),
            );
        }
        Some(id)
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
            hears: None,
        });
        at
    }

    /// Puts a question into its place, and its node.
    pub(super) fn finish_question(
        &mut self,
        asked: &Asked<'_>,
        (prompt, answer, render): (TextId, Answer, Render),
        ladder: Ladder,
        later: Later,
    ) {
        if let Some(place) = self.b.graph.questions.get_mut(asked.question.index()) {
            *place = Question {
                id: asked.ids.question.clone(),
                key: Key::of(&asked.ids.question),
                flow: self.plan.id,
                node: asked.node,
                prompt,
                again: ladder.again,
                help: ladder.help,
                retries: ladder.retries,
                otherwise: ladder.otherwise,
                answer,
                render,
                reminders: later.reminders,
                expire: later.expire,
                hears: later.hears,
            };
        }
        self.fill(asked.node, NodeKind::Question { question: asked.question }, asked.implicit);
    }

    pub(super) fn prompt(
        &mut self,
        ids: &Ids,
        prompt: Option<&'t ast::Text>,
        span: Span,
        most: usize,
    ) -> TextId {
        let id = format!("{}.prompt", ids.texts);
        match prompt {
            Some(text) => self.text(&id, text, most),
            None => {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E2004,
                        span,
                        "this question has no words: the customer would read nothing",
                    )
                    .help("write them behind it, or as `say \"…\"` in its block"),
                );
                self.b.add_text(&id, scn_graph::Template::default(), span)
            }
        }
    }

    /// An answer that would be understood, for the second reprompt.
    pub(super) fn example(&self, ty: &Type) -> Option<String> {
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
}

/// Types whose answers can be tapped.
pub(super) fn has_options(ty: &Type) -> bool {
    matches!(one(ty), Type::YesNo | Type::Choice(_) | Type::Row(_))
}

/// What one answer is made of: a list is given by its items.
fn one(ty: &Type) -> &Type {
    match ty.known() {
        Type::List { of, .. } => of.known(),
        other => other,
    }
}

fn is_id(id: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    !id.is_empty() && id.split('.').all(part)
}
