//! Escapes answer and come back. These do not, although nothing in them says so.

use super::ways::{Follow, Ways};
use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, wording};
use scn_graph::{FlowId, FlowKind, NodeId, NodeKind};
use std::collections::BTreeSet;

/// An escape of a tunnel that enters that same tunnel: the customer is asked everything once more, and is then back in
/// the one they were in.
pub(super) fn enters_itself(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let entered = checked.entered();
    let mut found = Vec::new();
    for (at, node) in checked.nodes().zip(&checked.graph().nodes) {
        let NodeKind::Enter { flow: first, .. } = &node.kind else { continue };
        let Some(around) = checked.plan(node.flow).and_then(|plan| plan.scope) else { continue };
        let place = checked.place(at);
        if checked.is_ours(place) || !leads_into(*first, around, &entered) {
            continue;
        }
        let name = checked.flow_name(around);
        found.push(
            Diagnostic::new(
                codes::W2007,
                place,
                wording!("this begins `{name}` inside of `{name_2}`: after it the customer is back in the middle of the first one", name = name.as_str(), name_2 = name.as_str()),
            )
            .help("take it out: \"start again\" begins a tunnel anew by itself; or end the conversation with `leave`"),
        );
    }
    found
}

fn leads_into(from: FlowId, to: FlowId, entered: &[BTreeSet<FlowId>]) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![from];
    while let Some(flow) = todo.pop() {
        if flow == to {
            return true;
        }
        if seen.insert(flow) {
            todo.extend(entered.get(flow.index()).into_iter().flatten());
        }
    }
    false
}

/// An escape all of whose ways run into a tunnel that never comes back.
pub(super) fn never_returns(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let graph = checked.graph();
    let ways = Ways::new(graph, Follow::All);
    let mut found = Vec::new();
    for flow in checked.flows() {
        let Some(shape) = graph.flow(flow).filter(|shape| shape.kind == FlowKind::Escape) else { continue };
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut todo = vec![shape.start];
        let (mut ends, mut lost) = (false, None);
        while let Some(at) = todo.pop() {
            let Some(node) = graph.node(at).filter(|_| seen.insert(at)) else { continue };
            match &node.kind {
                NodeKind::Resume | NodeKind::Leave | NodeKind::Handoff { .. } => ends = true,
                NodeKind::Enter { flow: callee, .. } if !ways.finishes(*callee) => lost = Some((at, *callee)),
                _ => {}
            }
            todo.extend(ways.after(at));
        }
        let Some((at, callee)) = lost.filter(|_| !ends) else { continue };
        let place = checked.place(at);
        if checked.is_ours(place) {
            continue;
        }
        let name = checked.flow_name(callee);
        found.push(
            Diagnostic::new(
                codes::W2008,
                place,
                wording!("whoever asks this in the middle of something never comes back to it: `{name}` does not end", name = name.as_str()),
            )
            .help(wording!("end `{name}` with `done`, so that the question asked before is asked again; or end the escape with `leave`, if the conversation shall end here", name)),
        );
    }
    found
}
