//! A session gives what a fresh compile gives, whatever was changed in between.

use proptest::prelude::*;
use scn_compiler::{Compiled, MemorySources, Options, Session, Sources, compile};
use scn_tests::{Folder, repository};

/// The files of an example, held in memory.
fn example(name: &str) -> MemorySources {
    let folder = Folder(repository().join("examples").join(name));
    let paths = folder.list().expect("a folder").into_iter().chain(folder.data_files());
    MemorySources::new(paths.map(|path| (path.clone(), folder.read(&path).expect("a file"))))
}

/// One change, by numbers: which file, where, what.
#[derive(Clone, Copy, Debug)]
struct Change {
    file: usize,
    at: usize,
    what: usize,
}

fn change() -> impl Strategy<Value = Change> {
    (any::<usize>(), any::<usize>(), 0..9usize).prop_map(|(file, at, what)| Change { file, at, what })
}

fn apply(sources: &mut MemorySources, change: Change) {
    let paths: Vec<String> = sources.files.keys().cloned().collect();
    let path = &paths[change.file % paths.len()];
    let text = String::from_utf8_lossy(&sources.files[path]).into_owned();
    let mut lines: Vec<&str> = text.lines().collect();
    let at = change.at % lines.len().max(1);
    let twice = lines.get(at).copied().unwrap_or_default();
    match change.what {
        0 => drop(lines.drain(at..lines.len().min(at + 1))),
        1 => lines.insert(at, twice),
        2 => lines.insert(at, "  say \"Hello {nobody}!\""),
        3 => lines.insert(at, "# a comment"),
        4 => lines.insert(at, "}"),
        5 => lines.insert(0, "on message like \"something else\" { say \"Something else.\" }"),
        6 => lines.insert(0, "use std.consent"),
        7 => {
            // the files after it take other places
            sources.files.insert(format!("a{}.scn", change.at % 3), b"# nothing yet\n".to_vec());
            return;
        }
        _ => {
            sources.files.remove(path);
            sources
                .files
                .entry("main.scn".to_owned())
                .or_insert_with(|| b"scenario left { language en }\n".to_vec());
            return;
        }
    }
    sources.files.insert(path.clone(), (lines.join("\n") + "\n").into_bytes());
}

/// Everything that a compile tells.
fn told(compiled: &Compiled) -> impl PartialEq + std::fmt::Debug {
    let files: Vec<_> =
        compiled.files.iter().map(|(_, file)| (file.path.clone(), file.text.clone())).collect();
    let graph = compiled.graph.as_ref().map(scn_graph::Graph::to_bytes);
    let messages = scn_compiler::messages(compiled);
    (files, compiled.diagnostics.clone(), graph, compiled.tests.clone(), compiled.languages.clone(), messages)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_session_compiles_as_if_it_were_the_first_time(
        name in prop::sample::select(vec!["bank", "clinic", "hotel", "pizzeria"]),
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let mut sources = example(name);
        let mut session = Session::new();
        session.compile(&sources, &Options::default());
        for change in changes {
            apply(&mut sources, change);
            let (again, fresh) = (session.compile(&sources, &Options::default()), compile(&sources));
            prop_assert!(told(&again) == told(&fresh), "{name} differs after {change:?}");
        }
    }
}
