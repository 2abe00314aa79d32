//! The report of `scn eval --records`.

use super::Tried;
use super::compare::Count;
use super::fields::{Fields, Row};
use crate::eval::figures::share;
use crate::eval::report::shown as percent;
use crate::json::Shown;
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fmt::Write;

const MOST_WORST: usize = 10;

#[derive(Serialize)]
pub(super) struct Report {
    /// Of this shape.
    version: u32,
    lines: usize,
    /// All records of a line as they should be, in any order.
    exact: f64,
    records: Records,
    fields: Vec<Scores>,
    all_fields: Scores,
    /// Values of the file that the project has no word for.
    unknown: Vec<String>,
    worst: Vec<Worst>,
    microseconds_per_message: Times,
}

#[derive(Serialize)]
struct Records {
    expected: usize,
    missing: usize,
    extra: usize,
}

#[derive(Serialize)]
struct Scores {
    field: String,
    precision: f64,
    recall: f64,
    f1: f64,
}

#[derive(Serialize)]
struct Worst {
    line: usize,
    text: String,
    expected: Vec<Row>,
    read: Vec<Row>,
}

#[derive(Serialize)]
struct Times {
    median: f64,
    p99: f64,
}

impl Report {
    pub(super) fn of(fields: &Fields<'_>, tried: &[Tried], unknown: Vec<String>) -> Report {
        let sum = |of: &dyn Fn(&Tried) -> usize| tried.iter().map(of).sum::<usize>();
        let mut counts: BTreeMap<&str, Count> = fields.names().map(|name| (name, Count::default())).collect();
        let mut all = Count::default();
        for (name, count) in tried.iter().flat_map(|tried| &tried.compared.fields) {
            let own = counts.entry(name).or_default();
            for sum in [own, &mut all] {
                sum.right += count.right;
                sum.read += count.read;
                sum.expected += count.expected;
            }
        }
        let mut micros: Vec<f64> = tried.iter().map(|tried| tried.micros).collect();
        micros.sort_by(f64::total_cmp);
        let at =
            |part: usize| micros.get(micros.len() * part / 100).map_or(0.0, |it| (it * 10.0).round() / 10.0);
        Report {
            version: 1,
            lines: tried.len(),
            exact: share(sum(&|tried| usize::from(tried.compared.exact)), tried.len()),
            records: Records {
                expected: sum(&|tried| tried.line.records.len()),
                missing: sum(&|tried| tried.compared.missing),
                extra: sum(&|tried| tried.compared.extra),
            },
            fields: fields
                .names()
                .map(|name| scores(name, counts.get(name).copied().unwrap_or_default()))
                .collect(),
            all_fields: scores("all", all),
            unknown,
            worst: worst(tried),
            microseconds_per_message: Times { median: at(50), p99: at(99) },
        }
    }

    pub(super) fn json(&self, lines: Option<(&[Tried], &Fields<'_>, &Shown<'_>)>) -> String {
        let mut told = json!(self);
        if let (Some((tried, _, shown)), Some(told)) = (lines, told.as_object_mut()) {
            told.insert("results".to_owned(), tried.iter().map(|tried| one_line(tried, shown)).collect());
        }
        serde_json::to_string_pretty(&told).unwrap_or_default() + "\n"
    }

    pub(super) fn text(&self) -> String {
        let Records { expected, missing, extra } = self.records;
        let mut out = format!(
            "{} lines, {expected} records\n  {:<32} {:>8}\n  {:<32} {missing:>8}\n  {:<32} {extra:>8}\n",
            self.lines,
            "all records of a line right",
            percent(self.exact),
            "records missing",
            "records too many",
        );
        let width = self.fields.iter().map(|field| field.field.len()).max().unwrap_or_default().max(5);
        let _ = writeln!(out, "\n{:<width$} {:>10} {:>8} {:>8}", "field", "precision", "recall", "F1");
        for Scores { field, precision, recall, f1 } in self.fields.iter().chain([&self.all_fields]) {
            let (precision, recall, f1) = (percent(*precision), percent(*recall), percent(*f1));
            let _ = writeln!(out, "{field:<width$} {precision:>10} {recall:>8} {f1:>8}");
        }
        if !self.unknown.is_empty() {
            let _ = writeln!(out, "\nValues that the project has no word for; these lines cannot be right");
            self.unknown.iter().take(MOST_WORST).for_each(|value| out.push_str(&format!("  {value}\n")));
        }
        if !self.worst.is_empty() {
            out.push_str("\nWorst lines\n");
        }
        for Worst { line, text, expected, read } in &self.worst {
            let _ = writeln!(
                out,
                "  line {line}: {text}\n    expected  {}\n    read      {}",
                rows(expected),
                rows(read)
            );
        }
        let Times { median, p99 } = &self.microseconds_per_message;
        let _ = writeln!(
            out,
            "\nTime per message: {:.3} ms; 99 of 100 within {:.3} ms",
            median / 1000.0,
            p99 / 1000.0
        );
        out
    }
}

fn scores(field: &str, count: Count) -> Scores {
    Scores {
        field: field.to_owned(),
        precision: share(count.right, count.read),
        recall: share(count.right, count.expected),
        f1: share(2 * count.right, count.read + count.expected),
    }
}

fn worst(tried: &[Tried]) -> Vec<Worst> {
    let mut wrong: Vec<&Tried> = tried.iter().filter(|tried| !tried.compared.exact).collect();
    wrong.sort_by_key(|tried| (std::cmp::Reverse(tried.compared.wrong()), tried.line.number));
    let told = |tried: &&Tried| Worst {
        line: tried.line.number,
        text: tried.line.text.clone(),
        expected: tried.line.records.iter().map(visible).collect(),
        read: tried.read.clone(),
    };
    wrong.iter().take(MOST_WORST).map(told).collect()
}

/// Without the mark of values that nothing is equal to.
fn visible(row: &Row) -> Row {
    let plain =
        |values: &Vec<String>| values.iter().map(|value| value.trim_start_matches('\0').to_owned()).collect();
    row.iter().map(|(name, values)| (name.clone(), plain(values))).collect()
}

fn rows(rows: &[Row]) -> String {
    let cell = |(name, values): (&String, &Vec<String>)| format!("{name} {}", values.join("+"));
    let row = |row: &Row| row.iter().map(cell).collect::<Vec<_>>().join(", ");
    match rows {
        [] => "nothing".to_owned(),
        rows => rows.iter().map(row).collect::<Vec<_>>().join("; "),
    }
}

fn one_line(tried: &Tried, shown: &Shown<'_>) -> Json {
    let read = tried.value.as_ref().map_or_else(|| json!([]), |value| shown.value(value));
    json!({
        "line": tried.line.number,
        "text": tried.line.text,
        "exact": tried.compared.exact,
        "expected": tried.line.written,
        "read": read,
    })
}
