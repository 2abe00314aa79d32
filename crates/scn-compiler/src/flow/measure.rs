//! How far one event can carry a conversation: the greatest number of nodes, and of messages, between two waits. The
//! body of a `for` is counted as often as its list can be long; a tunnel entered, at the place it is entered from.

use super::bound::successors;
use crate::build::Build;
use crate::codes;
use scn_diag::{Diagnostic, wording};
use scn_graph::{FlowId, MOST_ITEMS, NodeId, NodeKind, SlotId, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Longest ways from a node: to where it waits or ends for good, to the end of its flow, and back to the head of the
/// loop around it.
#[derive(Clone, Copy, Default)]
struct Ways {
    stop: u32,
    done: Option<u32>,
    back: Option<u32>,
}

impl Ways {
    fn best(self, other: Ways) -> Ways {
        Ways {
            stop: self.stop.max(other.stop),
            done: self.done.max(other.done),
            back: self.back.max(other.back),
        }
    }
    fn plus(self, weight: u32) -> Ways {
        let more = |way: Option<u32>| way.map(|way| way.saturating_add(weight));
        Ways { stop: self.stop.saturating_add(weight), done: more(self.done), back: more(self.back) }
    }
    /// The end of a loop's body.
    const BACK: Ways = Ways { stop: 0, done: None, back: Some(0) };
}

/// Which `for` each node is in the body of.
#[derive(Default)]
pub(super) struct Loops {
    /// A node and the head of a loop around it.
    heads: BTreeSet<(NodeId, NodeId)>,
}

impl Loops {
    /// This step ends a round: the body's last node, or the head itself where the body is empty.
    pub(super) fn ends(&self, from: NodeId, to: NodeId) -> bool {
        self.heads.contains(&(from, to))
    }
}

/// What one loop may do in one go; a phone would be full of messages long before.
const MOST_STEPS: u32 = 100_000;

impl Build<'_> {
    /// Reports endless loops and tunnels that enter themselves; fills `bound` and `most_messages` when there are none.
    pub(crate) fn measure(&mut self) {
        let Some(order) = self.callees_first() else { return };
        let loops = self.loops();
        let passing = self.passing(&order);
        if !self.no_loops(&loops, &passing) {
            return;
        }
        let (nodes, too_long) = Measure::new(self, &loops, &order, &|_| 1).longest();
        too_long.into_iter().for_each(|head| self.report_too_long(head));
        let (messages, _) = Measure::new(self, &loops, &order, &|kind| u32::from(speaks(kind))).longest();
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
        self.graph.bound = nodes.saturating_add(rewalked);
        self.graph.most_messages = messages.saturating_add(said_again).max(self.said_while_slow());
    }

    fn said_while_slow(&self) -> u32 {
        let slow = self.graph.nodes.iter().map(|node| match &node.kind {
            NodeKind::Call { slow: Some((_, texts)), .. } => u32::try_from(texts.len()).unwrap_or(u32::MAX),
            _ => 0,
        });
        slow.max().unwrap_or(0)
    }

    pub(super) fn loops(&self) -> Loops {
        let mut loops = Loops::default();
        for (at, node) in self.graph.nodes.iter().enumerate() {
            let NodeKind::For { body, .. } = &node.kind else { continue };
            let head = NodeId(at as u32);
            if *body == head {
                loops.heads.insert((head, head));
            }
            let mut seen = BTreeSet::from([head]);
            let mut todo = vec![*body];
            while let Some(inner) = todo.pop() {
                let Some(kind) = self.graph.node(inner).map(|node| &node.kind) else { continue };
                if !seen.insert(inner) {
                    continue;
                }
                // a `go` leaves the loop, even where it leads to its head
                if !matches!(kind, NodeKind::Go { .. }) {
                    loops.heads.insert((inner, head));
                    todo.extend(successors(kind));
                }
            }
        }
        loops
    }

    fn report_too_long(&mut self, head: NodeId) {
        let place = self.node_places.get(head.index()).copied().unwrap_or_default();
        self.report.add(
            Diagnostic::new(
                codes::E2025,
                place,
                wording!("this `for` may take more than {most_steps} steps at once", most_steps = MOST_STEPS),
            )
            .help("say how long its lists can be: `list 1..8 of …`, or take a loop out of the other"),
        );
    }

    /// The same as customers come to see it: rows of a catalog stand in a list once.
    fn items_to_expect(&self, flow: FlowId, list: SlotId) -> u32 {
        let slot = self.graph.flow(flow).and_then(|flow| flow.slots.get(list.index()));
        let rows = match slot.map(|slot| slot.ty.known()) {
            Some(Type::List { of, .. }) => match of.known() {
                Type::Row(catalog) => self.graph.catalog(*catalog).map(|catalog| catalog.rows.len()),
                _ => None,
            },
            _ => None,
        };
        let rows = rows.and_then(|rows| u32::try_from(rows).ok()).unwrap_or(MOST_ITEMS);
        self.most_items(flow, list).min(rows)
    }

    /// How many items the list of a `for` can have.
    fn most_items(&self, flow: FlowId, list: SlotId) -> u32 {
        let slot = self.graph.flow(flow).and_then(|flow| flow.slots.get(list.index()));
        match slot.map(|slot| slot.ty.known()) {
            Some(Type::List { max: Some(max), .. }) => *max,
            _ => MOST_ITEMS,
        }
    }
}

