//! Where a conversation stands, by the names of the version it belongs to.

use crate::why;
use scn_engine::{Conversation, Mode, Scenario, TimerKind};
use scn_graph::{Graph, Moment, Value};
use scn_store::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The versions of the scenario that the store keeps, read once each.
pub(super) struct Versions<'s> {
    store: &'s dyn Reader,
    known: BTreeMap<u64, Option<Arc<Scenario>>>,
}

/// A conversation and its version.
pub(super) struct Standing {
    pub(super) conversation: Conversation,
    pub(super) scenario: Option<Arc<Scenario>>,
}

impl Versions<'_> {
    pub(super) fn of(store: &dyn Reader) -> Versions<'_> {
        Versions { store, known: BTreeMap::new() }
    }

    fn version(&mut self, hash: u64) -> Option<Arc<Scenario>> {
        let store = self.store;
        let load = || {
            let graph = Graph::from_bytes(&store.graph(hash).ok()??).ok()?;
            Scenario::load(graph).ok().map(Arc::new)
        };
        self.known.entry(hash).or_insert_with(load).clone()
    }

    /// `Err` says why the state cannot be read.
    pub(super) fn read(&mut self, state: &[u8]) -> Result<Standing, String> {
        let conversation = Conversation::decode(state).map_err(|error| error.to_string())?;
        let scenario = self.version(conversation.graph);
        Ok(Standing { conversation, scenario })
    }
}

impl Standing {
    fn graph(&self) -> Option<&Graph> {
        self.scenario.as_deref().map(|scenario| &scenario.graph)
    }

    pub(super) fn with_people(&self) -> bool {
        matches!(self.conversation.mode, Mode::People { .. })
    }

    /// The innermost flow that runs.
    pub(super) fn flow(&self) -> Option<&str> {
        let frame = self.conversation.stack.last()?;
        Some(self.graph()?.flow(frame.flow)?.name.as_str())
    }

    /// All flows that run, the outermost first.
    pub(super) fn flows(&self) -> Vec<&str> {
        let name = |frame: &scn_engine::Frame| Some(self.graph()?.flow(frame.flow)?.name.as_str());
        self.conversation.stack.iter().filter_map(name).collect()
    }

    /// The question that is open.
    pub(super) fn question(&self) -> Option<&str> {
        let frame = self.conversation.stack.last().filter(|frame| frame.pending)?;
        let mut questions = self.graph()?.questions.iter();
        Some(questions.find(|question| question.node == frame.node)?.id.as_str())
    }

    pub(super) fn place(&self) -> String {
        match (self.flow(), self.question()) {
            (_, Some(question)) => format!("waits for {question}"),
            (Some(flow), None) => format!("in {flow}"),
            (None, None) if self.conversation.stack.is_empty() => "at rest".to_owned(),
            (None, None) => "in a version that is not kept".to_owned(),
        }
    }

    /// Names and values of what is known: answers of running flows, then memory.
    pub(super) fn values(&self, now: Moment) -> Vec<(String, String)> {
        let Some(scenario) = &self.scenario else { return Vec::new() };
        let graph = &scenario.graph;
        let mut values = Vec::new();
        for frame in &self.conversation.stack {
            let Some(flow) = graph.flow(frame.flow) else { continue };
            for (slot, value) in flow.slots.iter().zip(&frame.slots) {
                if let Some(value) = value {
                    values.push((format!("{}.{}", flow.name, slot.name), self.shown(scenario, value, now)));
                }
            }
        }
        for (field, value) in &self.conversation.contact.memory {
            let name = graph.memory_field(*field).map_or("?", |field| field.name.as_str());
            values.push((format!("memory.{name}"), self.shown(scenario, value, now)));
        }
        for (purpose, given) in &self.conversation.contact.consents {
            let name = graph.purpose(*purpose).map_or("?", |purpose| purpose.name.as_str());
            values.push((format!("consent.{name}"), if *given { "yes" } else { "no" }.to_owned()));
        }
        values
    }

    fn shown(&self, scenario: &Scenario, value: &Value, now: Moment) -> String {
        why::shown(scenario, &self.conversation, value, now)
    }

    /// What a timer is for.
    pub(super) fn timer(&self, id: u32) -> &'static str {
        let timer = self.conversation.timers.iter().find(|timer| timer.id == id);
        match timer.map(|timer| timer.kind) {
            Some(TimerKind::Wait) => "a wait ends",
            Some(TimerKind::Remind(_)) => "a reminder",
            Some(TimerKind::Expire) => "the question expires",
            Some(TimerKind::Slow) => "a call is slow",
            Some(TimerKind::Silence(_)) => "the customer has been silent",
            Some(TimerKind::Event) => "an event that waited",
            #[allow(unreachable_patterns, reason = "kinds may be added")]
            Some(_) => "a timer",
            None => "a timer of another version",
        }
    }
}

/// `+41 … 67`: enough to tell apart, not enough to call.
pub(super) fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    match digits.len() {
        8.. => {
            let begin: String = digits.iter().take(3).collect();
            let end: String = digits.iter().skip(digits.len() - 2).collect();
            format!("{begin} … {end}")
        }
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_number_cannot_be_called() {
        assert_eq!(masked("+41791234567"), "+41 … 67");
        assert_eq!(masked("+4179"), "…");
    }
}
