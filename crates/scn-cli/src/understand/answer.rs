//! What a message means, as JSON.

use super::said::said;
use super::scenarios::{Asked, Ready, What};
use crate::json::{Shown, type_name};
use crate::reasons;
use scn_engine::{Candidate, Contact, Conversation, Probe, Probed, Trace, probe, standing};
use scn_graph::{FlowId, Graph, SlotId, Type, Value, When, model::ListenerKind};
use scn_understand::{Context, Grain, Misfit, Reading, Utterance};
use serde_json::{Map, Value as Json, json};
use std::ops::Range;

/// One object for one message.
pub(super) fn answer(asked: &Asked, text: &str) -> Json {
    let ready = &*asked.ready;
    let words = Utterance::new(text);
    let (language, clear) = asked.language(&words);
    let mut told = Map::new();
    told.insert("text".to_owned(), json!(text));
    told.insert("language".to_owned(), json!(language));
    told.insert("language_is_clear".to_owned(), json!(clear));
    match &ready.what {
        What::Anything => {
            told.insert("readings".to_owned(), every_type(asked, &words));
        }
        What::First => {
            let probe = probed(asked, text, None);
            told.insert("readings".to_owned(), every_type(asked, &words));
            meaning(ready, &probe, None, &mut told);
        }
        What::Plain(ty) => {
            let read = asked.read(ty, &words);
            let readings = read.readings.iter().map(|reading| asked.reading(ty, reading, text));
            told.insert("readings".to_owned(), readings.collect());
            if let Some(misfit) = read.misfit.filter(|_| read.readings.is_empty()) {
                told.insert("misfit".to_owned(), json!(misfit_name(&misfit)));
            }
        }
        What::Tunnel(tunnel) => {
            told.insert("readings".to_owned(), json!([]));
            told.insert("said".to_owned(), said(asked, *tunnel, None, &words));
        }
        What::Slot { tunnel, slot, of_type } => {
            let probe = probed(asked, text, Some((*tunnel, *slot)));
            told.insert("readings".to_owned(), slot_readings(asked, &probe, (*tunnel, *slot), text));
            if !of_type {
                told.insert("said".to_owned(), said(asked, *tunnel, Some(*slot), &words));
                meaning(ready, &probe, Some(*tunnel), &mut told);
            }
        }
    }
    Json::Object(told)
}

impl Asked {
    /// What the message is written in: the clear language, else the likeliest, else the only one there is; and whether it
    /// is clear.
    fn language(&self, words: &Utterance<'_>) -> (Option<&'static str>, bool) {
        let clear = scn_understand::language(words, &self.languages);
        let likeliest = || {
            scn_understand::likeliest_language(words).filter(|likeliest| self.languages.contains(likeliest))
        };
        let only = || self.languages.first().copied().filter(|_| self.languages.len() == 1);
        let language = clear.or_else(likeliest).or_else(only);
        (language.map(|language| language.code()), clear.is_some())
    }

    fn read(&self, ty: &Type, words: &Utterance<'_>) -> scn_understand::Readings {
        self.with(|context| scn_understand::read(ty, words, context))
    }