/// What a customer sees as a message.
fn speaks(kind: &NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Say { .. }
            | NodeKind::Question { .. }
            | NodeKind::Correct
            | NodeKind::SendTemplate { .. }
            | NodeKind::React { .. }
            | NodeKind::Answer { .. }
            | NodeKind::Handoff { .. }
    )
}

pub(super) struct Measure<'b, 't> {
    pub(super) b: &'b Build<'t>,
    weights: Vec<u32>,
    /// Per node; filled flow by flow, callees first.
    ways: Vec<Option<Ways>>,
    order: &'b [FlowId],
    loops: &'b Loops,
    /// Per flow.
    nodes: BTreeMap<FlowId, Vec<NodeId>>,
    /// The heads of loops that would run for too long.
    too_long: Vec<NodeId>,
    /// A call is a place that waits; else it is passed, as customers see it.
    calls_wait: bool,
}

impl<'b, 't> Measure<'b, 't> {
    pub(super) fn new(
        b: &'b Build<'t>,
        loops: &'b Loops,
        order: &'b [FlowId],
        weight: &dyn Fn(&NodeKind) -> u32,
    ) -> Self {
        let weights = b.graph.nodes.iter().map(|node| weight(&node.kind)).collect::<Vec<_>>();
        let mut nodes: BTreeMap<FlowId, Vec<NodeId>> = BTreeMap::new();
        for (at, node) in b.graph.nodes.iter().enumerate() {
            nodes.entry(node.flow).or_default().push(NodeId(at as u32));
        }
        let ways = vec![None; weights.len()];
        Measure { ways, b, weights, order, loops, nodes, too_long: Vec::new(), calls_wait: true }
    }

    /// The same for what a customer sees at once: what comes before a call and what comes after it.
    pub(super) fn through_calls(mut self) -> Self {
        self.calls_wait = false;
        self
    }

    fn longest(mut self) -> (u32, Vec<NodeId>) {
        self.settle_all();
        let after = self.after_flows();
        let sources = self.b.graph.flows.iter().zip(0u32..).map(|(flow, id)| (FlowId(id), flow.start));
        let woken = self
            .b
            .graph
            .nodes
            .iter()
            .flat_map(|node| self.woken(&node.kind).into_iter().map(|target| (node.flow, target)));
        let longest = sources
            .chain(woken)
            .map(|(flow, target)| self.with_tail(target, after.get(&flow).copied().unwrap_or(0)));
        (longest.max().unwrap_or(0), self.too_long)
    }

    pub(super) fn settle_all(&mut self) {
        for flow in self.order {
            for node in self.nodes.get(flow).cloned().unwrap_or_default() {
                self.settle(node);
            }
        }
    }

