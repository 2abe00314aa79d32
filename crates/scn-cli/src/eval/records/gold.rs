//! The file of `--records`: `{"text": …, "records": [{field: value}]}`, one object a line.

use super::fields::{Fields, Row, Unknown};
use crate::exit::{Exit, Failure};
use crate::names;
use serde_json::{Map, Value as Json};
use std::path::Path;

const MOST_LISTED: usize = 20;

pub(super) struct Line {
    pub(super) number: usize,
    pub(super) text: String,
    pub(super) records: Vec<Row>,
    /// As they were written.
    pub(super) written: Json,
}

/// The lines, and the values that the project has no word for, with their places: no reading can be equal to them.
pub(super) fn read(path: &Path, fields: &Fields<'_>) -> Result<(Vec<Line>, Vec<String>), Failure> {
    let shown = path.display().to_string();
    let text = crate::files::read(path, &shown)?;
    let (mut lines, mut wrong, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (at, written) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if written.trim().is_empty() {
            continue;
        }
        let place = format!("{shown}:{}", at + 1);
        match line(at + 1, written, fields, &mut |value| unknown.push(format!("{place}: {value}"))) {
            Ok(line) => lines.push(line),
            Err(reason) => wrong.push(format!("{place}: {reason}")),
        }
    }
    if !wrong.is_empty() {
        let more = wrong.len().saturating_sub(MOST_LISTED);
        wrong.truncate(MOST_LISTED);
        wrong.extend((more > 0).then(|| format!("{shown}: and {more} more")));
        return Err(Failure::new(Exit::Problems, wrong.join("\nscn: ")));
    }
    if lines.is_empty() {
        return Err(Failure::new(
            Exit::Problems,
            format!("{shown} has no line with a \"text\" and \"records\""),
        ));
    }
    Ok((lines, unknown))
}

fn line(
    number: usize,
    written: &str,
    fields: &Fields<'_>,
    unknown: &mut dyn FnMut(String),
) -> Result<Line, String> {
    let form = "write {\"text\": …, \"records\": [{field: value}]}";
    let mut object: Map<String, Json> =
        serde_json::from_str(written).map_err(|error| format!("{form}; this is no JSON object: {error}"))?;
    let Some(Json::String(text)) = object.remove("text") else {
        return Err(format!("{form}; there is no \"text\""));
    };
    let records = match object.remove("records") {
        Some(Json::Array(records)) => records,
        // One record, for a slot of one.
        Some(one @ Json::Object(_)) => vec![one],
        _ => return Err(format!("{form}; there are no \"records\"")),
    };
    let rows = records.iter().map(|record| row(record, fields, unknown)).collect::<Result<_, _>>()?;
    Ok(Line { number, text, records: rows, written: Json::Array(records) })
}

fn row(record: &Json, fields: &Fields<'_>, unknown: &mut dyn FnMut(String)) -> Result<Row, String> {
    let Json::Object(record) = record else { return Err(format!("a record is an object, not {record}")) };
    let mut row = Row::new();
    for (name, value) in record {
        if fields.is_formula(name) {
            continue;
        }
        let Some(field) = fields.field(name) else {
            return Err(format!(
                "the record has no field `{name}`; {}",
                names::nearest(name, || fields.names())
            ));
        };
        let value = fields.written(&field.ty, value).unwrap_or_else(|Unknown(value)| {
            unknown(format!("`{name}` cannot be `{value}` in this project"));
            // Equal to no reading.
            vec![format!("\u{0}{value}")]
        });
        row.insert(name.clone(), value);
    }
    Ok(fields.completed(row))
}
