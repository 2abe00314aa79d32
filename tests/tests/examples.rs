//! Every project under `examples/` is silent in `check` and passes its own tests.

use scn_compiler::{Sources, TestCase, compile};
use scn_engine::Scenario;
use scn_testing::{Coverage, Look, draw, run};
use scn_tests::{Folder, errors, repository};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

fn examples() -> Vec<PathBuf> {
    let folder = repository().join("examples");
    let entries = fs::read_dir(folder).expect("examples/ is there").flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn project(folder: PathBuf) -> (Arc<Scenario>, Vec<TestCase>) {
    let name = folder.display().to_string();
    let compiled = compile(&Folder(folder));
    assert!(compiled.diagnostics.is_empty(), "{name}\n{}", errors(&compiled));
    let graph = compiled.graph.expect("a project without faults has a graph");
    (Arc::new(Scenario::load(graph).expect("a compiled graph loads")), compiled.tests)
}

#[test]
fn eight_businesses() {
    let names: Vec<_> =
        examples().iter().filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect();
    assert_eq!(names, ["bank", "cart", "clinic", "event", "hotel", "parcel", "pizzeria", "realestate"]);
}

#[test]
fn examples_pass_their_tests() {
    let mut wrong = Vec::new();
    for folder in examples() {
        let (scenario, tests) = project(folder.clone());
        assert!(tests.len() >= 8, "{}: only {} tests", folder.display(), tests.len());
        for test in &tests {
            let outcome = run(&scenario, test);
            if let Some(failure) = &outcome.failure {
                let chat = draw(&outcome, Look { colours: false, width: 100 });
                wrong.push(format!("{}: {}\n{chat}\n{}", folder.display(), outcome.title, failure.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{} tests failed\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// The tests of an example walk through most of what a designer wrote.
#[test]
fn tests_of_examples_reach_most_of_the_graph() {
    for folder in examples() {
        let (scenario, tests) = project(folder.clone());
        let outcomes: Vec<_> = tests.iter().map(|test| run(&scenario, test)).collect();
        let coverage = Coverage::of(&scenario.graph, &outcomes);
        let all = coverage.visited.len() + coverage.missed.len();
        let share = 100 * coverage.visited.len() / all.max(1);
        assert!(share >= 75, "{}: {share} % of {all} nodes", folder.display());
    }
}

#[test]
fn examples_have_the_one_look() {
    let mut folders = examples();
    folders.push(repository().join("tests/bench/pizza-roma"));
    for folder in folders.into_iter().map(Folder) {
        for path in folder.list().expect("a folder") {
            let text = fs::read_to_string(folder.0.join(&path)).expect("UTF-8");
            let formatted = scn_syntax::format(&text).expect("a file without faults");
            assert!(text == formatted, "{}/{path}: run `scn fmt`", folder.0.display());
        }
    }
}

/// Every example says how to try it, and every project keeps its secrets out of `scn.yaml`.
#[test]
fn examples_are_whole_projects() {
    for folder in examples() {
        for file in ["main.scn", "tests.scn", "scn.yaml", "README.md"] {
            assert!(folder.join(file).exists(), "{}/{file}", folder.display());
        }
        let settings = fs::read_to_string(folder.join("scn.yaml")).expect("scn.yaml").to_lowercase();
        let settings: String = settings.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        for word in ["token", "secret", "password"] {
            assert!(!settings.contains(word), "{}: {word} in scn.yaml", folder.display());
        }
    }
}
