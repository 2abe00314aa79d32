//! Records that were gathered before, changed while another question is pending.

use crate::{
    answer::Heard,
    collect::ENDS,
    gather::{Form, Reading, names_head},
    hear::Expected,
    machine::Machine,
};
use scn_graph::{Field, Phrase, Slot, Type};
use scn_understand::{FieldValue, RecordFound, Target, Utterance};

impl<'s> Machine<'s> {
    /// "La deuxième sans olives" speaks of a record, not of the second answer of the pending question.
    pub(crate) fn hear_changed_place(&mut self, at: usize, words: &Utterance<'_>) -> bool {
        let gathers = |slot: &Slot| {
            matches!(slot.ty.known(), Type::Record(_))
                || matches!(slot.ty.known(), Type::List { of, .. } if matches!(**of, Type::Record(_)))
        };
        let flow = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow));
        if !flow.is_some_and(|flow| flow.slots.iter().any(gathers)) {
            return false;
        }
        let rest = scn_understand::correction(words, &self.scenario.graph.settings.languages)
            .and_then(|rest| words.raw.get(rest))
            .map(Utterance::new);
        let said = rest.as_ref().unwrap_or(words);
        let denied = self.denies(words);
        let cue = rest.is_some() || denied;
        // A recap is shown anew anyway: nothing need be noted before it.
        let expected = if self.at_recap() && cue { Expected::AtRecap } else { Expected::No };
        self.hear_changed_records(at, said, cue, expected)
    }

    fn at_recap(&self) -> bool {
        self.pending()
            .is_some_and(|(_, _, question)| matches!(question.answer, scn_graph::Answer::Confirm { .. }))
    }

    /// Records that were gathered before, changed or joined by others while another question is pending. `cue`: words
    /// such as "actually" stood before what is said.
    pub(crate) fn hear_changed_records(
        &mut self,
        at: usize,
        said: &Utterance<'_>,
        cue: bool,
        expected: Expected,
    ) -> bool {
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return false;
        };
        let pending = self.pending().filter(|(top, ..)| *top == at).map(|(_, id, _)| id);
        for id in flow.slots.iter().filter_map(|slot| slot.question).filter(|id| Some(*id) != pending) {
            let Some(form) = self.scenario.graph.question(id).and_then(|question| self.form(id, question))
            else {
                continue;
            };
            if !self.rows(at, &form).is_empty() && self.hear_change(at, &form, said, cue, expected) {
                return true;
            }
        }
        false
    }

    /// "non, 3": of the only record, the only field that is a number.
    fn bare_number(&self, at: usize, form: &Form<'s>, said: &Utterance<'_>) -> Option<RecordFound> {
        let is_number = |field: &Field| matches!(field.ty.known(), Type::Number { .. });
        let mut numbers =
            form.shape.fields.iter().enumerate().filter(|(_, field)| is_number(field) && !field.formula);
        let (place, field) = numbers.next().filter(|_| numbers.next().is_none())?;
        let said_no = scn_understand::yes_no(said, &self.scenario.graph.settings.languages);
        let rest = said_no.and_then(|no| said.raw.get(no.raw.end..)).unwrap_or(said.raw);
        let Heard::Value { value, whole: true, .. } = self.hear_value(at, &field.ty, &Utterance::new(rest))
        else {
            return None;
        };
        let mut fields = vec![None; form.shape.fields.len()];
        *fields.get_mut(place)? = Some(FieldValue::Value(value));
        Some(RecordFound { target: Target::Last, fields })
    }

    fn hear_change(
        &mut self,
        at: usize,
        form: &Form<'s>,
        said: &Utterance<'_>,
        cue: bool,
        expected: Expected,
    ) -> bool {
        let mut found = self.read_records(form, said);
        let one = self.rows(at, form).len() == 1;
        if found.records.is_empty() && one && (cue || matches!(expected, Expected::AtRecap | Expected::Asked))
        {
            found.records.extend(self.bare_number(at, form, said));
            found.understood = found.understood.max(1000 * found.records.len() as u16);
        }
        if let Some(rows) = self.rows_left(at, form, said, &found) {
            self.understood(4, form.question.id.as_str(), found.understood);
            let value = if rows.is_empty() { None } else { self.value_of_rows(form, rows) };
            self.apply_correction(at, form.slot, value);
            return true;
        }
        let named =
            found.records.iter().all(|record| record.target != Target::New || names_head(form, record));
        // Without a cue the message must speak of nothing else.
        let enough = match expected {
            Expected::No if !cue => named && found.understood >= 900 && !said.is_question,
            Expected::No => found.understood >= 500,
            Expected::AtRecap | Expected::Asked => found.understood >= 500,
        };
        if found.records.is_empty() || !enough {
            return false;
        }
        let replaces = (cue || !named) && !scn_understand::adds(said);
        let reading = if replaces { Reading::Correcting } else { Reading::Later };
        let gathered = self.gather(at, form, &found, reading);
        self.understood(4, form.question.id.as_str(), found.understood);
        if self.refuse_too_late(at, form.slot) {
            return true;
        }
        if gathered.unclear || gathered.full {
            if gathered.full {
                let text = self.phrase(Phrase::ListFull).replace("{max}", &form.max.to_string());
                self.say(text);
            } else {
                self.ask_which_record(at, form);
            }
            self.stand_again();
            return true;
        }
        let lines: Vec<String> = gathered
            .touched
            .iter()
            .filter_map(|place| gathered.rows.get(*place))
            .map(|row| self.line(form, row.clone()))
            .collect();
        if self.missing(form, &gathered.rows).is_some() {
            self.mark(at, form.id, ENDS);
        } else if matches!(expected, Expected::No) && self.top() == Some(at) && !self.at_recap() {
            let text = self.phrase(Phrase::Noted).replace("{}", &lines.join(", "));
            self.say(text);
        }
        let value = self.value_of_rows(form, gathered.rows);
        self.apply_correction(at, form.slot, value);
        true
    }
}
