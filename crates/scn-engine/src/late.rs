//! What can no longer be changed: slots that went into a call that cannot be undone.

use crate::{Entered, Entry, Fact, Frame, Stage, Trace, machine::Machine};
use scn_graph::{NodeId, NodeKind, Phrase, SlotId};

impl<'s> Machine<'s> {
    /// The node that locked a slot in this run: a call that came back, or a tunnel that made one.
    fn locked_by(&self, at: usize, slot: SlotId) -> Option<NodeId> {
        let frame = self.frame(at)?;
        let done = frame.journal.iter().rev().filter_map(|entry| match entry {
            Entry::Called { node, failed: false, .. } | Entry::Passed(node) => Some(*node),
            _ => None,
        });
        let locks = |node: &NodeId| scn_graph::locks_after(&self.scenario.graph, *node).contains(&slot);
        done.into_iter().find(locks)
    }

    pub(crate) fn is_locked(&self, at: usize, slot: SlotId) -> bool {
        self.locked_by(at, slot).is_some()
    }

    /// The slot itself, or an answer that would be cleared with it.
    fn lock_of(&self, at: usize, slot: SlotId) -> Option<NodeId> {
        let frame = self.frame(at)?;
        let flow = self.scenario.graph.flow(frame.flow)?;
        let filled = |slot: &SlotId| frame.slots.get(slot.index()).is_some_and(Option::is_some);
        let dependents = flow.dependents.get(slot.index()).into_iter().flatten().copied().filter(filled);
        std::iter::once(slot).chain(dependents).find_map(|slot| self.locked_by(at, slot))
    }

    /// Something was done in this run that cannot be undone: its way through the flow stands.
    pub(crate) fn has_locks(&self, at: usize) -> bool {
        let slots = self.frame(at).map_or(0, |frame| frame.slots.len());
        (0..slots).any(|slot| self.is_locked(at, SlotId(slot as u16)))
    }

    /// Refuses a change that comes too late, before it is applied, in the scenario's words; then the pending question
    /// stands again. False when the slot may still change.
    pub(crate) fn refuse_too_late(&mut self, at: usize, slot: SlotId) -> bool {
        let Some(lock) = self.lock_of(at, slot) else { return false };
        let flow = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow));
        let name = flow.and_then(|flow| flow.slots.get(slot.index())).map(|slot| slot.name.clone());
        self.too_late(at, Some(lock), name.unwrap_or_default());
        true
    }

    /// `at` is the frame whose answer was to change.
    pub(crate) fn too_late(&mut self, at: usize, lock: Option<NodeId>, slot: String) {
        self.record(Fact::TooLate { slot });
        let words = lock.and_then(|lock| match self.scenario.graph.node(lock).map(|node| &node.kind) {
            Some(NodeKind::Call { too_late, .. }) => *too_late,
            _ => None,
        });
        match words.filter(|_| self.has_room()) {
            Some(node) => self.detour(at, node),
            None => {
                self.say_phrase(Phrase::TooLate);
                self.stand_again();
            }
        }
    }

    /// Statements of a flow beside its own way, with what it knows: a digression from whatever is pending.
    fn detour(&mut self, at: usize, node: NodeId) {
        let Some(frame) = self.frame(at) else { return };
        let frame = Frame {
            flow: frame.flow,
            node,
            slots: frame.slots.clone(),
            pending: false,
            rewalk: false,
            attempts: 0,
            stage: Stage::Asked,
            journal: Vec::new(),
            entered: Entered::Digression,
        };
        self.trace.push(Trace::Opened(frame.flow));
        self.conversation.stack.push(frame);
        self.run();
    }

    /// The pending question again, or the choice of what to change.
    pub(crate) fn stand_again(&mut self) {
        match (self.pending(), self.at_correct()) {
            (Some((at, _, question)), _) => self.ask_again(at, question),
            (None, Some(at)) => self.ask_what_to_change(at),
            (None, None) => {}
        }
    }
}
