//! A probe reads a message as the engine would, and leaves nothing behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[allow(dead_code, unreachable_pub)]
mod support;

use scn_engine::{Contact, Lost, Probe, Probed, Scenario, Trace, probe, standing};
use scn_graph::{FlowId, FlowKind, Key, Language, Moment, SlotId, Type, Value};
use support::Build;

const NOW: Moment = Moment(1_700_000_000_000);
const ORDER: FlowId = FlowId(0);
const SIZE: SlotId = SlotId(0);
const COUNT: SlotId = SlotId(1);

/// A size, then a number; an escape about opening hours.
fn shop() -> Scenario {
    let mut build = Build::new(&[Language::Fr]);
    build.flow("order", FlowKind::Tunnel);
    let ty = build.choice("size", &["Petite", "Grande"]);
    let size = build.slot("size", ty.clone());
    let number = Type::Number { min: Some(1), max: Some(20) };
    let count = build.slot("count", number.clone());
    build.ask("size", "Quelle taille ?", size, ty);
    build.ask("count", "Combien ?", count, number);
    build.done();
    build.escape("hours", &["ouvert"], "Tous les jours.");
    build.customer().scenario
}

fn at_count(scenario: &Scenario, text: &str) -> Probe {
    let known = [(SIZE, large())];
    probe(scenario, Probed::Slot { tunnel: ORDER, slot: COUNT, known: &known }, text, NOW)
}

fn large() -> Value {
    Value::Choice(scn_graph::ChoiceId(0), Key::of("Grande"))
}

#[test]
fn readings_and_what_is_filled() {
    let found = at_count(&shop(), "trois");
    assert_eq!(found.readings[0].value, Value::Number(3));
    assert_eq!((found.readings[0].raw.clone(), found.readings[0].whole), (0..5, true));
    assert_eq!(found.filled, [(SIZE, large()), (COUNT, Value::Number(3))]);
    assert!(found.trace.iter().any(|trace| matches!(trace, Trace::Understood { rule: 3, .. })));
}

#[test]
fn every_reading_is_told_not_only_the_one_that_is_taken() {
    let scenario = shop();
    let at = Probed::Slot { tunnel: ORDER, slot: SIZE, known: &[] };
    let found = probe(&scenario, at, "la petite ou la grande", NOW);
    assert_eq!(found.readings.len(), 2);
    assert_eq!(found.filled, []);
}

#[test]
fn listeners_in_reach_and_those_that_lost() {
    let found = at_count(&shop(), "vous êtes ouvert ?");
    assert_eq!(found.listeners, [(0, 1000)]);
    let found = at_count(&shop(), "trois, le magasin est ouvert");
    let lost = |trace: &Trace| {
        matches!(trace, Trace::Considered { rule: 5, lost: Lost::AnotherFirst, .. })
            || matches!(trace, Trace::Understood { rule: 5, .. })
    };
    assert!(found.trace.iter().any(lost), "{:?}", found.trace);
}

#[test]
fn without_a_conversation_an_entry_is_heard() {
    let found = probe(&shop(), Probed::Idle, "commander une grande", NOW);
    assert_eq!(found.listeners, [(1, 1000)]);
    assert!(found.readings.is_empty());
}

#[test]
fn a_conversation_is_read_as_it_stands_and_stays_so() {
    let scenario = shop();
    let contact = Contact { language: Some(Language::Fr), ..Contact::default() };
    let standing = standing(&scenario, ORDER, SIZE, &[], contact);
    let before = standing.clone();
    let found = probe(&scenario, Probed::In(&standing), "grande", NOW);
    assert_eq!(found.filled, [(SIZE, large())]);
    assert_eq!(standing, before);
}
