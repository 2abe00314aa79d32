//! Conversations without a phone: the engine under a virtual clock ([`Simulation`]), the `test` blocks of a project on
//! it ([`run`]), and what they show ([`Outcome`], [`draw`]).

mod coverage;
mod draw;
mod names;
mod outcome;
mod run;
mod simulation;

pub use coverage::Coverage;
pub use draw::{Look, draw};
pub use outcome::{ChatLine, Failure, Mark, Outcome, Who};
pub use run::run;
pub use simulation::{NoSuchOption, Simulation, Turn, start_of_tests};
