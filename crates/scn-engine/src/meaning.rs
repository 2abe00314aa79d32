//! Two meanings that are nearly as likely: an answer or something else, the new value of one answer or of another. The
//! customer is asked with buttons.

use crate::{
    Lost, Meant, Offer,
    answer::SURE,
    machine::Machine,
    options::{NO, YES},
};
use scn_graph::{Key, MessageOption, Phrase, Render, SlotId, Value, model::ListenerKind};
use scn_understand::{Control, ControlHit, Score, Utterance};

impl<'s> Machine<'s> {
    /// Two buttons: it was the answer, or a question.
    pub(crate) fn ask_answer_or_escape(&mut self, words: &Utterance<'_>, listener: u32, score: Score) {
        let flow = self.scenario.graph.listeners.get(listener as usize).map(|listener| listener.flow);
        let Some(flow) = flow else { return };
        self.considered(5, self.flow_name(flow), score, Lost::NearlyEqual);
        let label = self.phrase(Phrase::IsQuestion);
        self.ask_meaning(words, Meant::Escape(flow), Phrase::AnswerOrQuestion, label);
    }

    /// "Ring and ask to talk to someone", as a note for the courier: a right inside a valid answer is asked about. True
    /// when it was.
    pub(crate) fn doubt_right(&mut self, words: &Utterance<'_>, hit: ControlHit) -> bool {
        let Some(other) = right(hit.control).filter(|_| !hit.whole) else { return false };
        let Some((at, _, question)) = self.pending() else { return false };
        let open =
            matches!(&question.answer, scn_graph::Answer::Slot { ty, among: None, .. } if ty.is_open());
        if !open || self.is_proposed(at) {
            return false;
        }
        let answers = self.hear_answer(at, question, words).weight().is_some_and(|(_, score)| score >= SURE);
        if !answers {
            return false;
        }
        self.considered(2, format!("{:?}", hit.control).to_lowercase(), hit.score, Lost::NearlyEqual);
        let label = self.right_label(words, hit.control);
        let ask = if other == Meant::Stop { Phrase::WhichOne } else { Phrase::OfferPerson };
        self.ask_meaning(words, other, ask, label);
        true
    }

    /// What the button says that takes the words for a right: the flow that would do it, else a person.
    fn right_label(&self, words: &Utterance<'_>, control: Control) -> String {
        let claimed = self.claimed(words, control);
        let flow = claimed.and_then(|at| self.scenario.graph.listeners.get(at as usize));
        match (flow, control) {
            (Some(listener), _) => self.spoken_title(listener.flow),
            (None, Control::Stop) => "Stop".to_owned(),
            _ => self.phrase(Phrase::OfferPersonYes),
        }
    }

    fn ask_meaning(&mut self, words: &Utterance<'_>, other: Meant, ask: Phrase, label: String) {
        let answer = self.phrase(Phrase::IsAnswer);
        let options = vec![self.offer_option(YES, answer), self.offer_option(NO, label)];
        self.understood(3, "answer or not", 0);
        let text = self.phrase(ask);
        self.conversation.offer = Some(Offer::AnswerOr { words: words.raw.to_owned(), other });
        self.send_options(text, options, Render::Auto);
    }

    /// Two answers could have this new value: which one is to change?
    pub(crate) fn ask_which_to_change(&mut self, at: usize, values: Vec<(SlotId, Value)>) {
        let known = self.changeable(at);
        let options: Vec<MessageOption> = known
            .into_iter()
            .filter(|(_, slot, ..)| values.iter().any(|(other, _)| other == slot))
            .map(|(key, _, label, prompt)| MessageOption {
                description: Some(prompt),
                ..self.offer_option(key, label)
            })
            .collect();
        self.understood(4, "which one to change", 0);
        let text = self.phrase(Phrase::WhatToChange);
        self.conversation.offer = Some(Offer::Change { frame: u8::try_from(at).unwrap_or(u8::MAX), values });
        self.send_options(text, options, Render::List);
    }

    // ------------------------------------------------------------ what the customer chose

    /// The offer asks what words meant.
    pub(crate) fn offers_meaning(&self, offer: &Offer) -> bool {
        matches!(offer, Offer::AnswerOr { .. } | Offer::Change { .. })
    }

