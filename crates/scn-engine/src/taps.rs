//! Taps on options of ours, and `correct`: the pending question, an earlier one, or one that is over.

use crate::{
    Entry, Fact, Offer,
    answer::Heard,
    hear::Expected,
    machine::Machine,
    options::{CORRECT, OFFER, YES},
};
use scn_graph::{Answer, Key, NodeKind, Phrase, Question, QuestionId, SlotId, Tap, Value};
use scn_understand::Utterance;

impl<'s> Machine<'s> {
    /// A button or a row of ours.
    pub(crate) fn hear_tap(&mut self, tap: Option<Tap>, title: &'s str) {
        let Some(tap) = tap else { return self.hear(title) };
        if tap.question == OFFER {
            return self.tap_offer(tap.option);
        }
        self.conversation.offer = None;
        if tap.question == CORRECT {
            return self.tap_change(tap.option);
        }
        match self.scenario.question_by_key(tap.question) {
            Some(id) => self.tap_question(id, tap.option),
            None => self.stale_tap(),
        }
    }

    pub(crate) fn tap_offer(&mut self, option: Key) {
        let Some(offer) = self.conversation.offer.take() else { return self.stale_tap() };
        let chosen = match &offer {
            Offer::Switch(flow) => (option == YES).then_some(*flow),
            Offer::Which(flows) => flows
                .iter()
                .copied()
                .find(|flow| self.scenario.graph.flow(*flow).is_some_and(|flow| flow.key == option)),
        };
        match chosen {
            Some(flow) => self.take_offer(&offer, flow),
            None => self.back_to_question(),
        }
    }

    pub(crate) fn tap_question(&mut self, id: QuestionId, option: Key) {
        if let Some((at, pending, question)) = self.pending().filter(|(_, pending, _)| *pending == id) {
            return match self.tapped(at, question, option) {
                Some(heard) => self.answered(at, pending, question, heard),
                None => self.stale_tap(),
            };
        }
        let Some(question) = self.scenario.graph.question(id) else { return self.stale_tap() };
        let Some(at) = self.conversation.stack.iter().rposition(|frame| frame.flow == question.flow) else {
            return self.stale_tap();
        };
        match (&question.answer, self.tapped(at, question, option)) {
            (Answer::Slot { slot, .. }, Some(Heard::Value { value, .. })) => self.tap_slot(at, *slot, value),
            (Answer::Menu { .. }, Some(_)) => self.tap_menu(at, id, option),
            _ => self.stale_tap(),
        }
    }

    pub(crate) fn tapped(&self, at: usize, question: &Question, option: Key) -> Option<Heard> {
        let certain = |place: usize| Heard::Option { place, whole: true, score: 1000 };
        match &question.answer {
            Answer::Menu { options, .. } => options.iter().position(|o| o.key == option).map(certain),
            Answer::Collect { .. } => None,
            Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
                [yes, no].iter().position(|o| o.key == option).map(certain)
            }
            Answer::Slot { ty, .. } => {
                let value = self.option_value(ty, option)?;
                if !self.is_offered(at, &value) {
                    return Some(Heard::NotOffered(self.shown(&value)));
                }
                Some(Heard::Value { value, whole: true, score: 1000 })
            }
        }
    }

    /// A button of an earlier question: a correction of its slot. The same value again is a double tap: nothing.
    pub(crate) fn tap_slot(&mut self, at: usize, slot: SlotId, value: Value) {
        let current = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        if current.as_ref() != Some(&value) {
            self.understood(4, "tap", 1000);
            self.apply_correction(at, slot, Some(value));
        }
    }

    pub(crate) fn tap_menu(&mut self, at: usize, id: QuestionId, option: Key) {
        let took = |entry: &crate::Entry| matches!(entry, Entry::Took { question, option: before, .. } if *question == id && *before == option);
        let again = self.frame(at).is_some_and(|frame| frame.journal.iter().any(took));
        if again || self.top() != Some(at) {
            return;
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.journal.retain(|entry| !matches!(entry, Entry::Took { question, .. } if *question == id));
            frame.rewalk = true;
            frame.pending = false;
        }
        self.journal(at, Entry::Took { question: id, option, words: 0 });
        self.run();
    }

    /// The conversation it belonged to is over, or it was never ours: answered politely, never applied.
    pub(crate) fn stale_tap(&mut self) {
        self.record(Fact::StaleTap);
        self.say_phrase(Phrase::OptionExpired);
        if let Some((at, _, question)) = self.pending() {
            self.ask_again(at, question);
        }
    }

    pub(crate) fn at_correct(&self) -> Option<usize> {
        let at = self.top()?;
        let frame = self.frame(at).filter(|frame| frame.pending)?;
        let node = self.scenario.graph.node(frame.node)?;
        matches!(node.kind, NodeKind::Correct).then_some(at)
    }

    pub(crate) fn tap_change(&mut self, option: Key) {
        let slot = self.at_correct().and_then(|at| {
            self.changeable(at).into_iter().find(|(key, ..)| *key == option).map(|(_, slot, ..)| (at, slot))
        });
        match slot {
            Some((at, slot)) => self.apply_back(at, slot),
            None => self.stale_tap(),
        }
    }

    /// At `correct`, words name what should change, or already say the new value.
    pub(crate) fn hear_what_to_change(&mut self, words: &Utterance<'_>) -> bool {
        let Some(at) = self.at_correct() else { return false };
        let flow = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow));
        let named = self.changeable(at).into_iter().find(|(key, _, label, _)| {
            let name = flow
                .and_then(|flow| flow.slots.iter().find(|slot| slot.key == *key))
                .map(|slot| slot.name.as_str());
            let says = |text: &str| scn_understand::says(words, &scn_understand::fold(text));
            says(label) || name.is_some_and(says)
        });
        if let Some((_, slot, ..)) = named {
            self.apply_back(at, slot);
            return true;
        }
        self.hear_correction(at, words, Expected::Asked)
    }
}
