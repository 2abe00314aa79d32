//! Diagnostics in the exchange format of analysis tools.
//! Sources: OASIS, SARIF 2.1.0; GitHub Docs, "SARIF support for code scanning": which properties it reads, which it
//! requires, and how long they may be.

use super::fingerprint::Fingerprints;
use super::{place::Place, sorted};
use crate::{Code, Diagnostic, Files, Fix, Span, Tongue};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// GitHub cuts longer descriptions.
const LONGEST_DESCRIPTION: usize = 1024;

/// One SARIF log with one run.
pub fn sarif(files: &Files, diagnostics: &[Diagnostic], tool_version: &str, tongue: Tongue) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort();
    codes.dedup();
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = sorted(files, diagnostics)
        .into_iter()
        .map(|diagnostic| {
            let rule = codes.binary_search(&diagnostic.code).unwrap_or_default();
            result(files, &diagnostic.in_tongue(tongue), rule, &fingerprints.of(files, diagnostic))
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "scn",
                "semanticVersion": tool_version,
                "rules": codes.iter().map(|code| rule(*code, tongue)).collect::<Vec<_>>(),
            }},
            "language": language(tongue),
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn language(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "en",
        Tongue::French => "fr",
    }
}

fn rule(code: Code, tongue: Tongue) -> Value {
    let (prose, page) = (code.prose(tongue), code.page(tongue));
    let prose = if prose.is_empty() { code.0.name } else { &prose };
    json!({
        "id": code.0.code,
        "name": code.0.name,
        "shortDescription": { "text": cut(first_sentence(prose)) },
        "fullDescription": { "text": cut(prose) },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": code.severity().word() },
        "properties": { "problem.severity": code.severity().word(), "tags": [family(code)] },
    })
}

/// What the first digit of a code stands for.
fn family(code: Code) -> &'static str {
    match code.0.code.as_bytes().get(1) {
        Some(b'0') => "syntax",
        Some(b'1') => "names",
        Some(b'2') => "flow",
        Some(b'3') => "whatsapp",
        Some(b'6') => "style",
        _ => "scenario",
    }
}

fn first_sentence(prose: &str) -> &str {
    let end = prose.find(". ").or_else(|| prose.find(".\n")).map_or(prose.len(), |at| at + 1);
    prose.get(..end).unwrap_or(prose)
}

fn cut(text: &str) -> String {
    match text.chars().count() {
        0..=LONGEST_DESCRIPTION => text.to_owned(),
        _ => text.chars().take(LONGEST_DESCRIPTION - 1).chain(['…']).collect(),
    }
}

fn result(files: &Files, diagnostic: &Diagnostic, rule: usize, fingerprint: &str) -> Value {
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code.0.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.word(),
        "message": { "text": format!("{}{help}", diagnostic.message) },
        "locations": [{ "physicalLocation": place(files, diagnostic.span) }],
        "partialFingerprints": { "scnFinding/v1": fingerprint },
    });
    let related = related(files, diagnostic);
    let fixes: Vec<Value> = diagnostic.fixes.iter().map(|it| fix(files, it)).collect();
    for (key, values) in [("relatedLocations", related), ("fixes", fixes)] {
        if let (false, Some(result)) = (values.is_empty(), result.as_object_mut()) {
            result.insert(key.to_owned(), Value::Array(values));
        }
    }
    result
}

/// The places that the diagnostic names besides its own.
fn related(files: &Files, diagnostic: &Diagnostic) -> Vec<Value> {
    let others = diagnostic.labels.iter().filter(|label| label.span != diagnostic.span);
    let numbered = others.enumerate();
    numbered
        .map(|(at, label)| {
            json!({
                "id": at + 1,
                "message": { "text": label.text.to_string() },
                "physicalLocation": place(files, label.span),
            })
        })
        .collect()
}

fn fix(files: &Files, fix: &Fix) -> Value {
    let mut by_file: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        by_file.entry(edit.span.file).or_default().push(json!({
            "deletedRegion": region(&Place::of(files, edit.span)),
            "insertedContent": { "text": edit.text },
        }));
    }
    let changes: Vec<Value> = by_file
        .into_iter()
        .map(|(file, replacements)| {
            let path = files.get(file).map_or("", |file| file.path.as_str());
            json!({ "artifactLocation": { "uri": uri(path) }, "replacements": replacements })
        })
        .collect();
    json!({ "description": { "text": fix.title.to_string() }, "artifactChanges": changes })
}

fn place(files: &Files, span: Span) -> Value {
    let place = Place::of(files, span);
    json!({ "artifactLocation": { "uri": uri(&place.file) }, "region": region(&place) })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A relative path as a URI reference: everything but the plain characters is percent-encoded.
fn uri(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}
