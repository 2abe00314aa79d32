//! Changes of what was answered before: found in words, applied, and the way walked anew.

use crate::{
    Entered, Entry,
    answer::{Heard, SURE},
    hear::Expected,
    machine::Machine,
};
use scn_graph::{Answer, Phrase, Question, Slot, SlotId, Type, Value};
use scn_understand::Utterance;

/// What must stand in the words for a new value to be meant as one.
#[derive(Clone, Copy)]
enum Sign {
    /// A cue such as "actually" or "no" was there: any value will do.
    Clear,
    /// A name of the scenario.
    Name,
    /// A name of the scenario and nothing else.
    WholeName,
}

impl<'s> Machine<'s> {
    /// A "no" is among the words.
    pub(crate) fn denies(&self, words: &Utterance<'_>) -> bool {
        scn_understand::yes_no(words, &self.scenario.graph.settings.languages)
            .is_some_and(|said| said.value == Value::YesNo(false))
    }

    /// A new value for a slot that is filled.
    pub(crate) fn hear_correction(&mut self, at: usize, words: &Utterance<'_>, expected: Expected) -> bool {
        let languages = &self.scenario.graph.settings.languages;
        let cue = scn_understand::correction(words, languages);
        let rest = cue.clone().and_then(|rest| words.raw.get(rest)).map(Utterance::new);
        let sign = match expected {
            _ if cue.is_some() => Sign::Clear,
            Expected::Asked => Sign::Clear,
            Expected::AtRecap if self.denies(words) => Sign::Clear,
            Expected::AtRecap => Sign::Name,
            Expected::No => Sign::WholeName,
        };
        let said = rest.as_ref().unwrap_or(words);
        for frame in (0..=at).rev() {
            if let Some((slot, value)) = self.corrected_slot(frame, said, sign) {
                self.understood(4, "correction", SURE);
                self.apply_correction(frame, slot, Some(value));
                return true;
            }
            let cue = rest.is_some() || matches!(expected, Expected::AtRecap) && self.denies(words);
            if self.hear_changed_records(frame, said, cue, expected) {
                return true;
            }
        }
        false
    }

    /// The filled slot of a closed type that the words give another value; nothing when two slots could be meant.
    fn corrected_slot(&self, at: usize, words: &Utterance<'_>, sign: Sign) -> Option<(SlotId, Value)> {
        let frame = self.frame(at)?;
        let flow = self.scenario.graph.flow(frame.flow)?;
        let mut found: Option<(SlotId, Value, (bool, bool))> = None;
        for (place, (slot, value)) in flow.slots.iter().zip(&frame.slots).enumerate() {
            let (Some(current), Some(id)) = (value, slot.question) else { continue };
            let Some(question) = self.scenario.graph.question(id) else { continue };
            let named = is_named(slot, question);
            if !named && !is_exact(&slot.ty) {
                continue;
            }
            let Heard::Value { value, whole, score } = self.hear_answer(at, question, words) else {
                continue;
            };
            let enough = match sign {
                Sign::Clear => true,
                Sign::Name => named,
                Sign::WholeName => named && whole,
            };
            if !enough || score < SURE || value == *current {
                continue;
            }
            // A name of the scenario says more than a number or a day, the whole message more than a part of it.
            let rank = (named, whole);
            match &found {
                Some((_, _, best)) if *best > rank => {}
                Some((_, _, best)) if *best == rank => return None,
                _ => found = Some((SlotId(place as u16), value, rank)),
            }
        }
        found.map(|(slot, value, _)| (slot, value))
    }

