//! What no test went through.

use crate::Outcome;
use scn_graph::{Graph, NodeId, NodeKind};
use std::collections::BTreeSet;

/// The nodes that a designer wrote, and those of them that some test visited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub visited: BTreeSet<NodeId>,
    pub missed: BTreeSet<NodeId>,
}

impl Coverage {
    pub fn of(graph: &Graph, outcomes: &[Outcome]) -> Coverage {
        let seen: BTreeSet<NodeId> =
            outcomes.iter().flat_map(|outcome| outcome.visited.iter().copied()).collect();
        let written = graph.nodes.iter().enumerate().filter(|(_, node)| counts(node));
        let (visited, missed) =
            written.map(|(at, _)| NodeId(at as u32)).partition(|node: &NodeId| seen.contains(node));
        Coverage { visited, missed }
    }
}

/// What the compiler added and the silent jumps between two things are no gap in the tests.
fn counts(node: &scn_graph::Node) -> bool {
    !node.implicit
        && !matches!(node.kind, NodeKind::Go { .. } | NodeKind::Branch { .. } | NodeKind::Match { .. })
}
