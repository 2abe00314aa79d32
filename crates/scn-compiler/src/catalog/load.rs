//! YAML, JSON and CSV to rows of untyped cells.

use scn_diag::{Wording, wording};
use scn_graph::Decimal;
use serde_yaml::Value as Yaml;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    YesNo(bool),
    Number(i64),
    Decimal(Decimal),
    Text(String),
    /// From a spreadsheet, where everything is text: may be a number.
    Loose(String),
    List(Vec<String>),
    /// A map in a cell, which no type can hold.
    Nested,
}

impl Cell {
    /// The cell as a text, for keys and labels.
    pub(super) fn written(&self) -> Option<String> {
        match self {
            Cell::YesNo(value) => Some(if *value { "yes" } else { "no" }.to_owned()),
            Cell::Number(number) => Some(number.to_string()),
            Cell::Decimal(number) => Some(number.to_string()),
            Cell::Text(text) | Cell::Loose(text) => Some(text.clone()),
            Cell::Empty | Cell::List(_) | Cell::Nested => None,
        }
    }
}

pub(super) struct RawRow {
    /// The key of a map of rows.
    pub(super) name: Option<String>,
    /// One per column; may be shorter.
    pub(super) cells: Vec<Cell>,
}

pub(super) struct RawCatalog {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<RawRow>,
}

/// The error is a reason in words.
pub(super) fn load(path: &str, bytes: &[u8]) -> Result<RawCatalog, Wording> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        wording!("it is not UTF-8 (byte {byte} in line {line})", byte = error.valid_up_to() + 1, line)
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let catalog = match path.rsplit('.').next().unwrap_or_default() {
        "yaml" | "yml" => rows(serde_yaml::from_str(text).map_err(|error| error.to_string())?)?,
        // read into the YAML tree, which keeps the order of the file
        "json" => rows(serde_json::from_str::<Yaml>(text).map_err(|error| error.to_string())?)?,
        "csv" => csv(text)?,
        other => return Err(wording!("files of the kind `.{other}` are not known", other)),
    };
    if catalog.rows.is_empty() {
        return Err("it has no rows".into());
    }
    Ok(catalog)
}

fn rows(tree: Yaml) -> Result<RawCatalog, Wording> {
    let mut catalog = RawCatalog { columns: Vec::new(), rows: Vec::new() };
    match tree {
        Yaml::Sequence(items) => {
            for (at, item) in items.into_iter().enumerate() {
                let Yaml::Mapping(row) = item else {
                    return Err(wording!("row {row} is not a list of `column: value`", row = at + 1));
                };
                catalog.push(None, row)?;
            }
        }
        Yaml::Mapping(items) => {
            for (name, row) in items {
                let name = key(&name)?;
                let Yaml::Mapping(row) = row else {
                    return Err(wording!("the row `{name}` is not a list of `column: value`", name));
                };
                catalog.push(Some(name), row)?;
            }
        }
        Yaml::Null => {}
        _ => return Err("it is neither a list of rows nor a map of rows".into()),
    }
    Ok(catalog)
}

impl RawCatalog {
    fn push(&mut self, name: Option<String>, row: serde_yaml::Mapping) -> Result<(), String> {
        let mut cells = vec![Cell::Empty; self.columns.len()];
        for (column, value) in row {
            let column = key(&column)?;
            match self.columns.iter().position(|known| *known == column) {
                Some(at) => {
                    if let Some(cell) = cells.get_mut(at) {
                        *cell = self::cell(value);
                    }
                }
                None => {
                    self.columns.push(column);
                    cells.push(self::cell(value));
                }
            }
        }
        self.rows.push(RawRow { name, cells });
        Ok(())
    }
}

fn key(value: &Yaml) -> Result<String, String> {
    cell(value.clone())
        .written()
        .map(|name| name.nfc().collect())
        .ok_or_else(|| "a name in it is no text".to_owned())
}

fn cell(value: Yaml) -> Cell {
    match value {
        Yaml::Null => Cell::Empty,
        Yaml::Bool(value) => Cell::YesNo(value),
        Yaml::Number(number) => match number.as_i64() {
            Some(number) => Cell::Number(number),
            None => Decimal::from_str(&number.to_string())
                .or_else(|_| Decimal::from_scientific(&number.to_string()))
                .map_or_else(|_| Cell::Text(number.to_string()), Cell::Decimal),
        },
        Yaml::String(text) => Cell::Text(text.nfc().collect()),
        Yaml::Sequence(items) => {
            let words: Option<Vec<String>> = items.into_iter().map(|item| cell(item).written()).collect();
            words.map_or(Cell::Nested, Cell::List)
        }
        Yaml::Mapping(_) | Yaml::Tagged(_) => Cell::Nested,
    }
}

fn csv(text: &str) -> Result<RawCatalog, Wording> {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: char| header.matches(mark).count();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|mark| count(char::from(*mark))).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if count(char::from(delimiter)) == 0 { b',' } else { delimiter })
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns =
        reader.headers().map_err(|error| error.to_string())?.iter().map(|name| name.nfc().collect());
    let mut catalog = RawCatalog { columns: columns.collect(), rows: Vec::new() };
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let cells = record.iter().map(|cell| match cell {
            "" => Cell::Empty,
            text => Cell::Loose(text.nfc().collect()),
        });
        catalog.rows.push(RawRow { name: None, cells: cells.collect() });
    }
    Ok(catalog)
}
