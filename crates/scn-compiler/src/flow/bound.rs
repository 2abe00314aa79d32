//! One event must come to an end: between two waits there is no way round, and tunnels do not enter each other in
//! circles.
//!
//! Inside a flow, edges out of waiting nodes are cut; what is left must have no cycle but `for`.

use super::measure::Loops;
use crate::build::Build;
use crate::codes;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{FlowId, NodeId, NodeKind};
use std::collections::{BTreeMap, BTreeSet};

impl Build<'_> {
    /// Flows so that each comes after those it enters; reports a circle.
    pub(super) fn callees_first(&mut self) -> Option<Vec<FlowId>> {
        let order = self.order_of_flows();
        order.map_err(|circle| self.report_circle(&circle)).ok()
    }

    /// Flows so that each comes after those it enters, or the circle in which they do.
    pub(super) fn order_of_flows(&self) -> Result<Vec<FlowId>, Vec<(FlowId, NodeId)>> {
        let mut calls: BTreeMap<FlowId, Vec<(FlowId, NodeId)>> = BTreeMap::new();
        for (at, node) in self.graph.nodes.iter().enumerate() {
            if let NodeKind::Enter { flow, .. } = &node.kind {
                calls.entry(node.flow).or_default().push((*flow, NodeId(at as u32)));
            }
        }
        let mut done = Ordered::default();
        for flow in 0..self.graph.flows.len() {
            let mut path = Vec::new();
            visit(FlowId(flow as u32), &calls, &mut path, &mut done)?;
        }
        Ok(done.order)
    }

    fn report_circle(&mut self, circle: &[(FlowId, NodeId)]) {
        let names: Vec<String> = circle
            .iter()
            .chain(circle.first())
            .filter_map(|(flow, _)| self.graph.flow(*flow).map(|flow| format!("`{}`", flow.name)))
            .collect();
        let place = circle.last().map(|(_, node)| self.node_place(*node)).unwrap_or_default();
        self.report.add(
            Diagnostic::new(
                codes::E2006,
                place,
                wording!("these tunnels enter each other without end: {names}", names = names.join(" → ")),
            )
            .help("to begin again use `restart` or `go`; to go on elsewhere, end this tunnel first"),
        );
    }

    fn node_place(&self, node: NodeId) -> Span {
        self.node_places.get(node.index()).copied().unwrap_or_default()
    }

    /// Every circle must pass a place that waits.
    pub(super) fn no_loops(&mut self, loops: &Loops, passing: &BTreeSet<FlowId>) -> bool {
        let count = self.graph.nodes.len();
        // 0: unseen, 1: on the path, 2: done
        let mut state = vec![0u8; count];
        let mut sound = true;
        for start in 0..count {
            let mut path: Vec<(NodeId, Vec<NodeId>)> = Vec::new();
            let mut next = Some(NodeId(start as u32)).filter(|_| state.get(start) == Some(&0));
            while let Some(at) = next.take().or_else(|| {
                loop {
                    let (node, todo) = path.last_mut()?;
                    if let Some(next) = todo.pop() {
                        break Some(next);
                    }
                    if let Some(state) = state.get_mut(node.index()) {
                        *state = 2;
                    }
                    path.pop();
                }
            }) {
                match state.get_mut(at.index()) {
                    Some(seen @ 0) => {
                        *seen = 1;
                        path.push((at, self.onward(at, loops, passing)));
                    }
                    Some(1) => {
                        let circle: Vec<NodeId> =
                            path.iter().map(|(node, _)| *node).skip_while(|node| *node != at).collect();
                        self.report_loop(&circle);
                        sound = false;
                    }
                    _ => {}
                }
            }
        }
        sound
    }

    fn onward(&self, at: NodeId, loops: &Loops, passing: &BTreeSet<FlowId>) -> Vec<NodeId> {
        let start = |flow: FlowId| self.graph.flow(flow).map(|flow| flow.start);
        let Some(node) = self.graph.node(at) else { return Vec::new() };
        match &node.kind {
            NodeKind::Restart => start(node.flow).into_iter().collect(),
            NodeKind::Enter { flow, .. } if !passing.contains(flow) => Vec::new(),
            kind => {
                let mut after = successors(kind);
                after.retain(|next| !loops.ends(at, *next));
                after
            }
        }
    }

    /// Flows that some way without a wait leads through. `order`: each after those it enters.
    pub(crate) fn passing(&self, order: &[FlowId]) -> BTreeSet<FlowId> {
        let mut passing = BTreeSet::new();
        for flow in order {
            if self.passes_without_waiting(*flow, &passing) {
                passing.insert(*flow);
            }
        }
        passing
    }

    fn passes_without_waiting(&self, flow: FlowId, passing: &BTreeSet<FlowId>) -> bool {
        let Some(shape) = self.graph.flow(flow) else { return false };
        let mut seen = BTreeSet::new();
        let mut todo = vec![shape.start];
        while let Some(at) = todo.pop() {
            let Some(node) = self.graph.node(at).filter(|_| seen.insert(at)) else { continue };
            match &node.kind {
                NodeKind::Done { .. } => return true,
                NodeKind::Enter { flow, next, .. } => todo.extend(passing.contains(flow).then_some(*next)),
                kind => todo.extend(successors(kind)),
            }
        }
        false
    }

    fn report_loop(&mut self, circle: &[NodeId]) {
        let lines: Vec<String> = circle
            .iter()
            .chain(circle.first())
            .filter_map(|node| {
                let place = self.node_place(*node);
                let file = self.files.get(place.file)?;
                Some(format!("line {}", file.line_column(place.start).line))
            })
            .fold(Vec::new(), |mut lines, line| {
                if lines.last() != Some(&line) {
                    lines.push(line);
                }
                lines
            });
        let jump = circle.iter().rev().find(|node| {
            let kind = self.graph.node(**node).map(|node| &node.kind);
            matches!(kind, Some(NodeKind::Go { .. } | NodeKind::Restart))
        });
        let place = jump.or(circle.last()).map(|node| self.node_place(*node)).unwrap_or_default();
        self.report.add(
            Diagnostic::new(
                codes::E2005,
                place,
                wording!("this goes round without end: {lines}", lines = lines.join(" → ")),
            )
            .help("every circle must pass a question or a `wait`; ask something in between, or go elsewhere"),
        );
    }
}

#[derive(Default)]
struct Ordered {
    order: Vec<FlowId>,
    seen: BTreeSet<FlowId>,
}

fn visit(
    flow: FlowId,
    calls: &BTreeMap<FlowId, Vec<(FlowId, NodeId)>>,
    path: &mut Vec<(FlowId, NodeId)>,
    done: &mut Ordered,
) -> Result<(), Vec<(FlowId, NodeId)>> {
    if done.seen.contains(&flow) {
        return Ok(());
    }
    for (callee, node) in calls.get(&flow).into_iter().flatten() {
        path.push((flow, *node));
        if let Some(from) = path.iter().position(|(known, _)| known == callee) {
            return Err(path.get(from..).unwrap_or_default().to_vec());
        }
        visit(*callee, calls, path, done)?;
        path.pop();
    }
    done.seen.insert(flow);
    done.order.push(flow);
    Ok(())
}

/// Where a node goes on to in its flow without waiting.
pub(super) fn successors(kind: &NodeKind) -> Vec<NodeId> {
    // people hold the conversation until they give it back
    match kind {
        NodeKind::Handoff { .. } => Vec::new(),
        NodeKind::Unanswered { next, .. } => vec![*next],
        kind if kind.pauses() => Vec::new(),
        kind => kind.targets(),
    }
}
