//! What a correction brings with it: which answers are asked again, and from which call on it is too late.

use crate::{Expr, FlowId, FlowKind, Graph, NodeId, NodeKind, Piece, SlotId};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The slots of one tunnel, entry or escape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TunnelDependencies {
    pub flow: FlowId,
    pub slots: Vec<SlotDependencies>,
}

/// What follows from a change of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotDependencies {
    pub slot: SlotId,
    /// The customer fills it: only such a slot can be corrected.
    pub asked: bool,
    /// Asked or computed again when it changes.
    pub again: Vec<SlotId>,
    /// Once one of these calls (or tunnels with such a call) is done, it cannot be changed any more.
    pub locked_by: Vec<NodeId>,
}

/// One entry for each flow that has slots, in the order of the graph. Slots the compiler added are left out.
pub fn dependencies(graph: &Graph) -> Vec<TunnelDependencies> {
    let flows = (0u32..).map(FlowId).zip(&graph.flows);
    let named = |id: FlowId| {
        let flow = graph.flow(id)?;
        let locks: Vec<(NodeId, Vec<SlotId>)> = nodes_of(graph, id)
            .map(|node| (node, locks_after(graph, node)))
            .filter(|(_, locks)| !locks.is_empty())
            .collect();
        let slots = (0u16..).map(SlotId).zip(&flow.slots).filter(|(_, slot)| !is_hidden(&slot.name));
        let slots = slots.map(|(slot, info)| SlotDependencies {
            slot,
            asked: info.question.is_some(),
            again: flow.dependents.get(slot.index()).cloned().unwrap_or_default(),
            locked_by: locks
                .iter()
                .filter(|(_, locks)| locks.contains(&slot))
                .map(|(node, _)| *node)
                .collect(),
        });
        let slots: Vec<SlotDependencies> = slots.collect();
        (!slots.is_empty()).then_some(TunnelDependencies { flow: id, slots })
    };
    flows.filter_map(|(id, _)| named(id)).collect()
}

/// The slots that can no longer be corrected once this node is done: those that went into a call that cannot be
/// undone, here or in a tunnel entered with them.
pub fn locks_after(graph: &Graph, node: NodeId) -> Vec<SlotId> {
    let Some(of) = graph.node(node) else { return Vec::new() };
    match &of.kind {
        NodeKind::Call { locks, .. } => locks.clone(),
        NodeKind::Enter { flow: callee, args, .. } => {
            let inside = locked_params(graph, *callee);
            let mut read = BTreeSet::new();
            for param in inside {
                if let Some(Some(arg)) = args.get(param.index()) {
                    slots_in(arg, &mut read);
                }
            }
            with_what_they_depend_on(graph, of.flow, read)
        }
        _ => Vec::new(),
    }
}

/// The parameters of a tunnel that flow into a call that cannot be undone. Tunnels never enter each other in circles.
fn locked_params(graph: &Graph, flow: FlowId) -> BTreeSet<SlotId> {
    let params = graph.flow(flow).map_or(0, |flow| flow.params);
    let locks = nodes_of(graph, flow).flat_map(|node| locks_after(graph, node));
    locks.filter(|slot| slot.0 < params).collect()
}

fn nodes_of(graph: &Graph, flow: FlowId) -> impl Iterator<Item = NodeId> {
    let nodes = (0u32..).map(NodeId).zip(&graph.nodes);
    nodes.filter(move |(_, node)| node.flow == flow).map(|(id, _)| id)
}

/// These slots, and those whose change would clear one of them.
fn with_what_they_depend_on(graph: &Graph, flow: FlowId, slots: BTreeSet<SlotId>) -> Vec<SlotId> {
    let Some(shape) = graph.flow(flow) else { return Vec::new() };
    let clears = |slot: &SlotId| {
        shape.dependents.get(slot.index()).is_some_and(|again| again.iter().any(|slot| slots.contains(slot)))
    };
    let all = (0u16..).map(SlotId).take(shape.slots.len());
    all.filter(|slot| slots.contains(slot) || clears(slot)).collect()
}

/// The slots of its own flow that an expression reads.
fn slots_in(expr: &Expr, out: &mut BTreeSet<SlotId>) {
    if let Expr::Slot(slot) = expr {
        out.insert(*slot);
    }
    expr.parts().into_iter().for_each(|part| slots_in(part, out));
}

