//! Arriving at questions, and walking a flow anew after a correction.

use crate::{
    Entry, Stage, Trace,
    machine::{Machine, Muted},
};
use scn_graph::{Answer, Key, NodeId, PurposeId, QuestionId, SlotId, Value};

impl<'s> Machine<'s> {
    /// The walk reached a question: skip it when its answer is known, else ask.
    pub(crate) fn arrive(&mut self, at: usize, id: QuestionId) {
        let Some(question) = self.scenario.graph.question(id) else {
            return self.stop("a question is missing");
        };
        if let Some(next) = self.known_answer(at, id, question) {
            if let Some(muted) = &mut self.muted {
                muted.last = Some(id);
                muted.held.clear();
            }
            return self.go(at, next);
        }
        let short = self.muted.take().is_some_and(|muted| muted.pending == Some(id));
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = true;
            frame.attempts = 0;
            frame.stage = Stage::Asked;
        }
        if let Answer::Slot { slot, .. } = &question.answer {
            self.drop_answer(at, *slot);
        }
        match &question.answer {
            Answer::Collect { .. } => self.arrive_at_collect(at, id, question, short),
            Answer::Slot { offer: Some(_), .. } if self.propose(at, id, question) => {}
            _ if short => self.ask_again(at, question),
            _ => self.ask(at, question, question.prompt),
        }
    }

    /// Where to go on when the question need not be asked.
    pub(crate) fn known_answer(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s scn_graph::Question,
    ) -> Option<NodeId> {
        match &question.answer {
            Answer::Slot { slot, always, next, .. } => {
                let frame = self.frame(at)?;
                let value = frame.slots.get(slot.index()).and_then(Option::as_ref);
                let filled = value.is_some_and(|value| self.stands(at, *slot, value));
                let skipped = frame.journal.contains(&Entry::Passed(question.node));
                let known = if *always { self.muted.is_some() && filled } else { filled };
                (known || skipped).then_some(*next)
            }
            Answer::Menu { options, .. } => {
                let taken = self.taken(at, id)?.0;
                let muted = self.muted.as_mut()?;
                if muted.seen.contains(&id) {
                    return None;
                }
                muted.seen.push(id);
                options.iter().find(|option| option.key == taken).map(|option| option.target)
            }
            Answer::Collect { next, .. } => self.is_collected(at, id, question).then_some(*next),
            Answer::Consent { yes, no, purpose, .. } => match self.taken(at, id) {
                Some((taken, _)) => Some(if taken == yes.key { yes.target } else { no.target }),
                None => self.has_consented(*purpose).then_some(yes.target),
            },
            Answer::Confirm { yes, .. } => {
                let (taken, words) = self.taken(at, id)?;
                let same = self.muted.is_some() && taken == yes.key && words == self.words(at, question);
                same.then_some(yes.target)
            }
        }
    }

    /// What is not offered any more is asked again, unless it can no longer be changed.
    pub(crate) fn stands(&self, at: usize, slot: SlotId, value: &Value) -> bool {
        self.is_offered(at, value) || self.is_locked(at, slot)
    }

    /// An answer that does not stand any more is named and forgotten before it is asked for again.
    fn drop_answer(&mut self, at: usize, slot: SlotId) {
        let value = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        if let Some(value) = value.filter(|value| !self.stands(at, slot, value)) {
            let label = self.shown(&value);
            self.say_not_offered(&label);
            self.set_slot(at, slot, None);
        }
    }

    /// Asked once and given: it is not asked for again.
    fn has_consented(&self, purpose: PurposeId) -> bool {
        self.conversation.contact.consents.contains(&(purpose, true))
    }

    pub(crate) fn taken(&self, at: usize, id: QuestionId) -> Option<(Key, u32)> {
        self.frame(at)?.journal.iter().rev().find_map(|entry| match entry {
            Entry::Took { question, option, words } if *question == id => Some((*option, *words)),
            _ => None,
        })
    }

    /// What was shown at a confirmation: another text must be confirmed again.
    pub(crate) fn words(&self, at: usize, question: &scn_graph::Question) -> u32 {
        Key::of(&self.text(at, question.prompt)).0
    }

    /// An option of a menu or a confirmation was taken.
    pub(crate) fn take(&mut self, at: usize, id: QuestionId, option: Key, target: NodeId) {
        let Some(question) = self.scenario.graph.question(id) else { return };
        let implicit = self.scenario.graph.node(question.node).is_some_and(|node| node.implicit);
        if !implicit {
            let words = match question.answer {
                Answer::Confirm { .. } => self.words(at, question),
                _ => 0,
            };
            if let Some(frame) = self.conversation.stack.get_mut(at) {
                frame
                    .journal
                    .retain(|entry| !matches!(entry, Entry::Took { question, .. } if *question == id));
            }
            self.journal(at, Entry::Took { question: id, option, words });
        }
        self.trace.push(Trace::Answered(id));
        self.go(at, target);
    }

    pub(crate) fn begin_rewalk(&mut self, at: usize) {
        let pending =
            self.frame(at).and_then(|frame| self.scenario.question_at(frame.node)).map(|(id, _)| id);
        let start =
            self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)).map(|flow| flow.start);
        let Some(start) = start else { return self.stop("a flow is missing") };
        self.muted = Some(Muted {
            frame: at,
            seen: Vec::new(),
            jumps: Vec::new(),
            last: None,
            pending,
            held: Vec::new(),
        });
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.rewalk = false;
        }
        self.go(at, start);
    }

    /// The question answered before the pending one, found by walking there on a copy.
    pub(crate) fn question_before(&self, at: usize) -> Option<QuestionId> {
        let mut copy = Machine::new(self.scenario, self.conversation.clone(), self.now);
        copy.conversation.stack.truncate(at + 1);
        copy.begin_rewalk(at);
        let limit = self.scenario.graph.bound.saturating_add(64);
        let mut last = None;
        while copy.visited <= limit {
            let muted = copy.muted.as_ref().filter(|muted| copy.top() == Some(muted.frame));
            let Some(muted) = muted else { break };
            last = muted.last.or(last);
            let Some(frame) = copy.frame(at).filter(|frame| !frame.pending) else { break };
            let id = frame.node;
            copy.visited += 1;
            let Some(node) = self.scenario.graph.node(id) else { break };
            copy.visit(at, id, &node.kind);
        }
        last
    }
}
