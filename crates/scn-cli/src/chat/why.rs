//! What happened and what is known, in words.

use crate::reasons;
use scn_engine::{
    Candidate, Conversation, Effect, Entered, Fact, Mode, Probed, Scenario, Trace, inspect, probe,
};
use scn_graph::{Expr, Graph, NodeId, Piece, Style, Template, Value};
use scn_testing::{Simulation, Turn};
use std::fmt::Write;

/// Words of the customer, and the conversation as it stood before them.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) before: Conversation,
}

/// Why the bot answered as it did to the last line.
pub(super) fn why(phone: Option<&Simulation>, turns: &[Turn], said: Option<&Said>) -> String {
    let Some(phone) = phone.filter(|_| !turns.is_empty()) else {
        return "nothing has happened yet".to_owned();
    };
    let graph = &phone.scenario().graph;
    // What was said is weighed once more, with everything that a conversation has no time to weigh.
    let mut text = said.map(|said| weighed(phone, said)).unwrap_or_default();
    for turn in turns {
        let mut path = Vec::new();
        for trace in &turn.trace {
            match trace {
                Trace::Visited(node) => path.push(*node),
                other if said.is_none() => add(&mut text, reasons::decision(graph, other)),
                _ => {}
            }
        }
        if !path.is_empty() {
            let _ = writeln!(text, "  went through {}", places(graph, &path));
        }
        for effect in &turn.effects {
            if let Effect::Record(fact) = effect {
                let _ = writeln!(text, "  {}", noted(fact));
            }
        }
    }
    if text.is_empty() { "  nothing was decided".to_owned() } else { text }
}

fn add(text: &mut String, told: Option<String>) {
    if let Some(told) = told {
        let _ = writeln!(text, "  {told}");
    }
}

/// Every reading as an answer, and every decision with what lost and why.
fn weighed(phone: &Simulation, said: &Said) -> String {
    let scenario = phone.scenario();
    let probe = probe(scenario, Probed::In(&said.before), &said.text, phone.now());
    let mut text = String::new();
    for Candidate { value, score, raw, .. } in &probe.readings {
        let part = said.text.get(raw.clone()).unwrap_or_default();
        let _ = writeln!(text, "  \"{part}\" can be {} ({})", shown(phone, value), reasons::percent(*score));
    }
    probe.trace.iter().for_each(|trace| add(&mut text, reasons::decision(&scenario.graph, trace)));
    text
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
fn places(graph: &Graph, path: &[NodeId]) -> String {
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

/// What the bot knows now.
pub(super) fn state(phone: &Simulation) -> String {
    let (scenario, conversation) = (phone.scenario(), phone.conversation());
    let mut text = format!("  time      {}\n", phone.local_time());
    let mode = match conversation.mode {
        Mode::Bot => "the bot answers",
        Mode::People { .. } => "people hold the conversation; the bot is silent",
    };
    let _ = writeln!(text, "  mode      {mode}");
    if conversation.contact.opted_out {
        let _ = writeln!(text, "  opt-out   the customer said stop");
    }
    for (field, value) in &conversation.contact.memory {
        let name = scenario.graph.memory_field(*field).map_or("?", |field| field.name.as_str());
        let _ = writeln!(text, "  memory    {name} = {}", shown(phone, value));
    }
    if conversation.stack.is_empty() {
        let _ = writeln!(text, "  where     nothing is going on");
    }
    for frame in &conversation.stack {
        let Some(flow) = scenario.graph.flow(frame.flow) else { continue };
        let entered = match frame.entered {
            Entered::Fresh => "",
            Entered::Call { .. } => " (entered from the one above)",
            Entered::Digression => " (a question in the middle)",
            Entered::Proactive => " (begun by the business)",
            Entered::Beside => " (begun while the one above rests)",
        };
        let _ = writeln!(text, "  where     {}{entered}, {}", flow.name, waiting(scenario, frame.node));
        for (slot, value) in flow.slots.iter().zip(&frame.slots) {
            if let Some(value) = value {
                let _ = writeln!(text, "  slot      {} = {}", slot.name, shown(phone, value));
            }
        }
    }
    let _ = writeln!(text, "  timers    {}", conversation.timers.len());
    let _ = writeln!(text, "  stored    {} bytes", conversation.encode().len());
    text
}

fn waiting(scenario: &Scenario, node: NodeId) -> String {
    let graph = &scenario.graph;
    let question = graph.questions.iter().find(|question| question.node == node);
    let place = places(graph, &[node]);
    question.map_or_else(|| format!("at {place}"), |question| format!("waits for {} ({place})", question.id))
}

fn shown(phone: &Simulation, value: &Value) -> String {
    let template = Template { pieces: vec![Piece::Value(Expr::Const(value.clone()), Style::Plain)] };
    inspect::text(phone.scenario(), phone.conversation(), &template, phone.now())
}
