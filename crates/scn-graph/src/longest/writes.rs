//! What is written into the slots of a flow without being asked: `set`, and what a `for` goes through.

use crate::{Expr, FlowId, Graph, NodeKind, SlotId};
use std::collections::{BTreeMap, BTreeSet};

/// A slot gets one of these values.
#[derive(Clone, Copy)]
pub(super) enum Write<'g> {
    Value(&'g Expr),
    ItemOf(&'g Expr),
}

/// By slot; nothing for a slot that gets values from elsewhere too: questions, calls, parameters, tunnels.
pub(super) struct Writes<'g> {
    by_slot: BTreeMap<(FlowId, SlotId), Vec<Write<'g>>>,
}

impl<'g> Writes<'g> {
    pub(super) fn of(graph: &'g Graph) -> Writes<'g> {
        let mut by_slot: BTreeMap<(FlowId, SlotId), Vec<Write<'g>>> = BTreeMap::new();
        let mut elsewhere = BTreeSet::new();
        for node in &graph.nodes {
            let mut write = |slot: &SlotId, write| by_slot.entry((node.flow, *slot)).or_default().push(write);
            match &node.kind {
                NodeKind::Set { slot, value, .. } => write(slot, Write::Value(value)),
                NodeKind::For { items, list, item, .. } => {
                    write(list, Write::Value(items));
                    write(item, Write::ItemOf(items));
                }
                NodeKind::Enter { result: Some(slot), .. }
                | NodeKind::WaitFor { result: Some(slot), .. }
                | NodeKind::Call { result: Some(slot), .. } => {
                    elsewhere.insert((node.flow, *slot));
                }
                _ => {}
            }
        }
        for (at, flow) in graph.flows.iter().enumerate() {
            let id = FlowId(u32::try_from(at).unwrap_or(u32::MAX));
            for (place, slot) in flow.slots.iter().enumerate() {
                if slot.question.is_some() || place < usize::from(flow.params) {
                    elsewhere.insert((id, SlotId(u16::try_from(place).unwrap_or(u16::MAX))));
                }
            }
        }
        by_slot.retain(|slot, _| !elsewhere.contains(slot));
        Writes { by_slot }
    }

    pub(super) fn get(&self, flow: FlowId, slot: SlotId) -> Option<Vec<Write<'g>>> {
        self.by_slot.get(&(flow, slot)).cloned()
    }
}
