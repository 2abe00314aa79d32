//! The neutral workload, measured: `cargo bench -p scn-tests [-- scale] [-- --seconds 5]`.
//!
//! Both programs below do the same work under the same rules (see `tests/bench/pizza-roma/README.md`): the scenario in
//! `.scn` through the engine, and the same bot written by hand in Rust, the floor. Each prints one JSON object a line.

mod clock;
mod floor;

use clock::Cpu;
use scn_engine::{Contact, Conversation, Effect, Scenario, step};
use scn_graph::Moment;
use scn_tests::{Folder, load, repository, scaling_project, text};
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

const CONTACTS: u32 = 100;
const MESSAGES: [&str; 8] =
    ["hi", "Quattro Formaggi", "Large", "2", "Do you deliver on Sunday?", "Delivery", "Yes", "Extra basil"];

/// Serialised state and text in, messages and serialised state out. No entry is a new contact.
type Bot<'b> = dyn FnMut(Option<&[u8]>, &str, &mut Vec<String>) -> Vec<u8> + 'b;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let seconds =
        args.iter().position(|arg| arg == "--seconds").and_then(|at| args.get(at + 1)?.parse().ok());
    let seconds = seconds.unwrap_or(3.0);
    if args.iter().any(|arg| arg == "scale") { scale(seconds) } else { pizza(seconds) }
}

/// Nothing is timed before both golden transcripts come out.
fn check(name: &str, bot: &mut Bot<'_>) {
    let golden = repository().join("tests/bench/pizza-roma/golden.json");
    let golden = std::fs::read_to_string(golden).expect("golden.json is in the repository");
    let golden: Vec<Vec<(String, Vec<String>)>> = serde_json::from_str(&golden).expect("transcripts");
    for transcript in golden {
        let mut state = None;
        for (words, expected) in transcript {
            let mut out = Vec::new();
            state = Some(bot(state.as_deref(), &words, &mut out));
            assert_eq!(out, expected, "{name}: `{words}`");
        }
    }
}

fn pizza(seconds: f64) {
    let folder = Folder(repository().join("tests/bench/pizza-roma"));
    let compiling = Cpu::now();
    let scenario = load(&folder);
    let compile_ms = compiling.elapsed() * 1e3;
    check("scn", &mut engine(&scenario));
    check("floor", &mut floor::bot);
    let ours = measure(&mut engine(&scenario), seconds);
    let floor = measure(&mut floor::bot, seconds);
    println!("{}", ours.json("scn", &format!("\"compile_ms\":{compile_ms:.2}")));
    println!("{}", floor.json("hand-written floor", "\"compile_ms\":0"));
    println!("scn reaches {:.1} % of the floor", 100.0 * ours.per_cpu_second / floor.per_cpu_second);
}

fn scale(seconds: f64) {
    let mut medians = Vec::new();
    for nodes in [10, 100, 1000, 10_000] {
        let project = scaling_project(nodes);
        let bytes: usize = project.files.values().map(Vec::len).sum();
        let compiling = Cpu::now();
        let scenario = load(&project);
        let compile_ms = compiling.elapsed() * 1e3;
        let figures = walk(&mut engine(&scenario), seconds);
        medians.push(figures.p50);
        let more = format!("\"compile_ms\":{compile_ms:.2},\"nodes\":{nodes},\"source_bytes\":{bytes}");
        println!("{}", figures.json("scn scale", &more));
    }
    let slowest = medians.iter().copied().fold(f64::MIN, f64::max);
    let fastest = medians.iter().copied().fold(f64::MAX, f64::min);
    println!("flatness, slowest to fastest median: {:.2}", slowest / fastest);
}

/// The scenario through the engine: restore, step, store.
fn engine(scenario: &Scenario) -> impl FnMut(Option<&[u8]>, &str, &mut Vec<String>) -> Vec<u8> {
    let mut now = Moment(1_795_197_600_000);
    move |state, words, out| {
        now = Moment(now.0 + 1);
        let conversation = match state {
            None => Conversation::new(scenario.hash, Contact::default()),
            Some(bytes) => Conversation::decode(bytes).expect("what was encoded decodes"),
        };
        let after = step(scenario, conversation, &text(words, now), now);
        for effect in after.effects {
            if let Effect::Send { message, .. } = effect {
                out.push(message.canonical());
            }
        }
        after.conversation.encode()
    }
}

