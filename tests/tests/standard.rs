//! The standard scenarios: each passes its own tests, and so do the projects that use them in each language.

use scn_compiler::{TestCase, compile, compile_standard, standard_modules};
use scn_engine::Scenario;
use scn_graph::Graph;
use scn_testing::{Look, draw, run};
use scn_tests::{Folder, errors, repository};
use std::sync::Arc;

fn play(name: &str, graph: Option<Graph>, tests: &[TestCase]) -> Vec<String> {
    let scenario = Scenario::load(graph.expect("a project without faults has a graph"));
    let scenario: Arc<Scenario> = Arc::new(scenario.expect("a compiled graph loads"));
    let outcomes = tests.iter().map(|test| run(&scenario, test));
    let failed = outcomes.filter_map(|outcome| {
        let failure = outcome.failure.as_ref()?;
        let chat = draw(&outcome, Look { colours: false, width: 100 });
        Some(format!("{name}: {}\n{chat}\n{}", outcome.title, failure.message))
    });
    failed.collect()
}

#[test]
fn standard_scenarios_pass_their_own_tests() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for name in standard_modules() {
        let compiled = compile_standard(name).expect("a standard module");
        count += compiled.tests.len();
        wrong.extend(play(name, compiled.graph, &compiled.tests));
    }
    assert!(wrong.is_empty(), "{} tests failed\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(count > 0, "no standard scenario has tests");
}

#[test]
fn projects_that_use_them_pass_theirs_in_every_language() {
    let mut wrong = Vec::new();
    for language in ["en", "fr", "de", "it"] {
        let compiled = compile(&Folder(repository().join("scenarios/tests").join(language)));
        assert!(compiled.diagnostics.is_empty(), "{language}\n{}", errors(&compiled));
        assert!(compiled.tests.len() >= 9, "{language}: only {} tests", compiled.tests.len());
        wrong.extend(play(language, compiled.graph, &compiled.tests));
    }
    assert!(wrong.is_empty(), "{} tests failed\n\n{}", wrong.len(), wrong.join("\n\n"));
}
