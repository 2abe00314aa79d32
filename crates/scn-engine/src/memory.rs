//! What a run leaves behind: its journal, what is remembered of the contact, what people are told.

use crate::{Effect, Entry, Mode, calendar, machine::Machine};
use scn_graph::{Answer, MemoryId, NodeId, Phrase, TeamId, Value};

/// What one run of a flow remembers of its own past; the oldest goes first, and is then simply asked again.
const LONGEST_JOURNAL: usize = 64;

impl<'s> Machine<'s> {
    /// Passed before, and this is a re-walk: not done again.
    pub(crate) fn passed(&self, at: usize, id: NodeId) -> bool {
        let before = self.frame(at).is_some_and(|frame| frame.journal.contains(&Entry::Passed(id)));
        self.muted.is_some() && before
    }

    pub(crate) fn journal(&mut self, at: usize, entry: Entry) {
        let Some(frame) = self.conversation.stack.get_mut(at) else { return };
        if !frame.journal.contains(&entry) {
            frame.journal.push(entry);
        }
        if frame.journal.len() > LONGEST_JOURNAL {
            frame.journal.remove(0);
        }
    }

    pub(crate) fn remember(&mut self, field: MemoryId, value: Value) {
        let memory = &mut self.conversation.contact.memory;
        match memory.binary_search_by_key(&field, |(id, _)| *id) {
            Ok(at) => {
                let Some(entry) = memory.get_mut(at) else { return };
                if entry.1 == value {
                    return;
                }
                entry.1 = value.clone();
            }
            Err(at) => memory.insert(at, (field, value.clone())),
        }
        self.effects.push(Effect::Remember { field, value });
    }

    pub(crate) fn forget(&mut self, field: MemoryId) {
        let memory = &mut self.conversation.contact.memory;
        if let Ok(at) = memory.binary_search_by_key(&field, |(id, _)| *id) {
            memory.remove(at);
            self.effects.push(Effect::Forget { field });
        }
    }

    /// `remember` on a question writes when the flow is done, never at each answer.
    pub(crate) fn write_remembered(&mut self, at: usize) {
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return;
        };
        for (place, slot) in flow.slots.iter().enumerate() {
            let question = slot.question.and_then(|id| self.scenario.graph.question(id));
            let Some(
                Answer::Slot { remember: Some(field), .. } | Answer::Collect { remember: Some(field), .. },
            ) = question.map(|question| &question.answer)
            else {
                continue;
            };
            let unfinished = slot.question.zip(question).is_some_and(|(id, question)| {
                matches!(question.answer, Answer::Collect { .. }) && !self.is_collected(at, id, question)
            });
            let value = self.frame(at).and_then(|frame| frame.slots.get(place).cloned().flatten());
            if let Some(value) = value.filter(|_| !unfinished) {
                self.remember(*field, value);
            }
        }
    }

    /// People take over: what was learnt is kept, and the customer is told when nothing was said yet.
    pub(crate) fn hand_over(&mut self, team: Option<TeamId>, because: String) {
        for at in 0..self.conversation.stack.len() {
            self.write_remembered(at);
        }
        let shape = team.and_then(|team| self.scenario.graph.team(team));
        let open = shape.is_none_or(|team| calendar::is_open(&team.hours, self.now, &self.scenario.zone));
        match shape.and_then(|team| team.away) {
            _ if open && self.said > 0 => {}
            _ if open => self.say_phrase(Phrase::HandedOver),
            Some(away) => {
                let text = self.text(usize::MAX, away);
                self.say(text);
            }
            None => self.say_phrase(Phrase::TeamAway),
        }
        let summary = self.summary();
        self.conversation.mode = Mode::People { team, since: self.now };
        let otherwise_at = self.waits_for_people().map(|timer| timer.due);
        self.effects.push(Effect::OpenHandoff { team, because, summary, otherwise_at });
    }

    /// What is known, for the person who takes over: slot names and values, outermost first.
    pub(crate) fn summary(&self) -> Vec<(String, String)> {
        let frames = self.conversation.stack.iter();
        let slots = frames.filter_map(|frame| self.scenario.graph.flow(frame.flow).map(|flow| (frame, flow)));
        slots
            .flat_map(|(frame, flow)| flow.slots.iter().zip(&frame.slots))
            .filter_map(|(slot, value)| Some((slot.name.clone(), self.shown(value.as_ref()?))))
            .collect()
    }
}
