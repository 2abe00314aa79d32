//! Diagnostics for programs. The shape is a promise: fields are added, never changed.

use super::{place::Place, sorted};
use crate::{Diagnostic, Edit, Files, Tongue};
use serde::Serialize;

#[derive(Serialize)]
struct Report {
    /// Of this shape.
    version: u32,
    diagnostics: Vec<Item>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Item {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    place: Place,
    message: String,
    help: Option<String>,
    labels: Vec<Label>,
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
struct Label {
    #[serde(flatten)]
    place: Place,
    text: String,
}

#[derive(Serialize)]
struct Fix {
    title: String,
    safe: bool,
    edits: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    #[serde(flatten)]
    place: Place,
    /// Bytes from the beginning of the file.
    start: u32,
    end: u32,
    text: String,
}

/// One JSON object with every diagnostic, by place.
pub fn json(files: &Files, diagnostics: &[Diagnostic], tongue: Tongue) -> String {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let report = Report {
        version: 1,
        diagnostics: sorted(files, diagnostics)
            .into_iter()
            .map(|d| item(files, &d.in_tongue(tongue)))
            .collect(),
        errors,
        warnings: diagnostics.len() - errors,
    };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn item(files: &Files, diagnostic: &Diagnostic) -> Item {
    let change = |edit: &Edit| Change {
        place: Place::of(files, edit.span),
        start: edit.span.start,
        end: edit.span.end,
        text: edit.text.clone(),
    };
    Item {
        code: diagnostic.code.0.code,
        name: diagnostic.code.0.name,
        severity: diagnostic.severity.word(),
        place: Place::of(files, diagnostic.span),
        message: diagnostic.message.to_string(),
        help: diagnostic.help.as_ref().map(ToString::to_string),
        labels: (diagnostic.labels.iter())
            .map(|label| Label { place: Place::of(files, label.span), text: label.text.to_string() })
            .collect(),
        fixes: (diagnostic.fixes.iter())
            .map(|fix| Fix {
                title: fix.title.to_string(),
                safe: fix.safe,
                edits: fix.edits.iter().map(change).collect(),
            })
            .collect(),
    }
}
