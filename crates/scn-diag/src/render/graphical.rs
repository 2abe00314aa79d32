//! The drawing on a terminal, by miette: our own diagnostic value is shown through its trait, nothing else of it is used.

use super::{Look, place, words::words};
use crate::{Diagnostic, Files, Severity, SourceFile};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use std::fmt;

/// Longer lines are left to the plain form, which cuts them.
const LONGEST_LINE: usize = 400;

pub(super) fn one(files: &Files, diagnostic: &Diagnostic, look: Look) -> Option<String> {
    let file = files.get(diagnostic.span.file)?;
    let labels = labels(file, diagnostic);
    if labels.iter().any(|label| longest_line(file, label) > LONGEST_LINE) {
        return None;
    }
    let words = words(look.tongue);
    let report = Report {
        heading: format!(
            "{} {} ({})",
            words.severity(diagnostic.severity),
            diagnostic.code.code(),
            diagnostic.code.0.name
        ),
        message: place::tame(&diagnostic.message.to_string()),
        severity: diagnostic.severity,
        source: Source { name: place::tame(&file.path), text: place::tame(&file.text) },
        labels,
    };
    let mut out = String::new();
    handler(look).render_report(&mut out, &report).ok()?;
    // miette would say "help:" in English
    out.push_str(&place::advice(files, diagnostic, look, width(look)));
    Some(trim_lines(&out))
}

fn handler(look: Look) -> GraphicalReportHandler {
    let styles = if look.colours { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters: ThemeCharacters::unicode(), styles })
        .with_width(width(look))
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting()
}

fn width(look: Look) -> usize {
    look.width.clamp(40, 120)
}

fn labels(file: &SourceFile, diagnostic: &Diagnostic) -> Vec<LabeledSpan> {
    let here = diagnostic.labels.iter().filter(|label| label.span.file == diagnostic.span.file);
    let mut labels: Vec<LabeledSpan> = Vec::new();
    let own = here
        .clone()
        .find(|label| label.span == diagnostic.span)
        .map(|label| place::tame(&label.text.to_string()));
    let (start, end) = place::shown(file, diagnostic.span);
    labels
        .push(LabeledSpan::new_primary_with_span(own.filter(|text| !text.is_empty()), (start, end - start)));
    for label in here.filter(|label| label.span != diagnostic.span) {
        let (start, end) = place::shown(file, label.span);
        labels.push(LabeledSpan::new(Some(place::tame(&label.text.to_string())), start, end - start));
    }
    labels
}

fn longest_line(file: &SourceFile, label: &LabeledSpan) -> usize {
    let (start, end) = (label.offset(), label.offset() + label.len());
    let from = file.text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let to = file.text.get(end..).and_then(|rest| rest.find('\n')).map_or(file.text.len(), |at| end + at);
    file.text.get(from..to).unwrap_or("").lines().map(str::len).max().unwrap_or(0)
}

fn trim_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    for line in lines {
        // miette leaves a blank line between the heading and the message.
        if !(line.is_empty() && kept.len() <= 1) {
            kept.push(line);
        }
    }
    kept.join("\n") + "\n"
}

#[derive(Debug)]
struct Report {
    heading: String,
    message: String,
    severity: Severity,
    source: Source,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.heading))
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A file whose columns count characters, as editors do; miette counts bytes.
#[derive(Debug)]
struct Source {
    name: String,
    text: String,
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let bytes = self.text.read_span(span, before, after)?;
        let ahead = self.text.get(..bytes.span().offset()).unwrap_or("");
        let column = ahead.chars().rev().take_while(|c| *c != '\n').count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            bytes.data(),
            *bytes.span(),
            bytes.line(),
            column,
            bytes.line_count(),
        )))
    }
}
