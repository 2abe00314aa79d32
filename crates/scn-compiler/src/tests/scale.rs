//! Compiling stays quick when a scenario is long.

use super::shown;
use crate::compile_text;
use std::fmt::Write;

/// Steps in a ring, each with a menu, as the scaling workload has them.
fn ring(nodes: usize) -> String {
    let mut text = String::from(
        "scenario ring { language en }\non message matching /./ { enter walk }\ntunnel walk {\n  set last = \"\"\n",
    );
    for i in 0..nodes {
        let (a, b) = ((i + 1) % nodes, (7 * i + 3) % nodes);
        writeln!(
            text,
            "  step n{i} {{ choose \"Question {i}\" {{ \"A\" {{ set last = \"A\"; go n{a} }}; \"B\" {{ go n{b} }} }} }}"
        )
        .expect("a string");
    }
    text + "}\n"
}

/// Questions one after another, each with a slot of its own.
fn line(nodes: usize) -> String {
    let mut text = String::from(
        "scenario line { language en }\non message matching /./ { enter walk }\ntunnel walk {\n",
    );
    for i in 0..nodes {
        writeln!(text, "  ask n{i}: number \"How many of {i}?\"").expect("a string");
    }
    text + "}\n"
}

#[test]
fn long_scenarios_compile() {
    for (text, questions) in [(ring(1_000), 2_000), (line(1_000), 2_000)] {
        let compiled = compile_text(&text);
        assert_eq!(shown(&compiled), "");
        let graph = compiled.graph.expect("a graph");
        assert_eq!(graph.questions.len(), questions, "each question and its offer of a person");
    }
}

/// One event visits a few nodes, however long the ring; a correction may walk the whole flow once more.
#[test]
fn the_bound_does_not_grow_with_the_ring() {
    let measure = |nodes: usize| {
        let graph = compile_text(&ring(nodes)).graph.expect("a graph");
        let largest = graph.nodes.iter().filter(|node| node.flow == scn_graph::FlowId(0)).count();
        graph.bound - u32::try_from(largest).expect("small")
    };
    assert_eq!(measure(5), measure(50));
}

/// What is known in a loop is found in one walk through its body, however deep loops stand in one another.
#[test]
fn loops_in_loops_compile() {
    let depth = 25;
    let open: String = (0..depth).map(|i| format!("for a{i} in [1] {{ ")).collect();
    let text = format!(
        "scenario loops {{ language en }}\non message matching /./ {{ {open} say \"{{a0}} {{a24}}\" {} }}\n",
        "}".repeat(depth)
    );
    let compiled = compile_text(&text);
    assert_eq!(shown(&compiled), "");
    assert!(compiled.graph.expect("a graph").bound > 50);
}

/// Entries that are nearly alike are told apart, and learning them does not take the square of their number.
#[test]
fn many_entries_that_are_nearly_alike() {
    let entry = |i: usize| format!("on message like \"please order number {i}\" {{ say \"{i}\" }}\n");
    let text: String = (0..520).map(entry).collect();
    let compiled = compile_text(&format!("scenario numbers {{ language en }}\n{text}"));
    assert_eq!(shown(&compiled), "");
    let model = compiled.graph.expect("a graph").intents;
    for number in [0, 7, 251, 519] {
        let words = format!("can you order number {number} for me");
        let found = scn_understand::classify(&model, &scn_understand::Utterance::new(&words), |_| true);
        assert_eq!(found.first().map(|(listener, _)| *listener), Some(number), "{words}: {found:?}");
    }
    assert!(model.postings.len() < 1_000 * 520, "{} weights", model.postings.len());
}
