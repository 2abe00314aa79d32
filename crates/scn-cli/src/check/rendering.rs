//! `scn check --explain-rendering`: how each question is shown on WhatsApp, and why.

use scn_graph::longest::{Lengths, Open};
use scn_graph::rendering::{Rendering, Shape, Why, rendering};
use scn_graph::{Graph, QuestionId};
use serde::Serialize;
use std::fmt::Write;

/// One line per question and language, as far as languages differ.
pub(super) fn text(graph: &Graph) -> String {
    let shown = all(graph, same);
    if shown.is_empty() {
        return "the conversation asks nothing\n".to_owned();
    }
    let rows: Vec<[String; 4]> = shown
        .iter()
        .map(|question| {
            let languages = question.languages.join(", ");
            let label = label(&question.rendering);
            let because = format!("{}, {}", question.rendering.shape.name(), why(&question.rendering));
            [question.id.to_owned(), languages, label, because]
        })
        .collect();
    let width = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    let mut out = String::new();
    for [id, languages, label, because] in &rows {
        let [a, b, c] = widths;
        let _ = writeln!(out, "{id:a$}  {languages:b$}  {label:c$}  → {because}");
    }
    out
}

pub(super) fn json(graph: &Graph) -> String {
    let shown = all(graph, |_, _| false);
    let questions = shown
        .iter()
        .map(|question| Row {
            question: question.id,
            languages: &question.languages,
            shown_as: question.rendering.shape.name(),
            why: key(question.rendering.why),
            options: question.rendering.options,
            longest_label: &question.rendering.label.text,
            label_chars: question.rendering.label.chars(),
            label_has_limit: question.rendering.label.open == Open::No,
            text_chars: question.rendering.text.chars(),
        })
        .collect();
    let report = Report { version: 1, questions };
    serde_json::to_string_pretty(&report).map(|text| text + "\n").unwrap_or_default()
}

/// A question, in the languages in which it is shown the same way.
struct Shown<'g> {
    id: &'g str,
    languages: Vec<&'static str>,
    rendering: Rendering,
}

/// The table says the same of both.
fn same(a: &Rendering, b: &Rendering) -> bool {
    let told = |it: &Rendering| (it.shape, it.why, it.options, it.label.chars(), it.label.open == Open::No);
    told(a) == told(b)
}

fn all(graph: &Graph, alike: fn(&Rendering, &Rendering) -> bool) -> Vec<Shown<'_>> {
    let mut lengths = Lengths::new(graph);
    let mut shown: Vec<Shown<'_>> = Vec::new();
    for (at, question) in graph.questions.iter().enumerate() {
        if question.id.starts_with("std.") {
            continue;
        }
        let id = QuestionId(u32::try_from(at).unwrap_or(u32::MAX));
        let first = shown.len();
        for (place, language) in graph.settings.languages.iter().enumerate() {
            let is_spoken = graph.texts.get(place).is_some_and(|texts| texts.iter().any(Option::is_some));
            let Some(found) = rendering(&mut lengths, id, place).filter(|_| is_spoken) else { continue };
            let same = shown.iter_mut().skip(first).find(|other| alike(&other.rendering, &found));
            match same {
                Some(same) => same.languages.push(language.code()),
                None => {
                    let languages = vec![language.code()];
                    shown.push(Shown { id: &question.id, languages, rendering: found });
                }
            }
        }
    }
    shown
}

fn label(rendering: &Rendering) -> String {
    let chars = rendering.label.chars();
    match rendering.options {
        Some(0) => "no options".to_owned(),
        Some(count) if chars == 0 => format!("{count} options"),
        Some(count) => {
            let options = if count == 1 { "option" } else { "options" };
            format!("{count} {options}, longest label {chars}{}", open(rendering))
        }
        None => format!("options found while it runs, longest label {chars}{}", open(rendering)),
    }
}

/// A label whose values have no limit may be longer still.
fn open(rendering: &Rendering) -> &'static str {
    if rendering.label.open == Open::No { "" } else { " or more" }
}

fn why(rendering: &Rendering) -> &'static str {
    match (rendering.why, rendering.shape) {
        (Why::NothingToTap, _) => "the customer writes or sends the answer",
        (Why::Written, _) => "as the question says",
        (Why::FewAndShort, _) => "up to 3 options of up to 20 characters",
        (Why::LongLabel, _) => "a button holds 20 characters",
        (Why::Described, _) => "buttons have no descriptions",
        (Why::TooManyForButtons, _) => "a message holds 3 buttons",
        (Why::TooManyForAList, _) => "a list holds 10 rows",
        (Why::LongText, _) => "its words are longer than the 1024 characters above buttons or a list",
        (Why::AsFound, Shape::Text) => "more than 10 are not listed",
        (Why::AsFound, _) => "up to 10, else the customer writes",
    }
}

fn key(why: Why) -> &'static str {
    match why {
        Why::NothingToTap => "nothing_to_tap",
        Why::Written => "written",
        Why::FewAndShort => "few_and_short",
        Why::LongLabel => "long_label",
        Why::Described => "described",
        Why::TooManyForButtons => "too_many_for_buttons",
        Why::TooManyForAList => "too_many_for_a_list",
        Why::LongText => "long_text",
        Why::AsFound => "as_found",
    }
}

#[derive(Serialize)]
struct Report<'a> {
    /// Of this shape.
    version: u32,
    questions: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    question: &'a str,
    languages: &'a [&'static str],
    shown_as: &'static str,
    why: &'static str,
    /// `null`: known only while the conversation runs.
    options: Option<usize>,
    longest_label: &'a str,
    label_chars: usize,
    /// Whether no label can be longer.
    label_has_limit: bool,
    /// The question with the longest values.
    text_chars: usize,
}
