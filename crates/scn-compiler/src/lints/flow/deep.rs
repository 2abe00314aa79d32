//! Tunnels inside tunnels: only so many fit into each other before the conversation is stopped.

use super::ways::callees_first;
use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, wording};
use scn_graph::{FlowId, MOST_TUNNELS};

pub(super) fn too_deep(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let entered = checked.entered();
    // per flow: how many stand inside each other from it on, and which one is next
    let mut depth: Vec<(usize, Option<FlowId>)> = vec![(1, None); entered.len()];
    for flow in callees_first(checked.graph()) {
        let inside = entered.get(flow.index()).into_iter().flatten();
        let deepest =
            inside.map(|callee| (depth.get(callee.index()).map_or(1, |(deep, _)| *deep), *callee)).max();
        if let (Some((deep, callee)), Some(place)) = (deepest, depth.get_mut(flow.index())) {
            *place = (deep + 1, Some(callee));
        }
    }
    let mut is_inside = vec![false; entered.len()];
    for callee in entered.iter().flatten() {
        is_inside.get_mut(callee.index()).into_iter().for_each(|place| *place = true);
    }
    let outermost = checked.flows().filter(|flow| !is_inside.get(flow.index()).copied().unwrap_or(true));
    outermost.filter_map(|flow| report(checked, flow, &depth)).collect()
}

fn report(checked: &Checked<'_, '_>, flow: FlowId, depth: &[(usize, Option<FlowId>)]) -> Option<Diagnostic> {
    let deep = depth.get(flow.index()).map(|(deep, _)| *deep).filter(|deep| *deep > MOST_TUNNELS)?;
    let place = checked.flow_place(flow);
    if checked.is_ours(place) {
        return None;
    }
    let mut names = Vec::new();
    let mut at = Some(flow);
    while let Some(flow) = at {
        names.push(format!("`{}`", checked.flow_name(flow)));
        at = depth.get(flow.index()).and_then(|(_, next)| *next);
    }
    Some(
        Diagnostic::new(
            codes::E2044,
            place,
            wording!(
                "{deep} stand inside each other here, and the conversation stops after {most}: {names}",
                deep,
                most = MOST_TUNNELS,
                names = names.join(" → ")
            ),
        )
        .help("put short tunnels into one as steps, or end one before the next begins"),
    )
}
