//! Text in; diagnostics or a graph out.

mod allows;
mod dump;
mod faults;
mod graphs;
mod languages;
mod modules;
mod names;
mod outside;
mod pages;
mod projects;
mod scale;
mod statements;
mod types;

use crate::Compiled;

/// Code, underlined text, message, help and fixes, one diagnostic per paragraph.
fn shown(compiled: &Compiled) -> String {
    let paragraphs = compiled.diagnostics.iter().map(|diagnostic| {
        let mut lines = vec![
            format!("{} `{}`", diagnostic.code, compiled.files.slice(diagnostic.span)),
            format!("  {}", diagnostic.message),
        ];
        let label =
            |label: &scn_diag::Label| format!("  at `{}`: {}", compiled.files.slice(label.span), label.text);
        lines.extend(diagnostic.labels.iter().map(label));
        lines.extend(diagnostic.help.iter().map(|help| format!("  help: {help}")));
        for fix in &diagnostic.fixes {
            let safe = if fix.safe { "safe" } else { "perhaps" };
            let texts: Vec<&str> = fix.edits.iter().map(|edit| edit.text.as_str()).collect();
            lines.push(format!("  fix ({safe}): {} → {}", fix.title, texts.join(" | ").replace('\n', "⏎")));
        }
        lines.join("\n")
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}
