//! What a customer says while records are gathered: more of them, a missing field, a change, a question, no more.

use crate::{
    Stage,
    answer::{Heard, SURE, same_kind},
    collect::{Aside, ENDS},
    gather::{Form, Reading, names_head},
    hear::{Expected, HIGH, last_part},
    machine::Machine,
    offered::BEGUN,
};
use scn_graph::{Question, QuestionId, Value};
use scn_understand::{Control, RecordsFound, Utterance};

/// All of the message's words of weight belong to records.
const EVERYTHING: u16 = 1000;

impl<'s> Machine<'s> {
    pub(crate) fn hear_collect(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) {
        let Some(form) = self.form(id, question) else { return self.stop("a record is missing") };
        if let Some(Stage::Field { record, field }) = self.frame(at).map(|frame| frame.stage.clone())
            && self.hear_field(at, &form, usize::from(record), usize::from(field), words, control)
        {
            return;
        }
        let mut found = self.read_records(&form, words);
        if let Some(rows) = self.rows_left(at, &form, words, &found) {
            return self.leave_rows(at, &form, rows);
        }
        if found.records.is_empty() && control.is_none() && !words.is_question {
            found.records.extend(self.read_fields(at, &form, words));
        }
        if found.records.is_empty() {
            return self.hear_no_record(at, &form, words, control, &found);
        }
        // "Vous avez des calzones ?" asks, though it names one.
        if words.is_question && found.rest.is_empty() && found.understood < EVERYTHING {
            let escapes = self.escapes(words);
            let accept = self.scenario.graph.intents.accept;
            if escapes.first().is_some_and(|(_, score)| *score >= accept) && self.digress(escapes) {
                return;
            }
        }
        self.hear_records(at, &form, words, &found);
    }

    /// A single record whose parts are plain values: each field that no other could be taken for.
    fn read_fields(
        &self,
        at: usize,
        form: &Form<'s>,
        words: &Utterance<'_>,
    ) -> Option<scn_understand::RecordFound> {
        if form.many {
            return None;
        }
        let shapes = &form.shape.fields;
        let alone = |field: &scn_graph::Field| {
            shapes.iter().filter(|other| same_kind(field.ty.known(), other.ty.known())).count() == 1
        };
        let read = |field: &scn_graph::Field| {
            let fits = !field.formula && !field.ty.is_open() && alone(field);
            match fits.then(|| self.hear_value(at, &field.ty, words))? {
                Heard::Value { value, score: SURE.., .. } => Some(scn_understand::FieldValue::Value(value)),
                _ => None,
            }
        };
        let fields: Vec<_> = shapes.iter().map(read).collect();
        let any = fields.iter().any(Option::is_some);
        any.then_some(scn_understand::RecordFound { target: scn_understand::Target::New, fields })
    }

    fn hear_records(&mut self, at: usize, form: &Form<'s>, words: &Utterance<'_>, found: &RecordsFound) {
        let corrects = scn_understand::correction(words, &self.scenario.graph.settings.languages).is_some();
        let reading = if corrects && !found.ends && !scn_understand::adds(words) {
            Reading::Correcting
        } else {
            Reading::Plain
        };
        let gathered = self.gather(at, form, found, reading);
        self.understood(3, form.question.id.as_str(), found.understood);
        if gathered.unclear {
            return self.ask_which_record(at, form);
        }
        // More words after the end that was announced: it is no end any more.
        let ended = self.taken(at, form.id).is_some_and(|(mark, _)| mark == ENDS);
        if ended && !found.ends && matches!(self.frame(at).map(|frame| &frame.stage), Some(Stage::More)) {
            self.mark(at, form.id, BEGUN);
        }
        let aside = self.aside(words, found);
        self.fill_beside(form, words);
        self.take_rows(at, form, gathered, found.ends, aside);
    }

    /// A question beside the records: "…, et vous êtes ouverts le dimanche ?"
    fn aside(&self, words: &Utterance<'_>, found: &RecordsFound) -> Aside {
        let accept = self.scenario.graph.intents.accept;
        found.rest.iter().find_map(|rest| {
            let part = Utterance::new(words.raw.get(rest.clone())?);
            self.escapes(&part).into_iter().next().filter(|(_, score)| *score >= accept)
        })
    }

    // ------------------------------------------------------------ a missing field

    fn hear_field(
        &mut self,
        at: usize,
        form: &Form<'s>,
        record: usize,
        field: usize,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) -> bool {
        let Some(shape) = form.shape.fields.get(field) else { return false };
        if shape.ty.is_open() {
            return self.hear_open_field(at, form, record, field, words, control);
        }
        match self.hear_value(at, &shape.ty, words) {
            Heard::Value { value, whole: true, score } => {
                self.understood(3, form.question.id.as_str(), score);
                self.set_field(at, form, record, field, value, None);
            }
            heard => {
                let found = self.read_records(form, words);
                if self.hear_field_with_more(at, form, (record, field), words, &found) {
                    return true;
                }
                return self.hear_part_field(at, form, (record, field), words, heard, &found);
            }
        }
        true
    }

