//! Records out of words: what a message says becomes the rows that a `collect` holds.

use crate::{eval::Scope, machine::Machine};
use scn_graph::{
    Answer, Field, Language, NodeId, Question, QuestionId, Record, RecordId, SlotId, TextId, Type, Value,
};
use scn_understand::{FieldShape, FieldValue, RecordFound, RecordsFound, Target, Utterance};

/// The fields of one record.
pub(crate) type Row = Vec<Option<Value>>;

/// A `collect` with everything one looks up about it.
#[derive(Clone, Copy)]
pub(crate) struct Form<'s> {
    pub id: QuestionId,
    pub question: &'s Question,
    pub slot: SlotId,
    pub record: RecordId,
    pub shape: &'s Record,
    pub many: bool,
    pub min: usize,
    pub max: usize,
    pub more: Option<TextId>,
    pub fields: &'s [(u16, TextId)],
    pub next: NodeId,
}

/// The records that were read last, and what they depend on.
pub(crate) struct ReadRecords {
    form: QuestionId,
    language: Option<Language>,
    words: String,
    found: RecordsFound,
}

/// What became of a message's records.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub rows: Vec<Row>,
    /// Places of the rows that are new or other than before.
    pub touched: Vec<usize>,
    /// Items that could be meant for a field that stays open.
    pub unsure: Option<(usize, u16, Vec<u32>)>,
    /// Named, but not offered now.
    pub not_offered: Option<String>,
    /// More than the list may hold: what is too much was left out.
    pub full: bool,
    /// Which record was meant cannot be told.
    pub unclear: bool,
}

/// How records that name no place are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// They are added.
    Plain,
    /// The list was closed: one that is there by that name is meant.
    Later,
    /// "no, rather …": what lacks the thing itself changes a record that is there.
    Correcting,
}

impl<'s> Machine<'s> {
    pub(crate) fn form(&self, id: QuestionId, question: &'s Question) -> Option<Form<'s>> {
        let Answer::Collect { slot, record, many, min, max, more, fields, next, .. } = &question.answer
        else {
            return None;
        };
        let most = max.map_or(usize::MAX, |max| max as usize);
        Some(Form {
            id,
            question,
            slot: *slot,
            record: *record,
            shape: self.scenario.graph.record(*record)?,
            many: *many,
            min: if *many { *min as usize } else { 1 },
            max: if *many { most } else { 1 },
            more: *more,
            fields,
            next: *next,
        })
    }

    /// The records of the words: several rules look at the same ones, so the last are kept.
    pub(crate) fn read_records(&self, form: &Form<'s>, words: &Utterance<'_>) -> RecordsFound {
        let known = |read: &ReadRecords| {
            read.form == form.id && read.language == self.heard_in && read.words == words.raw
        };
        if let Some(read) = self.records.borrow().as_ref().filter(|read| known(read)) {
            return read.found.clone();
        }
        let found = self.records_of(form, words);
        let read = ReadRecords {
            form: form.id,
            language: self.heard_in,
            words: words.raw.to_owned(),
            found: found.clone(),
        };
        self.records.replace(Some(read));
        found
    }

    fn records_of(&self, form: &Form<'s>, words: &Utterance<'_>) -> RecordsFound {
        let shapes: Vec<Option<FieldShape<'_>>> = form
            .shape
            .fields
            .iter()
            .map(|field| {
                let lexicon = self.lexicon_of(&field.ty);
                (!field.formula).then_some(FieldShape { ty: &field.ty, lexicon, markers: &field.markers })
            })
            .collect();
        self.reading(|context| scn_understand::records(words, &shapes, context))
    }

    pub(crate) fn lexicon_of(&self, ty: &Type) -> Option<&'s scn_graph::model::Lexicon> {
        let graph = &self.scenario.graph;
        graph.lexicon(graph.lexicon_of(ty)?)
    }

    /// The rows understood so far.
    pub(crate) fn rows(&self, at: usize, form: &Form<'_>) -> Vec<Row> {
        match self.frame(at).and_then(|frame| frame.slots.get(form.slot.index())) {
            Some(Some(value)) => rows_of(value),
            _ => Vec::new(),
        }
    }

    pub(crate) fn value_of_rows(&self, form: &Form<'_>, rows: Vec<Row>) -> Option<Value> {
        let mut records = rows.into_iter().map(|row| Value::Record(form.record, row));
        if form.many { Some(Value::List(records.collect())) } else { records.next() }
    }

    pub(crate) fn store(&mut self, at: usize, form: &Form<'_>, rows: Vec<Row>) {
        let value = if rows.is_empty() { None } else { self.value_of_rows(form, rows) };
        self.set_slot(at, form.slot, value);
    }

