//! What happened and what is known, in words.

use crate::why::{self, places};
use scn_engine::{Conversation, Entered, Mode, Scenario};
use scn_graph::{NodeId, Value};
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
    let scenario = phone.scenario();
    let weighed = |said: &Said| why::weighed(scenario, &said.before, &said.text, phone.now());
    let mut text = said.map(weighed).unwrap_or_default();
    for turn in turns {
        text.push_str(&why::step(&scenario.graph, &turn.trace, &turn.effects, said.is_none()));
    }
    if text.is_empty() { "  nothing was decided".to_owned() } else { text }
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
    why::shown(phone.scenario(), phone.conversation(), value, phone.now())
}