    /// Sets the slot and walks anew. In an outer frame the change is noted, and the walk waits until it is reached.
    pub(crate) fn apply_correction(&mut self, at: usize, slot: SlotId, value: Option<Value>) {
        if self.refuse_too_late(at, slot) {
            return;
        }
        let question = self
            .frame(at)
            .and_then(|frame| self.scenario.graph.flow(frame.flow))
            .and_then(|flow| self.scenario.graph.question(flow.slots.get(slot.index())?.question?));
        let before = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        let shown = value.as_ref().map(|value| self.shown(value));
        self.set_slot(at, slot, value.clone());
        let complaint = question.and_then(|question| self.refused(at, question));
        self.set_slot(at, slot, before);
        if let Some(complaint) = complaint {
            self.say(complaint);
            return self.stand_again();
        }
        self.correct(at, slot, value);
        if self.top() != Some(at) {
            // The walk begins when what is on top of it is done; a call or a pause must come to its end first.
            let asks = self.frame(at).is_some_and(|frame| self.scenario.question_at(frame.node).is_some());
            if let Some(frame) = self.conversation.stack.get_mut(at).filter(|_| asks) {
                frame.pending = false;
            }
            let text = self.phrase(Phrase::Noted).replace("{}", &shown.unwrap_or_default());
            self.say(text);
            if !self.leave_pointless_digression(at) {
                self.stand_again();
            }
            return;
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = false;
        }
        self.run();
    }

    /// The change below took away the reason for a digression (its `only when`): it is left.
    fn leave_pointless_digression(&mut self, at: usize) -> bool {
        let pointless = self.conversation.stack.iter().enumerate().skip(at + 1).find(|(_, frame)| {
            let listener = self.scenario.graph.listeners.iter().find(|listener| listener.flow == frame.flow);
            frame.entered == Entered::Digression
                && listener
                    .and_then(|listener| listener.only_when.as_ref())
                    .is_some_and(|condition| !self.scope(at).holds(condition))
        });
        let Some((digression, _)) = pointless else { return false };
        self.close(digression, None);
        self.run();
        true
    }

    /// No value, and the question was never skipped: it will be asked.
    fn unanswer(&mut self, at: usize, slot: SlotId) {
        self.set_slot(at, slot, None);
        let flow = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow));
        let question = flow.and_then(|flow| flow.slots.get(slot.index())?.question);
        let node = question.and_then(|id| self.scenario.graph.question(id)).map(|question| question.node);
        if let (Some(node), Some(frame)) = (node, self.conversation.stack.get_mut(at)) {
            frame.journal.retain(|entry| *entry != Entry::Passed(node));
        }
    }

    /// The new value for this slot among the words that name it ("size large").
    pub(crate) fn value_for(&self, at: usize, slot: SlotId, words: &Utterance<'_>) -> Option<Value> {
        let frame = self.frame(at)?;
        let shape = self.scenario.graph.flow(frame.flow)?.slots.get(slot.index())?;
        let question = self.scenario.graph.question(shape.question?)?;
        if !is_named(shape, question) && !is_exact(&shape.ty) {
            return None;
        }
        match self.hear_answer(at, question, words) {
            Heard::Value { value, score, .. } if score >= SURE => {
                Some(value).filter(|value| frame.slots.get(slot.index()) != Some(&Some(value.clone())))
            }
            _ => None,
        }
    }

    /// A new value for an answered slot: what depends on it is forgotten, and the flow is walked anew in silence.
    pub(crate) fn correct(&mut self, at: usize, slot: SlotId, value: Option<Value>) {
        self.keep_for_undo(at);
        let dependents = self.conversation.stack.get(at).and_then(|frame| {
            let flow = self.scenario.graph.flow(frame.flow)?;
            flow.dependents.get(slot.index())
        });
        for dependent in dependents.into_iter().flatten() {
            self.unanswer(at, *dependent);
        }
        self.unanswer(at, slot);
        self.set_slot(at, slot, value);
        if self.top() == Some(at) {
            self.cancel_timers(at);
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.rewalk = true;
        }
    }
}

/// Its values have names: those of a choice or a catalog, and what `one of` offers, whatever its type is.
fn is_named(slot: &Slot, question: &Question) -> bool {
    matches!(question.answer, Answer::Slot { among: Some(_), .. })
        || matches!(slot.ty.known(), Type::Choice(_) | Type::Row(_))
}

/// Words for these types are unmistakable enough to change what stands: open texts are not.
fn is_exact(ty: &Type) -> bool {
    matches!(
        ty.known(),
        Type::Number { .. }
            | Type::Decimal { .. }
            | Type::Money { .. }
            | Type::Date(_)
            | Type::Time(_)
            | Type::DateTime(_)
            | Type::Duration
            | Type::Phone
            | Type::Email
            | Type::Url
            | Type::List { .. }
    )
}