    pub(crate) fn tap_meaning(&mut self, offer: Offer, option: Key) {
        match offer {
            Offer::AnswerOr { words, other } => self.take_meaning(words, other, option == YES),
            Offer::Change { frame, values } => {
                let at = usize::from(frame);
                let chosen = values.into_iter().find(|(slot, _)| self.slot_key(at, *slot) == Some(option));
                match chosen {
                    Some((slot, value)) => self.apply_correction(at, slot, Some(value)),
                    None => self.stale_tap(),
                }
            }
            _ => self.stale_tap(),
        }
    }

    /// The button's words, typed; anything else is a message of its own.
    pub(crate) fn hear_meaning(&mut self, offer: Offer, words: &Utterance<'_>) -> bool {
        let said = |label: &str| scn_understand::fold(label) == words.folded;
        match offer {
            Offer::AnswerOr { words: kept, other } => {
                let answer = said(&self.phrase(Phrase::IsAnswer));
                let question = said(&self.phrase(Phrase::IsQuestion));
                let person = said(&self.phrase(Phrase::OfferPersonYes));
                let yes_no = scn_understand::yes_no(words, &self.scenario.graph.settings.languages)
                    .filter(|said| said.whole && other != Meant::Stop)
                    .map(|said| said.value == Value::YesNo(true));
                // "Is that your answer, or a question?" has no yes; "would you like a person?" has.
                let person =
                    person || yes_no == Some(true) && !matches!(other, Meant::Escape(_) | Meant::Stop);
                let no = yes_no == Some(false) && !matches!(other, Meant::Escape(_));
                if !(answer || question || person || no) {
                    return false;
                }
                self.take_meaning(kept, other, answer || no);
                true
            }
            Offer::Change { frame, values } => {
                let at = usize::from(frame);
                let label = |slot: SlotId| {
                    let value = self.frame(at)?.slots.get(slot.index())?.as_ref()?;
                    Some(self.shown(value))
                };
                let named =
                    values.into_iter().find(|(slot, _)| label(*slot).is_some_and(|label| said(&label)));
                let Some((slot, value)) = named else { return false };
                self.apply_correction(at, slot, Some(value));
                true
            }
            _ => false,
        }
    }

    fn slot_key(&self, at: usize, slot: SlotId) -> Option<Key> {
        let flow = self.scenario.graph.flow(self.frame(at)?.flow)?;
        flow.slots.get(slot.index()).map(|slot| slot.key)
    }

    /// The words that were in doubt are the answer, or what else they meant.
    fn take_meaning(&mut self, words: String, other: Meant, is_answer: bool) {
        if is_answer {
            let Some((at, id, question)) = self.pending() else { return self.stale_tap() };
            let heard = self.hear_answer(at, question, &Utterance::new(&words));
            return self.answered(at, id, question, heard);
        }
        self.message = Some(words.clone().into());
        match other {
            Meant::Escape(flow) => {
                self.understood(5, self.flow_name(flow), 1000);
                self.digress_to(flow);
                self.run();
            }
            Meant::Stop | Meant::Person | Meant::DeleteMyData => {
                self.hear_right(&Utterance::new(&words), control(other));
            }
        }
    }

    /// Whether an entry or an escape hears these words well enough to be taken.
    pub(crate) fn begins_or_asks(&self, words: &Utterance<'_>) -> bool {
        let accept = self.scenario.graph.intents.accept;
        [ListenerKind::Escape, ListenerKind::Entry]
            .into_iter()
            .any(|kind| self.listening(words, kind).first().is_some_and(|(_, score)| *score >= accept))
    }
}

fn right(control: Control) -> Option<Meant> {
    match control {
        Control::Stop => Some(Meant::Stop),
        Control::Human => Some(Meant::Person),
        Control::DeleteMyData => Some(Meant::DeleteMyData),
        _ => None,
    }
}

fn control(right: Meant) -> Control {
    match right {
        Meant::Stop => Control::Stop,
        Meant::DeleteMyData => Control::DeleteMyData,
        Meant::Person | Meant::Escape(_) => Control::Human,
    }
}