    /// Does something with what messages are read with.
    pub(super) fn with<R>(&self, read: impl FnOnce(&Context<'_>) -> R) -> R {
        let countries: Vec<&str> = self.countries.iter().map(String::as_str).collect();
        let context = Context {
            languages: &self.languages,
            now: self.now,
            zone: &self.ready.zone,
            countries: &countries,
            pattern: &|pattern, text| self.ready.scenario.matches(pattern, text),
        };
        read(&context)
    }

    fn reading(&self, ty: &Type, reading: &Reading, text: &str) -> Json {
        let Reading { value, score, raw, whole, .. } = reading;
        let mut told = found(&self.ready, ty, (value, *score, raw, *whole), text);
        add_grain(&mut told, reading.grain);
        told
    }
}

/// Types that need nothing of a project, and stand for more than any words.
fn every_type(asked: &Asked, words: &Utterance<'_>) -> Json {
    let types = [
        Type::NUMBER,
        Type::Decimal { min: None, max: None },
        Type::Money { currency: None },
        Type::YesNo,
        Type::Date(When::default()),
        Type::Time(When::default()),
        Type::DateTime(When::default()),
        Type::Duration,
        Type::Phone,
        Type::Email,
        Type::Url,
        Type::Address,
    ];
    let of = |ty: &Type| {
        let read = asked.read(ty, words).readings;
        read.iter().map(|reading| asked.reading(ty, reading, words.raw)).collect::<Vec<_>>()
    };
    types.iter().flat_map(of).collect()
}

/// Hears the message at a slot, or as the first one.
fn probed(asked: &Asked, text: &str, at: Option<(FlowId, SlotId)>) -> Probe {
    let scenario = &asked.ready.scenario;
    let contact = Contact { language: asked.languages.first().copied(), ..Contact::default() };
    let conversation = match at {
        Some((tunnel, slot)) => standing(scenario, tunnel, slot, &[], contact),
        None => Conversation::new(scenario.hash, contact),
    };
    probe(scenario, Probed::In(&conversation), text, asked.now)
}

/// Every reading as the answer; records are there as far as they are complete or known.
fn slot_readings(asked: &Asked, probe: &Probe, (tunnel, slot): (FlowId, SlotId), text: &str) -> Json {
    let ready = &*asked.ready;
    let Some(known) = ready.scenario.graph.flow(tunnel).and_then(|flow| flow.slots.get(slot.index())) else {
        return json!([]);
    };
    // The engine does not keep how exactly a time was said.
    let alone = asked.read(&known.ty, &Utterance::new(text)).readings;
    let of = |candidate: &Candidate| {
        let Candidate { value, score, raw, whole } = candidate;
        let mut told = found(ready, &known.ty, (value, *score, raw, *whole), text);
        let same = |reading: &&Reading| reading.value == *value && reading.raw == *raw;
        add_grain(&mut told, alone.iter().find(same).and_then(|reading| reading.grain));
        told
    };
    let mut readings: Vec<Json> = probe.readings.iter().map(of).collect();
    let value = probe.filled.iter().find(|(filled, _)| *filled == slot).map(|(_, value)| value);
    if let (true, Some(value)) = (readings.is_empty(), value) {
        let score = probe.trace.iter().find_map(|trace| match trace {
            Trace::Understood { rule: 3, score, .. } => Some(*score),
            _ => None,
        });
        if let Some(score) = score {
            readings.push(found(ready, &known.ty, (value, score, &(0..text.len()), true), text));
        }
    }
    Json::Array(readings)
}

fn add_grain(told: &mut Json, grain: Option<Grain>) {
    let name = grain.map(|grain| match grain {
        Grain::Second => "second",
        Grain::Minute => "minute",
        Grain::Hour => "hour",
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    });
    if let (Some(name), Some(told)) = (name, told.as_object_mut()) {
        told.insert("grain".to_owned(), json!(name));
    }
}

type Found<'a> = (&'a Value, u16, &'a Range<usize>, bool);

fn found(ready: &Ready, ty: &Type, (value, score, raw, whole): Found<'_>, text: &str) -> Json {
    let shown = Shown { graph: &ready.scenario.graph, zone: &ready.zone };
    let (start, end, said) = part(text, raw);
    json!({
        "type": type_name(&ready.scenario.graph, ty),
        "value": shown.value(value),
        "score": score,
        "start": start,
        "end": end,
        "text": said,
        "whole": whole,
    })
}

/// Where a part of the text starts and ends, in characters, and its words.
pub(super) fn part<'t>(text: &'t str, raw: &Range<usize>) -> (usize, usize, &'t str) {
    let characters = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
    (characters(raw.start), characters(raw.end), text.get(raw.clone()).unwrap_or_default())
}

/// What the engine makes of it: the rule that decided, what listens, what is known then, and the trace in words.
fn meaning(ready: &Ready, probe: &Probe, tunnel: Option<FlowId>, told: &mut Map<String, Json>) {
    let graph = &ready.scenario.graph;
    let decided = probe.trace.iter().find_map(|trace| match trace {
        Trace::Understood { rule, what, score } => {
            Some(json!({ "rule": rule, "meaning": reasons::rule(*rule), "what": what, "score": score }))
        }
        _ => None,
    });
    told.insert("decided".to_owned(), decided.unwrap_or_default());
    let listeners = probe.listeners.iter().filter_map(|(at, score)| listener(graph, *at, *score));
    told.insert("listeners".to_owned(), listeners.collect());
    let opened = || {
        let opened = |trace: &Trace| if let Trace::Opened(flow) = trace { Some(*flow) } else { None };
        probe.trace.iter().rev().find_map(opened)
    };
    let flow = tunnel.or_else(opened).and_then(|tunnel| graph.flow(tunnel));
    let shown = Shown { graph, zone: &ready.zone };
    let filled = flow.map_or_else(|| json!({}), |flow| shown.slots(flow, probe.filled.iter()));
    told.insert("filled".to_owned(), filled);
    let trace = probe.trace.iter().filter_map(|trace| reasons::decision(graph, trace));
    told.insert("trace".to_owned(), trace.collect());
}

fn listener(graph: &Graph, at: u32, score: u16) -> Option<Json> {
    let listener = graph.listeners.get(at as usize)?;
    let flow = graph.flow(listener.flow)?;
    let kind = match listener.kind {
        ListenerKind::Entry => "entry",
        ListenerKind::Escape | ListenerKind::Anything => "escape",
    };
    Some(json!({ "name": flow.name, "title": flow.title, "kind": kind, "score": score }))
}

fn misfit_name(misfit: &Misfit) -> &'static str {
    match misfit {
        Misfit::OutOfBounds => "out_of_bounds",
        Misfit::TooLong => "too_long",
        Misfit::Pattern => "pattern",
    }
}
