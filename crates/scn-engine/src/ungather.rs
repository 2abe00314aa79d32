//! "Enlevez la calzone": records that are taken off a list.

use crate::{
    gather::{Form, Row, head_of},
    machine::Machine,
};
use scn_understand::{FieldValue, RecordFound, RecordsFound, Target, Utterance};
use std::collections::BTreeSet;

impl<'s> Machine<'s> {
    /// The rows that stay when the words take some off the list; `None` when they take none, or it is not clear which.
    pub(crate) fn rows_left(
        &self,
        at: usize,
        form: &Form<'s>,
        words: &Utterance<'_>,
        found: &RecordsFound,
    ) -> Option<Vec<Row>> {
        if !scn_understand::removes(words) {
            return None;
        }
        let rows = self.rows(at, form);
        let mut gone = BTreeSet::new();
        if found.records.is_empty() {
            gone.insert(scn_understand::place_named(words, rows.len())?);
        }
        for record in &found.records {
            gone.extend(self.meant(form, record, &rows)?);
        }
        let stays = |(place, row): (usize, Row)| (!gone.contains(&place)).then_some(row);
        Some(rows.into_iter().enumerate().filter_map(stays).collect())
    }

    /// The places of the rows that a record of the message names.
    fn meant(&self, form: &Form<'s>, record: &RecordFound, rows: &[Row]) -> Option<Vec<usize>> {
        match record.target {
            Target::All => Some((0..rows.len()).collect()),
            Target::At(place) => rows.get(usize::from(place)).map(|_| vec![usize::from(place)]),
            Target::New | Target::Last => {
                let head = head_of(form)?;
                let Some(FieldValue::Item(item)) = record.fields.get(head)? else {
                    return (record.target == Target::Last && !rows.is_empty()).then(|| vec![rows.len() - 1]);
                };
                let value = self.scenario.graph.item_of(&form.shape.fields.get(head)?.ty, *item);
                let mut places = rows.iter().enumerate().filter(|(_, row)| row.get(head) == Some(&value));
                let place = places.next()?.0;
                places.next().is_none().then(|| vec![place])
            }
        }
    }

    /// The list without them, and what is asked next.
    pub(crate) fn leave_rows(&mut self, at: usize, form: &Form<'s>, rows: Vec<Row>) {
        self.understood(4, form.question.id.as_str(), 1000);
        if rows.is_empty() {
            self.store(at, form, rows);
            self.mark(at, form.id, crate::offered::BEGUN);
            self.set_stage(at, crate::Stage::Asked);
            return self.ask(at, form.question, form.question.prompt);
        }
        self.take_rows(at, form, crate::gather::Gathered { rows, ..Default::default() }, false, None);
    }
}
