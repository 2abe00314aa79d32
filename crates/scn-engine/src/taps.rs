//! Taps on options of ours, and `correct`: the pending question, an earlier one, or one that is over.

use crate::{
    Entry, Fact, Offer, Stage,
    answer::Heard,
    collect::DONE,
    hear::Expected,
    machine::Machine,
    options::{CORRECT, NO, OFFER, YES},
};
use scn_graph::{Answer, FlowId, Key, NodeKind, Phrase, Question, QuestionId, SlotId, Tap, Type, Value};
use scn_understand::Utterance;

impl<'s> Machine<'s> {
    /// A button or a row of ours.
    pub(crate) fn hear_tap(&mut self, tap: Option<Tap>, title: &'s str) {
        let Some(tap) = tap else { return self.hear(title) };
        let again = self.conversation.last_tap.replace(tap) == Some(tap);
        if tap.question == OFFER {
            return self.tap_offer(tap.option, again);
        }
        self.conversation.offer = None;
        if tap.question == CORRECT {
            return self.tap_change(tap.option);
        }
        if tap.question == Key::of("template") {
            return self.tap_template(tap.option);
        }
        match self.scenario.question_by_key(tap.question) {
            Some(id) => self.tap_question(id, tap.option, title, again),
            None if again => {}
            None => self.stale_tap(),
        }
    }

    fn tap_offer(&mut self, option: Key, again: bool) {
        let Some(offer) = self.conversation.offer.take() else {
            if !again {
                self.stale_tap();
            }
            return;
        };
        if self.offers_meaning(&offer) {
            return self.tap_meaning(offer, option);
        }
        let chosen = match &offer {
            Offer::AnswerOr { .. } | Offer::Change { .. } => None,
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

    /// A button of a template: it starts its tunnel, in the middle of another one only when that is wished.
    fn tap_template(&mut self, option: Key) {
        let flows = (0u32..).map(FlowId).zip(&self.scenario.graph.flows);
        let Some(flow) = flows.into_iter().find(|(_, flow)| flow.key == option).map(|(id, _)| id) else {
            return self.stale_tap();
        };
        if self.active().iter().any(|frame| frame.flow == flow) {
            return self.stand_again();
        }
        match self.pending() {
            Some(_) => self.offer_switch_to(flow),
            None => self.start(flow),
        }
    }

    fn tap_question(&mut self, id: QuestionId, option: Key, title: &str, again: bool) {
        if let Some((at, pending, question)) = self.pending().filter(|(_, pending, _)| *pending == id) {
            return self.tap_pending(at, pending, question, option, title);
        }
        let question = self.scenario.graph.question(id);
        let Some(question) = question.filter(|_| !again) else { return };
        let Some(at) = self.conversation.stack.iter().rposition(|frame| frame.flow == question.flow) else {
            return self.stale_tap();
        };
        match (&question.answer, self.tapped(at, question, option)) {
            (Answer::Slot { slot, .. }, Some(Heard::Value { value, .. })) => self.tap_slot(at, *slot, value),
            (Answer::Slot { .. }, Some(Heard::NotOffered { label, score })) => {
                self.refuse(&label, score);
                self.stand_again();
            }
            (Answer::Menu { .. } | Answer::Confirm { .. }, Some(_)) => {
                self.tap_earlier(at, id, question, option)
            }
            (Answer::Consent { purpose, .. }, Some(Heard::Option { place, .. })) => {
                self.understood(4, question.id.as_str(), 1000);
                self.set_consent(*purpose, place == 0);
                let text = self.phrase(Phrase::Noted).replace("{}", title);
                self.say(text);
                self.stand_again();
            }
            (Answer::Collect { .. }, _) => self.tap_collected(at, id, question, option),
            _ => self.stale_tap(),
        }
    }

    fn tap_pending(&mut self, at: usize, id: QuestionId, question: &'s Question, option: Key, title: &str) {
        if matches!(self.stage_of(at, question), Some(Stage::Offered(_))) {
            return self.tap_proposal(at, id, question, option);
        }
        if let Answer::Collect { .. } = &question.answer {
            return self.tap_collect(at, id, question, option, title);
        }
        match self.tapped(at, question, option) {
            Some(Heard::NotOffered { label, score }) => self.not_offered(at, question, &label, score),
            Some(heard) if self.wants_more_items(at, question, &heard) => {}
            Some(heard) => self.answered(at, id, question, heard),
            None => self.tap_vanished(at, question, title),
        }
    }

    /// `list 2..4 of …`, tapped one by one: what is there is kept until there are enough.
    fn wants_more_items(&mut self, at: usize, question: &'s Question, heard: &Heard) -> bool {
        let Answer::Slot { slot, ty, .. } = &question.answer else { return false };
        let (Type::List { min, .. }, Heard::Value { value: Value::List(list), .. }) = (ty.known(), heard)
        else {
            return false;
        };
        if list.len() >= *min as usize {
            return false;
        }
        self.set_slot(at, *slot, Some(Value::List(list.clone())));
        let text = self.phrase(Phrase::ListTooShort).replace("{min}", &min.to_string());
        self.ask_with(at, question, text);
        true
    }

    /// What was shown is gone: said by the name the customer saw, and the question with what there is now.
    pub(crate) fn tap_vanished(&mut self, at: usize, question: &'s Question, title: &str) {
        if title.trim().is_empty() {
            return self.stale_tap();
        }
        self.record(Fact::StaleTap);
        self.not_offered(at, question, title, 1000);
    }

    pub(crate) fn tapped(&self, at: usize, question: &Question, option: Key) -> Option<Heard> {
        let certain = |place: usize| Heard::Option { place, whole: true, score: 1000 };
        match &question.answer {
            Answer::Menu { options, .. } => options.iter().position(|o| o.key == option).map(certain),
            Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
                [yes, no].iter().position(|o| o.key == option).map(certain)
            }
            Answer::Slot { ty, among: None, .. } if matches!(ty.known(), Type::List { .. }) => {
                self.tapped_item(at, question, option)
            }
            Answer::Slot { .. } | Answer::Collect { .. } => {
                let value = self.value_by_key(at, question, option)?;
                if !self.is_offered(at, &value) {
                    return Some(Heard::NotOffered { label: self.shown(&value), score: 1000 });
                }
                Some(Heard::Value { value, whole: true, score: 1000 })
            }
        }
    }

    /// A button of an earlier question: a correction of its slot. The same value again is a double tap: nothing.
    fn tap_slot(&mut self, at: usize, slot: SlotId, value: Value) {
        let current = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        if current.as_ref() != Some(&value) {
            self.understood(4, "tap", 1000);
            self.apply_correction(at, slot, Some(value));
        }
    }

    fn took(&self, at: usize, id: QuestionId, option: Key) -> bool {
        self.taken(at, id).is_some_and(|(taken, _)| taken == option)
    }

    /// An option of a menu or a recap that was answered before.
    pub(crate) fn tap_earlier(&mut self, at: usize, id: QuestionId, question: &Question, option: Key) {
        match question.answer {
            Answer::Menu { .. } => self.tap_menu(at, id, option),
            _ => self.tap_confirm(at, id, option),
        }
    }

    fn tap_menu(&mut self, at: usize, id: QuestionId, option: Key) {
        if self.took(at, id, option) || self.top() != Some(at) {
            return;
        }
        if self.has_locks(at) {
            return self.too_late(at, None, String::new());
        }
        self.mark(at, id, option);
        self.walk_anew(at);
    }

    /// The other button of a recap that was answered: the recap again.
    fn tap_confirm(&mut self, at: usize, id: QuestionId, option: Key) {
        if self.took(at, id, option) || self.top() != Some(at) {
            return;
        }
        if self.has_locks(at) {
            return self.too_late(at, None, String::new());
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.journal.retain(|entry| !matches!(entry, Entry::Took { question, .. } if *question == id));
        }
        self.walk_anew(at);
    }

    fn walk_anew(&mut self, at: usize) {
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.rewalk = true;
            frame.pending = false;
        }
        self.run();
    }

