//! What no customer ever comes to: tunnels that nothing opens, and statements behind a tunnel that never comes back.
//! What stands behind the end of its own block is seen earlier, on the tree.

use super::ways::{Follow, Ways};
use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, wording};
use scn_graph::{ButtonDoes, FlowId, FlowKind, NodeId, NodeKind};
use std::collections::BTreeSet;

/// A tunnel that no entry, escape, tunnel in use or template button opens.
pub(super) fn unused_tunnels(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let graph = checked.graph();
    // said already: nothing at all opens a conversation
    if !graph.flows.iter().any(|flow| flow.kind == FlowKind::Entry) {
        return Vec::new();
    }
    let used = used(checked);
    let unused = checked.flows().filter(|flow| {
        graph.flow(*flow).is_some_and(|flow| flow.kind == FlowKind::Tunnel) && !used.contains(flow)
    });
    let own = unused.filter(|flow| !checked.is_ours(checked.flow_place(*flow)));
    own.map(|flow| {
        let name = checked.flow_name(flow);
        Diagnostic::new(
            codes::W2003,
            checked.flow_place(flow),
            wording!("no customer ever comes to `{name}`: nothing in use enters it", name = name.as_str()),
        )
        .help(wording!("write `enter {name}` where it belongs, or take it out", name))
    })
    .collect()
}

/// Flows that can be on the stack: entries and the project's escapes, what they enter, and the escapes of those.
fn used(checked: &Checked<'_, '_>) -> BTreeSet<FlowId> {
    let graph = checked.graph();
    let entered = checked.entered();
    let scope = |flow: FlowId| checked.plan(flow).and_then(|plan| plan.scope);
    let outside = |flow: &FlowId| {
        graph.flow(*flow).is_some_and(|of| of.kind != FlowKind::Tunnel) && scope(*flow).is_none()
    };
    let buttons = graph.templates.iter().flat_map(|template| &template.languages);
    let started = buttons.flat_map(|(_, texts)| &texts.buttons).filter_map(|button| match button.does {
        ButtonDoes::Start(flow) => Some(flow),
        _ => None,
    });
    let mut within: Vec<Vec<FlowId>> = vec![Vec::new(); graph.flows.len()];
    for flow in checked.flows() {
        let around = scope(flow).and_then(|around| within.get_mut(around.index()));
        around.into_iter().for_each(|escapes| escapes.push(flow));
    }
    let mut used: BTreeSet<FlowId> = BTreeSet::new();
    let mut todo: Vec<FlowId> = checked.flows().filter(outside).chain(started).collect();
    while let Some(flow) = todo.pop() {
        if used.insert(flow) {
            todo.extend(entered.get(flow.index()).into_iter().flatten());
            todo.extend(within.get(flow.index()).into_iter().flatten());
        }
    }
    used
}

/// Statements behind an `enter` of a tunnel that always ends the conversation or never ends at all.
pub(super) fn after_what_never_returns(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let graph = checked.graph();
    let ways = Ways::new(graph, Follow::All);
    let mut reached: BTreeSet<NodeId> = BTreeSet::new();
    let mut todo: Vec<NodeId> = graph.flows.iter().map(|flow| flow.start).collect();
    while let Some(at) = todo.pop() {
        if reached.insert(at) {
            todo.extend(ways.after(at));
        }
    }
    let mut said = BTreeSet::new();
    let mut found = Vec::new();
    for at in reached.iter().copied() {
        let Some(NodeKind::Enter { flow, next, .. }) = graph.node(at).map(|node| &node.kind) else {
            continue;
        };
        let lost = graph.node(*next).is_some_and(|next| !next.implicit) && !reached.contains(next);
        let place = checked.place(*next);
        if ways.finishes(*flow) || !lost || checked.is_ours(place) || !said.insert(place) {
            continue;
        }
        let name = checked.flow_name(*flow);
        found.push(
            Diagnostic::new(
                codes::W2001,
                place,
                wording!("nothing leads here: `{name}` never comes back", name = name.as_str()),
            )
            .label(checked.place(at), "the conversation goes in here for good")
            .help(wording!(
                "end `{name}` with `done` where it shall come back, or take these statements out",
                name
            )),
        );
    }
    found
}
