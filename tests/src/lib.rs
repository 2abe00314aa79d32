//! What the suites share: projects on disk as sources, conversations played through the engine, the scaling workload.

pub mod busy;
pub mod fuzz;
pub mod hostile;
mod markdown;
mod play;
mod program;
mod project;
mod scale;

pub use markdown::{Fence, anchors, fences, links, pages};
pub use play::{Player, text};
pub use program::program;
pub use project::{Folder, errors, load, repository};
pub use scale::scaling_project;
