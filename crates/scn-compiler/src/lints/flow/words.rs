//! Places of the graph in a designer's words.

use crate::lints::Checked;
use scn_diag::{Span, Wording, wording};
use scn_graph::{FlowId, NodeId};
use std::collections::BTreeSet;

impl Checked<'_, '_> {
    /// "line 12", the first line of what was written there.
    pub(super) fn line(&self, place: Span) -> Wording {
        let line = self.build.files.get(place.file).map_or(0, |file| file.line_column(place.start).line);
        wording!("line {line}", line)
    }

    /// "lines 3, 8 and 12" in the order given, none twice in a row.
    pub(super) fn lines(&self, nodes: impl IntoIterator<Item = NodeId>) -> Wording {
        let mut lines: Vec<Wording> = Vec::new();
        for node in nodes {
            let line = self.line(self.place(node));
            if lines.last() != Some(&line) {
                lines.push(line);
            }
        }
        let shown = 12;
        let more = lines.len().saturating_sub(shown);
        lines.truncate(shown);
        let arrows = lines.into_iter().reduce(|before, next| wording!("{before} → {next}", before, next));
        let arrows = arrows.unwrap_or_else(|| Wording::from(""));
        if more == 0 { arrows } else { wording!("{arrows} → …", arrows) }
    }

    pub(super) fn flow_name(&self, flow: FlowId) -> String {
        self.graph().flow(flow).map(|flow| flow.name.clone()).unwrap_or_default()
    }

    pub(super) fn flow_place(&self, flow: FlowId) -> Span {
        self.plan(flow).map(|plan| plan.place()).unwrap_or_default()
    }

    /// Written in a file of ours.
    pub(super) fn is_ours(&self, place: Span) -> bool {
        self.is_standard(place.file)
    }

    /// All nodes, in their order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeId> + 'static {
        (0..self.graph().nodes.len()).map(|at| NodeId(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// All flows, in their order.
    pub(super) fn flows(&self) -> impl Iterator<Item = FlowId> + 'static {
        (0..self.graph().flows.len()).map(|at| FlowId(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// The nodes of each flow.
    pub(super) fn by_flow(&self) -> Vec<Vec<NodeId>> {
        let mut flows = vec![Vec::new(); self.graph().flows.len()];
        for node in self.nodes() {
            let flow = self.graph().node(node).and_then(|node| flows.get_mut(node.flow.index()));
            flow.into_iter().for_each(|flow: &mut Vec<NodeId>| flow.push(node));
        }
        flows
    }

    /// The tunnels that each flow enters.
    pub(super) fn entered(&self) -> Vec<BTreeSet<FlowId>> {
        let mut entered = vec![BTreeSet::new(); self.graph().flows.len()];
        for node in &self.graph().nodes {
            if let (scn_graph::NodeKind::Enter { flow, .. }, Some(of)) =
                (&node.kind, entered.get_mut(node.flow.index()))
            {
                of.insert(*flow);
            }
        }
        entered
    }
}
