//! Which ways lead on from each node, through the tunnels that are entered, and from where an end can be reached.
//!
//! An *end* is where nothing is asked of the customer any more, or a person has the conversation: the end of a flow,
//! `leave`, `resume`, `handoff`. A tunnel entered comes back only when it can come to its end.

use scn_graph::{FlowId, Graph, NodeId, NodeKind};

/// Which ways out of a question are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// Answers, `otherwise`, silence.
    All,
    /// Only `otherwise`: the customer whom the scenario never understands.
    NotUnderstood,
}

pub(super) struct Ways<'g> {
    graph: &'g Graph,
    follow: Follow,
    /// Per flow: it can come to its end, so that what entered it goes on.
    finishes: Vec<bool>,
    /// Per flow: inside it the whole conversation can end or go to people.
    ends_all: Vec<bool>,
    /// Per node: some way leads to an end.
    out: Vec<bool>,
}

impl<'g> Ways<'g> {
    pub(super) fn new(graph: &'g Graph, follow: Follow) -> Self {
        let flows = graph.flows.len();
        let mut ways = Ways {
            graph,
            follow,
            finishes: vec![false; flows],
            ends_all: vec![false; flows],
            out: vec![false; graph.nodes.len()],
        };
        ways.settle();
        ways
    }

    /// From this node some way leads to an end.
    pub(super) fn leads_out(&self, node: NodeId) -> bool {
        self.out.get(node.index()).copied().unwrap_or(true)
    }

    /// A tunnel can come to its end.
    pub(super) fn finishes(&self, flow: FlowId) -> bool {
        self.finishes.get(flow.index()).copied().unwrap_or(true)
    }

    /// Where a node leads within its flow. A tunnel that never comes back leads nowhere.
    pub(super) fn after(&self, at: NodeId) -> Vec<NodeId> {
        let Some(node) = self.graph.node(at) else { return Vec::new() };
        match &node.kind {
            NodeKind::Enter { flow, .. } if !self.finishes(*flow) => Vec::new(),
            _ => self.written_after(at),
        }
    }

    /// The same, when every tunnel comes back.
    fn written_after(&self, at: NodeId) -> Vec<NodeId> {
        let Some(node) = self.graph.node(at) else { return Vec::new() };
        match &node.kind {
            NodeKind::Question { question } => {
                let Some(question) = self.graph.question(*question) else { return Vec::new() };
                match self.follow {
                    Follow::All => question.ways(),
                    Follow::NotUnderstood => vec![question.otherwise],
                }
            }
            // the flow is walked once more from its start
            NodeKind::Restart | NodeKind::Correct => {
                self.graph.flow(node.flow).map(|flow| flow.start).into_iter().collect()
            }
            kind => kind.targets(),
        }
    }

    /// Two passes of the same work over the flows, callees first: tunnels never enter each other in circles.
    fn settle(&mut self) {
        let order = callees_first(self.graph);
        let mut by_flow: Vec<Vec<NodeId>> = vec![Vec::new(); self.graph.flows.len()];
        for (at, node) in self.graph.nodes.iter().enumerate() {
            let id = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
            by_flow.get_mut(node.flow.index()).into_iter().for_each(|flow| flow.push(id));
        }
        for flow in order {
            let nodes = by_flow.get(flow.index()).cloned().unwrap_or_default();
            let Some(start) = self.graph.flow(flow).map(|flow| flow.start) else { continue };
            let seen = self.reached_from(start, nodes.len());
            let kinds = || seen.iter().filter_map(|node| Some(&self.graph.node(*node)?.kind));
            let finishes = kinds().any(|kind| matches!(kind, NodeKind::Done { .. }));
            let ends_all = kinds().any(|kind| self.ends_the_conversation(kind));
            self.finishes.get_mut(flow.index()).into_iter().for_each(|place| *place = finishes);
            self.ends_all.get_mut(flow.index()).into_iter().for_each(|place| *place = ends_all);
            self.lead_out(&nodes);
        }
    }

    fn ends_the_conversation(&self, kind: &NodeKind) -> bool {
        match kind {
            NodeKind::Leave | NodeKind::Handoff { .. } => true,
            NodeKind::Enter { flow, .. } => self.ends_all.get(flow.index()).copied().unwrap_or(true),
            _ => false,
        }
    }

    /// All nodes of one flow that a node leads to, itself included.
    fn reached_from(&self, start: NodeId, most: usize) -> std::collections::BTreeSet<NodeId> {
        let mut seen = std::collections::BTreeSet::from([start]);
        let mut todo = Vec::with_capacity(most.min(1024));
        todo.push(start);
        while let Some(at) = todo.pop() {
            todo.extend(self.after(at).into_iter().filter(|next| seen.insert(*next)));
        }
        seen
    }

    /// Backwards from the ends of a flow.
    fn lead_out(&mut self, nodes: &[NodeId]) {
        let mut before: std::collections::BTreeMap<NodeId, Vec<NodeId>> = std::collections::BTreeMap::new();
        let mut todo: Vec<NodeId> = Vec::new();
        for at in nodes {
            self.after(*at).into_iter().for_each(|next| before.entry(next).or_default().push(*at));
            let kind = self.graph.node(*at).map(|node| &node.kind);
            let is_end = kind.is_some_and(|kind| {
                matches!(kind, NodeKind::Done { .. } | NodeKind::Resume) || self.ends_the_conversation(kind)
            });
            if is_end {
                todo.push(*at);
            }
        }
        while let Some(at) = todo.pop() {
            match self.out.get_mut(at.index()) {
                Some(out) if !*out => *out = true,
                _ => continue,
            }
            todo.extend(before.get(&at).into_iter().flatten().copied());
        }
    }
}

/// Flows so that each comes after those it enters.
pub(super) fn callees_first(graph: &Graph) -> Vec<FlowId> {
    let mut calls: Vec<Vec<FlowId>> = vec![Vec::new(); graph.flows.len()];
    for node in &graph.nodes {
        if let (NodeKind::Enter { flow, .. }, Some(of)) = (&node.kind, calls.get_mut(node.flow.index())) {
            of.push(*flow);
        }
    }
    let mut order = Vec::with_capacity(calls.len());
    let mut seen = vec![false; calls.len()];
    for at in 0..calls.len() {
        let mut todo = vec![(FlowId(u32::try_from(at).unwrap_or(u32::MAX)), false)];
        while let Some((flow, done)) = todo.pop() {
            if done {
                order.push(flow);
                continue;
            }
            match seen.get_mut(flow.index()) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            todo.push((flow, true));
            todo.extend(calls.get(flow.index()).into_iter().flatten().map(|callee| (*callee, false)));
        }
    }
    order
}
