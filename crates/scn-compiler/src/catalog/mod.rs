//! Catalogs: a file of the project to typed rows.

mod columns;
mod load;

use crate::build::Build;
use crate::codes;
use crate::report::did_you_mean;
use columns::Column;
use load::{RawCatalog, RawRow};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Catalog, Field, Key, Row, Type, Value};
use scn_syntax::ast;
use scn_understand::build_lexicon;
use std::collections::BTreeMap;

const KEYS: [&str; 3] = ["id", "key", "sku"];
const LABELS: [&str; 3] = ["label", "name", "title"];
const GROUPS: [&str; 3] = ["group", "section", "category"];
/// Columns that hold further words for a row.
pub(crate) const SYNONYMS: [&str; 2] = ["synonyms", "also"];

impl Build<'_> {
    pub(crate) fn read_catalogs(&mut self) {
        for declared in self.names.clone().catalogs.iter().copied() {
            let catalog =
                self.catalog(declared).unwrap_or_else(|| empty(&self.names.full_name(&declared.name)));
            self.graph.catalogs.push(catalog);
        }
    }

    fn catalog(&mut self, declared: &ast::Catalog) -> Option<Catalog> {
        let span = declared.from.span;
        let (path, bytes) = self.data_file(&declared.from)?;
        let raw = match load::load(&path, &bytes) {
            Ok(raw) => raw,
            Err(reason) => {
                self.report.add(
                    Diagnostic::new(codes::E1029, span, wording!("`{path}` cannot be read: {reason}", path, reason))
                        .help("a catalog is a list of rows in YAML, JSON or CSV (UTF-8), each row a list of `column: value`"),
                );
                return None;
            }
        };
        self.typed_catalog(declared, &path, &raw)
    }

    fn typed_catalog(&mut self, declared: &ast::Catalog, path: &str, raw: &RawCatalog) -> Option<Catalog> {
        let at = |name: &str| raw.columns.iter().position(|column| column == name);
        let first = |names: &[&str]| names.iter().find_map(|name| at(name));
        let key = match &declared.key {
            Some(name) => Some(self.column_named(name, path, raw)?),
            None => first(&KEYS),
        };
        let label = match &declared.label {
            Some(name) => self.column_named(name, path, raw)?,
            None => match first(&LABELS) {
                Some(label) => label,
                None => {
                    self.no_label(declared, path, raw);
                    return None;
                }
            },
        };
        let columns = self.columns(declared, path, raw, &[Some(label), key])?;
        let names = self.row_names(declared, path, raw, key, label)?;
        self.every_row_has_a_label(declared, path, raw, label)?;
        let rows: Vec<Row> = names
            .into_iter()
            .enumerate()
            .map(|(row, name)| Row {
                key: Key::of(&name),
                name,
                cells: columns.iter().map(|column| column.cells.get(row).cloned().flatten()).collect(),
            })
            .collect();
        let index = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let is_yes_no = |at: &usize| columns.get(*at).is_some_and(|column| column.ty == Type::YesNo);
        let lexicon = self.add_lexicon(rows_lexicon(&columns, label, &rows));
        Some(Catalog {
            name: self.names.full_name(&declared.name),
            label: index(label),
            description: at("description").map(index),
            available: at("available").filter(is_yes_no).map(index),
            group: first(&GROUPS).map(index),
            columns: columns.into_iter().map(Column::field).collect(),
            rows,
            lexicon,
        })
    }

    /// The path and the bytes of a file of the project that a text names.
    pub(crate) fn data_file(&mut self, from: &ast::Text) -> Option<(String, Vec<u8>)> {
        let path = self.plain(from)?;
        match self.sources.read(&path) {
            Ok(bytes) => return Some((path, bytes)),
            Err(error) if error.missing => {
                self.report.add(missing_file(from.span, &path, &self.sources.data_files()));
            }
            Err(error) => {
                let message = wording!("`{path}` cannot be read: {error}", path, error = error.reason);
                self.report.add(Diagnostic::new(codes::E1015, from.span, message));
            }
        }
        None
    }

    fn column_named(&mut self, name: &ast::Name, path: &str, raw: &RawCatalog) -> Option<usize> {
        let at = raw.columns.iter().position(|column| *column == name.text);
        if at.is_none() {
            let diagnostic = Diagnostic::new(
                codes::E1030,
                name.span,
                wording!("`{path}` has no column `{name}`", path, name = name.text),
            );
            let known = raw.columns.iter().map(String::as_str);
            self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
        }
        at
    }

    fn no_label(&mut self, declared: &ast::Catalog, path: &str, raw: &RawCatalog) {
        let columns: Vec<&str> = raw.columns.iter().map(String::as_str).collect();
        self.report.add(
            Diagnostic::new(
                codes::E1030,
                declared.from.span,
                wording!(
                    "`{path}` has no column `label`, `name` or `title`: nothing says what the customer reads",
                    path
                ),
            )
            .help(wording!(
                "name a column with `label FIELD`; the columns are: {known}",
                known = crate::report::some_of(&columns)
            )),
        );
    }

    /// Types every column; `None` when one of them mixes types.
    fn columns(
        &mut self,
        declared: &ast::Catalog,
        path: &str,
        raw: &RawCatalog,
        texts: &[Option<usize>],
    ) -> Option<Vec<Column>> {
        let mut out = Vec::new();
        let mut sound = true;
        for (at, name) in raw.columns.iter().enumerate() {
            let cells = raw.rows.iter().map(|row| row.cells.get(at).unwrap_or(&load::Cell::Empty));
            let must_be_text =
                texts.contains(&Some(at)) || name == "description" || GROUPS.contains(&name.as_str());
            let column = if SYNONYMS.contains(&name.as_str()) {
                Ok(columns::words(name, cells))
            } else if must_be_text {
                Ok(columns::text(name, cells))
            } else {
                columns::infer(name, cells)
            };
            match column {
                Ok(column) => out.push(column),
                Err(mixed) => {
                    sound = false;
                    self.report.add(
                        Diagnostic::new(
                            codes::E1031,
                            declared.from.span,
                            wording!("the column `{name}` of `{path}` mixes types: row {mixed} has {mixed_2}, row {mixed_3} has {mixed_4}", name, path, mixed = mixed.first_row + 1, mixed_2 = mixed.first, mixed_3 = mixed.row + 1, mixed_4 = mixed.found),
                        )
                        .help("give every row of a column the same kind of value, or leave the cell empty"),
                    );
                }
            }
        }
        sound.then_some(out)
    }

    /// A row without one would show its key to the customer.
    fn every_row_has_a_label(
        &mut self,
        declared: &ast::Catalog,
        path: &str,
        raw: &RawCatalog,
        label: usize,
    ) -> Option<()> {
        let written = |row: &RawRow| row.cells.get(label).and_then(load::Cell::written);
        let is_bare = |row: &RawRow| written(row).is_none_or(|label| label.trim().is_empty());
        let Some(bare) = raw.rows.iter().position(is_bare) else { return Some(()) };
        let column = raw.columns.get(label).map_or("label", String::as_str);
        self.report.add(
            Diagnostic::new(
                codes::E1030,
                declared.from.span,
                wording!(
                    "row {bare} of `{path}` has no `{column}`: nothing says what the customer reads",
                    bare = bare + 1,
                    path,
                    column
                ),
            )
            .help(wording!("give every row a `{column}`", column)),
        );
        None
    }

    /// What each row is called; two rows must not share it.
    fn row_names(
        &mut self,
        declared: &ast::Catalog,
        path: &str,
        raw: &RawCatalog,
        key: Option<usize>,
        label: usize,
    ) -> Option<Vec<String>> {
        let mut seen: BTreeMap<Key, (usize, String)> = BTreeMap::new();
        let mut names = Vec::new();
        for (at, row) in raw.rows.iter().enumerate() {
            let name = row_name(row, key, label);
            let wrong = match (&name, name.as_deref().and_then(|name| seen.get(&Key::of(name)))) {
                (None, _) => Some(match key {
                    Some(key) => {
                        wording!("has no `{raw}`", raw = raw.columns.get(key).map_or("", String::as_str))
                    }
                    None => "has no label".into(),
                }),
                (Some(name), Some((first, other))) if name == other => {
                    Some(wording!("has the key `{name}`, as row {first} has", name, first = first + 1))
                }
                (Some(name), Some((first, other))) => Some(wording!(
                    "has the key `{name}`, too close to `{other}` of row {first}",
                    name,
                    other,
                    first = first + 1
                )),
                (Some(_), None) => None,
            };
            if let Some(wrong) = wrong {
                self.report.add(
                    Diagnostic::new(
                        codes::E1032,
                        declared.from.span,
                        wording!("row {at} of `{path}` {wrong}", at = at + 1, path, wrong),
                    )
                    .help("every row needs a key of its own: conversations and buttons go by it"),
                );
                return None;
            }
            let name = name.unwrap_or_default();
            seen.insert(Key::of(&name), (at, name.clone()));
            names.push(name);
        }
        Some(names)
    }
}

