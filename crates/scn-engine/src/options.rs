//! Questions as messages: their words and what can be tapped.

use crate::{Stage, format::Writer, machine::Machine};
use scn_graph::{
    Answer, CatalogId, ChoiceId, Key, Message, MessageOption, Phrase, Question, Render, SlotId, Tap, TextId,
    Type, Value,
};

/// More rows than this are not shown as options: the customer types what they want.
const MOST_OPTIONS: usize = scn_graph::limits::LIST_ROWS;
/// The question key of the engine's own questions.
pub(crate) const OFFER: Key = Key(u32::MAX);
pub(crate) const CORRECT: Key = Key(u32::MAX - 1);
pub(crate) const YES: Key = Key(1);
pub(crate) const NO: Key = Key(0);

impl<'s> Machine<'s> {
    /// Sends the question with these words.
    pub(crate) fn ask(&mut self, at: usize, question: &Question, words: TextId) {
        let text = self.text(at, words);
        self.ask_with(at, question, text);
    }

    /// As it was asked first.
    pub(crate) fn ask_in_full(&mut self, at: usize, question: &'s Question) {
        self.ask_at_stage(at, question, question.prompt, true);
    }

    pub(crate) fn ask_with(&mut self, at: usize, question: &Question, text: String) {
        let options = self.options(at, question);
        self.send_question(question, text, options);
    }

    /// A message that asks a question of the scenario: a reply may quote it.
    pub(crate) fn send_question(&mut self, question: &Question, text: String, options: Vec<MessageOption>) {
        let before = self.conversation.seq;
        self.send_options(text, options, question.render);
        if let Some((id, _)) = self.scenario.question_at(question.node) {
            self.note_asked(id, before);
        }
    }

    /// The short form, for a customer who comes back to it.
    pub(crate) fn ask_again(&mut self, at: usize, question: &'s Question) {
        self.ask_at_stage(at, question, question.again.unwrap_or(question.prompt), false);
    }

    fn ask_at_stage(&mut self, at: usize, question: &'s Question, words: TextId, full: bool) {
        let stage = self.stage_of(at, question);
        match stage {
            Some(Stage::Offered(_)) => self.ask(at, question, Self::proposal_text(question)),
            Some(Stage::Field { .. } | Stage::More) => {
                let more = stage == Some(&Stage::More);
                let Some(form) =
                    self.scenario.question_at(question.node).and_then(|(id, _)| self.form(id, question))
                else {
                    return;
                };
                if more { self.ask_more(at, &form, full) } else { self.ask_field(at, &form, None) }
            }
            _ => self.ask(at, question, words),
        }
    }

    /// How far this question has come, when it is the one the frame stands at.
    pub(crate) fn stage_of(&self, at: usize, question: &Question) -> Option<&Stage> {
        self.frame(at).filter(|frame| frame.node == question.node).map(|frame| &frame.stage)
    }

    pub(crate) fn send_options(&mut self, text: String, options: Vec<MessageOption>, render: Render) {
        let list_label = if options.len() > 3 || render == Render::List {
            self.phrase(Phrase::ListLabel)
        } else {
            String::new()
        };
        self.send(Message { text, options, render, list_label, attached: None });
    }

