//! One conversation moving through a graph: `step(scenario, conversation, event, now)` gives the conversation after it,
//! the effects the world must carry out, and a trace of why. Pure: no I/O, no clock, no randomness, no panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::todo,
        clippy::unimplemented
    )
)]

mod answer;
mod calendar;
mod calls;
mod collect;
mod content;
mod context;
mod controls;
mod conversation;
mod correct;
mod effect;
mod eval;
mod event;
mod events;
mod format;
mod frames;
mod gather;
mod gathering;
mod hear;
mod inbound;
pub mod inspect;
mod late;
mod lengths;
mod listen;
mod machine;
mod meaning;
mod memory;
mod migrate;
mod no_choice;
mod offered;
mod offers;
mod options;
mod people;
mod picks;
mod probe;
mod questions;
mod quoted;
mod regather;
mod resting;
mod rights;
mod same;
mod saying;
mod scenario;
mod several;
mod step;
mod stored;
mod taps;
mod timers;
mod tongue;
mod trace;
mod ungather;
mod visit;
mod voice;

pub use conversation::*;
pub use effect::*;
pub use event::*;
pub use migrate::migrate;
pub use probe::{Candidate, Probe, Probed, probe, standing};
pub use scenario::{LoadError, Scenario};
pub use step::{Step, step};
pub use trace::*;
