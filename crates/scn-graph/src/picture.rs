//! The graph as a picture for designers. `boxes` decides what is drawn, for every kind of picture alike.

mod boxes;
mod draw;
mod layout;
mod measure;
mod mermaid;
mod shapes;
mod svg;

pub use mermaid::{mermaid, mermaid_of};
pub use svg::{svg, svg_of};

/// Whether a picture of these flows, or of all when none is named, shows this one.
fn is_shown(flow: &crate::Flow, names: &[String]) -> bool {
    names.is_empty() || names.contains(&flow.name)
}

/// Font size of chips and labels.
const SMALL: f32 = 11.5;
/// Height of a line of text.
const LINE: f32 = 18.0;
/// Height of a chip.
const CHIP: f32 = 20.0;
