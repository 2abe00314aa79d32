//! The proof of the 24-hour window against the engine: small random projects, every way through them with a virtual
//! clock. A free-form message is withheld by the engine exactly where the analysis says that it can be.
//!
//! What the analysis leaves out on purpose is left out here too: a run that lay under another flow, or that people held
//! without having been asked to, while time passed.

#[path = "window/explore.rs"]
mod explore;
#[path = "window/projects.rs"]
mod projects;

use explore::explore;
use scn_compiler::{compile_text, window::analyse};
use scn_engine::Scenario;
use std::collections::BTreeSet;

/// How many projects; `SCN_WINDOWS=20000` for more.
const PROJECTS: u64 = 2000;

#[derive(Default)]
struct Figures {
    projects: u64,
    not_compiled: u64,
    steps: usize,
    sends: usize,
    closed: usize,
    held_up: usize,
    undecided: Vec<String>,
    missed: Vec<String>,
    invented: Vec<String>,
}

#[test]
fn the_analysis_finds_what_exploring_finds() {
    let wanted = std::env::var("SCN_WINDOWS").ok().and_then(|number| number.parse().ok()).unwrap_or(PROJECTS);
    let first = std::env::var("SCN_WINDOWS_FROM").ok().and_then(|number| number.parse().ok()).unwrap_or(0);
    let mut figures = Figures::default();
    for seed in first..first + wanted {
        compare(seed, &mut figures);
    }
    println!(
        "{} projects, {} steps of the engine, {} free messages, {} of them in a closed window; {} held up by other \
         flows; {} projects where not all was reached in time; {} without a graph",
        figures.projects,
        figures.steps,
        figures.sends,
        figures.closed,
        figures.held_up,
        figures.undecided.len(),
        figures.not_compiled
    );
    assert!(figures.not_compiled * 20 < wanted, "the generator writes projects that compile");
    assert!(figures.closed > wanted as usize / 4, "closed windows are among them");
    if std::env::var("SCN_WINDOWS_SHOW").is_ok() {
        println!("{}", figures.undecided.join("\n\n"));
    }
    let odd = figures.missed.iter().map(|text| format!("withheld, and not found: {text}"));
    let odd = odd.chain(figures.invented.iter().map(|text| format!("found, and never withheld: {text}")));
    let odd: Vec<String> = odd.collect();
    let (missed, invented) = (figures.missed.len(), figures.invented.len());
    assert!(odd.is_empty(), "{missed} missed, {invented} invented\n{}", odd.join("\n\n"));
    assert!(figures.undecided.len() as u64 * 33 <= wanted, "nearly all is reached in time");
}

fn compare(seed: u64, figures: &mut Figures) {
    let text = projects::project(seed);
    let Some(graph) = compile_text(&text).graph else {
        if std::env::var("SCN_WINDOWS_SHOW").is_ok() {
            let found = compile_text(&text);
            println!(
                "{text}\n{:?}",
                found
                    .diagnostics
                    .iter()
                    .map(|d| format!("{} {} `{}`", d.code, d.message, found.files.slice(d.span)))
                    .collect::<Vec<_>>()
            );
        }
        figures.not_compiled += 1;
        return;
    };
    let found: BTreeSet<_> =
        analyse(&graph).closed.into_iter().map(|closed| (closed.node, closed.what)).collect();
    let scenario = Scenario::load(graph).expect("what compiles can be run");
    let seen = explore(&scenario, &found);
    figures.projects += 1;
    figures.steps += seen.steps;
    figures.sends += seen.sends.len();
    figures.closed += found.len();
    figures.held_up += seen.held_up.difference(&found).count();
    let lines = |odd: Vec<&(scn_graph::NodeId, scn_compiler::window::What)>| {
        let line =
            |node: &scn_graph::NodeId| scenario.graph.source.nodes.get(node.index()).map(|place| place.1);
        odd.iter()
            .map(|(node, what)| format!("line {:?}: {what:?}", line(node)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let missed: Vec<_> = seen.withheld.difference(&found).collect();
    let invented: Vec<_> =
        found.difference(&seen.withheld).filter(|send| !seen.held_up.contains(send)).collect();
    if !missed.is_empty() {
        figures.missed.push(format!("seed {seed}: {}\n{text}", lines(missed)));
    }
    if !invented.is_empty() {
        let odd = if seen.finished { &mut figures.invented } else { &mut figures.undecided };
        odd.push(format!("seed {seed}: {} ({} steps)\n{text}", lines(invented), seen.steps));
    }
}
