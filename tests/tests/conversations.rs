//! How conversations go: every file of `tests/conversations` is a scenario with its tests, read as a specification of
//! the engine.

use scn_compiler::{MemorySources, compile};
use scn_engine::Scenario;
use scn_testing::{Look, draw, run};
use scn_tests::{errors, repository};
use std::fs;
use std::sync::Arc;

#[test]
fn conversations_go_as_written() {
    let folder = repository().join("tests/conversations");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder is there").flatten().collect();
    files.sort_by_key(fs::DirEntry::file_name);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for file in files {
        let name = file.file_name().display().to_string();
        let text = fs::read_to_string(file.path()).expect("a readable file");
        let compiled = compile(&MemorySources::new([(name.as_str(), text)]));
        // One file has no translations beside it; that customers are heard in other languages is tested all the same.
        let clean = compiled.diagnostics.iter().all(|diagnostic| diagnostic.code.code() == "W1001");
        let Some(graph) = compiled.graph.as_ref().filter(|_| clean) else {
            wrong.push(format!("{name}\n{}", errors(&compiled)));
            continue;
        };
        let scenario = Arc::new(Scenario::load(graph.clone()).expect("it loads"));
        for test in &compiled.tests {
            count += 1;
            let outcome = run(&scenario, test);
            if let Some(failure) = &outcome.failure {
                let chat = draw(&outcome, Look { colours: false, width: 100 });
                wrong.push(format!("{name}: {}\n{chat}\n{}", outcome.title, failure.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} conversations failed\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(count > 40, "only {count} conversations were read");
}