    /// Open types take any words, so they yield to controls and escapes.
    fn hear_open_field(
        &mut self,
        at: usize,
        form: &Form<'s>,
        record: usize,
        field: usize,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) -> bool {
        let intents = &self.scenario.graph.intents;
        let bar = if words.is_question { intents.ask_back } else { intents.accept };
        let strong = self.escapes(words).first().is_some_and(|(_, score)| *score >= bar);
        let Some(shape) = form.shape.fields.get(field).filter(|_| control.is_none() && !strong) else {
            return false;
        };
        let Heard::Value { value, score, .. } = self.hear_value(at, &shape.ty, words) else { return false };
        self.understood(3, form.question.id.as_str(), score);
        self.set_field(at, form, record, field, value, None);
        true
    }

    /// "grande, sans oignon, et un coca": the record that is asked about, and others.
    fn hear_field_with_more(
        &mut self,
        at: usize,
        form: &Form<'s>,
        (record, field): (usize, usize),
        words: &Utterance<'_>,
        found: &RecordsFound,
    ) -> bool {
        let here = |said: &scn_understand::RecordFound| {
            matches!(said.target, scn_understand::Target::New | scn_understand::Target::Last)
                && said.fields.get(field).is_some_and(Option::is_some)
                && !names_head(form, said)
        };
        if !found.records.first().is_some_and(here) {
            return false;
        }
        let mut found = found.clone();
        if let Some(first) = found.records.first_mut() {
            first.target = scn_understand::Target::At(record as u16);
        }
        self.hear_records(at, form, words, &found);
        true
    }

    /// A value among other words.
    fn hear_part_field(
        &mut self,
        at: usize,
        form: &Form<'s>,
        (record, field): (usize, usize),
        words: &Utterance<'_>,
        heard: Heard,
        found: &RecordsFound,
    ) -> bool {
        let Some(shape) = form.shape.fields.get(field) else { return false };
        match heard {
            Heard::Value { score, .. } if words.is_question => {
                let Some((answer, asked)) = last_part(words.raw) else { return false };
                let accept = self.scenario.graph.intents.accept;
                let aside = self.escapes(&Utterance::new(asked)).into_iter().next();
                let aside = aside.filter(|(_, score)| *score >= accept);
                match self.hear_value(at, &shape.ty, &Utterance::new(answer)) {
                    Heard::Value { value, score: SURE.., .. } if aside.is_some() => {
                        self.understood(3, form.question.id.as_str(), score);
                        self.set_field(at, form, record, field, value, aside);
                        true
                    }
                    _ => false,
                }
            }
            Heard::Value { value, score: SURE.., .. } if found.records.is_empty() => {
                self.understood(3, form.question.id.as_str(), SURE);
                self.set_field(at, form, record, field, value, None);
                true
            }
            Heard::Several(keys) => {
                self.understood(3, form.question.id.as_str(), 0);
                self.ask_which(at, form.question, &keys);
                true
            }
            Heard::NotOffered { label, score } => {
                self.refuse(&label, score);
                self.ask_again(at, form.question);
                true
            }
            _ => false,
        }
    }

    // ------------------------------------------------------------ no record

    fn hear_no_record(
        &mut self,
        at: usize,
        form: &Form<'s>,
        words: &Utterance<'s>,
        control: Option<Control>,
        found: &RecordsFound,
    ) {
        let stage = self.frame(at).map(|frame| frame.stage.clone()).unwrap_or_default();
        let asked_field = matches!(stage, Stage::Field { .. });
        let said = scn_understand::yes_no(words, &self.scenario.graph.settings.languages);
        let said = said.filter(|said| said.whole).map(|said| said.value == Value::YesNo(true));
        let ends = (found.ends || said == Some(false)) && !asked_field;
        if ends && (form.min == 0 || !self.rows(at, form).is_empty()) {
            self.understood(3, form.question.id.as_str(), EVERYTHING);
            self.fill_beside(form, words);
            let aside = self.aside(words, found);
            return self.finish(at, form, aside);
        }
        if said == Some(true) && stage == Stage::More {
            self.understood(3, form.question.id.as_str(), EVERYTHING);
            self.set_stage(at, Stage::Asked);
            return self.ask(at, form.question, form.question.prompt);
        }
        if control.is_none() && self.hear_correction(at, words, Expected::No) {
            return;
        }
        let mut escapes = self.escapes(words);
        escapes.retain(|(_, score)| control.is_none() || *score >= HIGH);
        if self.digress(escapes) {
            return;
        }
        if let Some(control) = control {
            return self.obey(control);
        }
        if self.offer_switch(words) {
            return;
        }
        let complaint = self.field_complaint(at, form, words);
        self.not_understood(at, form.question, words, complaint);
    }

    /// What was wrong with a field's value, when that is known.
    fn field_complaint(&self, at: usize, form: &Form<'s>, words: &Utterance<'_>) -> Option<String> {
        let (_, field) = self.asked_field(at, form.question)?;
        match self.hear_value(at, &field.ty, words) {
            Heard::Misfit(misfit) => self.complaint_of(form.question, &field.ty, &misfit),
            _ => None,
        }
    }
}
