//! Pulling the plug: `scn serve` is killed again and again while many customers talk to it. Whatever the moment, they see
//! what an uninterrupted run shows: nothing lost, nothing twice, nothing out of order, but for messages whose fate nobody
//! can know, which are counted.
//!
//! More on demand: `SCN_KILLS=5000 SCN_SEED=7 cargo test -p scn-tests --test crash -- --nocapture`.

mod books;
mod customer;
mod dice;
#[cfg(target_os = "linux")]
mod disk;
mod episode;
mod forged;
mod plug;
mod power;
mod script;
mod served;
mod world;

use dice::Dice;
use episode::{End, Plan, Tally, play};
use scn_tests::program;
use world::Weather;

/// Kills without a wish for more.
const KILLS: u64 = 40;
/// Kills at most in one store with one seed of its own: what fails can be played again in a minute.
const EPISODE: u64 = 100;
/// Episodes differ in what becomes of messages whose fate is unknown, and in what is left of the files.
const KINDS: [(Weather, End); 4] = [
    (Weather::Statuses, End::Kill),
    (Weather::NoStatus, End::Power),
    (Weather::Statuses, End::Power),
    (Weather::GiveUp, End::Kill),
];

fn wished(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Episodes until so many kills are done; stops at the first that fails.
async fn episodes(kills: u64, seed: u64) -> Tally {
    let scn = program();
    let mut tally = Tally::default();
    let each = kills.div_ceil(KINDS.len() as u64).min(EPISODE);
    for number in 0.. {
        if tally.kills >= kills || !tally.reports.is_empty() {
            break;
        }
        let (weather, end) = KINDS[number as usize % KINDS.len()];
        let plan =
            Plan { seed: Dice::of(seed, number).next(), kills: each.min(kills - tally.kills), weather, end };
        tally.add(play(&scn, plan).await);
        println!("{plan:?}\n{}", shown(&tally));
    }
    tally
}

fn shown(tally: &Tally) -> String {
    let verdict = &tally.verdict;
    format!(
        "{} kills, {} customers, {} messages, {} webhooks; lost {}, repeated {}, out of order {}; \
         {} half-sent at a kill: {} sent again, {} given up, the rest settled; {} orders asked for again under their key; \
         kills by aim {:?}",
        tally.kills,
        tally.customers,
        tally.messages,
        tally.webhooks,
        verdict.lost,
        verdict.repeated,
        verdict.out_of_order,
        tally.unknown,
        verdict.sent_again,
        verdict.given_up,
        tally.asked_again,
        tally.aims,
    )
}

fn must_hold(tally: &Tally) {
    println!("{}", shown(tally));
    assert!(
        tally.reports.is_empty(),
        "{}\nkept in {:?}\n{}",
        tally.reports.join("\n"),
        tally.kept,
        shown(tally)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_customers_see_what_an_uninterrupted_run_shows() {
    let (kills, seed) = (wished("SCN_KILLS").unwrap_or(KILLS), wished("SCN_SEED").unwrap_or(1));
    let tally = episodes(kills, seed).await;
    must_hold(&tally);
}