    /// A button of a list that is gathered already: "that's all" again is nothing, a field's value is a correction.
    fn tap_collected(&mut self, at: usize, id: QuestionId, question: &'s Question, option: Key) {
        if option == NO && self.took(at, id, DONE) {
            return;
        }
        let Some(form) = self.form(id, question) else { return self.stale_tap() };
        let Some((record, field, value)) = self.field_change(at, &form, option) else {
            return self.stale_tap();
        };
        let mut rows = self.rows(at, &form);
        let Some(row) = rows.get_mut(record) else { return self.stale_tap() };
        if row.get(field) == Some(&Some(value.clone())) {
            return;
        }
        if let Some(cell) = row.get_mut(field) {
            *cell = Some(value);
        }
        self.compute(&form, row, None);
        self.understood(4, "tap", 1000);
        let value = self.value_of_rows(&form, rows);
        self.apply_correction(at, form.slot, value);
    }

    /// The conversation it belonged to is over, or it was never ours: answered politely, never applied.
    pub(crate) fn stale_tap(&mut self) {
        self.record(Fact::StaleTap);
        self.say_phrase(Phrase::OptionExpired);
        self.stand_again();
    }

    // ------------------------------------------------------------ what to change

    pub(crate) fn at_correct(&self) -> Option<usize> {
        let at = self.top()?;
        let frame = self.frame(at).filter(|frame| frame.pending)?;
        let node = self.scenario.graph.node(frame.node)?;
        matches!(node.kind, NodeKind::Correct).then_some(at)
    }

    fn tap_change(&mut self, option: Key) {
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
            match self.value_for(at, slot, words) {
                Some(value) => self.apply_correction(at, slot, Some(value)),
                None => self.apply_back(at, slot),
            }
            return true;
        }
        self.hear_correction(at, words, Expected::Asked)
    }
}
