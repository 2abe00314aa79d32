//! Which questions may be passed without a word of the customer, because the answer is known already.

use scn_graph::{Answer, Graph, NodeId, NodeKind, Question, QuestionId, SlotId, Type};
use std::collections::BTreeSet;

/// On whose ways a question is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Skip {
    pub(super) to: NodeId,
    /// Only after the customer was heard in this flow: an answer said more than was asked, or it was asked before.
    pub(super) only_heard: bool,
}

/// How many nodes a search for a way back to a question looks at.
const FARTHEST: usize = 4096;

pub(super) fn skips(graph: &Graph) -> Vec<Option<Skip>> {
    let set = set_slots(graph);
    let ids = (0u32..).map(QuestionId).zip(&graph.questions);
    ids.map(|(id, question)| skip(graph, &set, id, question)).collect()
}

fn skip(graph: &Graph, set: &BTreeSet<(u32, SlotId)>, id: QuestionId, question: &Question) -> Option<Skip> {
    let (slot, next, optional, always) = match &question.answer {
        Answer::Slot { slot, next, ty, default, always, .. } => {
            (*slot, *next, default.is_some() || matches!(ty, Type::Optional(_)), *always)
        }
        Answer::Collect { slot, next, .. } => (*slot, *next, false, false),
        Answer::Consent { yes, .. } => return Some(Skip { to: yes.target, only_heard: false }),
        Answer::Menu { .. } | Answer::Confirm { .. } => return None,
    };
    if !always && set.contains(&(question.flow.0, slot)) {
        return Some(Skip { to: next, only_heard: false });
    }
    let flow = graph.flow(question.flow)?;
    // A list or a record is taken from any words that name it, by the first message too.
    let gathers = matches!(question.answer, Answer::Collect { .. });
    let early = question.fills_early() || gathers && flow.early.contains(&id);
    let known = early
        || !always && comes_back(graph, question, |cleared| cleared.contains(&slot))
        || optional && comes_back(graph, question, |_| false);
    known.then_some(Skip { to: next, only_heard: true })
}

/// Slots that something else than their question fills.
fn set_slots(graph: &Graph) -> BTreeSet<(u32, SlotId)> {
    let filled = graph.nodes.iter().filter_map(|node| {
        let slot = match &node.kind {
            NodeKind::Set { slot, .. } => Some(*slot),
            NodeKind::Enter { result, .. }
            | NodeKind::WaitFor { result, .. }
            | NodeKind::Call { result, .. } => *result,
            _ => None,
        };
        Some((node.flow.0, slot?))
    });
    filled.collect()
}

/// The flow leads from the question's answer back to it, with the answer kept.
fn comes_back(graph: &Graph, question: &Question, is_lost: impl Fn(&[SlotId]) -> bool) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = question.answer.targets();
    while let Some(id) = open.pop() {
        if id == question.node {
            return true;
        }
        if seen.len() >= FARTHEST || !seen.insert(id) {
            continue;
        }
        match graph.node(id).map(|node| &node.kind) {
            Some(NodeKind::Go { clears, .. }) if is_lost(clears) => {}
            Some(NodeKind::Question { question }) => {
                open.extend(graph.question(*question).map(Question::ways).unwrap_or_default());
            }
            Some(kind) => open.extend(kind.targets()),
            None => {}
        }
    }
    false
}
