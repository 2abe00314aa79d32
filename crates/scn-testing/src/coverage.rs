//! What no test went through.

use crate::Outcome;
use crate::source::source;
use scn_graph::{Answer, Expr, FlowId, Graph, MenuOption, Node, NodeId, NodeKind, Question, Type};
use std::collections::BTreeSet;

/// What a designer wrote, and what of it some test passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub visited: BTreeSet<NodeId>,
    pub missed: BTreeSet<NodeId>,
    /// The ways on from nodes that have several.
    pub taken: BTreeSet<Way>,
    pub untaken: BTreeSet<Way>,
}

/// One of several ways on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    pub from: NodeId,
    pub to: NodeId,
    /// The label of the option, `failed`, `else`…
    pub name: String,
}

/// One tunnel, escape or entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowCoverage {
    pub flow: FlowId,
    /// Passed, and all there are.
    pub nodes: (usize, usize),
    pub ways: (usize, usize),
    pub missed: Vec<NodeId>,
    pub untaken: Vec<Way>,
}

impl Coverage {
    pub fn of(graph: &Graph, outcomes: &[Outcome]) -> Coverage {
        let seen: BTreeSet<NodeId> =
            outcomes.iter().flat_map(|outcome| outcome.visited.iter().copied()).collect();
        let steps: BTreeSet<(NodeId, NodeId)> =
            outcomes.iter().flat_map(|outcome| outcome.taken.iter().copied()).collect();
        let all = || graph.nodes.iter().enumerate().map(|(at, node)| (NodeId(at as u32), node));
        let written = all().filter(|(_, node)| counts(node)).map(|(id, _)| id);
        let (visited, missed) = written.partition(|node: &NodeId| seen.contains(node));
        let ways = all().flat_map(|(id, node)| ways(graph, id, node));
        let (taken, untaken) = ways.partition(|way: &Way| steps.contains(&(way.from, way.to)));
        Coverage { visited, missed, taken, untaken }
    }

    /// The same, flow by flow; flows without anything to pass are left out.
    pub fn flows(&self, graph: &Graph) -> Vec<FlowCoverage> {
        let of = |node: &NodeId| graph.node(*node).map(|node| node.flow);
        let flow = |at: usize| {
            let id = FlowId(at as u32);
            let nodes = |set: &BTreeSet<NodeId>| -> Vec<NodeId> {
                set.iter().copied().filter(|node| of(node) == Some(id)).collect()
            };
            let ways = |set: &BTreeSet<Way>| -> Vec<Way> {
                set.iter().filter(|way| of(&way.from) == Some(id)).cloned().collect()
            };
            let (seen, missed) = (nodes(&self.visited).len(), nodes(&self.missed));
            let (taken, untaken) = (ways(&self.taken).len(), ways(&self.untaken));
            FlowCoverage {
                flow: id,
                nodes: (seen, seen + missed.len()),
                ways: (taken, taken + untaken.len()),
                missed,
                untaken,
            }
        };
        (0..graph.flows.len()).map(flow).filter(|flow| flow.nodes.1 + flow.ways.1 > 0).collect()
    }
}

impl FlowCoverage {
    /// No test came here at all.
    pub fn unseen(&self) -> bool {
        self.nodes.0 + self.ways.0 == 0
    }
    /// Nodes and ways together, rounded down.
    pub fn percent(&self) -> usize {
        (self.nodes.0 + self.ways.0) * 100 / (self.nodes.1 + self.ways.1).max(1)
    }
}

/// What the compiler added and the silent jumps between two things are no gap in the tests.
fn counts(node: &Node) -> bool {
    !node.implicit
        && !matches!(node.kind, NodeKind::Go { .. } | NodeKind::Branch { .. } | NodeKind::Match { .. })
}

/// The ways on from a node that has several; those that the compiler added are nobody's to test.
fn ways(graph: &Graph, from: NodeId, node: &Node) -> Vec<Way> {
    if node.implicit {
        return Vec::new();
    }
    let named: Vec<(String, NodeId)> = match &node.kind {
        NodeKind::Branch { then, otherwise, .. } => vec![("yes".into(), *then), ("else".into(), *otherwise)],
        NodeKind::Match { subject, cases, otherwise } => {
            let rest = written(graph, *otherwise).filter(|_| !covers(graph, node.flow, subject, cases));
            let cases = cases.iter().map(|(values, to)| (names(graph, values), *to));
            cases.chain(rest.map(|to| ("else".to_owned(), to))).collect()
        }
        NodeKind::Call { next, failed, too_late, .. } => {
            let late = too_late.iter().map(|to| ("too_late".into(), *to));
            [("answered".into(), *next), ("failed".into(), *failed)].into_iter().chain(late).collect()
        }
        NodeKind::Unanswered { next, otherwise, .. } => {
            vec![("people".into(), *next), ("nobody answered".into(), *otherwise)]
        }
        NodeKind::WaitFor { next, late, .. } => vec![("in time".into(), *next), ("late".into(), *late)],
        NodeKind::Answer { next, otherwise, .. } => {
            vec![("answered".into(), *next), ("else".into(), *otherwise)]
        }
        NodeKind::Question { question } => {
            graph.question(*question).map(|question| answers(graph, question)).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let several = named.len() > 1;
    let way = |(name, to)| Way { from, to, name };
    named.into_iter().filter(|_| several).map(way).collect()
}

/// Every value of the choice has a case of its own: there is nothing else.
fn covers(graph: &Graph, flow: FlowId, subject: &Expr, cases: &[(Vec<Expr>, NodeId)]) -> bool {
    let Expr::Slot(slot) = subject else { return false };
    let slot = graph.flow(flow).and_then(|flow| flow.slots.get(slot.index()));
    let Some(Type::Choice(choice)) = slot.map(|slot| slot.ty.known()) else { return false };
    let named: usize = cases.iter().map(|(values, _)| values.len()).sum();
    graph.choice(*choice).is_some_and(|choice| choice.values.len() == named)
}

/// `medium, large`
fn names(graph: &Graph, values: &[Expr]) -> String {
    let name = |value: &Expr| match value {
        Expr::Const(value) => source(graph, value),
        _ => None,
    };
    let names: Vec<String> = values.iter().filter_map(name).collect();
    if names.is_empty() { "a case".to_owned() } else { names.join(", ") }
}

fn answers(graph: &Graph, question: &Question) -> Vec<(String, NodeId)> {
    let option = |option: &MenuOption| {
        let label = graph.template(option.label, 0).and_then(|text| text.as_literal());
        (label.unwrap_or("an option").to_owned(), option.target)
    };
    let answers: Vec<(String, NodeId)> = match &question.answer {
        Answer::Slot { next, .. } | Answer::Collect { next, .. } => vec![("answered".into(), *next)],
        Answer::Menu { options, .. } => options.iter().map(option).collect(),
        Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => vec![option(yes), option(no)],
    };
    let otherwise = written(graph, question.otherwise).map(|to| ("not understood".into(), to));
    let expire = question.expire.as_ref().map(|(_, to)| ("expired".into(), *to));
    answers.into_iter().chain(otherwise).chain(expire).collect()
}

fn written(graph: &Graph, to: NodeId) -> Option<NodeId> {
    graph.node(to).filter(|node| !node.implicit).map(|_| to)
}
