//! `scn graph --dependencies`

use scn_graph::{FlowKind, Graph, NodeId, NodeKind, SlotId, dependencies, dependencies_text};
use serde::Serialize;

pub(super) fn text(graph: &Graph) -> String {
    match dependencies_text(graph) {
        table if table.is_empty() => "nothing is asked, so nothing can be corrected\n".to_owned(),
        table => table,
    }
}

#[derive(Serialize)]
struct Report<'a> {
    /// Of this shape.
    version: u32,
    flows: Vec<Flow<'a>>,
}

#[derive(Serialize)]
struct Flow<'a> {
    name: &'a str,
    kind: &'static str,
    slots: Vec<Slot<'a>>,
}

#[derive(Serialize)]
struct Slot<'a> {
    name: &'a str,
    /// Only what is asked can be corrected.
    asked: bool,
    /// Asked or computed again when it changes.
    again: Vec<&'a str>,
    locked_by: Vec<Lock<'a>>,
}

#[derive(Serialize)]
struct Lock<'a> {
    what: String,
    file: &'a str,
    line: u32,
}

pub(super) fn json(graph: &Graph) -> String {
    let flows = dependencies(graph).into_iter().filter_map(|tunnel| {
        let flow = graph.flow(tunnel.flow)?;
        let name = |slot: SlotId| flow.slots.get(slot.index()).map_or("", |slot| slot.name.as_str());
        let slots = tunnel.slots.iter().map(|slot| Slot {
            name: name(slot.slot),
            asked: slot.asked,
            again: slot.again.iter().map(|slot| name(*slot)).filter(|name| !name.contains('.')).collect(),
            locked_by: slot.locked_by.iter().map(|node| lock(graph, *node)).collect(),
        });
        let kind = match flow.kind {
            FlowKind::Tunnel => "tunnel",
            FlowKind::Escape => "escape",
            FlowKind::Entry => "entry",
        };
        Some(Flow { name: &flow.name, kind, slots: slots.collect() })
    });
    let report = Report { version: 1, flows: flows.collect() };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn lock(graph: &Graph, node: NodeId) -> Lock<'_> {
    let what = match graph.node(node).map(|node| &node.kind) {
        Some(NodeKind::Call { operation, .. }) => {
            format!("call {}", graph.operation(*operation).map_or("", |operation| operation.name.as_str()))
        }
        Some(NodeKind::Enter { flow, .. }) => {
            format!("enter {}", graph.flow(*flow).map_or("", |flow| flow.name.as_str()))
        }
        _ => String::new(),
    };
    let place = graph.source.nodes.get(node.index()).copied().unwrap_or_default();
    let file = graph.source.files.get(usize::from(place.0)).map_or("", String::as_str);
    Lock { what, file, line: place.1 }
}
