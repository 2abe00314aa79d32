//! Tests that say what the bot said: the changes of a test's lines after which it passes.

use crate::outcome::Blessing;
use crate::run::run;
use crate::source::{quoted, test_line};
use scn_compiler::{Line, LineKind, TestCase};
use scn_diag::{Edit, Fix, Span};
use scn_engine::Scenario;
use scn_graph::Graph;
use std::sync::Arc;

/// A test has no more lines to change than this.
const MOST: usize = 1_000;

/// The change of `text`, the file of the test, after which the test passes or fails where only a person can say what is
/// right; `None` when there is nothing to record.
pub fn bless(scenario: &Arc<Scenario>, test: &TestCase, text: &str) -> Option<Fix> {
    let graph = &scenario.graph;
    let mut test = test.clone();
    let mut edits: Vec<Edit> = Vec::new();
    for _ in 0..MOST {
        let Some(blessing) = run(scenario, &test).failure.and_then(|failure| failure.blessing) else { break };
        let (at, lines, instead) = match blessing {
            Blessing::Instead(at, lines) => (at, lines, true),
            Blessing::After(at, lines) => (at, lines, false),
        };
        let Some(place) = test.lines.get(at).map(|line| line.place) else { break };
        let Some(words) = written(graph, &lines, text, place) else { break };
        let end = Span { start: place.end, ..place };
        edits.push(match instead {
            true => Edit { span: place, text: words.join(&gap(text, place)) },
            false => Edit {
                span: end,
                text: words.iter().map(|line| format!("{}{line}", gap(text, place))).collect(),
            },
        });
        let kept = if instead { at } else { at + 1 };
        let new = lines.into_iter().map(|kind| Line { kind, place });
        test.lines.splice(kept..at + 1, new);
    }
    let title = scn_diag::wording!("record what the bot said in \"{test}\"", test = test.title);
    (!edits.is_empty()).then_some(Fix { title, safe: false, edits })
}

fn written(graph: &Graph, lines: &[LineKind], text: &str, place: Span) -> Option<Vec<String>> {
    let (indent, bot) = (indent(text, place), bot(text, place));
    let line = |line: &LineKind| match line {
        LineKind::Bot(template) => Some(format!("{bot}{}", words(template.as_literal()?, indent))),
        other => Some(format!("{bot}{}", test_line(graph, other)?.strip_prefix("bot ")?)),
    };
    lines.iter().map(line).collect()
}

/// On one line, or over several as in the chat.
fn words(text: &str, indent: &str) -> String {
    if !text.contains('\n') || text.contains("\"\"\"") {
        return quoted(text);
    }
    let rows = text.lines().map(|row| {
        let row: String = row
            .chars()
            .flat_map(|c| matches!(c, '\\' | '{' | '[').then_some('\\').into_iter().chain([c]))
            .collect();
        if row.is_empty() { "\n".to_owned() } else { format!("\n{indent}  {row}") }
    });
    format!("\"\"\"{}\n{indent}  \"\"\"", rows.collect::<String>())
}

/// The word `bot` with the blanks that the designer aligned the texts with.
fn bot(text: &str, place: Span) -> String {
    let line = text.get(place.start as usize..).unwrap_or_default();
    let blanks = line.strip_prefix("bot").unwrap_or_default();
    let blanks = blanks.len() - blanks.trim_start_matches(' ').len();
    format!("bot{}", " ".repeat(blanks.max(1)))
}

/// From one line of the test to the next.
fn gap(text: &str, place: Span) -> String {
    format!("\n{}", indent(text, place))
}

/// The blanks before a line.
fn indent(text: &str, place: Span) -> &str {
    let before = text.get(..place.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}
