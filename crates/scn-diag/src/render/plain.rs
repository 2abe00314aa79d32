//! Plain lines for logs, pipes and narrow places: `file:line:column: error: …`, the line, the underline, the advice.

use super::{Look, place, words::words};
use crate::{Diagnostic, Files, SourceFile, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn one(files: &Files, diagnostic: &Diagnostic, look: Look) -> String {
    let place = place::Place::of(files, diagnostic.span);
    let words = words(look.tongue);
    let heading = format!(
        "{}:{}:{}: {}{} {} [{}]",
        place::tame(&place.file),
        place.line,
        place.column,
        words.severity(diagnostic.severity),
        words.colon,
        place::tame(&diagnostic.message.to_string()),
        diagnostic.code
    );
    let width = place::line(look);
    let mut out = place::wrapped(&heading, "", "  ", width);
    if let Some(file) = files.get(diagnostic.span.file) {
        let own = diagnostic.labels.iter().find(|label| label.span == diagnostic.span);
        out.push_str(&excerpt(
            file,
            diagnostic.span,
            &own.map_or_else(String::new, |label| label.text.to_string()),
            look.width,
        ));
        let others = diagnostic.labels.iter().filter(|l| l.span != diagnostic.span);
        for label in others.filter(|label| label.span.file == diagnostic.span.file) {
            out.push_str(&excerpt(file, label.span, &label.text.to_string(), look.width));
        }
    }
    out + &place::advice(files, diagnostic, Look { colours: false, ..look }, width)
}

/// The first line of the span with its underline, cut to the width.
fn excerpt(file: &SourceFile, span: Span, label: &str, width: usize) -> String {
    let (start, end) = place::shown(file, span);
    let number = file.line_column(start as u32).line;
    let line_start = file.text.get(..start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
    let line_end = file.text.get(start..).and_then(|t| t.find('\n')).map_or(file.text.len(), |at| start + at);
    let slice = |from: usize, to: usize| {
        place::tame(file.text.get(from..to.max(from)).unwrap_or("")).replace('\t', "  ")
    };

    let room = width.saturating_sub(10).max(30);
    let before = slice(line_start, start);
    let marked = fit(&slice(start, end.min(line_end)), room - before.width().min(room / 2));
    let before = fit_end(&before, room.saturating_sub(marked.width() + 10).max(room / 4));
    let after = fit(
        slice(end.min(line_end), line_end).trim_end(),
        room.saturating_sub(marked.width() + before.width()),
    );

    let pad = " ".repeat(before.width());
    let underline = "^".repeat(marked.width().max(1));
    let label = place::tame(label);
    let mark = format!("{pad}{underline} {label}");
    let below = match mark.width() + 9 <= width || width >= place::NARROW {
        true => format!("       | {}\n", mark.trim_end()),
        false => {
            format!("       | {pad}{underline}\n") + &place::wrapped(&label, "       | ", "       | ", width)
        }
    };
    format!("{number:>6} | {before}{marked}{after}\n{below}")
}

/// The beginning of a text, with `…` where it was cut.
fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + 2 > columns {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

/// The end of a text, with `…` where it was cut.
fn fit_end(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let reversed: String = text.chars().rev().collect();
    fit(&reversed, columns).chars().rev().collect()
}