    /// What can be tapped at a question; nothing when there is too much to show.
    pub(crate) fn options(&self, at: usize, question: &Question) -> Vec<MessageOption> {
        let option = |key: Key, label: String| MessageOption {
            tap: Tap { question: question.key, option: key },
            label,
            description: None,
            group: None,
        };
        if self.stage_of(at, question).is_some_and(|stage| matches!(stage, Stage::Offered(_))) {
            return vec![option(YES, self.phrase(Phrase::Yes)), option(NO, self.phrase(Phrase::No))];
        }
        match &question.answer {
            Answer::Menu { options, .. } => {
                options.iter().map(|o| option(o.key, self.text(at, o.label))).collect()
            }
            Answer::Collect { .. } => match self.stage_of(at, question) {
                Some(Stage::More) => vec![option(NO, self.phrase(Phrase::NoMore))],
                _ => match self.asked_field(at, question) {
                    Some((_, field)) => self.type_options(at, question.key, &field.ty),
                    None => Vec::new(),
                },
            },
            Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
                [yes, no].into_iter().map(|o| option(o.key, self.text(at, o.label))).collect()
            }
            Answer::Slot { among: Some(among), .. } => {
                let values = self.among(at, among);
                if values.len() > MOST_OPTIONS {
                    return Vec::new();
                }
                values.iter().map(|value| option(self.key_among(value), self.shown(value))).collect()
            }
            Answer::Slot { ty, .. } => self.type_options(at, question.key, ty),
        }
    }

    fn type_options(&self, at: usize, question: Key, ty: &Type) -> Vec<MessageOption> {
        match ty.known() {
            Type::YesNo => [(YES, Phrase::Yes), (NO, Phrase::No)]
                .map(|(key, phrase)| MessageOption {
                    tap: Tap { question, option: key },
                    label: self.phrase(phrase),
                    description: None,
                    group: None,
                })
                .to_vec(),
            Type::Choice(choice) => self.choice_options(at, question, *choice),
            Type::Row(catalog) => self.row_options(at, question, *catalog),
            Type::List { of, .. } => self.type_options(at, question, of),
            _ => Vec::new(),
        }
    }

    fn choice_options(&self, at: usize, question: Key, choice: ChoiceId) -> Vec<MessageOption> {
        let Some(choice) = self.scenario.graph.choice(choice) else { return Vec::new() };
        let scope = self.scope(at);
        let writer = Writer { scope: &scope, language: self.language };
        let offered =
            choice.values.iter().filter(|value| value.only_when.as_ref().is_none_or(|c| scope.holds(c)));
        offered
            .map(|value| MessageOption {
                tap: Tap { question, option: value.key },
                label: writer.text(value.label),
                description: value.description.map(|text| writer.text(text)),
                group: None,
            })
            .collect()
    }

    fn row_options(&self, at: usize, question: Key, id: CatalogId) -> Vec<MessageOption> {
        let Some(catalog) = self.scenario.graph.catalog(id) else { return Vec::new() };
        let available = catalog.rows.iter().filter(|row| catalog.is_available(row));
        let rows: Vec<_> = available.take(MOST_OPTIONS + 1).collect();
        if rows.len() > MOST_OPTIONS {
            return Vec::new();
        }
        let scope = self.scope(at);
        let writer = Writer { scope: &scope, language: self.language };
        let cell = |row: &scn_graph::Row, column: u16| {
            row.cells.get(usize::from(column)).and_then(Option::as_ref).map(|value| writer.shown(value))
        };
        rows.into_iter()
            .map(|row| MessageOption {
                tap: Tap { question, option: row.key },
                label: cell(row, catalog.label).unwrap_or_else(|| row.name.clone()),
                description: catalog.description.and_then(|column| cell(row, column)),
                group: catalog.group.and_then(|column| cell(row, column)),
            })
            .collect()
    }

    /// Only these options; those of a list too long to be shown whole as well.
    pub(crate) fn options_by_key(&self, at: usize, question: &Question, keys: &[Key]) -> Vec<MessageOption> {
        let mut options = self.options(at, question);
        if !options.is_empty() {
            options.retain(|option| keys.contains(&option.tap.option));
            return options;
        }
        keys.iter()
            .take(MOST_OPTIONS)
            .filter_map(|key| {
                Some(MessageOption {
                    tap: Tap { question: question.key, option: *key },
                    label: self.shown(&self.value_by_key(at, question, *key)?),
                    description: None,
                    group: None,
                })
            })
            .collect()
    }

    /// The value an option of a question stands for.
    pub(crate) fn value_by_key(&self, at: usize, question: &Question, option: Key) -> Option<Value> {
        match &question.answer {
            Answer::Slot { among: Some(among), .. } => {
                self.among(at, among).into_iter().find(|value| self.key_among(value) == option)
            }
            Answer::Slot { ty, .. } => self.option_value(ty, option),
            Answer::Collect { .. } => self.option_value(&self.asked_field(at, question)?.1.ty, option),
            _ => None,
        }
    }

    /// An option that a type has, or had: a value of a choice, a row that may be gone.
    pub(crate) fn is_option_of(&self, ty: &Type, option: Key) -> bool {
        matches!(ty.known(), Type::Row(_)) || self.option_value(ty, option).is_some()
    }

    /// `correct`: which answer should change? One filled slot per option.
    pub(crate) fn ask_what_to_change(&mut self, at: usize) {
        let options: Vec<MessageOption> = self
            .changeable(at)
            .into_iter()
            .take(MOST_OPTIONS)
            .map(|(key, _, label, prompt)| MessageOption {
                tap: Tap { question: CORRECT, option: key },
                label,
                description: Some(prompt),
                group: None,
            })
            .collect();
        if options.is_empty() {
            if !self.has_locks(at) {
                return self.restart(at);
            }
            // Nothing here can change any more: back to where the customer came from.
            self.say_phrase(Phrase::TooLate);
            if let Some(frame) = self.conversation.stack.get_mut(at) {
                frame.rewalk = true;
                frame.pending = false;
            }
            return self.run();
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = true;
        }
        let text = self.phrase(Phrase::WhatToChange);
        self.send_options(text, options, Render::List);
    }

    /// Answered slots of a frame: key, slot, value as shown, question as asked.
    pub(crate) fn changeable(&self, at: usize) -> Vec<(Key, SlotId, String, String)> {
        let Some(frame) = self.frame(at) else { return Vec::new() };
        let Some(flow) = self.scenario.graph.flow(frame.flow) else { return Vec::new() };
        flow.slots
            .iter()
            .zip(&frame.slots)
            .enumerate()
            .filter_map(|(place, (slot, value))| {
                let question = self.scenario.graph.question(slot.question?)?;
                let value = value.as_ref().filter(|_| !self.is_locked(at, SlotId(place as u16)))?;
                Some((slot.key, SlotId(place as u16), self.shown(value), self.text(at, question.prompt)))
            })
            .collect()
    }

    /// The value that an option of a slot's question stands for, by its key.
    pub(crate) fn option_value(&self, ty: &Type, option: Key) -> Option<Value> {
        match ty.known() {
            Type::YesNo => match option {
                YES => Some(Value::YesNo(true)),
                NO => Some(Value::YesNo(false)),
                _ => None,
            },
            Type::Choice(id) => {
                let choice = self.scenario.graph.choice(*id)?;
                choice
                    .values
                    .iter()
                    .find(|value| value.key == option)
                    .map(|value| Value::Choice(*id, value.key))
            }
            Type::Row(id) => self.scenario.row(*id, option).map(|(_, row)| Value::Row(*id, row.key)),
            Type::List { of, .. } => self.option_value(of, option),
            _ => None,
        }
    }

    /// A choice value whose condition holds, a row that is available; everything else always.
    pub(crate) fn is_offered(&self, at: usize, value: &Value) -> bool {
        match value {
            Value::Choice(id, key) => {
                let choice = self.scenario.graph.choice(*id);
                let value = choice.and_then(|choice| choice.values.iter().find(|value| value.key == *key));
                value.is_some_and(|value| value.only_when.as_ref().is_none_or(|c| self.scope(at).holds(c)))
            }
            Value::Row(id, key) => {
                let row = self.scenario.graph.catalog(*id).zip(self.scenario.row(*id, *key));
                row.is_some_and(|(catalog, (_, row))| catalog.is_available(row))
            }
            Value::List(list) => list.iter().all(|value| self.is_offered(at, value)),
            Value::Record(_, fields) => fields.iter().flatten().all(|value| self.is_offered(at, value)),
            _ => true,
        }
    }
}
