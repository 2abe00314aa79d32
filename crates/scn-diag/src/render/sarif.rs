//! Diagnostics in the exchange format of analysis tools.
//! Source: OASIS, SARIF 2.1.0.

use super::{place::Place, sorted};
use crate::{Code, Diagnostic, Files};
use serde_json::{Value, json};

/// One SARIF log with one run.
pub fn sarif(files: &Files, diagnostics: &[Diagnostic], tool_version: &str) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort();
    codes.dedup();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "scn",
                "version": tool_version,
                "rules": codes.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": sorted(files, diagnostics).into_iter().map(|d| result(files, d)).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rule(code: &Code) -> Value {
    json!({ "id": code.0.code, "name": code.0.name, "help": { "text": code.0.page, "markdown": code.0.page } })
}

fn result(files: &Files, diagnostic: &Diagnostic) -> Value {
    let place = Place::of(files, diagnostic.span);
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    json!({
        "ruleId": diagnostic.code.0.code,
        "level": diagnostic.severity.word(),
        "message": { "text": format!("{}{help}", diagnostic.message) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.file) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }}],
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
