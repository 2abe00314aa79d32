//! How far one event can carry a conversation: the greatest number of nodes, and of messages, between two waits.
//!
//! Inside a flow, edges out of waiting nodes are cut; what is left must have no cycle. A tunnel entered is counted at
//! the place it is entered from, so tunnels must not enter each other in circles either.

use crate::build::Build;
use crate::codes;
use scn_diag::{Diagnostic, Span};
use scn_graph::{FlowId, NodeId, NodeKind};
use std::collections::BTreeMap;

/// Longest ways from a node: to where it waits or ends for good, and to the end of its flow.
#[derive(Clone, Copy, Default)]
struct Ways {
    stop: u32,
    done: Option<u32>,
}

impl Ways {
    fn best(self, other: Ways) -> Ways {
        Ways { stop: self.stop.max(other.stop), done: self.done.max(other.done) }
    }
    fn plus(self, weight: u32) -> Ways {
        Ways { stop: self.stop + weight, done: self.done.map(|done| done + weight) }
    }
}

impl Build<'_> {
    /// Reports endless loops and tunnels that enter themselves; fills `bound` and `most_messages` when there are none.
    pub(crate) fn measure(&mut self) {
        let Some(order) = self.callees_first() else { return };
        if !self.no_loops() {
            return;
        }
        let nodes = Measure::new(self, &order, |_| 1).longest();
        let messages = Measure::new(self, &order, |kind| {
            u32::from(matches!(kind, NodeKind::Say { .. } | NodeKind::Question { .. } | NodeKind::Correct))
        })
        .longest();
        let largest = |counts: &dyn Fn(&NodeKind) -> bool| {
            let mut per_flow: BTreeMap<FlowId, u32> = BTreeMap::new();
            for node in self.graph.nodes.iter().filter(|node| counts(&node.kind)) {
                *per_flow.entry(node.flow).or_default() += 1;
            }
            per_flow.values().copied().max().unwrap_or(0)
        };
        // a correction walks its flow once more
        let rewalked = largest(&|_| true);
        let said_again = largest(&|kind| matches!(kind, NodeKind::Say { .. } | NodeKind::Question { .. }));
        self.graph.bound = nodes + rewalked;
        self.graph.most_messages = messages + said_again;
    }

    /// Flows so that each comes after those it enters; reports a circle.
    fn callees_first(&mut self) -> Option<Vec<FlowId>> {
        let mut calls: BTreeMap<FlowId, Vec<(FlowId, NodeId)>> = BTreeMap::new();
        for (at, node) in self.graph.nodes.iter().enumerate() {
            if let NodeKind::Enter { flow, .. } = &node.kind {
                calls.entry(node.flow).or_default().push((*flow, NodeId(at as u32)));
            }
        }
        let mut done: Vec<FlowId> = Vec::new();
        for flow in 0..self.graph.flows.len() {
            let mut path = Vec::new();
            if let Err(circle) = visit(FlowId(flow as u32), &calls, &mut path, &mut done) {
                self.report_circle(&circle);
                return None;
            }
        }
        Some(done)
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
                format!("these tunnels enter each other without end: {}", names.join(" → ")),
            )
            .help("to begin again use `restart` or `go`; to go on elsewhere, end this tunnel first"),
        );
    }

    fn node_place(&self, node: NodeId) -> Span {
        self.node_places.get(node.index()).copied().unwrap_or_default()
    }

    /// Every circle must pass a place that waits.
    fn no_loops(&mut self) -> bool {
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
                        path.push((at, self.onward(at)));
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

    fn onward(&self, at: NodeId) -> Vec<NodeId> {
        let start = |flow: FlowId| self.graph.flow(flow).map(|flow| flow.start);
        let Some(node) = self.graph.node(at) else { return Vec::new() };
        let entered_waits = |flow: &FlowId| !self.passes_without_waiting(*flow);
        match &node.kind {
            NodeKind::Restart => start(node.flow).into_iter().collect(),
            NodeKind::Enter { flow, .. } if entered_waits(flow) => Vec::new(),
            kind => successors(kind),
        }
    }

    /// Some way through the flow has no wait. Called only where tunnels do not enter each other in circles.
    fn passes_without_waiting(&self, flow: FlowId) -> bool {
        let Some(shape) = self.graph.flow(flow) else { return false };
        let mut seen = std::collections::BTreeSet::new();
        let mut todo = vec![shape.start];
        while let Some(at) = todo.pop() {
            let Some(node) = self.graph.node(at).filter(|_| seen.insert(at)) else { continue };
            match &node.kind {
                NodeKind::Done { .. } => return true,
                NodeKind::Enter { flow, next, .. } => {
                    todo.extend(self.passes_without_waiting(*flow).then_some(*next))
                }
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
                format!("this goes round without end: {}", lines.join(" → ")),
            )
            .help("every circle must pass a question or a `wait`; ask something in between, or go elsewhere"),
        );
    }
}