    /// The first field that must be asked for, in the order of records and fields.
    pub(crate) fn missing(&self, form: &Form<'_>, rows: &[Row]) -> Option<(usize, u16)> {
        rows.iter().enumerate().find_map(|(place, row)| {
            let fields = form.shape.fields.iter().zip(row).enumerate();
            fields
                .into_iter()
                .find(|(_, (field, value))| value.is_none() && is_asked(field))
                .map(|(field, _)| (place, field as u16))
        })
    }

    // ------------------------------------------------------------ words into rows

    /// The rows after a message. Nothing is changed yet.
    pub(crate) fn gather(
        &self,
        at: usize,
        form: &Form<'s>,
        found: &RecordsFound,
        reading: Reading,
    ) -> Gathered {
        let mut gathered = Gathered { rows: self.rows(at, form), ..Gathered::default() };
        let before = gathered.rows.len();
        for record in &found.records {
            let places = self.places(form, record, reading, before, &mut gathered);
            for place in places {
                self.write(at, form, record, place, &mut gathered);
            }
        }
        gathered
    }

    /// The rows a record of the message speaks of; a new one is made when it is new.
    fn places(
        &self,
        form: &Form<'s>,
        record: &RecordFound,
        reading: Reading,
        before: usize,
        gathered: &mut Gathered,
    ) -> Vec<usize> {
        let count = gathered.rows.len();
        let changes =
            !form.many || reading == Reading::Correcting && (before == 1 || !names_head(form, record));
        if let Some(place) = self.named_place(form, record, reading, gathered.rows.get(..before)) {
            return vec![place];
        }
        match record.target {
            Target::New if changes && before == 1 => vec![0],
            Target::New if changes && before > 1 => {
                gathered.unclear = true;
                Vec::new()
            }
            Target::New if count >= form.max => {
                gathered.full = true;
                Vec::new()
            }
            Target::New => self.add_row(form, gathered),
            Target::Last | Target::All if count == 0 => self.add_row(form, gathered),
            Target::Last => vec![count - 1],
            Target::At(place) if usize::from(place) < count => vec![usize::from(place)],
            // "the first one is a latte, the second a mocha"
            Target::At(place)
                if usize::from(place) == count && count < form.max && names_head(form, record) =>
            {
                self.add_row(form, gathered)
            }
            Target::At(_) => {
                gathered.unclear = true;
                Vec::new()
            }
            // "trois pizzas, toutes en grande" speaks of this message, else of all that is there.
            Target::All if count > before => (before..count).collect(),
            Target::All => (0..count).collect(),
        }
    }

    /// "la calzone sans olives", where there is one calzone: no number of them is said, so it is none more.
    fn named_place(
        &self,
        form: &Form<'s>,
        record: &RecordFound,
        reading: Reading,
        rows: Option<&[Row]>,
    ) -> Option<usize> {
        let (fields, said) = (&form.shape.fields, &record.fields);
        let head = head_of(form)?;
        let Some(FieldValue::Item(item)) = said.get(head)? else { return None };
        let value = self.scenario.graph.item_of(&fields.get(head)?.ty, *item);
        let told = |test: &dyn Fn(&Field) -> bool| {
            let others =
                fields.iter().zip(said).enumerate().filter(|(at, (_, said))| *at != head && said.is_some());
            others.filter(|(_, (field, _))| test(field)).count()
        };
        let counts = fields.iter().any(is_amount);
        let added = told(&is_amount) > 0 || told(&|_| true) == 0;
        let changes = match reading {
            Reading::Plain => counts && told(&|field| is_asked(field)) == 0,
            Reading::Later => counts,
            Reading::Correcting => true,
        };
        // "non, 3 margheritas" says how many there are; "3 margheritas" orders more of them.
        let more = added && reading != Reading::Correcting;
        if record.target != Target::New || more || !changes {
            return None;
        }
        let mut places =
            rows?.iter().enumerate().filter(|(_, row)| row.get(head) == Some(&value)).map(|(place, _)| place);
        let place = places.next()?;
        places.next().is_none().then_some(place)
    }

    fn add_row(&self, form: &Form<'s>, gathered: &mut Gathered) -> Vec<usize> {
        gathered.rows.push(vec![None; form.shape.fields.len()]);
        vec![gathered.rows.len() - 1]
    }

