//! Choices, records and memory: declarations to the graph's tables.

use crate::build::Build;
use crate::codes;
use crate::expr::{Place, Scope};
use crate::report::did_you_mean;
use crate::text::MESSAGE;
use crate::worded::Worded;
use scn_diag::{Diagnostic, wording};
use scn_graph::{Choice, ChoiceValue, Field, Key, MemoryField, Purpose, Record, Type};
use scn_syntax::ast;
use scn_understand::fold;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What personal data is about.
const CATEGORIES: [&str; 10] = [
    "contact",
    "identity",
    "location",
    "payment",
    "behaviour",
    "health",
    "belief",
    "biometric",
    "child",
    "other",
];

/// Why data may be processed.
const BASES: [&str; 4] = ["consent", "contract", "legal_obligation", "legitimate_interest"];

impl Build<'_> {
    /// Values and labels; guards (`only when`) come once slots are known.
    pub(crate) fn read_choices(&mut self) {
        for choice in self.names.clone().choices.iter().copied() {
            let home = self.names.modules.home(choice.name.span.file).to_owned();
            let mut values = Vec::new();
            let mut phrases: Vec<Worded> = Vec::new();
            let mut seen: BTreeMap<Key, &ast::Name> = BTreeMap::new();
            for value in &choice.values {
                let key = Key::of(&value.name.text);
                if let Some(first) = seen.get(&key) {
                    self.report.add(crate::names::duplicate(&value.name, first.span));
                    continue;
                }
                seen.insert(key, &value.name);
                let id = |role: &str| format!("{home}choice.{}.{}.{role}", choice.name.text, value.name.text);
                let item = u32::try_from(values.len()).unwrap_or(u32::MAX);
                let label = self.fixed_text(&id("label"), &value.label);
                let description =
                    value.description.as_ref().map(|text| self.fixed_text(&id("description"), text));
                phrases.extend(self.worded_label(label, item));
                phrases.extend(self.also(&id("also"), item, &value.also));
                values.push(ChoiceValue {
                    name: value.name.text.clone(),
                    key,
                    label,
                    description,
                    only_when: None,
                });
            }
            if choice.values.is_empty() {
                self.report.add(
                    Diagnostic::new(
                        codes::E2015,
                        choice.name.span,
                        wording!("the choice `{choice}` has no values", choice = choice.name.text),
                    )
                    .help("give it at least one: `small \"Small\"`"),
                );
            }
            self.choice_values.push(values.iter().map(|value: &ChoiceValue| value.name.clone()).collect());
            let lexicon = self.lexicon_of(phrases);
            let name = self.names.full_name(&choice.name);
            self.graph.choices.push(Choice { name, values, lexicon });
        }
    }

    /// The words of `also`, in every language, as phrases for a lexicon; `id` is the stable id of the list.
    pub(crate) fn also(&mut self, id: &str, item: u32, also: &[ast::Text]) -> Vec<Worded> {
        let said = self.said_in_languages(id, also).into_iter();
        said.map(|said| Worded { item, text: said.text, span: Some(said.span), label: false }).collect()
    }

    /// Guards read slots by name: a choice may be asked in several flows.
    pub(crate) fn read_guards(&mut self) {
        let scope = Scope::new(Place::Named);
        for (at, choice) in self.names.clone().choices.iter().enumerate() {
            for value in &choice.values {
                let Some(guard) = &value.only_when else { continue };
                let found = self.condition(&scope, guard);
                let values = self.graph.choices.get_mut(at).map(|choice| choice.values.iter_mut());
                let target = values.and_then(|mut values| values.find(|known| known.name == value.name.text));
                if let Some(target) = target {
                    target.only_when = Some(found.expr);
                }
            }
        }
    }

    /// Records in two steps: the types of all fields first, then defaults, formulas and labels, which may use them.
    /// `described`: records from outside, whose places are behind the declared ones.
    pub(crate) fn read_records(&mut self, described: &[Record]) {
        let names = self.names.clone();
        for record in names.records.iter().copied() {
            let fields = self.record_fields(record).unwrap_or_default();
            let name = self.names.full_name(&record.name);
            self.graph.records.push(Record { name, fields, label: None });
        }
        self.graph.records.extend(described.iter().cloned());
        for (at, record) in names.records.iter().copied().enumerate() {
            if self.holds_itself(at, &mut vec![at]) {
                self.report.add(
                    Diagnostic::new(
                        codes::E1042,
                        record.name.span,
                        wording!(
                            "the record `{record}` holds itself, so it would never end",
                            record = record.name.text
                        ),
                    )
                    .help("take out the field that leads back to it"),
                );
            }
        }
        for (at, record) in names.records.iter().copied().enumerate() {
            self.read_record_values(at, record);
        }
    }

    /// `None` when a type could not be read: nothing more is said about this record then.
    fn record_fields(&mut self, record: &ast::Record) -> Option<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::new();
        let mut sound = true;
        for field in &record.fields {
            if let Some(first) = record.fields.iter().find(|other| other.name.text == field.name.text)
                && first.span != field.span
            {
                self.report.add(crate::names::duplicate(&field.name, first.name.span));
                continue;
            }
            match self.resolve(&field.ty) {
                Some(ty) => fields.push(Field {
                    name: field.name.text.clone(),
                    ty,
                    value: None,
                    formula: false,
                    markers: Vec::new(),
                }),
                None => sound = false,
            }
        }
        if !sound {
            self.report.lose(&record.name.text);
        }
        sound.then_some(fields)
    }

    fn holds_itself(&self, at: usize, path: &mut Vec<usize>) -> bool {
        let Some(record) = self.graph.records.get(at) else { return false };
        record.fields.iter().filter_map(|field| record_in(&field.ty)).any(|inner| {
            if path.first() == Some(&inner) {
                return true;
            }
            if path.contains(&inner) {
                return false;
            }
            path.push(inner);
            let found = self.holds_itself(inner, path);
            path.pop();
            found
        })
    }

    fn read_record_values(&mut self, at: usize, record: &ast::Record) {
        let Some(known) = self.graph.records.get(at).map(|record| record.fields.clone()) else { return };
        if known.is_empty() {
            return;
        }
        for (place, field) in known.iter().enumerate() {
            let written = record.fields.iter().find(|written| written.name.text == field.name);
            if let Some(written) = written {
                self.read_markers(at, place, record, written);
            }
            let Some((written, value)) = written.and_then(|w| w.value.as_ref().map(|value| (w, value)))
            else {
                continue;
            };
            let above: Vec<Field> = known.iter().take(place).cloned().collect();
            let scope = Scope::new(Place::Record(Rc::new(above)));
            let found = self.typed(&scope, value, Some(&field.ty));
            let formula = reads_own(&found.expr);
            if formula && !written.said_after.is_empty() {
                self.report.add(
                    Diagnostic::new(
                        codes::E1037,
                        written.name.span,
                        "`said after` makes no sense on a field that is computed",
                    )
                    .help("take it out: nobody is asked for this field"),
                );
            }
            let fields = self.graph.records.get_mut(at).map(|record| &mut record.fields);
            if let Some(target) = fields.and_then(|fields| fields.get_mut(place)) {
                target.value = Some(found.expr);
                target.formula = formula;
            }
        }
        if let Some(label) = &record.label {
            let scope = Scope::new(Place::Record(Rc::new(known)));
            let home = self.names.modules.home(record.name.span.file);
            let id = format!("{home}record.{}.label", record.name.text);
            let text = self.text(&scope, &id, label, MESSAGE);
            if let Some(record) = self.graph.records.get_mut(at) {
                record.label = Some(text);
            }
        }
    }

    /// `said after`, folded, in every language.
    fn read_markers(&mut self, at: usize, place: usize, record: &ast::Record, written: &ast::RecordField) {
        let home = self.names.modules.home(record.name.span.file);
        let id = format!("{home}record.{}.{}.said_after", record.name.text, written.name.text);
        let said = self.said_in_languages(&id, &written.said_after);
        let mut markers: Vec<String> = Vec::new();
        for said in said {
            let folded = fold(&said.text);
            self.check_not_empty(said.span, folded.is_empty());
            if !markers.contains(&folded) {
                markers.push(folded);
            }
        }
        let fields = self.graph.records.get_mut(at).map(|record| &mut record.fields);
        if let Some(field) = fields.and_then(|fields| fields.get_mut(place)) {
            field.markers = markers;
        }
    }

    pub(crate) fn read_purposes(&mut self) {
        for purpose in self.names.clone().purposes.iter().copied() {
            let basis = match &purpose.basis {
                Some(basis) => {
                    self.check_basis(basis);
                    basis.text.clone()
                }
                None => "consent".to_owned(),
            };
            self.graph.purposes.push(Purpose { name: purpose.name.text.clone(), basis });
        }
    }

    fn check_basis(&mut self, basis: &ast::Name) {
        if !BASES.contains(&basis.text.as_str()) {
            let diagnostic = Diagnostic::new(
                codes::E1040,
                basis.span,
                wording!("`{basis}` is no legal basis", basis = basis.text),
            );
            self.report.add(did_you_mean(diagnostic, basis.span, &basis.text, BASES));
        }
    }

    pub(crate) fn read_memory(&mut self) {
        for field in self.names.clone().memory.iter().copied() {
            self.check_category(field);
            self.check_purposes(field);
            let Some(ty) = self.resolve(&field.ty) else { continue };
            self.graph.memory.push(MemoryField {
                name: field.name.text.clone(),
                key: Key::of(&field.name.text),
                ty: ty.known().clone(),
                category: field
                    .category
                    .as_ref()
                    .map_or_else(|| "other".to_owned(), |name| name.text.clone()),
                purposes: field.purposes.iter().map(|name| name.text.clone()).collect(),
                keep: field.keep.map(crate::expr::span_of),
                needs_consent: field.needs_consent,
            });
        }
    }

    fn check_category(&mut self, field: &ast::MemoryField) {
        if let Some(name) = &field.category {
            self.category(name);
        }
    }

    pub(crate) fn category(&mut self, name: &ast::Name) {
        if !CATEGORIES.contains(&name.text.as_str()) {
            let diagnostic = Diagnostic::new(
                codes::E1040,
                name.span,
                wording!("there is no kind of personal data `{name}`", name = name.text),
            );
            self.report.add(did_you_mean(diagnostic, name.span, &name.text, CATEGORIES));
        }
    }

    fn check_purposes(&mut self, field: &ast::MemoryField) {
        for purpose in &field.purposes {
            self.purpose(purpose);
        }
    }
}

fn record_in(ty: &Type) -> Option<usize> {
    match ty.known() {
        Type::Record(id) => Some(id.index()),
        // a list may be empty, so it can hold its own kind
        _ => None,
    }
}

fn reads_own(expr: &scn_graph::Expr) -> bool {
    use scn_graph::Expr;
    match expr {
        Expr::Own(_) => true,
        Expr::Field(of, _)
        | Expr::Count(of)
        | Expr::Length(of)
        | Expr::Not(of)
        | Expr::Negate(of)
        | Expr::IsKnown(of) => reads_own(of),
        Expr::Index(a, b) | Expr::Binary(_, a, b) | Expr::Default(a, b) => reads_own(a) || reads_own(b),
        Expr::Aggregate(aggregate) => {
            reads_own(&aggregate.list)
                || reads_own(&aggregate.value)
                || aggregate.condition.as_ref().is_some_and(reads_own)
        }
        Expr::Record(_, fields) => fields.iter().flatten().any(reads_own),
        Expr::List(items) => items.iter().any(reads_own),
        _ => false,
    }
}