    /// What can still follow once a flow is done, callers first.
    pub(super) fn after_flows(&self) -> BTreeMap<FlowId, u32> {
        let mut after: BTreeMap<FlowId, u32> = BTreeMap::new();
        for flow in self.order.iter().rev() {
            let tail = after.get(flow).copied().unwrap_or(0);
            for at in self.nodes.get(flow).into_iter().flatten() {
                if let Some(NodeKind::Enter { flow: callee, next, .. }) =
                    self.b.graph.node(*at).map(|node| &node.kind)
                {
                    let more = self.with_tail(*next, tail);
                    let known = after.entry(*callee).or_default();
                    *known = (*known).max(more);
                }
            }
        }
        after
    }

    pub(super) fn with_tail(&self, at: NodeId, tail: u32) -> u32 {
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
                kind => self.at_once(kind),
            };
            let open: Vec<NodeId> = targets
                .iter()
                .copied()
                .filter(|target| {
                    self.ways.get(target.index()).copied().flatten().is_none()
                        && !self.loops.ends(at, *target)
                        && !todo.contains(target)
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

    fn combine(&mut self, at: NodeId, kind: &NodeKind, targets: &[NodeId]) -> Ways {
        let weight = self.weights.get(at.index()).copied().unwrap_or(0);
        let way = |target: &NodeId| match self.loops.ends(at, *target) {
            true => Ways::BACK,
            false => self.ways_of(*target),
        };
        let after = targets.iter().map(way).fold(Ways::default(), Ways::best);
        match kind {
            NodeKind::For { list, body, next, .. } => {
                let after_loop = way(next);
                let flow = self.b.graph.node(at).map(|node| node.flow).unwrap_or(FlowId(0));
                let rounds = match self.calls_wait {
                    true => self.b.most_items(flow, *list),
                    false => self.b.items_to_expect(flow, *list),
                };
                let inside = if *body == at { Ways::default() } else { self.ways_of(*body) };
                let round = inside.back.unwrap_or(0).saturating_add(weight);
                let before_last = round.saturating_mul(rounds.saturating_sub(1));
                // the innermost loop that is too long says so, not those around it
                let all = round.saturating_mul(rounds);
                if all > MOST_STEPS && round <= MOST_STEPS {
                    self.too_long.push(at);
                }
                let left = Ways { back: None, ..inside }.plus(weight).plus(before_last);
                after_loop.plus(weight).plus(all).best(left)
            }
            NodeKind::Done { .. } => Ways { stop: weight, done: Some(weight), back: None },
            NodeKind::Enter { flow, .. } => {
                let inside =
                    self.b.graph.flow(*flow).map(|flow| self.ways_of(flow.start)).unwrap_or_default();
                let through = inside.done.map(|done| after.plus(done)).unwrap_or_default();
                Ways { stop: inside.stop, ..Ways::default() }.best(through).plus(weight)
            }
            // the pending question is asked again
            NodeKind::Resume => Ways { stop: weight + 1, ..Ways::default() },
            _ => after.plus(weight),
        }
    }

    /// Where a node goes on to without waiting.
    pub(super) fn at_once(&self, kind: &NodeKind) -> Vec<NodeId> {
        match kind {
            NodeKind::Call { next, failed, .. } if !self.calls_wait => vec![*next, *failed],
            kind => successors(kind),
        }
    }

    pub(super) fn weight(&self, at: NodeId) -> u32 {
        self.weights.get(at.index()).copied().unwrap_or(0)
    }

    /// The most until the end of a flow, from this node on; `None` when it never comes there.
    pub(super) fn until_done(&self, at: NodeId) -> Option<u32> {
        self.ways_of(at).done
    }

    /// The most in one round of the loop around.
    pub(super) fn until_back(&self, at: NodeId, to: NodeId) -> Option<u32> {
        if self.loops.ends(at, to) { Some(0) } else { self.ways_of(to).back }
    }

    /// Where a waiting node goes on to when the event it waits for comes.
    fn woken(&self, kind: &NodeKind) -> Vec<NodeId> {
        match kind {
            NodeKind::Question { question } => {
                self.b.graph.question(*question).map(scn_graph::Question::ways).unwrap_or_default()
            }
            NodeKind::Unanswered { otherwise, .. } => vec![*otherwise],
            kind if kind.pauses() || matches!(kind, NodeKind::Handoff { .. }) => kind.targets(),
            _ => Vec::new(),
        }
    }
}
