//! A reply that quotes an earlier message of ours: it speaks to the question of that message, not to the pending one.

use crate::{Asked, answer::Heard, hear::Expected, machine::Machine};
use scn_graph::{Answer, Question, QuestionId};
use scn_understand::Utterance;

/// So many of the questions asked last are known by the message that asked them.
const MOST_ASKED: usize = 8;

impl<'s> Machine<'s> {
    /// The message that was just sent asks this question.
    pub(crate) fn note_asked(&mut self, id: QuestionId, before: u32) {
        let seq = self.conversation.seq;
        if seq == before {
            return;
        }
        let asked = &mut self.conversation.asked;
        asked.push(Asked { seq: seq.wrapping_sub(1), question: id });
        let too_many = asked.len().saturating_sub(MOST_ASKED);
        asked.drain(..too_many);
    }

    /// True when the words were for an earlier question, and are dealt with.
    pub(crate) fn hear_quoted(&mut self, words: &Utterance<'s>) -> bool {
        let Some(seq) = self.inbound.and_then(|inbound| inbound.quotes) else { return false };
        let asked = self.conversation.asked.iter().rev().find(|asked| asked.seq == seq);
        let Some(id) = asked.map(|asked| asked.question) else { return false };
        if self.pending().is_some_and(|(_, pending, _)| pending == id) {
            return false;
        }
        let Some(question) = self.scenario.graph.question(id) else { return false };
        let at = self.conversation.stack.iter().rposition(|frame| frame.flow == question.flow);
        match at {
            Some(at) => {
                self.quoting = Some(id);
                let heard = self.hear_for(at, id, question, words);
                self.quoting = None;
                heard
            }
            None => self.hear_for_the_past(words),
        }
    }

    /// The words as another answer to a question that was answered before.
    fn hear_for(&mut self, at: usize, id: QuestionId, question: &'s Question, words: &Utterance<'s>) -> bool {
        let cue = scn_understand::correction(words, &self.scenario.graph.settings.languages);
        let rest = cue.and_then(|rest| words.raw.get(rest)).map(Utterance::new);
        let said = rest.as_ref().unwrap_or(words);
        let current = |slot: scn_graph::SlotId| {
            self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten())
        };
        match (&question.answer, self.hear_answer(at, question, said)) {
            (Answer::Slot { slot, ty, .. }, Heard::Value { value, whole, score }) => {
                let before = current(*slot);
                let open = ty.is_open() && self.begins_or_asks(words);
                if before.is_none() || open || !whole && words.is_question {
                    return false;
                }
                self.understood(4, question.id.as_str(), score);
                match before == Some(value.clone()) {
                    true => self.stand_again(),
                    false => self.apply_correction(at, *slot, Some(value)),
                }
                true
            }
            (Answer::Slot { .. }, Heard::NotOffered { label, score }) => {
                self.refuse(&label, score);
                self.stand_again();
                true
            }
            (Answer::Menu { options, .. }, Heard::Option { place, whole: true, .. }) => {
                let Some(option) = options.get(place) else { return false };
                self.tap_earlier(at, id, question, option.key);
                true
            }
            (Answer::Confirm { yes, no, .. }, Heard::Option { place, whole: true, .. }) => {
                let option = if place == 0 { yes.key } else { no.key };
                self.tap_earlier(at, id, question, option);
                true
            }
            (Answer::Collect { .. }, _) => self.hear_changed_records(at, said, true, Expected::No),
            _ => false,
        }
    }

    /// An answer to a question that is over is never taken for an answer to the pending one.
    fn hear_for_the_past(&mut self, words: &Utterance<'_>) -> bool {
        let control = scn_understand::control(words, &self.scenario.graph.settings.languages);
        if self.pending().is_none() || control.is_some_and(|hit| hit.whole) || self.begins_or_asks(words) {
            return false;
        }
        self.stale_tap();
        true
    }
}
