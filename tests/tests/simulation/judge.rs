//! What must be true in the end, of what customers and the platform saw.

use crate::ledger::{Line, State};
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that must not have happened.
pub(crate) fn judge(world: &World) -> Vec<String> {
    let mut wrong = world.ledger.wrong.clone();
    wrong.extend(world.books.wrong.clone());
    wrong.extend(world.ledger.unprocessed().iter().map(|key| format!("{key} was never processed")));
    rows(world, &mut wrong);
    counting(world, &mut wrong);
    promises(world, &mut wrong);
    wrong.sort();
    wrong.dedup();
    wrong
}

/// What the store says about each message is what the platform knows.
fn rows(world: &World, wrong: &mut Vec<String>) {
    for (id, row) in &world.ledger.rows {
        let taken = world.books.taken.get(id).copied().unwrap_or_default();
        let refused = world.books.refused.get(id).copied().unwrap_or_default();
        let unsure = row.was_unknown || row.failed_later;
        match row.state {
            State::Sent if taken == 0 => wrong.push(format!("row {id} counts as sent and never was")),
            State::Failed if taken > 0 && !unsure => {
                wrong.push(format!("row {id} counts as failed and was sent"));
            }
            State::Withheld if taken > 0 && !unsure => {
                wrong.push(format!("row {id} counts as withheld and was sent"));
            }
            State::Failed
                if refused == 0 && !unsure && world.books.tried.get(id).is_none_or(|tries| *tries < 5) =>
            {
                wrong.push(format!("row {id} was given up without a reason"));
            }
            state if state.is_open() && !row.failed_later => {
                wrong.push(format!("row {id} is left {state:?}"))
            }
            _ => {}
        }
    }
}

/// The bot counts each greeting, once, and without a gap.
fn counting(world: &World, wrong: &mut Vec<String>) {
    let mut greeted: BTreeMap<&str, u32> = BTreeMap::new();
    // What is written during a call is kept for the next question, and there may be none.
    let mut excused = BTreeSet::new();
    for (contact, said) in &world.ledger.said {
        let (mut counted, mut called, mut stopped) = (0_u32, false, false);
        for line in said {
            let text = match line {
                Line::Customer(text) => {
                    excused.extend(text.strip_prefix("hi ").filter(|_| called));
                    called |= text.starts_with("ask ");
                    stopped |= text == "stop";
                    continue;
                }
                Line::Bot(text) => text,
            };
            let Some((number, hi)) = text.split_once(": hi ") else { continue };
            // Who said stop hears no answer that comes long after the question; it was counted all the same.
            let told = number.parse().unwrap_or_default();
            counted = if stopped && told > counted { told } else { counted + 1 };
            if told != counted {
                wrong.push(format!("contact {contact} heard {text:?} as answer {counted}"));
            }
            *greeted.entry(hi).or_default() += 1;
        }
    }
    for (hi, times) in greeted.iter().filter(|(_, times)| **times != 1) {
        wrong.push(format!("hi {hi} was answered {times} times"));
    }
    // A clock that is far ahead makes the window look closed.
    if world.is_ahead {
        return;
    }
    let in_time = world.ledger.accepted.keys().filter(|key| !world.ledger.stale.contains(*key));
    let hi = in_time.filter_map(|key| key.strip_prefix("wamid.IN.hi "));
    for number in hi.filter(|number| !greeted.contains_key(*number) && !excused.contains(*number)) {
        wrong.push(format!("hi {number} was never answered"));
    }
}

/// What was promised came, once; nothing came by itself to whoever said stop.
fn promises(world: &World, wrong: &mut Vec<String>) {
    for lines in world.ledger.said.values() {
        let mut lines = lines.iter();
        if lines.any(|line| matches!(line, Line::Customer(text) if text == "stop")) {
            let late = lines
                .filter_map(Line::bot)
                .find(|text| text.starts_with("Here is ") || *text == "ring silence");
            wrong.extend(late.map(|text| format!("{text:?} came after a stop")));
        }
    }
    let stopped =
        |lines: &[Line]| lines.iter().any(|line| matches!(line, Line::Customer(text) if text == "stop"));
    for said in world.ledger.said.values().filter(|lines| !stopped(lines)) {
        let said: Vec<&str> = said.iter().filter_map(Line::bot).collect();
        for promise in said.iter().filter_map(|text| text.strip_prefix("ok ")) {
            let (ring, late) = (format!("ring {promise}"), format!("Here is {promise}."));
            let times = said.iter().filter(|text| **text == ring || **text == late).count();
            if times != 1 {
                wrong.push(format!("“{promise}” rang {times} times"));
            }
        }
    }
}
