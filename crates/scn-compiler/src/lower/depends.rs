//! What depends on what: the slots asked again after a correction, and those a call has made final.

use super::Lower;
use crate::expr::visit::{Reads, slots_of, slots_of_text};
use scn_graph::{Expr, NodeId, NodeKind, SlotId, TextId};
use std::collections::{BTreeMap, BTreeSet};

impl Lower<'_, '_> {
    pub(super) fn reads_of(&self, expr: &Expr) -> Reads {
        let mut reads = Reads::new();
        slots_of(expr, &|name| self.slot_id(name), &mut reads);
        reads
    }

    pub(super) fn reads_of_text(&self, text: TextId) -> Reads {
        let mut reads = Reads::new();
        if let Some(template) = self.b.first_language(text) {
            slots_of_text(template, &|name| self.slot_id(name), &mut reads);
        }
        reads
    }

    pub(super) fn reads_of_args(&self, args: &[Option<Expr>]) -> Reads {
        args.iter().flatten().flat_map(|arg| self.reads_of(arg)).collect()
    }

    /// The slot's question or value reads these, and so do the conditions around.
    pub(super) fn depends(&mut self, slot: SlotId, reads: impl IntoIterator<Item = Reads>) {
        let mut all: Reads = self.guards.iter().flatten().copied().collect();
        all.extend(reads.into_iter().flatten());
        if let Some(known) = self.reads.get_mut(slot.index()) {
            known.extend(all);
        }
    }

    /// For each slot, the slots that must be asked or computed anew when it changes.
    pub(super) fn dependents(&self) -> Vec<Vec<SlotId>> {
        let mut readers: BTreeMap<SlotId, Reads> = BTreeMap::new();
        for (at, reads) in self.reads.iter().enumerate() {
            for read in reads {
                readers.entry(*read).or_default().insert(id(at));
            }
        }
        (0..self.slots.len())
            .map(|at| {
                let mut found = reached([id(at)], |slot| readers.get(&slot));
                found.remove(&id(at));
                // parameters come from outside: nothing could fill them again
                found
                    .into_iter()
                    .filter(|slot| self.slots.get(slot.index()).is_some_and(|slot| !slot.param))
                    .collect()
            })
            .collect()
    }

    /// A call that cannot be undone makes final what it reads, what decides that it is made, and every slot whose
    /// change would clear one of those.
    pub(super) fn make_final(&mut self, call: NodeId, reads: Reads) {
        let guards = self.guards.iter().flatten().copied();
        let all = reads.into_iter().chain(guards).collect();
        self.final_calls.push((call, all));
    }

    /// Once all reads of the flow are known: the slots each such call locks.
    pub(super) fn lock(&mut self) {
        for (call, reads) in std::mem::take(&mut self.final_calls) {
            let mut all = reads.clone();
            all.extend(reached(reads, |slot| self.reads.get(slot.index())));
            let node = self.b.nodes.get_mut(call.index()).and_then(Option::as_mut);
            if let Some(NodeKind::Call { locks, .. }) = node.map(|node| &mut node.kind) {
                *locks = all.into_iter().collect();
            }
        }
    }
}

fn id(at: usize) -> SlotId {
    SlotId(u16::try_from(at).unwrap_or(u16::MAX))
}

/// All that `next` leads to, again and again.
fn reached<'r>(
    from: impl IntoIterator<Item = SlotId>,
    next: impl Fn(SlotId) -> Option<&'r Reads>,
) -> BTreeSet<SlotId> {
    let mut found = BTreeSet::new();
    let mut todo: Vec<SlotId> = from.into_iter().collect();
    while let Some(slot) = todo.pop() {
        let new = next(slot).into_iter().flatten().filter(|slot| found.insert(**slot));
        todo.extend(new.copied().collect::<Vec<_>>());
    }
    found
}
