//! Several answers in one message: what it says besides the answer that was asked for.

use crate::{
    answer::{SURE, same_kind},
    machine::Machine,
};
use scn_graph::{Answer, Flow, Phrase, Question, QuestionId, SlotId, Type, Value};
use scn_understand::{FieldValue, Score, SlotFound, SlotShape, Utterance};
use std::ops::Range;

/// A slot whose question is still to come.
struct Open<'s> {
    slot: SlotId,
    id: QuestionId,
    question: &'s Question,
    ty: &'s Type,
}

/// A part of the message that answers a question to come.
pub(crate) struct Part {
    slot: SlotId,
    id: QuestionId,
    pub(crate) value: Value,
    pub(crate) score: Score,
}

impl<'s> Machine<'s> {
    /// Slots that the customer's message answers besides: only what is exact, closed and unmistakable. The slot that
    /// was `asked` for has its part of the words already.
    pub(crate) fn fill_early(&mut self, asked: Option<SlotId>) {
        let (Some(at), Some(message)) = (self.top(), self.message.clone()) else { return };
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return;
        };
        let words = Utterance::new(&message);
        let mut fields: Vec<&Type> = Vec::new();
        if flow.slots.iter().any(|slot| gathers(&slot.ty)) {
            self.collect_early(at, flow, &words);
            fields = self.fields_gathered(at, flow);
        }
        self.fill_from(&words, &fields, asked);
    }

    /// The same with these words; types in `taken` are spoken for.
    pub(crate) fn fill_early_from(&mut self, words: &Utterance<'_>, taken: &[&Type]) {
        self.fill_from(words, taken, None);
    }

    fn fill_from(&mut self, words: &Utterance<'_>, taken: &[&Type], asked: Option<SlotId>) {
        let Some(at) = self.top() else { return };
        for part in self.parts(at, words, taken, asked) {
            self.fill_part(at, part);
        }
    }

    /// Puts a value where its question would; a `check` may refuse it.
    fn fill_part(&mut self, at: usize, part: Part) -> bool {
        let Some(question) = self.scenario.graph.question(part.id) else { return false };
        self.set_slot(at, part.slot, Some(part.value));
        if self.refused(at, question).is_some() {
            self.set_slot(at, part.slot, None);
            return false;
        }
        self.understood(3, question.id.as_str(), part.score);
        true
    }

    /// Questions to come, of types that words can be read as.
    fn open_slots(&self, at: usize, flow: &'s Flow, taken: &[&Type], asked: Option<SlotId>) -> Vec<Open<'s>> {
        let Some(frame) = self.frame(at) else { return Vec::new() };
        let slots = (0u16..).map(SlotId).zip(&flow.slots);
        let open = slots.filter_map(|(slot, shape)| {
            let id = shape.question?;
            let question = self.scenario.graph.question(id)?;
            let Answer::Slot { ty, .. } = &question.answer else { return None };
            let filled = frame.slots.get(slot.index()).is_none_or(Option::is_some);
            let spoken_for = taken.iter().any(|other| same_kind(other, ty.known()));
            let wanted = asked == Some(slot) || question.fills_early() && !filled && !spoken_for;
            wanted.then_some(Open { slot, id, question, ty })
        });
        open.collect()
    }

    /// What the words say for questions to come, each part of them for one question at most.
    fn parts(&self, at: usize, words: &Utterance<'_>, taken: &[&Type], asked: Option<SlotId>) -> Vec<Part> {
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return Vec::new();
        };
        let open = self.open_slots(at, flow, taken, asked);
        if open.iter().all(|open| Some(open.slot) == asked) {
            return Vec::new();
        }
        let found = self.several(flow, &open, words, asked);
        let used: Vec<Range<usize>> = found.iter().map(|(_, found)| found.raw.clone()).collect();
        let mut parts: Vec<Part> = Vec::new();
        for (open, found) in &found {
            if Some(open.slot) == asked || found.score < SURE {
                continue;
            }
            let value = self.value_found(open.ty, &found.value);
            let fits = |value: &Value| self.suits(open.ty, value) && self.is_offered(at, value);
            if let Some(value) = value.filter(fits) {
                parts.push(Part { slot: open.slot, id: open.id, value, score: found.score });
            }
        }
        let filled = parts.iter().map(|part| part.slot).collect::<Vec<_>>();
        parts.extend(self.only_number(at, flow, &open, words, (&used, &filled), asked));
        parts
    }

    fn several<'o>(
        &self,
        flow: &'s Flow,
        open: &'o [Open<'s>],
        words: &Utterance<'_>,
        asked: Option<SlotId>,
    ) -> Vec<(&'o Open<'s>, SlotFound)> {
        let shapes: Vec<SlotShape<'_>> = open
            .iter()
            .map(|open| SlotShape {
                name: flow.slots.get(open.slot.index()).map_or("", |slot| slot.name.as_str()),
                ty: open.ty,
                lexicon: self.lexicon_of(open.ty),
            })
            .collect();
        let asked: Vec<usize> = open.iter().position(|open| Some(open.slot) == asked).into_iter().collect();
        let found = self.reading(|context| scn_understand::several(words, &shapes, &asked, context));
        found.into_iter().filter_map(|found| Some((open.get(found.slot)?, found))).collect()
    }

    pub(crate) fn value_found(&self, ty: &Type, found: &FieldValue) -> Option<Value> {
        match found {
            FieldValue::Value(value) => Some(value.clone()),
            FieldValue::Item(item) => self.scenario.graph.item_of(ty, *item),
            _ => None,
        }
    }

    /// "deux grandes": a number that nothing else took means the only question that asks for one.
    fn only_number(
        &self,
        at: usize,
        flow: &'s Flow,
        open: &[Open<'s>],
        words: &Utterance<'_>,
        (used, filled): (&[Range<usize>], &[SlotId]),
        asked: Option<SlotId>,
    ) -> Option<Part> {
        let is_number = |ty: &Type| matches!(ty.known(), Type::Number { .. });
        let asks = |slot: &&scn_graph::Slot| {
            let early = |id| flow.early.contains(&id);
            is_number(&slot.ty) && slot.question.is_some_and(early)
        };
        if flow.slots.iter().filter(asks).count() != 1 {
            return None;
        }
        let early = |open: &&Open<'_>| flow.early.contains(&open.id) && is_number(open.ty);
        let open = open.iter().filter(early).find(|open| Some(open.slot) != asked)?;
        if filled.contains(&open.slot) {
            return None;
        }
        let free = |raw: &Range<usize>| !used.iter().any(|used| used.start < raw.end && raw.start < used.end);
        let said = self.candidates(at, open.question, words);
        let mut numbers = said.into_iter().filter(|number| number.score >= SURE && free(&number.raw));
        let number = numbers.next().filter(|number| !is_article(&number.value, words.raw))?;
        if numbers.any(|other| other.value != number.value && other.raw != number.raw) {
            return None;
        }
        Some(Part { slot: open.slot, id: open.id, value: number.value, score: number.score })
    }

    /// The 8 of "tomorrow at 8" is no number of guests, where a day and a time are still to be asked for.
    pub(crate) fn belongs_to_others(&self, at: usize, question: &Question, words: &Utterance<'_>) -> bool {
        let Answer::Slot { slot, among: None, .. } = &question.answer else { return false };
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return false;
        };
        let open = self.open_slots(at, flow, &[], Some(*slot));
        let found = self.several(flow, &open, words, Some(*slot));
        !found.is_empty() && found.iter().all(|(open, found)| open.slot != *slot && found.score >= SURE)
    }

    /// "For tomorrow", where the number of guests was asked for: kept for its question, and the pending one again.
    pub(crate) fn hear_other_slots(
        &mut self,
        at: usize,
        question: &'s Question,
        words: &Utterance<'_>,
    ) -> bool {
        let Answer::Slot { slot, .. } = &question.answer else { return false };
        let parts = self.parts(at, words, &[], Some(*slot));
        let mut shown: Vec<String> = Vec::new();
        for part in parts {
            let value = self.shown(&part.value);
            if self.fill_part(at, part) {
                shown.push(value);
            }
        }
        if shown.is_empty() {
            return false;
        }
        let text = self.phrase(Phrase::Noted).replace("{}", &shown.join(", "));
        self.say(text);
        self.ask_again(at, question);
        true
    }

    /// "My name is Ada Brown" answers with the name, not with the sentence; "Ada Brown" fills the last name too.
    pub(crate) fn name_said(
        &self,
        at: usize,
        question: &Question,
        words: &Utterance<'_>,
    ) -> Option<(Value, Score)> {
        let Answer::Slot { slot, ty: ty @ (Type::Text { pattern: None, .. } | Type::Optional(_)), .. } =
            &question.answer
        else {
            return None;
        };
        let flow = self.scenario.graph.flow(self.frame(at)?.flow)?;
        let open = self.open_slots(at, flow, &[], Some(*slot));
        let found = self.several(flow, &open, words, Some(*slot));
        let (_, found) = found.into_iter().find(|(open, _)| open.slot == *slot)?;
        let value = self.value_found(ty, &found.value)?;
        matches!(value, Value::Text(_)).then_some((value, found.score))
    }

    /// Types of what the records of a list are made of, where the message began one.
    fn fields_gathered(&self, at: usize, flow: &'s Flow) -> Vec<&'s Type> {
        let Some(frame) = self.frame(at) else { return Vec::new() };
        let begun = flow.slots.iter().zip(&frame.slots).filter(|(_, value)| value.is_some());
        let records = begun.filter_map(|(slot, _)| match slot.ty.known() {
            Type::Record(id) => self.scenario.graph.record(*id),
            Type::List { of, .. } => match &**of {
                Type::Record(id) => self.scenario.graph.record(*id),
                _ => None,
            },
            _ => None,
        });
        let fields = records.flat_map(|record| &record.fields).filter(|field| !field.formula);
        fields.map(|field| field.ty.known()).collect()
    }
}

fn gathers(ty: &Type) -> bool {
    matches!(ty.known(), Type::Record(_) | Type::List { .. })
}

/// The "one" of "une grande" is no number.
fn is_article(value: &Value, message: &str) -> bool {
    matches!(value, Value::Number(..=1)) && !message.bytes().any(|byte| byte.is_ascii_digit())
}

/// The slot that an answer filled.
pub(crate) fn slot_of(question: &Question) -> Option<SlotId> {
    match &question.answer {
        Answer::Slot { slot, .. } => Some(*slot),
        _ => None,
    }
}
