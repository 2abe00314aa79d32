//! The systems around a conversation that has none: what they answer, and when.

use scn_engine::{CallError, Event};
use scn_graph::{Graph, Moment, NodeKind, OperationId, Value, sample};
use std::collections::{BTreeMap, BTreeSet};

/// What an operation answers from here on.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The declared value; `None` stands for a sample of the operation's result.
    Returns(Option<Value>),
    Fails,
}

/// Seconds between the words for a slow system and its answer.
const AFTER_SLOW: u32 = 2;
/// When the scenario has no words for a slow system.
const SLOW: u32 = 5;

/// An answer that has not arrived yet.
#[derive(Debug)]
struct UnderWay {
    due: Moment,
    id: u32,
    result: Result<Option<Value>, CallError>,
}

#[derive(Debug, Default)]
pub(crate) struct Connectors {
    /// A call without a declared answer stays unanswered.
    pub(crate) declared_only: bool,
    answers: BTreeMap<OperationId, Answer>,
    slow: BTreeSet<OperationId>,
    calls: BTreeMap<OperationId, u32>,
    under_way: Vec<UnderWay>,
}

impl Connectors {
    pub(crate) fn declare(&mut self, operation: OperationId, answer: Answer) {
        self.answers.insert(operation, answer);
    }
    pub(crate) fn slow_down(&mut self, operation: OperationId) {
        self.slow.insert(operation);
    }
    pub(crate) fn count(&self, operation: OperationId) -> u32 {
        self.calls.get(&operation).copied().unwrap_or(0)
    }

    /// Takes a call; false when nobody said what it answers.
    pub(crate) fn call(&mut self, graph: &Graph, id: u32, operation: OperationId, now: Moment) -> bool {
        *self.calls.entry(operation).or_default() += 1;
        let slow = self.slow.contains(&operation);
        let declared = self.answers.get(&operation);
        if declared.is_none() && self.declared_only && !slow {
            return false;
        }
        let sampled = || {
            let ty = graph.operation(operation).and_then(|operation| operation.result.as_ref());
            Ok(ty.map(|ty| sample(graph, ty)))
        };
        let result = match declared {
            Some(Answer::Returns(Some(value))) => Ok(Some(value.clone())),
            Some(Answer::Fails) => Err(CallError::Failed { reason: "the test says so".to_owned() }),
            Some(Answer::Returns(None)) | None => sampled(),
        };
        let wait = if slow { slow_after(graph, operation) } else { 0 };
        self.under_way.push(UnderWay { due: now.plus_seconds(i64::from(wait)), id, result });
        true
    }

    /// When the next answer arrives.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.under_way.iter().map(|answer| answer.due).min()
    }

    /// The answer that arrives first, if it has arrived by now.
    pub(crate) fn arrived(&mut self, now: Moment) -> Option<Event> {
        let due = self.next().filter(|due| *due <= now)?;
        let at = self.under_way.iter().position(|answer| answer.due == due)?;
        let UnderWay { id, result, .. } = self.under_way.remove(at);
        Some(Event::CallResult { id, result })
    }
}

/// Long enough for the words that a scenario has for a slow system.
fn slow_after(graph: &Graph, operation: OperationId) -> u32 {
    let words = graph.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Call { operation: of, slow: Some((span, _)), .. } if *of == operation => Some(span.seconds),
        _ => None,
    });
    words.max().map_or(SLOW, |seconds| seconds.saturating_add(AFTER_SLOW))
}
