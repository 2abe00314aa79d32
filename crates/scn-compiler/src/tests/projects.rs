//! Whole projects of the repository.

use super::shown;
use crate::{Compiled, MemorySources, compile};

macro_rules! project {
    ($folder:literal, $($file:literal),*) => {
        compile(&MemorySources::new([$(($file, include_str!(concat!("../../../../", $folder, "/", $file)))),*]))
    };
}

fn sound(compiled: &Compiled) -> &scn_graph::Graph {
    assert_eq!(shown(compiled), "");
    compiled.graph.as_ref().expect("a graph")
}

#[test]
fn pizzeria() {
    let compiled = project!(
        "examples/pizzeria",
        "main.scn",
        "connectors/shop.scn",
        "tests.scn",
        "data/menu.yaml",
        "data/sizes.yaml"
    );
    let graph = sound(&compiled);
    let order = graph.flows.iter().find(|flow| flow.name == "order").expect("the order");
    let early: Vec<&str> =
        order.early.iter().map(|id| graph.question(*id).expect("one").id.as_str()).collect();
    assert_eq!(early, ["order.lines", "order.mode"]);
    assert_eq!(graph.links.len(), 1);
    assert!(compiled.tests.len() >= 20);
    assert_eq!(scn_graph::Graph::from_bytes(&graph.to_bytes()).as_ref(), Ok(graph));
}

#[test]
fn clinic() {
    sound(&project!("examples/clinic", "main.scn", "connectors/kalender.scn", "tests.scn"));
}

#[test]
fn parcel() {
    let files = project!(
        "examples/parcel",
        "main.scn",
        "connectors/depot.scn",
        "tests.scn",
        "data/depot.openapi.yaml"
    );
    sound(&files);
}

/// Two languages: every text is there in both.
#[test]
fn bank() {
    let compiled =
        project!("examples/bank", "main.scn", "connectors/cartes.scn", "tests.scn", "locales/en.yaml");
    assert_eq!(sound(&compiled).settings.languages.len(), 2);
}

#[test]
fn neutral_workload() {
    sound(&project!("tests/bench/pizza-roma", "main.scn", "data/menu.yaml"));
}
