//! The scenario that is played: each thing a customer says has its number, and each answer names it.

use scn_compiler::{MemorySources, compile};
use scn_engine::Scenario;
use scn_graph::Graph;
use std::sync::LazyLock;

const TEXT: &str = include_str!("main.scn");

static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let compiled = compile(&MemorySources::new([("main.scn", TEXT)]));
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|found| found.is_error()).collect();
    compiled.graph.unwrap_or_else(|| panic!("{errors:#?}"))
});

pub(crate) fn scenario() -> Scenario {
    Scenario::load(GRAPH.clone()).expect("it loads")
}
