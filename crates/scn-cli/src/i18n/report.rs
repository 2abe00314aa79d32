//! What `scn i18n` tells.

use scn_compiler::i18n::{Extracted, Merged, Status};
use scn_graph::Language;
use serde_json::{Value, json};
use std::fmt::Write;

/// A language, the file of its translations, and what came of it.
type Row<T> = (Language, String, T);

const NOTHING: &str = "the scenario has one language; name more in `language fr, en`\n";

pub(super) fn extracted(done: &[Row<Extracted>]) -> String {
    let mut page = String::new();
    for (_, shown, extracted) in done {
        let counts = [
            (extracted.added.len(), "new"),
            (extracted.outdated.len(), "outdated"),
            (extracted.orphans.len(), "left over"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let counts = if counts.is_empty() { "nothing new".to_owned() } else { counts.join(", ") };
        let _ = writeln!(
            page,
            "{shown}: {} texts, {counts}",
            extracted.locale.entries.len() - extracted.orphans.len()
        );
        list(&mut page, "left over", &extracted.orphans);
    }
    if page.is_empty() { NOTHING.to_owned() } else { page }
}

pub(super) fn merged(shown: &str, merged: &Merged) -> String {
    let mut page = format!("{shown}: {} translations taken\n", merged.taken.len());
    list(&mut page, "not a text of this project", &merged.unknown);
    page
}

pub(super) fn status(rows: &[Row<Status>], total: usize) -> String {
    if rows.is_empty() {
        return NOTHING.to_owned();
    }
    let mut page =
        format!("{:<10}{:>7}{:>9}{:>10}{:>11}\n", "language", "texts", "missing", "outdated", "left over");
    for (language, _, status) in rows {
        let (missing, outdated, orphans) =
            (status.missing.len(), status.outdated.len(), status.orphans.len());
        let _ = writeln!(page, "{:<10}{total:>7}{missing:>9}{outdated:>10}{orphans:>11}", language.code());
    }
    for (_, shown, status) in
        rows.iter().filter(|(_, _, status)| !status.is_complete() || !status.orphans.is_empty())
    {
        let _ = writeln!(page, "\n{shown}");
        list(&mut page, "missing", &status.missing);
        list(&mut page, "outdated", &status.outdated);
        list(&mut page, "left over", &status.orphans);
    }
    page
}

/// More would be no help on a screen; `--json` has them all.
const MOST: usize = 20;

fn list(page: &mut String, what: &str, ids: &[String]) {
    for id in ids.iter().take(MOST) {
        let _ = writeln!(page, "  {what}: {id}");
    }
    if ids.len() > MOST {
        let _ = writeln!(page, "  {what}: and {} more", ids.len() - MOST);
    }
}

pub(super) fn extracted_json(done: &[Row<Extracted>]) -> String {
    languages(done, |extracted| {
        json!({
            "total": extracted.locale.entries.len() - extracted.orphans.len(),
            "added": extracted.added,
            "outdated": extracted.outdated,
            "orphans": extracted.orphans,
        })
    })
}

pub(super) fn merged_json(language: Language, shown: &str, merged: &Merged) -> String {
    let row = [(language, shown.to_owned(), merged)];
    languages(&row, |merged| json!({"taken": merged.taken, "unknown": merged.unknown}))
}

pub(super) fn status_json(rows: &[Row<Status>]) -> String {
    languages(rows, |status| {
        json!({
            "total": status.total,
            "missing": status.missing,
            "outdated": status.outdated,
            "orphans": status.orphans,
            "complete": status.is_complete(),
        })
    })
}

/// One object of this shape for every answer: the languages, each with its file and what is told of it.
fn languages<T>(rows: &[Row<T>], told: impl Fn(&T) -> Value) -> String {
    let rows = rows.iter().map(|(language, shown, of)| {
        let mut row = json!({"language": language.code(), "file": shown});
        if let (Some(row), Value::Object(told)) = (row.as_object_mut(), told(of)) {
            row.extend(told);
        }
        row
    });
    let report = json!({"version": 1, "languages": rows.collect::<Vec<Value>>()});
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}
