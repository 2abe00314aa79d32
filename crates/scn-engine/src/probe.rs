//! What a message would mean, without anything being sent: for looking into the understanding, and for measuring it.

use crate::{
    Contact, Content, Conversation, Effect, Entered, Event, Frame, Inbound, Lost, Scenario, Stage, Step,
    Trace, machine::Machine,
};
use scn_graph::{Answer, FlowId, Language, LexiconId, Moment, Question, SlotId, Type, Value, model};
use scn_understand::{Score, Utterance};
use std::ops::Range;

/// Where the message is heard.
#[derive(Clone, Copy)]
pub enum Probed<'a> {
    /// At the question of a slot, with what the tunnel knows already.
    Slot { tunnel: FlowId, slot: SlotId, known: &'a [(SlotId, Value)] },
    /// No conversation is open.
    Idle,
    /// In this conversation, as it stands. [`standing`] makes one.
    In(&'a Conversation),
}

/// What a message means at a question.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Probe {
    /// Every reading as an answer to the pending question, best first.
    pub readings: Vec<Candidate>,
    /// Escapes and entries in reach that it resembles, best first.
    pub listeners: Vec<(u32, Score)>,
    /// What the tunnel knows afterwards.
    pub filled: Vec<(SlotId, Value)>,
    pub trace: Vec<Trace>,
    /// Thrown away by the probe: nothing is sent.
    pub effects: Vec<Effect>,
    /// The language the message is clearly in.
    pub language: Option<Language>,
}

/// One way to read a message as an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub value: Value,
    pub score: Score,
    /// The part of the message it was read from, in bytes.
    pub raw: Range<usize>,
    /// Nothing else of weight stands in the message.
    pub whole: bool,
}

/// Hears a message where `at` says, by the same way as a real one.
pub fn probe(scenario: &Scenario, at: Probed<'_>, text: &str, now: Moment) -> Probe {
    let conversation = match at {
        Probed::Slot { tunnel, slot, known } => standing(scenario, tunnel, slot, known, Contact::default()),
        Probed::Idle => Conversation::new(scenario.hash, Contact::default()),
        Probed::In(conversation) => crate::migrate::adopt(scenario, conversation.clone()),
    };
    let tunnel = match at {
        Probed::Slot { tunnel, .. } => Some(tunnel),
        _ => conversation.stack.last().map(|frame| frame.flow),
    };
    let words = Utterance::new(text);
    let machine = Machine::new(scenario, conversation.clone(), now);
    let readings = machine.candidates_here(at, &words);
    let (listeners, unheard) = machine.all_listeners(&words);
    let inbound = Event::Inbound(Inbound::new(now, Content::Text(text.to_owned())));
    let mut step = crate::step(scenario, conversation, &inbound, now);
    let weighed = |trace: &Trace, name: &str| match trace {
        Trace::Considered { what, .. } | Trace::Understood { what, .. } => what == name,
        _ => false,
    };
    step.trace.retain(|trace| !matches!(trace, Trace::Visited(_)));
    for lost in unheard {
        let Trace::Considered { what, .. } = &lost else { continue };
        if !step.trace.iter().any(|trace| weighed(trace, what)) {
            step.trace.push(lost);
        }
    }
    Probe {
        readings,
        listeners,
        filled: filled(&step, tunnel),
        trace: step.trace,
        effects: step.effects,
        language: scn_understand::language(&words, &scenario.graph.settings.languages),
    }
}

/// A conversation that waits at the question of a slot, as if all that is known had been answered before. The slot of a
/// parameter or a `set` has no question: then nothing is pending.
pub fn standing(
    scenario: &Scenario,
    tunnel: FlowId,
    slot: SlotId,
    known: &[(SlotId, Value)],
    contact: Contact,
) -> Conversation {
    let mut conversation = Conversation::new(scenario.hash, contact);
    let Some(flow) = scenario.graph.flow(tunnel) else { return conversation };
    let question = flow.slots.get(slot.index()).and_then(|slot| scenario.graph.question(slot.question?));
    let mut slots = vec![None; flow.slots.len()];
    for (slot, value) in known {
        if let Some(place) = slots.get_mut(slot.index()) {
            *place = Some(value.clone());
        }
    }
    conversation.stack.push(Frame {
        flow: tunnel,
        node: question.map_or(flow.start, |question| question.node),
        slots,
        pending: question.is_some(),
        rewalk: false,
        attempts: 0,
        stage: Stage::Asked,
        journal: Vec::new(),
        entered: Entered::Fresh,
    });
    conversation
}

/// What is known of the tunnel after the step, also when it ended with it. Without a tunnel: of the one that was opened.
fn filled(step: &Step, tunnel: Option<FlowId>) -> Vec<(SlotId, Value)> {
    let is_it = |flow: FlowId| tunnel.is_none_or(|tunnel| tunnel == flow);
    let open = step.conversation.stack.iter().rev().find(|frame| is_it(frame.flow)).map(|frame| &frame.slots);
    let left = step.trace.iter().rev().find_map(|trace| match trace {
        Trace::Left { flow, slots } if is_it(*flow) => Some(slots),
        _ => None,
    });
    let slots = open.or(left).into_iter().flatten();
    (0u16..).map(SlotId).zip(slots).filter_map(|(id, value)| Some((id, value.clone()?))).collect()
}

