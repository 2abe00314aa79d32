//! `collect`: one or many records, gathered over as many messages as it takes.

use crate::{
    Entry, Lost, Stage, Trace,
    answer::Heard,
    eval::Scope,
    format::Writer,
    gather::{Form, Gathered, Reading, Row, is_asked, names_head},
    machine::Machine,
    offered::BEGUN,
};
use scn_graph::{Answer, Field, Flow, Key, Phrase, Question, QuestionId, Type, Value};
use scn_understand::{Score, Target, Utterance};

/// Journaled: the list is complete; or it will be once the fields that are missing are known.
pub(crate) const DONE: Key = Key(3);
pub(crate) const ENDS: Key = Key(4);

/// A question in the same message: the listener that answers it.
pub(crate) type Aside = Option<(u32, Score)>;

impl<'s> Machine<'s> {
    pub(crate) fn mark(&mut self, at: usize, id: QuestionId, option: Key) {
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.journal.retain(|entry| !matches!(entry, Entry::Took { question, .. } if *question == id));
        }
        self.journal(at, Entry::Took { question: id, option, words: 0 });
    }

    fn marked(&self, at: usize, id: QuestionId) -> Option<Key> {
        self.taken(at, id).map(|(option, _)| option)
    }

    /// Nothing is left to ask: it was gathered before, or the scenario set it.
    pub(crate) fn is_collected(&self, at: usize, id: QuestionId, question: &'s Question) -> bool {
        let Some(form) = self.form(id, question) else { return false };
        let filled = self
            .frame(at)
            .and_then(|frame| frame.slots.get(form.slot.index()))
            .is_some_and(|value| value.as_ref().is_some_and(|value| self.stands(at, form.slot, value)));
        let closed = matches!(self.marked(at, id), None | Some(DONE));
        filled && closed && self.missing(&form, &self.rows(at, &form)).is_none()
    }

    /// The walk reached the question: from its prompt, or where it was left.
    pub(crate) fn arrive_at_collect(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        short: bool,
    ) {
        let Some(form) = self.form(id, question) else { return self.stop("a record is missing") };
        self.drop_vanished(at, &form);
        let rows = self.rows(at, &form);
        if rows.is_empty() {
            if short {
                return self.ask_again(at, question);
            }
            if !self.propose(at, id, question) {
                self.mark(at, id, BEGUN);
                self.ask(at, question, question.prompt);
            }
            return;
        }
        if self.marked(at, id) != Some(ENDS) {
            self.mark(at, id, BEGUN);
        }
        match self.missing(&form, &rows) {
            None if short && form.more.is_some() => {
                self.set_stage(at, Stage::More);
                self.ask_more(at, &form, false);
            }
            _ => self.go_on(at, &form, None, None),
        }
    }

    /// Records with something in them that is not offered any more are taken off the list, and named.
    fn drop_vanished(&mut self, at: usize, form: &Form<'s>) {
        let (rows, gone): (Vec<Row>, Vec<Row>) = self
            .rows(at, form)
            .into_iter()
            .partition(|row| row.iter().flatten().all(|value| self.stands(at, form.slot, value)));
        if gone.is_empty() {
            return;
        }
        for row in gone {
            let line = self.line(form, row);
            self.say_not_offered(&line);
        }
        self.store(at, form, rows);
    }

    // ------------------------------------------------------------ going on

    /// Rows that a message gave, unless a `check` refuses them.
    pub(crate) fn take_rows(
        &mut self,
        at: usize,
        form: &Form<'s>,
        gathered: Gathered,
        ends: bool,
        aside: Aside,
    ) {
        let before = self.frame(at).and_then(|frame| frame.slots.get(form.slot.index()).cloned().flatten());
        let complete = self.missing(form, &gathered.rows).is_none();
        self.store(at, form, gathered.rows);
        if let Some(complaint) = self.refused(at, form.question).filter(|_| complete) {
            self.set_slot(at, form.slot, before);
            self.climb(at, form.question, Some(complaint));
            return self.run();
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.attempts = 0;
        }
        if let Some(label) = gathered.not_offered {
            self.refuse(&label, crate::answer::SURE);
        }
        if gathered.full {
            let text = self.phrase(Phrase::ListFull).replace("{max}", &form.max.to_string());
            self.say(text);
        }
        if ends {
            self.mark(at, form.id, ENDS);
        }
        self.go_on(at, form, gathered.unsure, aside);
    }

    /// The next thing to ask: a missing field, whether there is more, or nothing.
    pub(crate) fn go_on(
        &mut self,
        at: usize,
        form: &Form<'s>,
        unsure: Option<(usize, u16, Vec<u32>)>,
        aside: Aside,
    ) {
        let rows = self.rows(at, form);
        let ends = self.marked(at, form.id) == Some(ENDS);
        if let Some((record, field)) = self.missing(form, &rows) {
            self.set_stage(at, Stage::Field { record: record as u16, field });
            let likely =
                unsure.filter(|(row, of, _)| (*row, *of) == (record, field)).map(|(_, _, items)| items);
            return match aside {
                Some(aside) => self.turn_aside(aside),
                None => self.ask_field(at, form, likely.as_deref()),
            };
        }
        if ends || form.more.is_none() || rows.len() >= form.max {
            return self.finish(at, form, aside);
        }
        self.set_stage(at, Stage::More);
        match aside {
            Some(aside) => self.turn_aside(aside),
            None => self.ask_more(at, form, true),
        }
    }

    fn turn_aside(&mut self, (listener, score): (u32, Score)) {
        self.open_digression(listener, score);
        self.run();
    }

    /// The customer has no more.
    pub(crate) fn finish(&mut self, at: usize, form: &Form<'s>, aside: Aside) {
        let count = self.rows(at, form).len();
        if count < form.min {
            self.mark(at, form.id, BEGUN);
            let text = self.phrase(Phrase::ListTooShort).replace("{min}", &form.min.to_string());
            self.say(text);
            let more = count > 0 && form.more.is_some();
            self.set_stage(at, if more { Stage::More } else { Stage::Asked });
            return self.ask_again(at, form.question);
        }
        if count == 0 {
            self.set_slot(at, form.slot, Some(Value::List(Vec::new())));
        }
        self.mark(at, form.id, DONE);
        self.set_stage(at, Stage::Asked);
        self.trace.push(Trace::Answered(form.id));
        self.go(at, form.next);
        if let Some((listener, score)) = aside {
            self.open_digression(listener, score);
        }
        self.run();
    }

    /// What was proposed is taken as a whole.
    pub(crate) fn collect_all(&mut self, at: usize, id: QuestionId, question: &'s Question, value: Value) {
        let Some(form) = self.form(id, question) else { return };
        self.mark(at, id, ENDS);
        self.set_slot(at, form.slot, Some(value));
        if let Some(complaint) = self.refused(at, question) {
            self.set_slot(at, form.slot, None);
            self.mark(at, id, BEGUN);
            return self.climb(at, question, Some(complaint));
        }
        self.go_on(at, &form, None, None);
    }

    // ------------------------------------------------------------ one field

    /// The record and field that are asked for now.
    pub(crate) fn asked_field(&self, at: usize, question: &Question) -> Option<(usize, &'s Field)> {
        let Answer::Collect { record: shape, .. } = &question.answer else { return None };
        let frame = self.frame(at).filter(|frame| frame.node == question.node)?;
        let Stage::Field { record, field } = frame.stage else { return None };
        let shape = self.scenario.graph.record(*shape)?;
        Some((usize::from(record), shape.fields.get(usize::from(field))?))
    }

    pub(crate) fn take_field(&mut self, at: usize, id: QuestionId, question: &'s Question, value: Value) {
        let Some(form) = self.form(id, question) else { return };
        let Some(Stage::Field { record, field }) = self.frame(at).map(|frame| frame.stage.clone()) else {
            return;
        };
        self.understood(3, question.id.as_str(), 1000);
        self.set_field(at, &form, usize::from(record), usize::from(field), value, None);
    }

    pub(crate) fn set_field(
        &mut self,
        at: usize,
        form: &Form<'s>,
        record: usize,
        field: usize,
        value: Value,
        aside: Aside,
    ) {
        let mut rows = self.rows(at, form);
        if let Some(row) = rows.get_mut(record) {
            if let Some(cell) = row.get_mut(field) {
                *cell = Some(value);
            }
            self.compute(form, row, None);
        }
        self.take_rows(at, form, Gathered { rows, ..Gathered::default() }, false, aside);
    }

    // ------------------------------------------------------------ asking

    pub(crate) fn ask_field(&mut self, at: usize, form: &Form<'s>, likely: Option<&[u32]>) {
        let Some((record, field)) = self.asked_field(at, form.question) else { return };
        let rows = self.rows(at, form);
        let row: Row = rows.into_iter().nth(record).unwrap_or_default();
        let place = form.shape.fields.iter().position(|other| std::ptr::eq(other, field)).unwrap_or(0);
        let own = form.fields.iter().find(|(of, _)| usize::from(*of) == place);
        let text = match own {
            Some((_, text)) => {
                let scope = Scope { own: &row, ..self.scope(at) };
                Writer { scope: &scope, language: self.language }.text(*text)
            }
            None => self
                .phrase(Phrase::AskField)
                .replace("{}", &self.line(form, row))
                .replace("{field}", &field.name.replace('_', " ")),
        };
        let mut options = self.options(at, form.question);
        if let Some(likely) = likely {
            let keys: Vec<Key> = likely
                .iter()
                .filter_map(|item| key_of(&self.scenario.graph.item_of(&field.ty, *item)?))
                .collect();
            options = self.options_by_key(at, form.question, &keys);
        }
        self.send_question(form.question, text, options);
    }

    /// Is there more? In full it repeats what was understood.
    pub(crate) fn ask_more(&mut self, at: usize, form: &Form<'s>, full: bool) {
        let Some(more) = form.more else { return self.ask(at, form.question, form.question.prompt) };
        let mut text = String::new();
        if full {
            for row in self.rows(at, form) {
                text.push_str(&self.line(form, row));
                text.push('\n');
            }
        }
        text.push_str(&self.text(at, more));
        self.ask_with(at, form.question, text);
    }

    /// A record by its label; what is not known leaves no gap.
    pub(crate) fn line(&self, form: &Form<'_>, row: Row) -> String {
        let shown = self.shown(&Value::Record(form.record, row));
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Several records could be meant: they are listed.
    pub(crate) fn ask_which_record(&mut self, at: usize, form: &Form<'s>) {
        let mut text = self.phrase(Phrase::WhichItem);
        for (place, row) in self.rows(at, form).into_iter().enumerate() {
            text.push_str(&format!("\n{}. {}", place + 1, self.line(form, row)));
        }
        self.say(text);
    }

    // ------------------------------------------------------------ before it is asked

    /// The message that opens a tunnel may already say what will be collected.
    pub(crate) fn collect_early(&mut self, at: usize, flow: &'s Flow, words: &Utterance<'_>) {
        for id in flow.slots.iter().filter_map(|slot| slot.question) {
            let Some(form) = self.scenario.graph.question(id).and_then(|question| self.form(id, question))
            else {
                continue;
            };
            if !self.rows(at, &form).is_empty() || self.marked(at, id).is_some() {
                continue;
            }
            let found = self.read_records(&form, words);
            // A name of the scenario must be there: any words would be a text.
            let sure = |record: &scn_understand::RecordFound| {
                record.target == Target::New && names_head(&form, record) && names_something(record)
            };
            if found.records.is_empty() || !found.records.iter().all(sure) {
                continue;
            }
            let gathered = self.gather(at, &form, &found, Reading::Plain);
            self.store(at, &form, gathered.rows);
            self.mark(at, id, BEGUN);
        }
    }

    /// Slots beside the records that the same message answers: of types that no field of the record has.
    pub(crate) fn fill_beside(&mut self, form: &Form<'s>, words: &Utterance<'_>) {
        let fields: Vec<&Type> =
            form.shape.fields.iter().filter(|field| is_asked(field)).map(|field| field.ty.known()).collect();
        self.fill_early_from(words, &fields);
    }

    /// What was said is known, but not offered now.
    pub(crate) fn refuse(&mut self, label: &str, score: Score) {
        self.considered(3, label, score, Lost::NotOffered);
        self.say_not_offered(label);
    }

    pub(crate) fn say_not_offered(&mut self, label: &str) {
        let text = self.phrase(Phrase::NoLongerAvailable).replace("{}", label);
        self.say(text);
    }

    /// A tap while the list is being gathered.
    pub(crate) fn tap_collect(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        option: Key,
        title: &str,
    ) {
        let Some(form) = self.form(id, question) else { return self.stale_tap() };
        let stage = self.frame(at).map(|frame| frame.stage.clone());
        if option == crate::options::NO && stage == Some(Stage::More) {
            self.understood(1, question.id.as_str(), 1000);
            return self.finish(at, &form, None);
        }
        if self.asked_field(at, question).is_some_and(|(_, field)| self.is_option_of(&field.ty, option)) {
            return match self.tapped(at, question, option) {
                Some(Heard::Value { value, .. }) => self.take_field(at, id, question, value),
                _ => self.tap_vanished(at, question, title),
            };
        }
        match self.field_change(at, &form, option) {
            Some((record, field, value)) => self.set_field(at, &form, record, field, value, None),
            None => self.stale_tap(),
        }
    }

    /// A button of a field that was answered: it changes the only record that has this field.
    pub(crate) fn field_change(
        &self,
        at: usize,
        form: &Form<'s>,
        option: Key,
    ) -> Option<(usize, usize, Value)> {
        let rows = self.rows(at, form);
        let fields = form.shape.fields.iter().enumerate();
        let (field, value) = fields
            .filter(|(_, field)| field.ty.known() != &Type::YesNo)
            .find_map(|(place, field)| Some((place, self.option_value(&field.ty, option)?)))?;
        (rows.len() == 1 && self.is_offered(at, &value)).then_some((0, field, value))
    }
}

fn names_something(record: &scn_understand::RecordFound) -> bool {
    use scn_understand::FieldValue::{Item, Items, Unsure};
    record.fields.iter().flatten().any(|said| matches!(said, Item(_) | Items(_) | Unsure(_)))
}

pub(crate) fn key_of(value: &Value) -> Option<Key> {
    match value {
        Value::Choice(_, key) | Value::Row(_, key) => Some(*key),
        _ => None,
    }
}
