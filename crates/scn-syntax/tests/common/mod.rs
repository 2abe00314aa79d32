//! What the tests of this crate share.
#![allow(dead_code, unreachable_pub, clippy::disallowed_methods)]

use scn_diag::{Diagnostic, FileId, Fix, SourceFile};

/// The valid files of the corpus with their names.
pub fn corpus() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

pub fn errors(text: &str) -> Vec<Diagnostic> {
    scn_syntax::parse(FileId(0), text).diagnostics
}

/// The text with a fix applied.
pub fn mended(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| edit.span.start);
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// Diagnostics as text: the line, the place underlined, the words, what the first fix does.
pub fn show(text: &str, diagnostics: &[Diagnostic]) -> String {
    let file = SourceFile::new("a.scn", text);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let place = file.line_column(diagnostic.span.start);
        let line = file.line(place.line);
        let width = file.slice(diagnostic.span).lines().next().unwrap_or("").chars().count().max(1);
        out += &format!("{}:{} {} {}\n", place.line, place.column, diagnostic.code, diagnostic.message);
        out += &format!("  | {line}\n  | {}{}\n", " ".repeat(place.column as usize - 1), "^".repeat(width));
        for label in &diagnostic.labels {
            let at = file.line_column(label.span.start);
            out += &format!("  {}:{} {}\n", at.line, at.column, label.text);
        }
        if let Some(help) = &diagnostic.help {
            out += &format!("  help: {help}\n");
        }
        for fix in &diagnostic.fixes {
            let safe = if fix.safe { "safe fix" } else { "fix" };
            let after = mended(text, fix);
            let changed: Vec<_> =
                after.lines().filter(|line| !text.lines().any(|old| old == *line)).collect();
            out += &format!("  {safe}: {}: {}\n", fix.title, changed.join(" ⏎ "));
        }
    }
    out
}
