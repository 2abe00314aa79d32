//! What a customer's words mean at a waiting point: the order of the rules. The first that fits decides.

use crate::{
    Trace,
    answer::{Heard, SURE},
    machine::Machine,
};
use scn_graph::{Answer, Phrase, Question, QuestionId, SlotId, Type, Value};
use scn_understand::{Control, Score, Utterance};

/// Whether a changed answer is likely at this point.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    /// Another question is pending.
    No,
    /// The customer looks at a recap: "no, 3" and "a small one" change it, "at 7 then" does not.
    AtRecap,
    /// They were asked what to change.
    Asked,
}

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
    pub(crate) fn hear(&mut self, text: &'s str) {
        self.message = Some(text);
        let words = Utterance::new(text);
        if self.hear_offer(text) {
            return;
        }
        let control = scn_understand::control(&words, &self.scenario.graph.settings.languages);
        let sure = control.filter(|hit| hit.whole || hit.score >= SURE);
        match sure.map(|hit| hit.control) {
            Some(Control::Stop) => return self.opt_out(),
            Some(Control::Human) => return self.call_person(String::new()),
            Some(Control::DeleteMyData) => return self.call_person(text.to_owned()),
            _ => {}
        }
        let control = control.filter(|hit| hit.whole).map(|hit| hit.control);
        match self.pending() {
            Some((at, id, question)) => self.hear_at_question(at, id, question, &words, control),
            None => self.hear_idle(&words, control),
        }
    }

    pub(crate) fn understood(&mut self, rule: u8, what: impl Into<String>, score: Score) {
        self.trace.push(Trace::Understood { rule, what: what.into(), score });
    }

    // ------------------------------------------------------------ at a question

    pub(crate) fn hear_at_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) {
        let open = matches!(&question.answer, Answer::Slot { ty, .. } if ty.is_open());
        if open {
            return self.hear_at_open_question(at, id, question, words, control);
        }
        let heard = self.hear_answer(at, question, words);
        if heard.weight().is_some_and(|(whole, _)| whole) {
            return self.answered(at, id, question, heard);
        }
        if self.hear_answer_and_question(at, id, question, words) {
            return;
        }
        let confirm = matches!(question.answer, Answer::Confirm { .. });
        if confirm && self.hear_correction(at, words, Expected::AtRecap) {
            return;
        }
        let escape = self.escapes(words);
        let strong = escape.first().is_some_and(|(_, score)| *score >= self.scenario.graph.intents.accept);
        if let (Some((_, score)), false) = (heard.weight(), confirm) {
            let exact = score >= SURE && !words.is_question;
            if exact || (!strong && !words.is_question) {
                return self.answered(at, id, question, heard);
            }
        }
        let corrected = !confirm && control.is_none() && self.hear_correction(at, words, Expected::No);
        if corrected || self.digress(escape) {
            return;
        }
        if let Some(control) = control {
            return self.obey(control);
        }
        match heard {
            Heard::Several(keys) => {
                self.understood(3, question.id.as_str(), 0);
                self.ask_which(at, question, &keys);
            }
            Heard::NotOffered(label) => {
                let text = self.phrase(Phrase::NoLongerAvailable).replace("{}", &label);
                self.say(text);
                self.ask_again(at, question);
            }
            _ if self.offer_switch(words) => {}
            Heard::Misfit(misfit) => {
                let complaint = self.complaint(question, &misfit);
                self.not_understood(at, question, complaint);
            }
            _ => self.not_understood(at, question, None),
        }
    }

    /// Open types take any words, so they yield to controls, escapes, questions and corrections.
    pub(crate) fn hear_at_open_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) {
        if let Some(control) = control {
            return self.obey(control);
        }
        let escapes = self.escapes(words);
        let bar = self.scenario.graph.intents.accept;
        let bar = if words.is_question { self.scenario.graph.intents.ask_back } else { bar };
        let strong = escapes.first().is_some_and(|(_, score)| *score >= bar);
        if strong && self.digress_from(escapes, bar) || self.hear_correction(at, words, Expected::No) {
            return;
        }
        match self.hear_answer(at, question, words) {
            heard @ Heard::Value { .. } => self.answered(at, id, question, heard),
            Heard::Misfit(misfit) => {
                let complaint = self.complaint(question, &misfit);
                self.not_understood(at, question, complaint);
            }
            _ => self.not_understood(at, question, None),
        }
    }

    pub(crate) fn answered(&mut self, at: usize, id: QuestionId, question: &Question, heard: Heard) {
        let (whole, score) = heard.weight().unwrap_or((true, 0));
        self.understood(3, question.id.as_str(), score);
        self.accept(at, id, question, heard);
        if !whole {
            self.fill_early();
        }
        self.run();
    }

    /// "2 grandes, et vous êtes ouverts le dimanche ?": the answer stands before the question, in a part of its own.
    pub(crate) fn hear_answer_and_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
    ) -> bool {
        if !words.is_question || matches!(question.answer, Answer::Confirm { .. }) {
            return false;
        }
        let Some((answer, asked)) = last_part(words.raw) else { return false };
        let heard = self.hear_answer(at, question, &Utterance::new(answer));
        if heard.weight().is_none_or(|(_, score)| score < SURE) {
            return false;
        }
        let escapes = self.escapes(&Utterance::new(asked));
        let accept = self.scenario.graph.intents.accept;
        let Some((listener, score)) = escapes.into_iter().next().filter(|(_, score)| *score >= accept) else {
            return false;
        };
        self.understood(3, question.id.as_str(), SURE);
        self.accept(at, id, question, heard);
        self.open_digression(listener, score);
        self.run();
        true
    }

    pub(crate) fn not_understood(&mut self, at: usize, question: &Question, complaint: Option<String>) {
        self.understood(8, question.id.as_str(), 0);
        self.climb(at, question, complaint);
        self.run();
    }

    // ------------------------------------------------------------ corrections

    /// A new value for a slot that is filled.
    pub(crate) fn hear_correction(&mut self, at: usize, words: &Utterance<'_>, expected: Expected) -> bool {
        let languages = &self.scenario.graph.settings.languages;
        let cue = scn_understand::correction(words, languages);
        let rest = cue.clone().and_then(|rest| words.raw.get(rest)).map(Utterance::new);
        let says_no =
            || scn_understand::yes_no(words, languages).is_some_and(|said| said.value == Value::YesNo(false));
        let sign = match expected {
            _ if cue.is_some() => Sign::Clear,
            Expected::Asked => Sign::Clear,
            Expected::AtRecap if says_no() => Sign::Clear,
            Expected::AtRecap => Sign::Name,
            Expected::No => Sign::WholeName,
        };
        for frame in (0..=at).rev() {
            if let Some((slot, value)) = self.corrected_slot(frame, rest.as_ref().unwrap_or(words), sign) {
                self.understood(4, "correction", SURE);
                self.apply_correction(frame, slot, Some(value));
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
            let named = matches!(slot.ty.known(), Type::Choice(_) | Type::Row(_));
            let closed =
                named || matches!(slot.ty.known(), Type::Number { .. } | Type::Date(_) | Type::Time(_));
            let Some(current) = value.as_ref().filter(|_| slot.question.is_some() && closed) else {
                continue;
            };
            let Heard::Value { value, whole, score } = self.hear_value(at, &slot.ty, words) else { continue };
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
        let question = self
            .frame(at)
            .and_then(|frame| self.scenario.graph.flow(frame.flow))
            .and_then(|flow| self.scenario.graph.question(flow.slots.get(slot.index())?.question?));
        let before = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        let shown = value.as_ref().map(|value| self.shown(value));
        self.set_slot(at, slot, value.clone());
        if let Some(complaint) = question.and_then(|question| self.refused(at, question)) {
            self.set_slot(at, slot, before);
            self.say(complaint);
            if let Some((top, _, pending)) = self.pending() {
                self.ask_again(top, pending);
            }
            return;
        }
        self.correct(at, slot, value);
        if self.top() != Some(at) {
            let text = self.phrase(Phrase::Noted).replace("{}", &shown.unwrap_or_default());
            self.say(text);
            if let Some((top, _, pending)) = self.pending() {
                self.ask_again(top, pending);
            }
            return;
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = false;
        }
        self.run();
    }
}

/// The part after the last separator before the final question, and what stands before it.
fn last_part(raw: &str) -> Option<(&str, &str)> {
    let body = raw.trim_end_matches(|c: char| c == '?' || c.is_whitespace());
    let at = body.rfind([',', '.', ';', '!', '\n', '?'])?;
    let (before, after) = raw.split_at(at);
    (!before.trim().is_empty()).then_some((before, after))
}
