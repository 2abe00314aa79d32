//! The graph as a picture for designers. `boxes` decides what is drawn, for every kind of picture alike.

mod boxes;
mod draw;
mod layout;
mod measure;
mod mermaid;
mod shapes;
mod svg;

pub use mermaid::mermaid;
pub use svg::svg;

/// Font size of chips and labels.
const SMALL: f32 = 11.5;
/// Height of a line of text.
const LINE: f32 = 18.0;
/// Height of a chip.
const CHIP: f32 = 20.0;
