//! Bookings by telephone: which part of a turn says how many, which day, what time, whose name. No training.

use crate::{data, figures::Figures};
use scn_graph::{Language, Moment, Type, jiff::tz::TimeZone};
use scn_understand::{Context, SlotShape, Utterance, several};
use serde_json::Value;
use std::{ops::Range, time::Instant};

const SLOTS: [&str; 5] = ["people", "date", "time", "first_name", "last_name"];

/// Found and right, found, and there to find.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    gold: usize,
}

impl Count {
    fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Bookings",
        "Turns of a booking line with the slot that was just asked for; F1 of exact spans, by the recognisers alone: nothing is \
         learnt from the data.",
    );
    let types = [
        Type::Number { min: Some(1), max: Some(200) },
        Type::Date(Default::default()),
        Type::Time(Default::default()),
        Type::TEXT,
        Type::TEXT,
    ];
    let slots: Vec<SlotShape<'_>> =
        SLOTS.iter().zip(&types).map(|(name, ty)| SlotShape { name, ty, lexicon: None }).collect();
    let context = Context {
        languages: &[Language::En],
        now: Moment(1_530_000_000_000),
        zone: &TimeZone::UTC,
        countries: &["GB"],
        pattern: &|_, _| true,
    };
    let mut counts = [Count::default(); 5];
    let (mut misses, mut times) = (Vec::new(), Vec::new());
    let turns = data::objects("slots/restaurant8k/train.jsonl");
    for (nth, turn) in turns.iter().enumerate() {
        let text = turn["text"].as_str().unwrap_or_default();
        let asked: Vec<usize> = names(&turn["requested"]).filter_map(place).collect();
        let start = Instant::now();
        let found = several(&Utterance::new(text), &slots, &asked, &context);
        times.push(start.elapsed());
        let found: Vec<(usize, Range<usize>)> =
            found.into_iter().map(|found| (found.slot, letters(text, found.raw))).collect();
        let gold = gold(turn);
        for (slot, count) in counts.iter_mut().enumerate() {
            let of = |all: &[(usize, Range<usize>)]| all.iter().filter(|(at, _)| *at == slot).count();
            count.right += gold.iter().filter(|part| part.0 == slot && found.contains(part)).count();
            count.found += of(&found);
            count.gold += of(&gold);
        }
        let wrong = gold.len() != found.len() || gold.iter().any(|part| !found.contains(part));
        if wrong && nth % 2 == 0 {
            let show = |all: &[(usize, Range<usize>)]| -> Vec<String> {
                all.iter().map(|(slot, part)| format!("{} {part:?}", SLOTS[*slot])).collect()
            };
            misses.push(format!("{asked:?} {text}\n  is   {:?}\n  gold {:?}", show(&found), show(&gold)));
        }
    }
    let set = "Restaurants-8k, no training";
    let sum = |counts: &[Count]| {
        counts.iter().fold(Count::default(), |all, one| Count {
            right: all.right + one.right,
            found: all.found + one.found,
            gold: all.gold + one.gold,
        })
    };
    let three = sum(&counts[..3]);
    figures.percent(set, "people, date and time", three.f1(), three.gold, (None, Some(85.0)));
    for (name, count) in SLOTS.iter().zip(counts) {
        figures.percent(set, &name.replace('_', " "), count.f1(), count.gold, (None, None));
    }
    figures.misses(set, &misses);
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).copied();
    figures.cost("a turn of a booking, five slots", times.iter().sum(), times.len(), slowest, "");
}

fn names(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn place(name: &str) -> Option<usize> {
    SLOTS.iter().position(|slot| *slot == name)
}

/// Bytes as characters.
fn letters(text: &str, bytes: Range<usize>) -> Range<usize> {
    let count = |end: usize| text.char_indices().take_while(|(at, _)| *at < end).count();
    count(bytes.start)..count(bytes.end)
}

fn gold(turn: &Value) -> Vec<(usize, Range<usize>)> {
    let labels = turn["labels"].as_array().into_iter().flatten();
    labels
        .filter_map(|label| {
            let at = |name: &str| label[name].as_u64().map(|at| at as usize);
            Some((place(label["slot"].as_str()?)?, at("start")?..at("end")?))
        })
        .collect()
}
