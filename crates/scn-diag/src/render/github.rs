//! Annotations on the lines of a pull request.
//! Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.

use super::{place::Place, sorted};
use crate::{Diagnostic, Files, Tongue};

/// One workflow command per diagnostic.
pub fn github(files: &Files, diagnostics: &[Diagnostic], tongue: Tongue) -> String {
    let sorted = sorted(files, diagnostics);
    sorted.into_iter().map(|diagnostic| command(files, &diagnostic.in_tongue(tongue))).collect()
}

fn command(files: &Files, diagnostic: &Diagnostic) -> String {
    let place = Place::of(files, diagnostic.span);
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    format!(
        "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
        diagnostic.severity.word(),
        property(&place.file),
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        property(&format!("{} {}", diagnostic.code, diagnostic.code.0.name)),
        data(&format!("{}{help}", diagnostic.message)),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
