//! Moves a conversation once more, from the beginning of its journal: to see why it did what it did, and whether it
//! comes out as it is kept.

use crate::scenarios::Scenarios;
use crate::turn::{Stepped, TurnError, Ways, said, turn};
use crate::{inbound, journal};
use scn_engine::{Conversation, Effect, Event, Scenario, Trace};
use scn_graph::{Graph, Moment, checksum};
use scn_store::{Began, ContactId, Reader, StoreError, Turn};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A conversation, replayed.
pub struct Replay {
    /// Oldest first; empty when the journal is.
    pub turns: Vec<Replayed>,
    pub end: End,
}

/// What the replay came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is what the store keeps.
    Equal,
    /// It is not.
    Differs,
    /// Each turn came out as it was, and others followed that were not written down.
    MovedOn,
}

/// One turn, replayed.
pub struct Replayed {
    /// The version of the conversation that it led to.
    pub version: u64,
    pub at: Moment,
    /// Hash of the scenario that moved it.
    pub graph: u64,
    pub scenario: Option<Arc<Scenario>>,
    pub steps: Vec<ReplayedStep>,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Same,
    Differs,
    /// It cannot be replayed: why.
    Impossible(String),
}

/// What the engine did about one event of a turn.
pub struct ReplayedStep {
    pub before: Conversation,
    pub event: Event,
    /// What was said, if anything was.
    pub words: Option<String>,
    pub trace: Vec<Trace>,
    pub effects: Vec<Effect>,
    /// What the bot said.
    pub answers: Vec<String>,
}

/// Replays what the journal of this contact holds; `None` when there is no such contact.
pub fn replay(store: &dyn Reader, contact: ContactId) -> Result<Option<Replay>, StoreError> {
    let Some(kept) = store.export(contact)? else { return Ok(None) };
    let mut replaying = Replaying { store, contact, versions: BTreeMap::new(), state: None };
    let last = kept.turns.last().map(|turn| turn.version);
    let turns: Vec<Replayed> =
        kept.turns.into_iter().map(|turn| replaying.turn(turn)).collect::<Result<_, _>>()?;
    let all_same = turns.iter().all(|turn| turn.outcome == Outcome::Same);
    let end = match (all_same, replaying.state == kept.state) {
        (true, true) => End::Equal,
        (true, false) if last.is_some_and(|last| last < kept.version) => End::MovedOn,
        _ => End::Differs,
    };
    Ok(Some(Replay { turns, end }))
}

struct Replaying<'s> {
    store: &'s dyn Reader,
    contact: ContactId,
    /// Each as it was when it was the current one.
    versions: BTreeMap<u64, Scenarios>,
    state: Option<Vec<u8>>,
}

impl Replaying<'_> {
    fn turn(&mut self, turn: Turn) -> Result<Replayed, StoreError> {
        let (version, at, graph, after) = (turn.version, Moment(turn.at), turn.graph, turn.after);
        if let Began::From(state) = &turn.began {
            self.state.clone_from(state);
        }
        let mut steps = Vec::new();
        let outcome = match self.again(turn, &mut steps) {
            Ok(state) => {
                let same = checksum(&state) == after;
                self.state = Some(state);
                if same { Outcome::Same } else { Outcome::Differs }
            }
            Err(TurnError::Store(error)) => return Err(error),
            Err(TurnError::State(error)) => Outcome::Impossible(error.to_string()),
        };
        let scenario = self.versions.get(&graph).map(Scenarios::current);
        let outcome = match &scenario {
            None => Outcome::Impossible("its version of the scenario is not kept".to_owned()),
            Some(_) => outcome,
        };
        Ok(Replayed { version, at, graph, scenario, steps, outcome })
    }

    /// The state that the turn leads to now.
    fn again(&mut self, kept: Turn, steps: &mut Vec<ReplayedStep>) -> Result<Vec<u8>, TurnError> {
        let (at, graph, before) = (Moment(kept.at), kept.graph, self.state.clone());
        let (work, gather) = journal::work(self.contact, kept, before.clone()).map_err(TurnError::State)?;
        self.load(graph)?;
        let Some(scenarios) = self.versions.get(&graph) else { return Ok(before.unwrap_or_default()) };
        // What goes out changes nothing of the conversation.
        let ways = Ways { gather, tells_events: false, has_chatwoot: false, keeps_turns: false };
        let mut watch = |stepped: Stepped<'_>| {
            steps.push(ReplayedStep {
                before: stepped.before.clone(),
                event: stepped.event.clone(),
                words: inbound::words(stepped.event),
                trace: stepped.step.trace.clone(),
                effects: stepped.step.effects.clone(),
                answers: stepped.step.effects.iter().filter_map(said).collect(),
            });
        };
        let turned = turn(scenarios, self.store, work, at, ways, &mut watch)?;
        Ok(turned.map(|turned| turned.commit.state).or(before).unwrap_or_default())
    }

    fn load(&mut self, hash: u64) -> Result<(), StoreError> {
        if self.versions.contains_key(&hash) {
            return Ok(());
        }
        let Some(bytes) = self.store.graph(hash)? else { return Ok(()) };
        if let Some(scenario) = Graph::from_bytes(&bytes).ok().and_then(|graph| Scenario::load(graph).ok()) {
            self.versions.insert(hash, Scenarios::new(scenario));
        }
        Ok(())
    }
}
