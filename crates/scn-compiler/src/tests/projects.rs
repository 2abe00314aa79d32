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
    println!("{:?} {:?}", graph.bound, graph.most_messages);
    for flow in &graph.flows { println!("{} {:?} {:?}", flow.name, flow.early, flow.dependents); }
    for q in &graph.questions { println!("{} {:?}", q.id, q.retries); }
    for (i,n) in graph.nodes.iter().enumerate() { println!("{i} {:?}", n); }
    println!("{:?}", graph.to_bytes().len());
}

#[test]
fn clinic() {
    sound(&project!("examples/clinic", "main.scn", "tests.scn"));
}

#[test]
fn neutral_workload() {
    sound(&project!("tests/bench/pizza-roma", "main.scn", "data/menu.yaml"));
}
