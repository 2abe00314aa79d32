//! Why something that happened to a conversation led where it did, in words.

use crate::reasons;
use scn_engine::{Candidate, Conversation, Effect, Fact, Probed, Scenario, Trace, inspect, probe};
use scn_graph::{Expr, Graph, Moment, NodeId, Piece, Style, Template, Value};
use std::fmt::Write;

/// What one step did: its decisions, unless [`weighed`] tells them, the way it took, and what was noted.
pub(crate) fn step(graph: &Graph, trace: &[Trace], effects: &[Effect], decisions: bool) -> String {
    let mut text = String::new();
    let mut path = Vec::new();
    for trace in trace {
        match trace {
            Trace::Visited(node) => path.push(*node),
            other if decisions => add(&mut text, reasons::decision(graph, other)),
            _ => {}
        }
    }
    if !path.is_empty() {
        let _ = writeln!(text, "  went through {}", places(graph, &path));
    }
    for effect in effects {
        if let Effect::Record(fact) = effect {
            let _ = writeln!(text, "  {}", noted(fact));
        }
    }
    text
}

/// Every reading of these words as an answer, and every decision with what lost and why: with everything that a
/// conversation has no time to weigh.
pub(crate) fn weighed(scenario: &Scenario, before: &Conversation, said: &str, now: Moment) -> String {
    let probe = probe(scenario, Probed::In(before), said, now);
    let mut text = String::new();
    for Candidate { value, score, raw, .. } in &probe.readings {
        let part = said.get(raw.clone()).unwrap_or_default();
        let value = shown(scenario, before, value, now);
        let _ = writeln!(text, "  \"{part}\" can be {value} ({})", reasons::percent(*score));
    }
    probe.trace.iter().for_each(|trace| add(&mut text, reasons::decision(&scenario.graph, trace)));
    text
}

fn add(text: &mut String, told: Option<String>) {
    if let Some(told) = told {
        let _ = writeln!(text, "  {told}");
    }
}

/// What analytics and audit are told.
fn noted(fact: &Fact) -> String {
    match fact {
        Fact::FlowStarted { flow } => format!("noted: {flow} began"),
        Fact::FlowDone { flow } => format!("noted: {flow} came to its end"),
        Fact::NotUnderstood { question, attempt } => {
            format!("noted: {question} not understood, attempt {attempt}")
        }
        Fact::Withheld { reason } => format!("noted: not sent, {reason}"),
        Fact::CallFailed { operation, reason } => format!("noted: {operation} failed, {reason}"),
        Fact::Held { what, until: Some(_) } => format!("noted: {what} waits for its time"),
        Fact::Held { what, until: None } => format!("noted: {what} was dropped"),
        Fact::TooLate { slot } => format!("noted: {slot} can no longer be changed"),
        Fact::StaleTap => "noted: a tap on a question that is over".to_owned(),
        Fact::NobodyAnswered => {
            "noted: nobody of the team took or answered it in time, the bot goes on".to_owned()
        }
        Fact::PeopleRested => "noted: nobody of the team wrote for a day, the bot answers again".to_owned(),
        Fact::Stopped { reason } => format!("noted: the engine stopped, {reason}"),
    }
}

/// `main.scn:12, 14, 20`: the lines behind the nodes, in the order they were visited.
pub(crate) fn places(graph: &Graph, path: &[NodeId]) -> String {
    let mut text = String::new();
    let mut last: Option<(u16, u32)> = None;
    for place in path.iter().filter_map(|node| graph.source.nodes.get(node.index())) {
        if last == Some(*place) {
            continue;
        }
        let same_file = last.is_some_and(|(file, _)| file == place.0);
        let file = graph.source.files.get(usize::from(place.0)).map_or("?", String::as_str);
        let _ = match (last, same_file) {
            (None, _) => write!(text, "{file}:{}", place.1),
            (_, true) => write!(text, ", {}", place.1),
            (_, false) => write!(text, ", {file}:{}", place.1),
        };
        last = Some(*place);
    }
    if text.is_empty() { format!("{} nodes", path.len()) } else { text }
}

/// A value as the customer would read it.
pub(crate) fn shown(scenario: &Scenario, conversation: &Conversation, value: &Value, now: Moment) -> String {
    let template = Template { pieces: vec![Piece::Value(Expr::Const(value.clone()), Style::Plain)] };
    inspect::text(scenario, conversation, &template, now)
}
