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
    let compiled = project!("examples/pizzeria", "main.scn", "tests.scn", "data/menu.yaml");
    let graph = sound(&compiled);
    let order = graph.flows.iter().find(|flow| flow.name == "order").expect("the order");
    let early: Vec<&str> =
        order.early.iter().map(|id| graph.question(*id).expect("one").id.as_str()).collect();
    assert_eq!(early, ["order.pizza", "order.size", "order.quantity", "order.mode"]);
    assert_eq!(graph.links.len(), 1);
    assert!(compiled.tests.len() >= 8);
    assert_eq!(scn_graph::Graph::from_bytes(&graph.to_bytes()).as_ref(), Ok(graph));
}

#[test]
fn clinic() {
    sound(&project!("examples/clinic", "main.scn", "tests.scn"));
}

#[test]
fn neutral_workload() {
    sound(&project!("tests/bench/pizza-roma", "main.scn", "data/menu.yaml"));
}
