//! The whole runtime under one seeded scheduler: the real engine, workers, outbox, calls, timers and store, on one
//! thread with a virtual clock, with a platform, customers and troubles in memory. The same seed gives the same run.
//!
//! `SCN_SEEDS=100000` plays more of them, from `SCN_FIRST` on; `SCN_SEED=123` plays one and prints what happened.

mod dice;
mod judge;
mod ledger;
mod mutants;
mod plan;
mod platform;
mod run;
mod scenario;
mod trace;
mod watched;
mod world;

use plan::Plan;
use run::{Outcome, run};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// When nobody says how many.
const SEEDS: u64 = 2_000;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn told(seed: u64, outcome: &Outcome) -> String {
    format!("seed {seed}:\n  {}\n  SCN_SEED={seed} shows the run", outcome.wrong.join("\n  "))
}

#[test]
fn whatever_goes_wrong_nothing_is_lost_repeated_or_reversed() {
    if let Some(seed) = number("SCN_SEED") {
        let outcome = run(seed, Plan::drawn, None);
        println!("{}", outcome.trace);
        println!("trace {:016x}", outcome.trace.hash());
        assert!(outcome.wrong.is_empty(), "{}", told(seed, &outcome));
        return;
    }
    let (first, count) = (number("SCN_FIRST").unwrap_or(1), number("SCN_SEEDS").unwrap_or(SEEDS));
    let (next, failed) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    let sums: [AtomicU64; 4] = Default::default();
    let began = Instant::now();
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= first + count {
            return;
        }
        let outcome = run(seed, Plan::drawn, None);
        let counted = [
            outcome.seen as u64,
            outcome.again.into(),
            outcome.crashes as u64,
            outcome.lasted.unsigned_abs() / 1000,
        ];
        sums.iter().zip(counted).for_each(|(sum, more)| {
            sum.fetch_add(more, Ordering::Relaxed);
        });
        if !outcome.wrong.is_empty() {
            failed.lock().unwrap().push((seed, told(seed, &outcome)));
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let took = began.elapsed().as_secs_f64();
    let [seen, again, crashes, lasted] = sums.map(AtomicU64::into_inner);
    println!(
        "{count} seeds in {took:.1} s, {:.1} per second: {seen} messages seen, {again} of them again after an unknown \
         outcome, {crashes} crashes, {} virtual hours",
        count as f64 / took,
        lasted / 3600,
    );
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    let words: Vec<&str> = failed.iter().take(20).map(|(_, words)| words.as_str()).collect();
    assert!(failed.is_empty(), "{} of {count} seeds fail\n{}", failed.len(), words.join("\n"));
}

#[test]
fn a_seed_tells_all_that_happens() {
    for seed in 1..=10 {
        let (one, two) = (run(seed, Plan::drawn, None), run(seed, Plan::drawn, None));
        assert_eq!((one.trace.len(), one.trace.hash()), (two.trace.len(), two.trace.hash()), "seed {seed}");
    }
    assert_ne!(run(1, Plan::drawn, None).trace.hash(), run(2, Plan::drawn, None).trace.hash());
}

#[test]
fn without_trouble_everything_goes_out_at_once() {
    for seed in 1..=20 {
        let outcome = run(seed, Plan::calm, None);
        assert!(outcome.wrong.is_empty(), "{}\n{}", outcome.trace, told(seed, &outcome));
        assert_eq!(outcome.again, 0);
    }
}

/// Work whose notice was lost with the answer to its commit is found all the same.
#[test]
fn a_store_that_fails_now_and_then_holds_up_nobody() {
    for seed in 1..=20 {
        let outcome = run(seed, |dice| Plan { store_fails: 120, ..Plan::calm(dice) }, None);
        assert!(outcome.wrong.is_empty(), "{}\n{}", outcome.trace, told(seed, &outcome));
    }
}
