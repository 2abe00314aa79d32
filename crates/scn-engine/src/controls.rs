//! Conversation controls and rights: cancel, back, help, stop, a person.

use crate::{Effect, Entry, Mode, machine::Machine, no_choice::may_leave_out, offered::BEGUN};
use scn_graph::{Answer, FlowKind, Phrase, Question, QuestionId, SlotId, model::ListenerKind};
use scn_understand::{Control, Utterance};

impl<'s> Machine<'s> {
    pub(crate) fn obey(&mut self, control: Control) {
        self.understood(6, format!("{control:?}").to_lowercase(), 1000);
        match control {
            Control::Cancel => self.cancel(),
            Control::Back => self.back(),
            Control::Repeat => match self.pending() {
                Some((at, _, question)) => self.ask_in_full(at, question),
                None => self.say_phrase(Phrase::NoEntry),
            },
            Control::Help => self.help(),
            Control::Restart => {
                let tunnel = |frame: &crate::Frame| {
                    self.scenario.graph.flow(frame.flow).is_some_and(|flow| flow.kind == FlowKind::Tunnel)
                };
                let lowest = self.lowest_of_run();
                match self.conversation.stack.iter().skip(lowest).position(tunnel) {
                    Some(above) => {
                        let at = lowest + above;
                        self.restart(at);
                        self.run();
                    }
                    None => self.say_phrase(Phrase::NoEntry),
                }
            }
            Control::Skip => self.skip(),
            Control::Thanks => self.say_phrase(Phrase::YouAreWelcome),
            Control::Stop | Control::Human | Control::DeleteMyData => {}
        }
    }

    pub(crate) fn cancel(&mut self) {
        if self.conversation.stack.is_empty() {
            return self.say_phrase(Phrase::NothingToCancel);
        }
        self.leave();
        self.say_phrase(Phrase::Cancelled);
        self.run();
    }

    pub(crate) fn back(&mut self) {
        let Some(at) = self.top() else { return self.say_phrase(Phrase::NothingToGoBackTo) };
        let before = self.question_before(at).and_then(|id| Some((id, self.scenario.graph.question(id)?)));
        match before {
            Some((_, Question { answer: Answer::Slot { slot, .. } | Answer::Collect { slot, .. }, .. })) => {
                self.apply_back(at, *slot);
            }
            Some((id, _)) => {
                if let Some(frame) = self.conversation.stack.get_mut(at) {
                    frame
                        .journal
                        .retain(|entry| !matches!(entry, Entry::Took { question, .. } if *question == id));
                    frame.rewalk = true;
                    frame.pending = false;
                }
                self.run();
            }
            None => {
                self.say_phrase(Phrase::NothingToGoBackTo);
                if let Some((at, _, question)) = self.pending() {
                    self.ask_again(at, question);
                }
            }
        }
    }

    pub(crate) fn apply_back(&mut self, at: usize, slot: SlotId) {
        if self.refuse_too_late(at, slot) {
            return;
        }
        let question = self
            .frame(at)
            .and_then(|frame| self.scenario.graph.flow(frame.flow)?.slots.get(slot.index())?.question);
        let collect = question.and_then(|id| Some((id, self.scenario.graph.question(id)?)));
        match collect {
            // What was gathered stays, to be changed or added to.
            Some((id, Question { answer: Answer::Collect { more: Some(_), many: true, .. }, .. })) => {
                let gathered =
                    self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
                self.correct(at, slot, gathered);
                self.mark(at, id, BEGUN);
            }
            _ => self.correct(at, slot, None),
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = false;
        }
        self.run();
    }

    pub(crate) fn help(&mut self) {
        match self.pending() {
            Some((at, _, question)) => {
                let text = match question.help {
                    Some(help) => self.text(at, help),
                    None => self.phrase(Phrase::Help),
                };
                self.ask_with(at, question, text);
            }
            None => self.say_phrase(Phrase::NoEntry),
        }
    }

    pub(crate) fn skip(&mut self) {
        let Some((at, id, question)) = self.pending() else { return self.say_phrase(Phrase::NoEntry) };
        let Answer::Slot { .. } = &question.answer else {
            return match self.form(id, question) {
                Some(form) if form.min == 0 || !self.rows(at, &form).is_empty() => {
                    self.skip_field(at, id, question)
                }
                _ => self.cannot_skip(at, question),
            };
        };
        if !may_leave_out(question) {
            return self.cannot_skip(at, question);
        }
        self.leave_out(at, id, question);
        self.run();
    }

    pub(crate) fn cannot_skip(&mut self, at: usize, question: &Question) {
        let text = self.phrase(Phrase::CannotSkip);
        self.ask_with(at, question, text);
    }

    /// At "anything else?" nothing more is wanted; a field that is missing cannot be left out.
    fn skip_field(&mut self, at: usize, id: QuestionId, question: &'s Question) {
        let Some(form) = self.form(id, question) else { return };
        match self.missing(&form, &self.rows(at, &form)) {
            Some(_) => self.cannot_skip(at, question),
            None => self.finish(at, &form, None),
        }
    }

    /// Words of rights and safety: a flow of the project that listens to exactly them, else the language itself.
    pub(crate) fn hear_right(&mut self, words: &Utterance<'_>, control: Control) -> bool {
        if !matches!(control, Control::Stop | Control::Human | Control::DeleteMyData) {
            return false;
        }
        if let Some(listener) = self.claimed(words, control) {
            let kind = self.scenario.graph.listeners.get(listener as usize).map(|listener| listener.kind);
            if kind == Some(ListenerKind::Entry) {
                self.open_entry(listener, 1000);
            } else {
                self.open_digression(listener, 1000);
                self.run();
            }
            return true;
        }
        match control {
            Control::Stop => self.opt_out(),
            Control::DeleteMyData => self.call_person(words.raw.to_owned()),
            _ => self.call_person(String::new()),
        }
        true
    }

    /// Stop: nothing proactive any more, and this conversation is over.
    pub(crate) fn opt_out(&mut self) {
        self.understood(2, "stop", 1000);
        self.conversation.contact.opted_out = true;
        self.effects.push(Effect::OptedOut);
        self.end();
        if self.conversation.mode == Mode::Bot {
            self.say_phrase(Phrase::Stopped);
        }
    }

    pub(crate) fn call_person(&mut self, because: String) {
        self.understood(2, "human", 1000);
        let team = (!self.scenario.graph.teams.is_empty()).then_some(scn_graph::TeamId(0));
        self.hand_over(team, because);
    }

    /// Something arrived that has no words in it.
    pub(crate) fn hear_wordless(&mut self) {
        match self.pending() {
            Some((at, _, question)) => {
                let text = self.phrase(Phrase::CannotReadThis);
                self.ask_with(at, question, text);
            }
            None => self.say_phrase(Phrase::CannotReadThis),
        }
    }
}