struct Figures {
    per_cpu_second: f64,
    p50: f64,
    p99: f64,
    state_max: usize,
    state_mean: f64,
    messages: u64,
}

impl Figures {
    fn json(&self, name: &str, more: &str) -> String {
        format!(
            "{{\"name\":\"{name}\",\"msg_cpu_s\":{:.0},\"conv_cpu_s\":{:.0},\"p50_us\":{:.2},\"p99_us\":{:.2},\
             \"state_max\":{},\"state_mean\":{:.0},\"n_msgs\":{},{more}}}",
            self.per_cpu_second,
            self.per_cpu_second / MESSAGES.len() as f64,
            self.p50,
            self.p99,
            self.state_max,
            self.state_mean,
            self.messages,
        )
    }
}

/// Two passes over interleaved contacts: throughput without a clock inside the loop, then the time of each message.
fn measure(bot: &mut Bot<'_>, seconds: f64) -> Figures {
    let mut states: HashMap<u32, Vec<u8>> = HashMap::new();
    let mut out = Vec::new();
    let mut batch = |each: &mut dyn FnMut(&mut dyn FnMut() -> usize)| {
        for words in MESSAGES {
            for contact in 0..CONTACTS {
                each(&mut || {
                    out.clear();
                    let state = bot(states.get(&contact).map(Vec::as_slice), words, &mut out);
                    black_box(&out);
                    let size = state.len();
                    states.insert(contact, state);
                    size
                });
            }
        }
        states.clear();
    };
    batch(&mut |message| {
        message();
    });
    let (mut messages, started) = (0, Cpu::now());
    while started.elapsed() < seconds {
        batch(&mut |message| {
            black_box(message());
        });
        messages += u64::from(CONTACTS) * MESSAGES.len() as u64;
    }
    let per_cpu_second = messages as f64 / started.elapsed();

    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    let started = Instant::now();
    while started.elapsed().as_secs_f64() < seconds / 3.0 {
        batch(&mut |message| {
            let before = Instant::now();
            sizes.push(message());
            times.push(before.elapsed().as_secs_f64() * 1e6);
        });
    }
    figures(per_cpu_second, messages, times, &sizes)
}

/// One contact at a time, a new one every eight messages: `hi`, then A, B, C, A, B, C, …
fn walk(bot: &mut Bot<'_>, seconds: f64) -> Figures {
    let mut state: Option<Vec<u8>> = None;
    let (mut out, mut at) = (Vec::new(), 0);
    let mut message = || {
        let words = if at % 8 == 0 { "hi" } else { ["A", "B", "C"][(at % 8 - 1) % 3] };
        if at % 8 == 0 {
            state = None;
        }
        at += 1;
        out.clear();
        let next = bot(state.as_deref(), words, &mut out);
        black_box(&out);
        let size = next.len();
        state = Some(next);
        size
    };
    for _ in 0..800 {
        message();
    }
    let (mut messages, started) = (0, Cpu::now());
    while started.elapsed() < seconds {
        for _ in 0..800 {
            black_box(message());
        }
        messages += 800;
    }
    let per_cpu_second = messages as f64 / started.elapsed();
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    let started = Instant::now();
    while started.elapsed().as_secs_f64() < seconds / 3.0 {
        let before = Instant::now();
        sizes.push(message());
        times.push(before.elapsed().as_secs_f64() * 1e6);
    }
    figures(per_cpu_second, messages, times, &sizes)
}

fn figures(per_cpu_second: f64, messages: u64, mut times: Vec<f64>, sizes: &[usize]) -> Figures {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    Figures {
        per_cpu_second,
        messages,
        p50: at(0.5),
        p99: at(0.99),
        state_max: sizes.iter().copied().max().unwrap_or(0),
        state_mean: sizes.iter().sum::<usize>() as f64 / sizes.len().max(1) as f64,
    }
}
