//! The greatest number of messages that one message of a customer can cause, and the way on which it does.

use super::measure::Measure;
use crate::build::Build;
use scn_graph::{FlowId, NodeId, NodeKind, Question};
use std::collections::BTreeSet;

/// What a customer's message makes of a flow.
pub(crate) struct Busiest {
    pub(crate) messages: u32,
    /// The question that was answered; `None`: the message opened the flow.
    pub(crate) question: Option<NodeId>,
    /// What is said on the way, in its order; the body of a `for` once.
    pub(crate) way: Vec<NodeId>,
}

impl Build<'_> {
    /// Per flow the busiest message, where there is any. `opens`: flows that a customer's message opens.
    pub(crate) fn busiest(&self, opens: &dyn Fn(FlowId) -> bool) -> Vec<Busiest> {
        let Ok(order) = self.order_of_flows() else { return Vec::new() };
        let loops = self.loops();
        let mut measure =
            Measure::new(self, &loops, &order, &|kind| u32::from(is_message(kind))).through_calls();
        measure.settle_all();
        let after = measure.after_flows();
        let mut best: Vec<Option<(u32, Option<NodeId>, NodeId)>> = vec![None; self.graph.flows.len()];
        let mut offer = |flow: FlowId, question: Option<NodeId>, target: NodeId| {
            let messages = measure.with_tail(target, after.get(&flow).copied().unwrap_or(0));
            if let Some(best) = best.get_mut(flow.index())
                && best.is_none_or(|(most, ..)| most < messages)
            {
                *best = Some((messages, question, target));
            }
        };
        for (flow, shape) in (0u32..).map(FlowId).zip(&self.graph.flows) {
            if opens(flow) {
                offer(flow, None, shape.start);
            }
        }
        for question in &self.graph.questions {
            for target in answers(question) {
                offer(question.flow, Some(question.node), target);
            }
        }
        let found = best.into_iter().filter_map(|best| {
            let (messages, question, target) = best?;
            Some(Busiest { messages, question, way: way(&measure, target) })
        });
        found.collect()
    }
}

/// What the customer does: an answer, or one that is not understood.
fn answers(question: &Question) -> Vec<NodeId> {
    question.answer.targets().into_iter().chain([question.otherwise]).collect()
}

/// What stands on the phone as a message of its own.
fn is_message(kind: &NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Say { .. }
            | NodeKind::Question { .. }
            | NodeKind::Correct
            | NodeKind::SendTemplate { .. }
            | NodeKind::Answer { .. }
    )
}

/// What a way is looked for to.
#[derive(Clone, Copy)]
enum Goal {
    Stop,
    Done,
    /// Back to the head of this loop.
    Back(NodeId),
}

/// The heaviest way from a node, as what is said on it.
fn way(measure: &Measure<'_, '_>, start: NodeId) -> Vec<NodeId> {
    let mut said = Vec::new();
    let mut seen = BTreeSet::new();
    // what is still to be walked, the next one last
    let mut todo = vec![(start, Goal::Stop)];
    while let Some((at, goal)) = todo.pop() {
        let Some(node) = measure.b.graph.node(at).filter(|_| seen.insert(at)) else { continue };
        if measure.weight(at) > 0 {
            said.push(at);
        }
        let targets = match &node.kind {
            NodeKind::For { body, next, .. } => {
                let back = measure.until_back(at, *body).is_some_and(|round| round > 0);
                todo.extend(best(measure, at, vec![*next], goal));
                if back {
                    todo.push((*body, Goal::Back(at)));
                }
                continue;
            }
            NodeKind::Enter { flow, next, .. } => {
                let start = measure.b.graph.flow(*flow).map(|flow| flow.start);
                let through = start.and_then(|start| measure.until_done(start));
                let stops = start.map_or(0, |start| measure.with_tail(start, 0));
                let on = through.map(|done| done + value(measure, at, *next, goal).unwrap_or(0));
                match (on.filter(|on| *on >= stops), goal) {
                    (Some(_), _) | (None, Goal::Done | Goal::Back(_)) => {
                        todo.push((*next, goal));
                        todo.extend(start.map(|start| (start, Goal::Done)));
                    }
                    (None, Goal::Stop) => todo.extend(start.map(|start| (start, Goal::Stop))),
                }
                continue;
            }
            kind => measure.at_once(kind),
        };
        todo.extend(best(measure, at, targets, goal));
    }
    said
}

fn value(measure: &Measure<'_, '_>, at: NodeId, to: NodeId, goal: Goal) -> Option<u32> {
    match goal {
        Goal::Stop => Some(measure.with_tail(to, 0)),
        Goal::Done => measure.until_done(to),
        Goal::Back(head) => {
            if to == head {
                return Some(0);
            }
            measure.until_back(at, to)
        }
    }
}

fn best(measure: &Measure<'_, '_>, at: NodeId, targets: Vec<NodeId>, goal: Goal) -> Option<(NodeId, Goal)> {
    let valued = targets.into_iter().filter_map(|to| Some((value(measure, at, to, goal)?, to)));
    let best = valued.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, to)| (to, goal))
}
