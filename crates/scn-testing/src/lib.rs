//! Conversations without a phone: the engine under a virtual clock ([`Simulation`]), the `test` blocks of a project on
//! it ([`run`]), and what they show ([`Outcome`], [`draw`], [`Coverage`], [`bless`]).

mod bless;
mod bubble;
mod connectors;
mod coverage;
mod draw;
mod explain;
mod names;
mod outcome;
mod run;
mod said;
mod simulation;
mod source;

pub use bless::bless;
pub use bubble::{bubble, template_bubble};
pub use connectors::Answer;
pub use coverage::{Coverage, FlowCoverage, Way};
pub use draw::{Look, draw};
pub use outcome::{Blessing, ChatLine, Failure, Mark, Outcome, Who};
pub use run::run;
pub use scn_graph::sample;
pub use simulation::{NoSuchOption, Simulation, Turn, start_of_tests};
pub use source::source;
