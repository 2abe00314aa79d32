//! A message understood, whole: `cargo bench -p scn-tests --bench understanding [-- MESSAGES]`.
//!
//! The engine plays conversations with a scenario of 150 escapes and 10,000 rows: restore, step, store. Each message
//! is played three times from the same state and the fastest counts, as machines are shared.

mod customers;

use customers::Customers;
use scn_engine::{Contact, Conversation, Effect, Scenario, step};
use scn_graph::Moment;
use scn_tests::{busy, text};
use std::{hint::black_box, time::Instant};

const ROUNDS: usize = 3;
/// The slowest that are printed.
const SLOWEST: usize = 8;

struct Played {
    kind: &'static str,
    words: String,
    micros: f64,
}

fn main() {
    let messages = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(20_000);
    let compiling = Instant::now();
    let compiled = scn_compiler::compile(&busy::busy_project());
    let graph =
        compiled.graph.unwrap_or_else(|| panic!("the project is faulty:\n{:?}", compiled.diagnostics));
    println!("compiled in {:.0} ms", compiling.elapsed().as_secs_f64() * 1e3);
    let loading = Instant::now();
    let scenario = Scenario::load(graph).expect("a compiled graph loads");
    println!("loaded in {:.1} ms", loading.elapsed().as_secs_f64() * 1e3);
    let mut played = play(&scenario, messages);
    println!("first message: {:.0} µs", played[0].micros);
    played.sort_by(|a, b| a.micros.total_cmp(&b.micros));
    print("all", &played.iter().collect::<Vec<_>>());
    for kind in customers::KINDS {
        print(kind, &played.iter().filter(|one| one.kind == kind).collect::<Vec<_>>());
    }
    for one in played.iter().rev().take(SLOWEST) {
        println!("{:9.1} µs  {}: {}", one.micros, one.kind, one.words);
    }
}

fn print(kind: &str, played: &[&Played]) {
    let Some(last) = played.len().checked_sub(1) else { return };
    let at = |share: f64| played[(last as f64 * share) as usize].micros;
    println!(
        "{kind:<24} {:>6} messages   p50 {:7.1}   p99 {:7.1}   max {:7.1} µs",
        played.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn play(scenario: &Scenario, messages: usize) -> Vec<Played> {
    let mut customers = Customers::new();
    let mut now = Moment(1_795_197_600_000);
    let (mut state, mut pending): (Option<Vec<u8>>, String) = (None, String::new());
    (0..messages)
        .map(|at| {
            // A new customer every 25 messages, or when the order is done.
            if at % 25 == 0 || pending.contains("Thank you") {
                state = None;
            }
            let (kind, words) = customers.write(state.is_none(), &pending);
            now = now.plus_seconds(5);
            let (mut best, mut after) = (f64::MAX, None);
            for _ in 0..ROUNDS {
                let before = Instant::now();
                after = Some(one(scenario, state.as_deref(), &words, now));
                best = best.min(before.elapsed().as_secs_f64() * 1e6);
            }
            let (next, sent) = after.expect("every message is played");
            (state, pending) = (Some(next), if sent.is_empty() { pending.clone() } else { sent });
            Played { kind, words, micros: best }
        })
        .collect()
}

fn one(scenario: &Scenario, state: Option<&[u8]>, words: &str, now: Moment) -> (Vec<u8>, String) {
    let conversation = match state {
        None => Conversation::new(scenario.hash, contact()),
        Some(bytes) => Conversation::decode(bytes).expect("what was encoded decodes"),
    };
    let after = step(scenario, conversation, &text(words, now), now);
    let mut sent = String::new();
    for effect in &after.effects {
        if let Effect::Send { message, .. } = effect {
            sent.push_str(&message.canonical());
        }
    }
    black_box(&after.effects);
    (after.conversation.encode(), sent)
}

fn contact() -> Contact {
    Contact { phone: Some("+41791234567".to_owned()), ..Contact::default() }
}
