//! Changes of what was answered before: found in words, applied, and the way walked anew.

use crate::{
    Entered, Entry,
    answer::{Heard, SURE},
    hear::Expected,
    machine::Machine,
};
use scn_graph::{Answer, Phrase, Question, QuestionId, Slot, SlotId, Type, Value};
use scn_understand::Utterance;
use std::ops::Range;

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
        let changes = rest.is_some() || scn_understand::wants_change(words, languages);
        let meant =
            scn_understand::contrast(said).and_then(|both| said.raw.get(both.meant)).map(Utterance::new);
        let said = meant.as_ref().unwrap_or(said);
        for frame in (0..=at).rev() {
            if changes && self.hear_named_change(frame, words, said) {
                return true;
            }
            let mut found = self.corrected_slots(frame, said, sign);
            if found.len() > 1 {
                self.keep_widest(frame, said, &mut found);
            }
            if found.len() > 1 && matches!(sign, Sign::Clear) {
                self.ask_which_to_change(frame, found);
                return true;
            }
            if let Some((slot, value)) = found.pop().filter(|_| found.is_empty()) {
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

    /// Filled slots of closed types that the words give another value: the likeliest, several when they are as likely.
    fn corrected_slots(&self, at: usize, words: &Utterance<'_>, sign: Sign) -> Vec<(SlotId, Value)> {
        let Some(frame) = self.frame(at) else { return Vec::new() };
        let Some(flow) = self.scenario.graph.flow(frame.flow) else { return Vec::new() };
        let mut found: Vec<(SlotId, Value)> = Vec::new();
        let mut best = (false, false);
        for (place, (slot, value)) in flow.slots.iter().zip(&frame.slots).enumerate() {
            let (Some(current), Some(id)) = (value, slot.question) else { continue };
            let Some(question) = self.scenario.graph.question(id) else { continue };
            let named = is_named(slot, question);
            let may = match sign {
                Sign::Clear => named || is_exact(&slot.ty),
                Sign::Name | Sign::WholeName => named,
            };
            if !may {
                continue;
            }
            let Heard::Value { value, whole, score } = self.hear_answer(at, question, words) else {
                continue;
            };
            let enough = whole || !matches!(sign, Sign::WholeName);
            if !enough || score < SURE || value == *current {
                continue;
            }
            // A name of the scenario says more than a number or a day, the whole message more than a part of it.
            let rank = (named, whole);
            if rank > best || found.is_empty() {
                found.clear();
                best = rank;
            }
            if rank == best {
                found.push((SlotId(place as u16), value));
            }
        }
        found
    }

    /// The 2 of "in two days" is no number of guests: what is read from a part of another reading goes.
    fn keep_widest(&self, at: usize, words: &Utterance<'_>, found: &mut Vec<(SlotId, Value)>) {
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return;
        };
        let read_from = |(slot, value): &(SlotId, Value)| {
            let question = self.scenario.graph.question(flow.slots.get(slot.index())?.question?)?;
            let said = self.candidates(at, question, words);
            said.into_iter().find(|said| said.value == *value).map(|said| said.raw)
        };
        let parts: Vec<Range<usize>> = found.iter().filter_map(read_from).collect();
        if parts.len() < found.len() {
            return;
        }
        let inside = |part: &Range<usize>| {
            let holds = |other: &Range<usize>| other.start <= part.start && part.end <= other.end;
            parts.iter().any(|other| other != part && holds(other))
        };
        let mut keeps = parts.iter().map(|part| !inside(part));
        found.retain(|_| keeps.next().unwrap_or(true));
    }

    /// "I said two, not three": the slot that holds what is denied gets what is meant.
    pub(crate) fn hear_contrast(&mut self, at: usize, words: &Utterance<'_>) -> bool {
        let Some(both) = scn_understand::contrast(words) else { return false };
        let part = |range| words.raw.get(range).map(Utterance::new);
        let (Some(meant), Some(denied)) = (part(both.meant), part(both.denied)) else { return false };
        let Some((frame, flow)) =
            self.frame(at).and_then(|frame| Some((frame, self.scenario.graph.flow(frame.flow)?)))
        else {
            return false;
        };
        let slots = (0u16..).map(SlotId).zip(flow.slots.iter().zip(&frame.slots));
        let mut found = slots.filter_map(|(id, (slot, value))| {
            let (current, question) = (value.as_ref()?, self.scenario.graph.question(slot.question?)?);
            if !is_named(slot, question) && !is_exact(&slot.ty) {
                return None;
            }
            let read = |words: &Utterance<'_>| match self.hear_answer(at, question, words) {
                Heard::Value { value, score: SURE.., .. } => Some(value),
                _ => None,
            };
            let value = read(&meant).filter(|value| value != current)?;
            (read(&denied).as_ref() == Some(current)).then_some((id, value))
        });
        let only = found.next().filter(|_| found.next().is_none());
        drop(found);
        let Some((slot, value)) = only else { return false };
        self.understood(4, "correction", SURE);
        self.apply_correction(at, slot, Some(value));
        true
    }

    // ------------------------------------------------------------ a slot that is named

    /// "Change the date to Friday", "je veux changer la taille": the slot is named, and its new value stands behind, or
    /// it is asked for again. `said` is what follows "change".
    fn hear_named_change(&mut self, at: usize, words: &Utterance<'_>, said: &Utterance<'_>) -> bool {
        let Some((slot, name)) = self.slot_named(at, said) else { return false };
        if let Some(value) = self.named_value(at, slot, said, &name) {
            let same =
                self.frame(at).and_then(|frame| frame.slots.get(slot.index())) == Some(&Some(value.clone()));
            self.understood(4, "correction", SURE);
            if same {
                self.stand_again()
            } else {
                self.apply_correction(at, slot, Some(value))
            }
            return true;
        }
        // Only its name: it is asked for again. With more words the message speaks of something else.
        let only = scn_understand::behind(said, &name).is_none() && !words.is_question;
        let may = only && self.top() == Some(at) && self.pending().is_some();
        if may {
            self.understood(4, "correction", SURE);
            self.apply_back(at, slot);
        }
        may
    }

    fn named_value(&self, at: usize, slot: SlotId, said: &Utterance<'_>, name: &str) -> Option<Value> {
        let shape = self.scenario.graph.flow(self.frame(at)?.flow)?.slots.get(slot.index())?;
        let question = self.scenario.graph.question(shape.question?)?;
        let behind = scn_understand::behind(said, name).map(Utterance::new);
        let words = match &behind {
            Some(behind) => behind,
            None if shape.ty.is_open() => return None,
            None => said,
        };
        match self.hear_answer(at, question, words) {
            Heard::Value { value, score: SURE.., .. } => Some(value),
            _ => None,
        }
    }

    /// The only filled slot that the words call by its name, or by a word of its question.
    fn slot_named(&self, at: usize, said: &Utterance<'_>) -> Option<(SlotId, String)> {
        let frame = self.frame(at)?;
        let flow = self.scenario.graph.flow(frame.flow)?;
        let filled = (0u16..).map(SlotId).zip(flow.slots.iter().zip(&frame.slots));
        let mut named: Vec<(SlotId, String)> = Vec::new();
        for (id, (slot, _)) in filled.filter(|(_, (slot, value))| value.is_some() && slot.question.is_some())
        {
            let asked = slot.question.and_then(|id| self.scenario.graph.question(id));
            let prompt = asked.map(|question| self.text(at, question.prompt)).unwrap_or_default();
            let about = format!("{} {}", slot.name.replace('_', " "), prompt);
            let about = Utterance::new(&about);
            let word = scn_understand::subjects(&about).find(|word| scn_understand::says(said, word));
            named.extend(word.map(|word| (id, word.to_owned())));
        }
        named.pop().filter(|_| named.is_empty())
    }

    // ------------------------------------------------------------ an answer and a correction

    /// "La moyenne, et en fait livraison demain": the pending answer, and another value for one before. With both for
    /// the pending question the last one counts.
    pub(crate) fn hear_answer_and_correction(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
    ) -> bool {
        let languages = &self.scenario.graph.settings.languages;
        let Some((answer, rest)) = scn_understand::answer_and_correction(words, languages) else {
            return false;
        };
        let part = |range| words.raw.get(range).map(Utterance::new);
        let (Some(answer), Some(rest)) = (part(answer), part(rest)) else { return false };
        let sure = |heard: &Heard| heard.weight().is_some_and(|(_, score)| score >= SURE);
        let heard = self.hear_answer(at, question, &answer);
        if !sure(&heard) {
            return false;
        }
        let mut found = self.corrected_slots(at, &rest, Sign::Clear);
        if let Some((slot, value)) = found.pop().filter(|_| found.is_empty()) {
            self.understood(3, question.id.as_str(), SURE);
            self.accept(at, id, question, heard);
            self.understood(4, "correction", SURE);
            self.apply_correction(at, slot, Some(value));
            return true;
        }
        let again = self.hear_answer(at, question, &rest);
        if sure(&again) {
            self.answered(at, id, question, again);
            return true;
        }
        false
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