fn missing_file(span: Span, path: &str, known: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::new(codes::E1028, span, wording!("there is no file `{path}`", path));
    let near = scn_diag::closest(path, known.iter().map(String::as_str)).or_else(|| {
        let file = path.rsplit('/').next();
        known.iter().map(String::as_str).find(|known| known.rsplit('/').next() == file)
    });
    match near {
        Some(near) => diagnostic.help(wording!("did you mean `{near}`?", near)).fix(
            wording!("write `{near}`", near),
            true,
            span,
            format!("\"{near}\""),
        ),
        None => diagnostic.help("the path is relative to the project's folder"),
    }
}

fn row_name(row: &RawRow, key: Option<usize>, label: usize) -> Option<String> {
    let cell = |at: usize| row.cells.get(at).and_then(load::Cell::written);
    match key {
        Some(key) => cell(key),
        None => row.name.clone().or_else(|| cell(label).map(|label| slug(&label))),
    }
    .filter(|name| !name.is_empty())
}

/// `Quattro Formaggi` to `quattro_formaggi`.
fn slug(label: &str) -> String {
    scn_understand::fold(label).split_whitespace().collect::<Vec<_>>().join("_")
}

/// Labels and synonyms; rows that are not available stay in, so that they can be refused politely.
fn rows_lexicon(columns: &[Column], label: usize, rows: &[Row]) -> scn_graph::model::Lexicon {
    let mut phrases: Vec<(u32, String, bool)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let item = u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(Some(Value::Text(label))) = row.cells.get(label) {
            phrases.push((item, label.clone(), true));
        }
        for (column, cell) in columns.iter().zip(&row.cells) {
            if let (true, Some(Value::List(words))) = (SYNONYMS.contains(&column.name.as_str()), cell) {
                phrases.extend(words.iter().filter_map(|word| match word {
                    Value::Text(word) => Some((item, word.clone(), false)),
                    _ => None,
                }));
            }
        }
    }
    build_lexicon(phrases.iter().map(|(item, phrase, label)| (*item, phrase.as_str(), *label)))
}

/// What stands for a catalog that could not be read, so that nothing else complains about it.
fn empty(name: &str) -> Catalog {
    Catalog {
        name: name.to_owned(),
        columns: Vec::new(),
        label: 0,
        description: None,
        available: None,
        group: None,
        rows: Vec::new(),
        lexicon: scn_graph::LexiconId(0),
    }
}

impl Column {
    fn field(self) -> Field {
        let optional = self.cells.iter().any(Option::is_none);
        let ty = if optional { Type::Optional(Box::new(self.ty)) } else { self.ty };
        Field { name: self.name, ty, value: None, formula: false, markers: Vec::new() }
    }
}
