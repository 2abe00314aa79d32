//! Bytes of the project's files to trees.

use crate::Sources;
use crate::codes;
use crate::modules;
use crate::report::Report;
use crate::session::Session;
use scn_diag::{Diagnostic, FileId, Files, Span, wording};
use scn_syntax::Parsed;
use scn_syntax::ast::{self, Declaration};
use std::collections::BTreeMap;

/// Every file that could be read, as a tree.
#[derive(Default)]
pub(crate) struct Trees {
    pub(crate) files: Files,
    pub(crate) trees: Vec<ast::File>,
    /// What is wrong with the text of a file.
    pub(crate) problems: BTreeMap<FileId, Vec<Diagnostic>>,
    /// Path to file.
    pub(crate) by_path: BTreeMap<String, FileId>,
    /// The standard modules that are used, by their names.
    pub(crate) modules: BTreeMap<FileId, String>,
}

impl Trees {
    fn add(&mut self, report: &mut Report, parsed: Parsed) {
        let Parsed { tree, diagnostics } = parsed;
        diagnostics.iter().for_each(|diagnostic| report.add(diagnostic.clone()));
        if !diagnostics.is_empty() {
            self.problems.insert(tree.id, diagnostics);
        }
        self.trees.push(tree);
    }
}

pub(crate) fn read(sources: &dyn Sources, session: &mut Session, report: &mut Report) -> Trees {
    let mut out = Trees::default();
    let paths = match sources.list() {
        Ok(paths) => paths,
        Err(error) => {
            let file = out.files.add(error.path.clone(), "");
            report.add(unreadable(file, &error.to_string()));
            return out;
        }
    };
    for path in paths {
        match sources.read(&path) {
            Ok(bytes) => read_file(&mut out, session, report, path, bytes),
            Err(error) => {
                let file = out.files.add(path, "");
                report.add(unreadable(file, &error.to_string()));
            }
        }
    }
    read_modules(&mut out, session, report);
    out
}

/// The standard modules that the files use, and those that these use.
fn read_modules(out: &mut Trees, session: &mut Session, report: &mut Report) {
    let mut at = 0;
    while let Some(tree) = out.trees.get(at) {
        let wanted: Vec<String> = tree
            .declarations
            .iter()
            .filter_map(|declaration| match declaration {
                Declaration::Use(used) => modules::standard_name(used)?.ok().map(str::to_owned),
                _ => None,
            })
            .collect();
        for name in wanted {
            if out.modules.values().any(|known| *known == name) {
                continue;
            }
            let Some(text) = modules::standard(&name) else { continue };
            let path = format!("std/{name}.scn");
            let file = out.files.add(path.as_str(), text);
            out.add(report, session.parse(&path, file, text));
            out.modules.insert(file, name);
        }
        at += 1;
    }
}

fn unreadable(file: FileId, reason: &str) -> Diagnostic {
    Diagnostic::new(
        codes::E1015,
        Span::new(file, 0, 0),
        wording!("this file cannot be read: {reason}", reason),
    )
    .help("check that the file exists and that you may read it")
}

fn read_file(out: &mut Trees, session: &mut Session, report: &mut Report, path: String, bytes: Vec<u8>) {
    match String::from_utf8(bytes) {
        Ok(text) => {
            let file = out.files.add(path.clone(), text.as_str());
            out.add(report, session.parse(&path, file, &text));
            out.by_path.insert(path, file);
        }
        Err(error) => {
            let file = out.files.add(path.clone(), String::from_utf8_lossy(error.as_bytes()).into_owned());
            out.by_path.insert(path, file);
            report.add(not_utf8(file, &error));
        }
    }
}

/// Names the first byte that is not UTF-8; the text shown has a `�` in its place.
fn not_utf8(file: FileId, error: &std::string::FromUtf8Error) -> Diagnostic {
    let at = error.utf8_error().valid_up_to();
    let before = error.as_bytes().get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = error.as_bytes().get(at).copied().unwrap_or_default();
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    Diagnostic::new(
        codes::E1014,
        Span::new(file, start, start.saturating_add(3)),
        format!("this file is not UTF-8: byte {} in line {line} is 0x{byte:02X}", at + 1),
    )
    .help("save the file again with the encoding UTF-8; most editors offer it under \"save with encoding\"")
}
