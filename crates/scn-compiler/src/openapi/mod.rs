//! `connector NAME from "openapi.yaml" { use … }`: operations of an OpenAPI 3 description as operations of the
//! language. What the language cannot express is an error that names the schema, never a guess.

mod document;
mod schema;

use crate::build::Build;
use crate::codes;
use crate::report::did_you_mean;
use document::Document;
use schema::Schemas;
use scn_diag::{Diagnostic, wording};
use scn_graph::{Choice, ChoiceValue, Key, Method, Param, Record, Template, Type};
use scn_syntax::ast;
use scn_understand::build_lexicon;
use serde_yaml::Value as Yaml;
use std::collections::BTreeMap;

/// All that was taken from descriptions, by the operations' full names.
#[derive(Default)]
pub(crate) struct Described {
    pub(crate) operations: BTreeMap<String, OutsideOperation>,
    /// Where a connector is reached, as its description says.
    pub(crate) bases: BTreeMap<String, String>,
    choices: Vec<OutsideChoice>,
    pub(crate) records: Vec<Record>,
}

pub(crate) struct OutsideOperation {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) params: Vec<Param>,
    pub(crate) result: Option<Type>,
}

/// A string with an `enum`.
struct OutsideChoice {
    name: String,
    values: Vec<String>,
}

impl Build<'_> {
    /// Descriptions come before everything that has types: their records and choices stand behind the declared ones.
    pub(crate) fn read_descriptions(&mut self) -> Described {
        let mut described = Described::default();
        for connector in self.names.clone().connectors.iter().copied() {
            if let Some(from) = &connector.from {
                self.read_description(connector, from, &mut described);
            } else if let Some(used) = connector.uses.first() {
                self.report.add(
                    Diagnostic::new(
                        codes::E1062,
                        used.span,
                        "`use` takes operations from a description, and there is none",
                    )
                    .help(wording!(
                        "name the file: `connector {connector} from \"openapi.yaml\" {{ … }}`",
                        connector = connector.name.text
                    )),
                );
            }
        }
        described
    }

    fn read_description(&mut self, connector: &ast::Connector, from: &ast::Text, described: &mut Described) {
        let Some((path, bytes)) = self.data_file(from) else { return };
        let document = match Document::parse(&path, &bytes) {
            Ok(document) => document,
            Err(reason) => {
                self.report.add(
                    Diagnostic::new(
                        codes::E1062,
                        from.span,
                        wording!("`{path}` cannot be read: {reason}", path, reason),
                    )
                    .help(
                        "a description of a system is an OpenAPI file, version 3.0 or 3.1, in YAML or JSON",
                    ),
                );
                return;
            }
        };
        let name = self.names.full_name(&connector.name);
        described.bases.extend(document.base().map(|base| (name.clone(), base)));
        if connector.base.is_none() && !described.bases.contains_key(&name) {
            self.report.add(
                Diagnostic::new(
                    codes::E1061,
                    connector.name.span,
                    wording!("nothing says where `{connector}` is reached", connector = connector.name.text),
                )
                .help(wording!("`{path}` names no server: add `base env NAME` to the connector", path)),
            );
        }
        let first_choice = self.names.choices.len();
        let first_record = self.names.records.len();
        let operations = document.operations();
        let mut schemas = Schemas::new(&document, &name, first_choice, first_record, described);
        for used in &connector.uses {
            let Some(found) = operations.get(used.text.as_str()) else {
                let message = wording!("`{path}` has no operation `{used}`", path, used = used.text);
                let known = operations.keys().copied();
                let diagnostic = Diagnostic::new(codes::E1062, used.span, message);
                self.report.add(did_you_mean(diagnostic, used.span, &used.text, known));
                continue;
            };
            match schemas.operation(&used.text, found) {
                Ok(operation) => schemas.keep(format!("{name}.{}", used.text), operation),
                Err(reason) => self.report.add(
                    Diagnostic::new(codes::E1063, used.span, wording!("`{used}` cannot be used: {reason}", used = used.text, reason))
                        .help("declare the operation in the connector yourself, with the part that the conversation needs"),
                ),
            }
        }
        let types = schemas.types();
        self.outside_types.extend(types);
    }

    /// Behind the declared choices, in the order their ids were given.
    pub(crate) fn add_described_choices(&mut self, described: &Described) {
        for choice in &described.choices {
            let mut values = Vec::new();
            let mut phrases = Vec::new();
            for (at, value) in choice.values.iter().enumerate() {
                let shown = value.replace('_', " ");
                let id = format!("choice.{}.{value}.label", choice.name);
                let label = self.add_text(&id, Template::literal(shown.clone()), self.first_place());
                phrases.push((u32::try_from(at).unwrap_or(u32::MAX), shown));
                let key = Key::of(value);
                values.push(ChoiceValue {
                    name: value.clone(),
                    key,
                    label,
                    description: None,
                    only_when: None,
                });
            }
            self.choice_values.push(choice.values.clone());
            let lexicon = build_lexicon(phrases.iter().map(|(at, words)| (*at, words.as_str(), true)));
            let lexicon = self.add_lexicon(lexicon);
            self.graph.choices.push(Choice { name: choice.name.clone(), values, lexicon });
        }
    }
}

/// A text at a key.
fn text<'y>(value: &'y Yaml, key: &str) -> Option<&'y str> {
    value.get(key).and_then(Yaml::as_str)
}
