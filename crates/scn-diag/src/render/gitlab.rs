//! The report that merge requests show.
//! Source: GitLab Docs, "Code Quality", the report format of a tool of one's own: a list of description, check name,
//! fingerprint (a finding keeps it while its line moves), severity, path and line.

use super::fingerprint::Fingerprints;
use super::{place::Place, sorted};
use crate::{Diagnostic, Files, Tongue};
use serde_json::{Value, json};

/// One JSON list with every diagnostic.
pub fn gitlab(files: &Files, diagnostics: &[Diagnostic], tongue: Tongue) -> String {
    let mut fingerprints = Fingerprints::default();
    let findings: Vec<Value> = sorted(files, diagnostics)
        .into_iter()
        .map(|diagnostic| finding(files, &diagnostic.in_tongue(tongue), &fingerprints.of(files, diagnostic)))
        .collect();
    serde_json::to_string_pretty(&findings).unwrap_or_default() + "\n"
}

fn finding(files: &Files, diagnostic: &Diagnostic, fingerprint: &str) -> Value {
    let place = Place::of(files, diagnostic.span);
    let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    json!({
        "description": format!("{}{help}", diagnostic.message),
        "check_name": format!("{} {}", diagnostic.code, diagnostic.code.0.name),
        "fingerprint": fingerprint,
        "severity": severity(diagnostic),
        "location": { "path": place.file, "lines": { "begin": place.line, "end": place.end_line } },
    })
}

/// Nothing runs with a `critical` one; a `major` one stops the build, a `minor` one does not.
fn severity(diagnostic: &Diagnostic) -> &'static str {
    match (diagnostic.is_error(), diagnostic.code.0.fixed) {
        (true, true) => "critical",
        (true, false) => "major",
        (false, _) => "minor",
    }
}
