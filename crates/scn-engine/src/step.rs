use crate::{Conversation, Effect, Event, Scenario, Trace};
use scn_graph::Moment;

/// What a step gives back.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub conversation: Conversation,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
}

/// Moves one conversation by one event.
pub fn step(scenario: &Scenario, conversation: Conversation, event: &Event, now: Moment) -> Step {
    let _ = (scenario, event, now);
    Step { conversation, effects: Vec::new(), trace: Vec::new() }
}
