//! The failing and the mended example of every page of diagnostics.

use super::shown;
use crate::{Compiled, MemorySources, compile};
use scn_diag::Code;

/// Files that cannot be written down in a page: wrong bytes, no permission, no scenario at all.
const NOT_IN_A_PAGE: [&str; 2] = ["E1014", "E1015"];

struct Fence {
    info: String,
    above: String,
    text: String,
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut above = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(Fence { info: info.to_owned(), above: above.clone(), text: text.join("\n") + "\n" });
        } else if !line.trim().is_empty() {
            above = line.trim().to_owned();
        }
    }
    found
}

/// The example below a word, with the data files of the page.
fn example(code: Code, below: &str) -> Compiled {
    let fences = fences(code.0.page);
    let mut files: Vec<(String, String)> = fences
        .iter()
        .filter_map(|fence| fence.info.split_once(' ').map(|(_, name)| (name.to_owned(), fence.text.clone())))
        .collect();
    let text = fences.iter().find(|fence| fence.info == "scn" && fence.above == below);
    files.push(("main.scn".to_owned(), text.expect("an example").text.clone()));
    compile(&MemorySources::new(files))
}

fn ours() -> impl Iterator<Item = Code> {
    let own = |code: &&Code| {
        code.code() == "E0013" || matches!(code.code().as_bytes(), [b'E', b'1'..=b'3', ..] | [b'W', ..])
    };
    let shown = |code: &Code| !NOT_IN_A_PAGE.contains(&code.code());
    scn_diag::ALL.iter().filter(own).copied().filter(shown)
}

/// Code, underlined text, words and fix of every failing example.
#[test]
fn failing_examples() {
    let (mut all, mut wrong) = (String::new(), Vec::new());
    for code in ours() {
        let result = example(code, "Failing:");
        all.push_str(&format!("# {code} {}\n{}\n\n", code.0.name, shown(&result)));
        let codes: Vec<Code> = result.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        if codes != [code] {
            wrong.push(format!("{code}\n{}", shown(&result)));
        }
    }
    assert!(wrong.is_empty(), "not just its own code:\n{}", wrong.join("\n"));
    insta::assert_snapshot!(all);
}

#[test]
fn mended_examples_are_silent() {
    let mut wrong = Vec::new();
    for code in ours() {
        let result = example(code, "Mended:");
        if !result.diagnostics.is_empty() || result.graph.is_none() {
            wrong.push(format!("{code}\n{}", shown(&result)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
