//! `scn check --traps`: what a customer can never do, and what they can, at each place where the conversation waits.

use scn_compiler::{Help, Ladder, Waiting, WaitingPoint, traps};
use scn_graph::{FlowKind, Graph};
use serde::Serialize;
use std::fmt::Write;

/// A table per flow, then what can never be done, in sentences.
pub(super) fn text(graph: &Graph) -> String {
    let points = traps(graph);
    if points.is_empty() {
        return "the conversation never waits, so nobody can be trapped in it\n".to_owned();
    }
    let mut out = String::new();
    for group in points.chunk_by(|a, b| a.flow == b.flow) {
        let Some(first) = group.first() else { continue };
        let head = ["cancel", "person", "stop", "back", "help", "change", "ask", "never understood"];
        let title = format!("{} {}", kind_of(graph, first), name_of(graph, first));
        let mut rows = vec![std::iter::once(title).chain(head.map(str::to_owned)).collect::<Vec<_>>()];
        rows.extend(group.iter().map(|point| row(graph, point)));
        table(&mut out, &rows);
        out.push('\n');
    }
    let never: Vec<String> = points.iter().flat_map(|point| never(graph, point)).collect();
    if !never.is_empty() {
        out.push_str("What customers can never do:\n");
        never.iter().for_each(|line| {
            let _ = writeln!(out, "  {line}");
        });
        out.push('\n');
    }
    let _ = writeln!(out, "One message of a customer causes at most {} messages.", graph.most_messages);
    out
}

fn row(graph: &Graph, point: &WaitingPoint) -> Vec<String> {
    let yes = |yes: bool| if yes { "yes" } else { "–" }.to_owned();
    let list = |names: &[String]| if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    let help = match point.help {
        Help::Own => "own",
        Help::General => "general",
        Help::None => "–",
    };
    let asked = if point.ask.is_empty() { "–".to_owned() } else { point.ask.len().to_string() };
    vec![
        format!("  {:>4}  {}", line_of(graph, point), waits_for(point)),
        yes(point.cancel),
        yes(point.person),
        yes(point.stop),
        yes(point.back),
        help.to_owned(),
        list(&point.change),
        asked,
        ladder(point.ladder),
    ]
}

fn ladder(ladder: Ladder) -> String {
    let messages = |count: u32| if count == 1 { "1 message".to_owned() } else { format!("{count} messages") };
    match ladder {
        Ladder::Person(count) => format!("a person after {}", messages(count)),
        Ladder::GoesOn(count) => format!("goes on after {}", messages(count)),
        Ladder::Never => "asked for ever".to_owned(),
        Ladder::None => "–".to_owned(),
    }
}

fn waits_for(point: &WaitingPoint) -> String {
    match (&point.question, point.kind) {
        (Some(question), _) => question.clone(),
        (None, Waiting::Call) => "a system".to_owned(),
        (None, _) => "a wait".to_owned(),
    }
}

fn never(graph: &Graph, point: &WaitingPoint) -> Vec<String> {
    let at = format!("line {}", line_of(graph, point));
    let mut never = Vec::new();
    if point.kind == Waiting::Call {
        never.push(format!(
            "{at}: cancel or ask anything while the system is asked; only «stop», «a person» and «delete my data» are heard at once"
        ));
    }
    if !point.fixed.is_empty() && point.kind != Waiting::Call {
        never.push(format!(
            "{at}: change {}, once a call that cannot be undone was made",
            point.fixed.join(", ")
        ));
    }
    if point.ladder == Ladder::Never {
        never.push(format!("{at}: get any further without being understood"));
    }
    never
}

fn table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn line_of(graph: &Graph, point: &WaitingPoint) -> u32 {
    graph.source.nodes.get(point.node.index()).map_or(0, |(_, line)| *line)
}

fn name_of<'g>(graph: &'g Graph, point: &WaitingPoint) -> &'g str {
    graph.flow(point.flow).map_or("", |flow| flow.name.as_str())
}

fn kind_of(graph: &Graph, point: &WaitingPoint) -> &'static str {
    match graph.flow(point.flow).map(|flow| flow.kind) {
        Some(FlowKind::Escape) => "escape",
        Some(FlowKind::Entry) => "entry",
        _ => "tunnel",
    }
}

#[derive(Serialize)]
struct Report<'a> {
    /// Of this shape.
    version: u32,
    most_messages: u32,
    waiting: Vec<Point<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    file: &'a str,
    line: u32,
    flow: &'a str,
    flow_kind: &'static str,
    waits_for: &'static str,
    question: Option<&'a str>,
    cancel: bool,
    person: bool,
    stop: bool,
    back: bool,
    help: &'static str,
    change: &'a [String],
    fixed: &'a [String],
    ask: &'a [String],
    /// `person`, `goes_on`, `never`; null where nothing is asked.
    never_understood: Option<&'static str>,
    /// After at most so many messages.
    after_messages: Option<u32>,
}

/// The same for programs.
pub(super) fn json(graph: &Graph) -> String {
    let points = traps(graph);
    let waiting = points.iter().map(|point| {
        let (file, line) = graph.source.nodes.get(point.node.index()).copied().unwrap_or_default();
        let (never_understood, after_messages) = match point.ladder {
            Ladder::Person(count) => (Some("person"), Some(count)),
            Ladder::GoesOn(count) => (Some("goes_on"), Some(count)),
            Ladder::Never => (Some("never"), None),
            Ladder::None => (None, None),
        };
        Point {
            file: graph.source.files.get(usize::from(file)).map_or("", String::as_str),
            line,
            flow: name_of(graph, point),
            flow_kind: kind_of(graph, point),
            waits_for: match point.kind {
                Waiting::Answer => "answer",
                Waiting::Time => "time",
                Waiting::Call => "call",
            },
            question: point.question.as_deref(),
            cancel: point.cancel,
            person: point.person,
            stop: point.stop,
            back: point.back,
            help: match point.help {
                Help::Own => "own",
                Help::General => "general",
                Help::None => "none",
            },
            change: &point.change,
            fixed: &point.fixed,
            ask: &point.ask,
            never_understood,
            after_messages,
        }
    });
    let report = Report { version: 1, most_messages: graph.most_messages, waiting: waiting.collect() };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}
