//! A circle must pass something that waits. A question whose answer is known does not: it is passed over in silence. So
//! a circle whose questions keep their answers goes round without end, and the conversation is stopped.

use super::circles::circles;
use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, wording};
use scn_graph::{Answer, FlowId, NodeId, NodeKind, SlotId, Type};
use std::collections::BTreeSet;

pub(super) fn answered_loops(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let graph = checked.graph();
    let count = graph.nodes.len();
    let passing = checked.build.passing(&super::ways::callees_first(graph));
    let all = |at: usize| onward(checked, id(at), &passing).into_iter().map(NodeId::index).collect();
    let mut asked_again = vec![false; count];
    for circle in circles(count, &all) {
        let emptied: BTreeSet<SlotId> = circle.iter().flat_map(|at| emptied_by(checked, id(*at))).collect();
        for at in circle {
            let known = slot_of(checked, id(at)).is_some_and(|slot| !emptied.contains(&slot));
            asked_again
                .get_mut(at)
                .into_iter()
                .for_each(|place| *place = !known && is_question(checked, id(at)));
        }
    }
    let passed = |at: usize| match asked_again.get(at) {
        Some(true) => Vec::new(),
        _ => all(at),
    };
    circles(count, &passed).iter().filter_map(|circle| report(checked, circle)).collect()
}

fn report(checked: &Checked<'_, '_>, circle: &[usize]) -> Option<Diagnostic> {
    let nodes = || circle.iter().map(|at| id(*at));
    let question = nodes().find(|node| is_question(checked, *node))?;
    let jump = nodes().rfind(|node| {
        matches!(checked.graph().node(*node).map(|node| &node.kind), Some(NodeKind::Go { .. }))
    })?;
    let place = checked.place(jump);
    if checked.is_ours(place) {
        return None;
    }
    let line = checked.line(checked.place(question));
    Some(
        Diagnostic::new(
            codes::E2042,
            place,
            wording!("this goes round without end: the question in {line} has its answer and is not asked again", line),
        )
        .label(checked.place(question), "the answer to this question stays")
        .help("`go` asks again what stands inside its step: put the question into the step that this leads to, or give it `always`"),
    )
}

/// Where a node leads at once, when every question that can be known is.
fn onward(checked: &Checked<'_, '_>, at: NodeId, passing: &BTreeSet<FlowId>) -> Vec<NodeId> {
    let Some(node) = checked.graph().node(at) else { return Vec::new() };
    match &node.kind {
        NodeKind::Question { question } => {
            let answer = checked.graph().question(*question).map(|question| &question.answer);
            match answer {
                Some(Answer::Slot { slot, ty, always: false, among: None, next, .. })
                    if !has_guards(checked, ty) && is_sure(checked, node.flow, *slot) =>
                {
                    vec![*next]
                }
                Some(Answer::Collect { next, .. }) => vec![*next],
                _ => Vec::new(),
            }
        }
        NodeKind::Enter { flow, next, .. } => match passing.contains(flow) {
            true => vec![*next],
            false => Vec::new(),
        },
        NodeKind::Restart | NodeKind::Handoff { .. } => Vec::new(),
        kind if kind.pauses() => Vec::new(),
        kind => kind.targets(),
    }
}

/// A value that is not offered any more is asked for again.
fn has_guards(checked: &Checked<'_, '_>, ty: &Type) -> bool {
    match ty.known() {
        Type::Choice(choice) => checked
            .graph()
            .choice(*choice)
            .is_some_and(|choice| choice.values.iter().any(|value| value.only_when.is_some())),
        Type::List { of, .. } => has_guards(checked, of),
        _ => false,
    }
}

/// Nothing makes it unknown again but a `go`.
fn is_sure(checked: &Checked<'_, '_>, flow: FlowId, slot: SlotId) -> bool {
    let slot = checked.graph().flow(flow).and_then(|flow| flow.slots.get(slot.index()));
    slot.is_some_and(|slot| !matches!(slot.ty, Type::Optional(_)))
}

fn is_question(checked: &Checked<'_, '_>, at: NodeId) -> bool {
    matches!(checked.graph().node(at).map(|node| &node.kind), Some(NodeKind::Question { .. }))
}

fn slot_of(checked: &Checked<'_, '_>, at: NodeId) -> Option<SlotId> {
    let NodeKind::Question { question } = &checked.graph().node(at)?.kind else { return None };
    match &checked.graph().question(*question)?.answer {
        Answer::Slot { slot, .. } | Answer::Collect { slot, .. } => Some(*slot),
        _ => None,
    }
}

/// Slots that are, or may be, unknown once this node is passed.
fn emptied_by(checked: &Checked<'_, '_>, at: NodeId) -> Vec<SlotId> {
    match checked.graph().node(at).map(|node| &node.kind) {
        Some(NodeKind::Go { clears, .. }) => clears.clone(),
        Some(NodeKind::Set { slot, .. }) => vec![*slot],
        Some(NodeKind::Enter { result, .. }) => result.iter().copied().collect(),
        _ => Vec::new(),
    }
}

fn id(at: usize) -> NodeId {
    NodeId(u32::try_from(at).unwrap_or(u32::MAX))
}