impl Machine<'_> {
    fn candidates_here(&self, at: Probed<'_>, words: &Utterance<'_>) -> Vec<Candidate> {
        if let Some((frame, _, question)) = self.pending() {
            return self.candidates(frame, question, words);
        }
        let Probed::Slot { tunnel, slot, .. } = at else { return Vec::new() };
        let flow = self.scenario.graph.flow(tunnel);
        let ty = flow.and_then(|flow| flow.slots.get(slot.index())).map(|slot| &slot.ty);
        ty.map(|ty| self.candidates_of(0, ty, words)).unwrap_or_default()
    }

    /// Every reading of the words as an answer to a question, best first.
    pub(crate) fn candidates(&self, at: usize, question: &Question, words: &Utterance<'_>) -> Vec<Candidate> {
        match &question.answer {
            Answer::Slot { ty, among: None, .. } => self.candidates_of(at, ty, words),
            Answer::Slot { ty, .. } => self.one_candidate(self.hear_answer(at, question, words), ty, words),
            Answer::Collect { .. } => match self.asked_field(at, question) {
                Some((_, field)) => self.candidates_of(at, &field.ty, words),
                None => Vec::new(),
            },
            Answer::Confirm { .. } | Answer::Consent { .. } => self.candidates_of(at, &Type::YesNo, words),
            Answer::Menu { .. } => Vec::new(),
        }
    }

    fn candidates_of(&self, at: usize, ty: &Type, words: &Utterance<'_>) -> Vec<Candidate> {
        let graph = &self.scenario.graph;
        match ty.known() {
            Type::Choice(id) => match graph.choice(*id) {
                Some(choice) => self.candidates_among(ty, choice.lexicon, choice.values.len(), words),
                None => Vec::new(),
            },
            Type::Row(id) => match graph.catalog(*id) {
                Some(catalog) => self.candidates_among(ty, catalog.lexicon, catalog.rows.len(), words),
                None => Vec::new(),
            },
            Type::List { .. } => self.one_candidate(self.hear_value(at, ty, words), ty, words),
            ty => {
                let found = self.reading(|context| scn_understand::read(ty, words, context));
                let candidate = |reading: scn_understand::Reading| Candidate {
                    value: reading.value,
                    score: reading.score,
                    raw: reading.raw,
                    whole: reading.whole,
                };
                found.readings.into_iter().map(candidate).collect()
            }
        }
    }

    fn candidates_among(
        &self,
        ty: &Type,
        lexicon: LexiconId,
        items: usize,
        words: &Utterance<'_>,
    ) -> Vec<Candidate> {
        let Some(lexicon) = self.scenario.graph.lexicon(lexicon) else { return Vec::new() };
        let shown: Option<Vec<u32>> = (items <= 10).then(|| (0..items as u32).collect());
        let found = scn_understand::pick(lexicon, words, shown.as_deref());
        let candidate = |found: scn_understand::Found| {
            let value = self.scenario.graph.item_of(ty, found.item)?;
            Some(Candidate { value, score: found.score, raw: found.raw, whole: found.whole })
        };
        found.into_iter().filter_map(candidate).collect()
    }

    /// What has one reading only, or none.
    fn one_candidate(&self, heard: crate::answer::Heard, ty: &Type, words: &Utterance<'_>) -> Vec<Candidate> {
        use crate::answer::Heard;
        let all = 0..words.raw.len();
        let of =
            |value: Value, score: Score, whole: bool| Candidate { value, score, raw: all.clone(), whole };
        match heard {
            Heard::Value { value, whole, score } => vec![of(value, score, whole)],
            Heard::Several(keys) => {
                let value = |key: scn_graph::Key| self.option_value(ty, key);
                keys.into_iter().filter_map(value).map(|value| of(value, 500, false)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// All escapes and entries that the words resemble: those in reach, best first, and why each of the others is none.
    fn all_listeners(&self, words: &Utterance<'_>) -> (Vec<(u32, Score)>, Vec<Trace>) {
        use model::ListenerKind::{Entry, Escape};
        let mut listeners = self.escapes(words);
        listeners.extend(self.listening(words, Entry));
        listeners.sort_by_key(|(listener, score)| (std::cmp::Reverse(*score), *listener));
        let graph = &self.scenario.graph;
        let accept = graph.intents.accept;
        let weighed = |(listener, score): (u32, Score), lost: Lost| {
            let kind = graph.listeners.get(listener as usize).map(|listener| listener.kind);
            let rule = if kind == Some(Entry) { 7 } else { 5 };
            Trace::Considered { rule, what: self.listener_name(listener), score, lost }
        };
        let in_reach = listeners.iter().map(|found| {
            let lost = if found.1 < accept { Lost::TooLow { needs: accept } } else { Lost::AnotherFirst };
            weighed(*found, lost)
        });
        let may_hear = |listener: &model::Listener| {
            [Escape, Entry].into_iter().any(|kind| self.may_hear(listener, kind))
        };
        let far =
            |class: u32| graph.listeners.get(class as usize).is_some_and(|listener| !may_hear(listener));
        let far = scn_understand::classify(&graph.intents, words, far);
        let out_of_reach = far.into_iter().map(|found| weighed(found, Lost::OutOfReach));
        let traces = in_reach.chain(out_of_reach).collect();
        (listeners, traces)
    }
}
