//! After a correction a flow is walked once more, and a call is made again when its arguments are others. One that cannot
//! be undone locks the answers that went into it. What it reads besides answers is not locked: the clock, the last
//! message, what is remembered meanwhile. With such an argument a change of any answer that is still free makes the call
//! a second time.

use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, Wording, wording};
use scn_graph::expr::Context;
use scn_graph::{Answer, Expr, FlowId, MemoryId, NodeId, NodeKind, SlotId};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn done_twice(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let mut written: BTreeMap<FlowId, BTreeSet<MemoryId>> = BTreeMap::new();
    for node in &checked.graph().nodes {
        if let NodeKind::Remember { field, .. } = &node.kind {
            written.entry(node.flow).or_default().insert(*field);
        }
    }
    checked.nodes().filter_map(|node| check(checked, node, &written)).collect()
}

fn check(
    checked: &Checked<'_, '_>,
    at: NodeId,
    written: &BTreeMap<FlowId, BTreeSet<MemoryId>>,
) -> Option<Diagnostic> {
    let node = checked.graph().node(at)?;
    let NodeKind::Call { operation, args, next, locks, .. } = &node.kind else { return None };
    let operation = checked.graph().operation(*operation).filter(|operation| operation.irreversible)?;
    let place = checked.place(at);
    if checked.is_ours(place) {
        return None;
    }
    let flow = checked.graph().flow(node.flow)?;
    let written = written.get(&node.flow).cloned().unwrap_or_default();
    let moving = args.iter().flatten().find_map(|arg| moving(arg, &written))?;
    let free = flow.slots.iter().enumerate().find(|(slot, shape)| {
        let id = SlotId(u16::try_from(*slot).unwrap_or(u16::MAX));
        shape.question.is_some() && !locks.contains(&id)
    })?;
    if !waits_after(checked, *next) {
        return None;
    }
    Some(
        Diagnostic::new(
            codes::E2043,
            place,
            wording!(
                "`{operation}` may be done twice: {moving} is another one when the customer changes `{slot}` after it",
                operation = operation.name.as_str(),
                moving,
                slot = free.1.name.as_str()
            ),
        )
        .help("what cannot be undone must read nothing that changes by itself: take that argument out, or say in the connector that the call may be repeated with `idempotent`"),
    )
}

/// What an argument reads that is another one at the next walk.
fn moving(expr: &Expr, written: &BTreeSet<MemoryId>) -> Option<Wording> {
    let here = match expr {
        Expr::Context(Context::Now) => Some("the time of the call".into()),
        Expr::Context(Context::MessageText | Context::MessageCaption) => Some("the last message".into()),
        Expr::Memory(field) if written.contains(field) => Some("what is remembered".into()),
        _ => None,
    };
    here.or_else(|| expr.parts().into_iter().find_map(|part| moving(part, written)))
}

/// The flow still waits for something after this, so that an answer can be changed.
fn waits_after(checked: &Checked<'_, '_>, start: NodeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![start];
    while let Some(at) = todo.pop() {
        let Some(node) = checked.graph().node(at).filter(|_| seen.insert(at)) else { continue };
        match &node.kind {
            // what the customer says to a yes or no of the ladder changes nothing
            NodeKind::Question { question } => {
                let answer = checked.graph().question(*question).map(|question| &question.answer);
                if answer.is_some_and(|answer| !matches!(answer, Answer::Consent { .. })) {
                    return true;
                }
            }
            NodeKind::Wait { .. }
            | NodeKind::WaitUntil { .. }
            | NodeKind::WaitFor { .. }
            | NodeKind::Correct => {
                return true;
            }
            kind => todo.extend(kind.targets()),
        }
    }
    false
}
