//! Where a message says what: the parts of it that fill slots of a tunnel.

use super::answer::part;
use super::scenarios::Asked;
use crate::json::Shown;
use scn_graph::{Flow, FlowId, Graph, Slot, SlotId, Type, Value};
use scn_understand::{FieldValue, SlotFound, SlotShape, Utterance};
use serde_json::{Value as Json, json};

/// The parts in the order of the text; the slot that is `pending` decides where words could mean two.
pub(super) fn said(asked: &Asked, tunnel: FlowId, pending: Option<SlotId>, words: &Utterance<'_>) -> Json {
    let graph = &asked.ready.scenario.graph;
    let Some(flow) = graph.flow(tunnel) else { return json!([]) };
    let slots = answered(flow, pending);
    let lexicon = |ty: &Type| graph.lexicon(graph.lexicon_of(ty)?);
    let shapes: Vec<SlotShape<'_>> = slots
        .iter()
        .map(|(_, slot)| SlotShape { name: &slot.name, ty: &slot.ty, lexicon: lexicon(&slot.ty) })
        .collect();
    let wanted: Vec<usize> = slots.iter().position(|(id, _)| Some(*id) == pending).into_iter().collect();
    let found = asked.with(|context| scn_understand::several(words, &shapes, &wanted, context));
    let shown = Shown { graph, zone: &asked.ready.zone };
    let told = |found: SlotFound| {
        let (_, slot) = slots.get(found.slot)?;
        let value = shown.value(&value(graph, &slot.ty, found.value)?);
        let (start, end, text) = part(words.raw, &found.raw);
        let score = found.score;
        Some(json!({
            "slot": slot.name, "value": value, "score": score, "start": start, "end": end, "text": text,
        }))
    };
    found.into_iter().filter_map(told).collect()
}

/// The slots that customers are asked for, and the pending one; records and lists are made of more than one part.
fn answered(flow: &Flow, pending: Option<SlotId>) -> Vec<(SlotId, &Slot)> {
    let in_one_part = |ty: &Type| !matches!(ty.known(), Type::Record(_) | Type::List { .. });
    (0u16..)
        .map(SlotId)
        .zip(&flow.slots)
        .filter(|(id, slot)| slot.question.is_some() || Some(*id) == pending)
        .filter(|(_, slot)| !slot.name.contains('.') && in_one_part(&slot.ty))
        .collect()
}

fn value(graph: &Graph, ty: &Type, found: FieldValue) -> Option<Value> {
    match found {
        FieldValue::Value(value) => Some(value),
        FieldValue::Item(item) => graph.item_of(ty, item),
        _ => None,
    }
}
