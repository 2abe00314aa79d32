//! Measures understanding on the public data of `tests/understanding`.
//!
//! `measure` prints all tables, `measure intents numbers` some; `--misses N` also prints the first N cases of each set that
//! are not right; `--write` puts the tables into `docs/understanding-figures.md`.

// Measuring takes the time.
#![allow(clippy::disallowed_methods)]

mod booking;
mod contact;
mod data;
mod figures;
mod intents;
mod languages;
mod numbers;
mod orders;
mod picks;
mod retrieval;
mod times;

use figures::{Figures, Options};

/// What measures a part, behind its name.
type Part = (&'static str, fn(&mut Figures));

/// The parts that can be measured on their own, in the order of the page.
const PARTS: &[Part] = &[
    ("intents", intents::measure),
    ("picks", picks::measure),
    ("retrieval", retrieval::measure),
    ("numbers", numbers::measure),
    ("orders", orders::measure),
    ("booking", booking::measure),
    ("times", times::measure),
    ("contact", contact::measure),
    ("languages", languages::measure),
];

fn main() {
    let options = match Options::read(std::env::args().skip(1), PARTS.iter().map(|(name, _)| *name)) {
        Ok(options) => options,
        Err(usage) => {
            eprintln!("{usage}");
            std::process::exit(2);
        }
    };
    let mut figures = Figures::new(options.misses);
    for (name, measure) in PARTS.iter().filter(|(name, _)| options.wants(name)) {
        eprintln!("{name} …");
        measure(&mut figures);
    }
    print!("{}", figures.tables());
    if options.write {
        figures.write();
    }
}