impl Expr {
    /// The expressions directly inside this one.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Expr::Const(_)
            | Expr::Slot(_)
            | Expr::Item(_)
            | Expr::Own(_)
            | Expr::Memory(_)
            | Expr::Consent(_)
            | Expr::Rows(_)
            | Expr::Context(_)
            | Expr::Named(_)
            | Expr::Outer(..) => Vec::new(),
            Expr::Field(of, _)
            | Expr::Count(of)
            | Expr::Length(of)
            | Expr::Not(of)
            | Expr::Negate(of)
            | Expr::IsKnown(of)
            | Expr::Masked(of) => vec![of],
            Expr::Index(a, b) | Expr::Binary(_, a, b) | Expr::Default(a, b) => vec![a, b],
            Expr::Aggregate(of) => [&of.list, &of.value].into_iter().chain(&of.condition).collect(),
            Expr::Record(_, fields) => fields.iter().flatten().collect(),
            Expr::List(items) => items.iter().collect(),
            Expr::Text(pieces) => pieces.iter().flat_map(Piece::parts).collect(),
        }
    }
}

impl Piece {
    /// The expressions in this piece of a text.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Piece::Literal(_) => Vec::new(),
            Piece::Value(expr, _) => vec![expr],
            Piece::Optional(pieces) => pieces.iter().flat_map(Piece::parts).collect(),
            Piece::Plural { count, forms } => {
                let inside = forms.iter().flat_map(|(_, pieces)| pieces).flat_map(Piece::parts);
                [count].into_iter().chain(inside).collect()
            }
            Piece::Lines { list, body, .. } => {
                [list].into_iter().chain(body.iter().flat_map(Piece::parts)).collect()
            }
        }
    }
}

/// Names with a `.` are the compiler's own: what a `for` keeps while it runs.
fn is_hidden(name: &str) -> bool {
    name.contains('.')
}

/// The table as `scn graph --dependencies` prints it.
pub fn dependencies_text(graph: &Graph) -> String {
    let mut out = String::new();
    for tunnel in dependencies(graph) {
        let Some(flow) = graph.flow(tunnel.flow) else { continue };
        let kind = match flow.kind {
            FlowKind::Tunnel => "tunnel",
            FlowKind::Escape => "escape",
            FlowKind::Entry => "entry",
        };
        let name = |slot: &SlotId| flow.slots.get(slot.index()).map_or("", |slot| slot.name.as_str());
        let rows: Vec<[String; 3]> = tunnel
            .slots
            .iter()
            .filter(|slot| slot.asked || !slot.again.is_empty() || !slot.locked_by.is_empty())
            .map(|slot| {
                let again: Vec<&str> = slot.again.iter().map(name).filter(|name| !is_hidden(name)).collect();
                let calls: Vec<String> = slot.locked_by.iter().map(|node| done_by(graph, *node)).collect();
                [name(&slot.slot).to_owned(), or_dash(&again.join(", ")), or_dash(&calls.join(", "))]
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let head = ["slot", "asked or computed again", "fixed once done"].map(str::to_owned);
        let _ = writeln!(out, "{}{kind} {}", if out.is_empty() { "" } else { "\n" }, flow.name);
        table(&mut out, &[vec![head], rows].concat());
    }
    out
}

/// `call shop.order (line 12)`
fn done_by(graph: &Graph, node: NodeId) -> String {
    let what = match graph.node(node).map(|node| &node.kind) {
        Some(NodeKind::Call { operation, .. }) => {
            format!("call {}", graph.operation(*operation).map_or("", |operation| operation.name.as_str()))
        }
        Some(NodeKind::Enter { flow, .. }) => {
            format!("enter {}", graph.flow(*flow).map_or("", |flow| flow.name.as_str()))
        }
        _ => String::new(),
    };
    match graph.source.nodes.get(node.index()) {
        Some((_, line)) => format!("{what} (line {line})"),
        None => what,
    }
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.to_owned() }
}

fn table(out: &mut String, rows: &[[String; 3]]) {
    let width = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    for [slot, again, fixed] in rows {
        let _ = writeln!(out, "  {slot:first$}  {again:second$}  {fixed}");
    }
}
