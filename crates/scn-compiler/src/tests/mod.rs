//! Text in; diagnostics or a graph out.

mod allows;
mod dump;
mod faults;
mod flows;
mod graphs;
mod languages;
mod limits;
mod modules;
mod names;
mod outside;
mod pages;
mod projects;
mod scale;
mod statements;
mod types;
mod window;
mod words;

use crate::{Compiled, MemorySources, Sources};

/// As the project compiles, without what lints say: they have tests of their own, and examples here are short.
fn compile(sources: &dyn Sources) -> Compiled {
    let mut compiled = crate::compile(sources);
    let early = ["W1001", "W2001", "W2002", "W3001"];
    compiled.diagnostics.retain(|found| found.code.0.fixed || early.contains(&found.code.code()));
    compiled
}

/// The same for one file.
fn compile_text(text: &str) -> Compiled {
    compile(&MemorySources::new([("main.scn", text)]))
}

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