    fn write(&self, at: usize, form: &Form<'s>, found: &RecordFound, place: usize, gathered: &mut Gathered) {
        let Gathered { rows, touched, unsure, not_offered, .. } = gathered;
        let Some(row) = rows.get_mut(place) else { return };
        let fresh = row.iter().all(Option::is_none);
        let mut misfits: Vec<usize> = Vec::new();
        let said = form.shape.fields.iter().zip(&found.fields).enumerate();
        for (field_at, (field, said)) in said {
            let Some((said, cell)) = said.as_ref().zip(row.get_mut(field_at)) else { continue };
            match self.field_value(at, field, said) {
                Told::Value(value) => add_to(cell, value, fresh),
                Told::NotOffered(label) => *not_offered = Some(label),
                Told::Unsure(items) => {
                    *cell = None;
                    *unsure = unsure.take().or(Some((place, field_at as u16, items)));
                }
                Told::Misfit => {
                    *cell = None;
                    misfits.push(field_at);
                }
            }
        }
        self.compute(form, row, fresh.then_some(misfits.as_slice()));
        if !touched.contains(&place) {
            touched.push(place);
        }
    }

    fn field_value(&self, at: usize, field: &Field, said: &FieldValue) -> Told {
        let item = |ty: &Type, item: u32| self.scenario.graph.item_of(ty, item);
        match said {
            FieldValue::Value(value) if self.suits(&field.ty, value) => Told::Value(value.clone()),
            FieldValue::Value(_) | FieldValue::Misfit => Told::Misfit,
            FieldValue::Unsure(items) => Told::Unsure(items.clone()),
            FieldValue::Item(place) => match item(&field.ty, *place) {
                Some(value) if self.is_offered(at, &value) => Told::Value(value),
                Some(value) => Told::NotOffered(self.shown(&value)),
                None => Told::Misfit,
            },
            FieldValue::Items(places) => {
                let Type::List { of, .. } = field.ty.known() else { return Told::Misfit };
                let values = places.iter().filter_map(|place| item(of, *place));
                Told::Value(Value::List(values.filter(|value| self.is_offered(at, value)).collect()))
            }
        }
    }

    /// Formulas anew; for a new row also the defaults, but for fields whose value did not fit: those are asked.
    pub(crate) fn compute(&self, form: &Form<'_>, row: &mut Row, fresh: Option<&[usize]>) {
        for (at, field) in form.shape.fields.iter().enumerate() {
            let empty = row.get(at).is_some_and(Option::is_none);
            let default = fresh.is_some_and(|misfits| empty && !misfits.contains(&at));
            let Some(expr) = field.value.as_ref().filter(|_| field.formula || default) else { continue };
            let value = Scope { own: row, ..self.scope(usize::MAX) }.value(expr);
            if let Some(cell) = row.get_mut(at) {
                *cell = value;
            }
        }
    }
}

enum Told {
    Value(Value),
    NotOffered(String),
    Unsure(Vec<u32>),
    Misfit,
}

pub(crate) fn rows_of(value: &Value) -> Vec<Row> {
    let records = match value {
        Value::List(records) => records.as_slice(),
        record => std::slice::from_ref(record),
    };
    let fields = |record: &Value| match record {
        Value::Record(_, fields) => Some(fields.clone()),
        _ => None,
    };
    records.iter().filter_map(fields).collect()
}

/// A field without a value, default, formula or `?`. A list that may be empty is simply empty.
pub(crate) fn is_asked(field: &Field) -> bool {
    let optional = matches!(field.ty, Type::Optional(_) | Type::List { min: 0, .. });
    !field.formula && !optional
}

/// The thing itself is named: the row of a catalog, else the first field that must be asked.
pub(crate) fn names_head(form: &Form<'_>, found: &RecordFound) -> bool {
    head_of(form).is_none_or(|head| found.fields.get(head).is_some_and(Option::is_some))
}

pub(crate) fn head_of(form: &Form<'_>) -> Option<usize> {
    let fields = &form.shape.fields;
    fields
        .iter()
        .position(|field| matches!(field.ty.known(), Type::Row(_)))
        .or_else(|| fields.iter().position(|field| is_asked(field) && field.value.is_none()))
}

fn is_amount(field: &Field) -> bool {
    matches!(field.ty.known(), Type::Number { .. }) && !field.formula
}

/// A record that is there keeps what its lists hold: "sans olives" joins "sans basilic".
fn add_to(cell: &mut Option<Value>, value: Value, fresh: bool) {
    match (cell.as_mut(), value) {
        (Some(Value::List(list)), Value::List(more)) if !fresh => {
            for item in more {
                if !list.contains(&item) {
                    list.push(item);
                }
            }
        }
        (_, value) => *cell = Some(value),
    }
}
