//! A file of labelled lines: label, text, and perhaps the language.

use super::classes::Classes;
use crate::exit::{Exit, Failure};
use std::collections::BTreeSet;
use std::path::Path;

/// More wrong lines than this are not listed.
const MOST_LISTED: usize = 20;
const HEADS: [&str; 4] = ["label", "intent", "category", "class"];

pub(super) struct Line {
    pub(super) number: usize,
    /// None of them: out of scope. Several: any of them is right.
    pub(super) labels: Vec<usize>,
    pub(super) text: String,
    pub(super) language: Option<String>,
}

pub(super) fn read(path: &Path, classes: &Classes<'_>) -> Result<Vec<Line>, Failure> {
    let shown = path.display().to_string();
    let text = crate::files::read(path, &shown)?;
    let (mut lines, mut wrong, mut unknown) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, written) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if written.trim().is_empty() || at == 0 && is_head(written, classes) {
            continue;
        }
        match line(at + 1, written, classes) {
            Ok(line) => lines.push(line),
            // One label that nobody knows is one mistake.
            Err(reason) => {
                if unknown.insert(reason.clone()) {
                    wrong.push(format!("{shown}:{}: {reason}", at + 1));
                }
            }
        }
    }
    if !wrong.is_empty() {
        let more = wrong.len().saturating_sub(MOST_LISTED);
        wrong.truncate(MOST_LISTED);
        if more > 0 {
            wrong.push(format!("{shown}: and {more} more"));
        }
        return Err(Failure::new(Exit::Problems, wrong.join("\nscn: ")));
    }
    if lines.is_empty() {
        return Err(Failure::new(
            Exit::Problems,
            format!("{shown} has no line with a label, a tab and a text"),
        ));
    }
    Ok(lines)
}

fn is_head(written: &str, classes: &Classes<'_>) -> bool {
    let mut cells = written.split('\t').map(|cell| cell.trim().to_lowercase());
    let first = cells.next().unwrap_or_default();
    HEADS.contains(&first.as_str())
        && (classes.named(&first).is_err() || cells.next().is_some_and(|it| it == "text"))
}

fn line(number: usize, written: &str, classes: &Classes<'_>) -> Result<Line, String> {
    let mut cells = written.split('\t');
    let (label, text) = (cells.next().unwrap_or_default().trim(), cells.next().map(str::trim));
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Err("write the label, a tab and what a customer says".to_owned());
    };
    let mut labels = Vec::new();
    for name in label.split('|') {
        labels.extend(classes.named(name.trim())?);
    }
    let language = cells.next().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
    Ok(Line { number, labels, text: text.to_owned(), language })
}