fn visit(
    flow: FlowId,
    calls: &BTreeMap<FlowId, Vec<(FlowId, NodeId)>>,
    path: &mut Vec<(FlowId, NodeId)>,
    done: &mut Vec<FlowId>,
) -> Result<(), Vec<(FlowId, NodeId)>> {
    if done.contains(&flow) {
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
    done.push(flow);
    Ok(())
}

/// Where a node goes on to in its flow without waiting.
fn successors(kind: &NodeKind) -> Vec<NodeId> {
    // people hold the conversation until they give it back
    if kind.pauses() || matches!(kind, NodeKind::Handoff { .. }) { Vec::new() } else { kind.targets() }
}

struct Measure<'b, 't> {
    b: &'b Build<'t>,
    weights: Vec<u32>,
    /// Per node; filled flow by flow, callees first.
    ways: Vec<Option<Ways>>,
    order: &'b [FlowId],
}

impl<'b, 't> Measure<'b, 't> {
    fn new(b: &'b Build<'t>, order: &'b [FlowId], weight: impl Fn(&NodeKind) -> u32) -> Self {
        let weights = b.graph.nodes.iter().map(|node| weight(&node.kind)).collect::<Vec<_>>();
        Measure { ways: vec![None; weights.len()], b, weights, order }
    }

    fn longest(mut self) -> u32 {
        let mut by_flow: BTreeMap<FlowId, Vec<NodeId>> = BTreeMap::new();
        for (at, node) in self.b.graph.nodes.iter().enumerate() {
            by_flow.entry(node.flow).or_default().push(NodeId(at as u32));
        }
        let nodes = |flow: &FlowId| by_flow.get(flow).cloned().unwrap_or_default();
        for flow in self.order {
            for node in nodes(flow) {
                self.settle(node);
            }
        }
        let mut longest = 0;
        // what can still follow once a flow is done, callers first
        let mut after: BTreeMap<FlowId, u32> = BTreeMap::new();
        for flow in self.order.iter().rev() {
            let tail = after.get(flow).copied().unwrap_or(0);
            for at in nodes(flow) {
                let Some(node) = self.b.graph.node(at) else { continue };
                for target in self.woken(&node.kind) {
                    longest = longest.max(self.with_tail(target, tail));
                }
                if let NodeKind::Enter { flow: callee, next, .. } = &node.kind {
                    let more = self.with_tail(*next, tail);
                    let known = after.entry(*callee).or_default();
                    *known = (*known).max(more);
                }
            }
            if let Some(shape) = self.b.graph.flow(*flow) {
                longest = longest.max(self.with_tail(shape.start, tail));
            }
        }
        longest
    }

    fn with_tail(&self, at: NodeId, tail: u32) -> u32 {
        let ways = self.ways_of(at);
        ways.stop.max(ways.done.map_or(0, |done| done + tail))
    }

    fn ways_of(&self, at: NodeId) -> Ways {
        self.ways.get(at.index()).copied().flatten().unwrap_or_default()
    }

    /// Computes a node and all after it, without recursion: scenarios may be long.
    fn settle(&mut self, start: NodeId) {
        let mut todo = vec![start];
        while let Some(at) = todo.last().copied() {
            if self.ways.get(at.index()).copied().flatten().is_some() {
                todo.pop();
                continue;
            }
            let Some(node) = self.b.graph.node(at) else {
                todo.pop();
                continue;
            };
            let targets = match &node.kind {
                NodeKind::Restart => {
                    self.b.graph.flow(node.flow).map(|flow| flow.start).into_iter().collect()
                }
                kind => successors(kind),
            };
            let open: Vec<NodeId> = targets
                .iter()
                .copied()
                .filter(|target| {
                    self.ways.get(target.index()).copied().flatten().is_none() && !todo.contains(target)
                })
                .collect();
            if open.is_empty() {
                let ways = self.combine(at, &node.kind, &targets);
                if let Some(place) = self.ways.get_mut(at.index()) {
                    *place = Some(ways);
                }
                todo.pop();
            } else {
                todo.extend(open);
            }
        }
    }

    fn combine(&self, at: NodeId, kind: &NodeKind, targets: &[NodeId]) -> Ways {
        let weight = self.weights.get(at.index()).copied().unwrap_or(0);
        let after = targets.iter().map(|target| self.ways_of(*target)).fold(Ways::default(), Ways::best);
        match kind {
            NodeKind::Done { .. } => Ways { stop: weight, done: Some(weight) },
            NodeKind::Enter { flow, .. } => {
                let inside =
                    self.b.graph.flow(*flow).map(|flow| self.ways_of(flow.start)).unwrap_or_default();
                let through = inside.done.map(|done| after.plus(done)).unwrap_or_default();
                Ways { stop: inside.stop, done: None }.best(through).plus(weight)
            }
            // the pending question is asked again
            NodeKind::Resume => Ways { stop: weight + 1, done: None },
            _ => after.plus(weight),
        }
    }

    /// Where a waiting node goes on to when the event it waits for comes.
    fn woken(&self, kind: &NodeKind) -> Vec<NodeId> {
        match kind {
            NodeKind::Question { question } => {
                self.b.graph.question(*question).map(scn_graph::Question::ways).unwrap_or_default()
            }
            kind if kind.pauses() || matches!(kind, NodeKind::Handoff { .. }) => kind.targets(),
            _ => Vec::new(),
        }
    }
}
