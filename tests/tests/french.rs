//! Every sentence that diagnostics can say is said in French too: the sentences in the code, and what the seeded
//! defects and the pages of the diagnostics make the compiler say.

use scn_compiler::{MemorySources, compile};
use scn_diag::{Diagnostic, Tongue, Wording};
use scn_tests::{fences, repository};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

/// The literals of all `wording!("…"`, as the program sees them.
fn sentences(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, name) in source.match_indices("wording!(") {
        let rest = source[at + name.len()..].trim_start();
        let Some(rest) = rest.strip_prefix('"') else { continue };
        let mut text = String::new();
        let mut letters = rest.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => break,
                '\\' => match letters.next() {
                    Some('n') => text.push('\n'),
                    Some('\n') => while letters.next_if(|next| next.is_whitespace()).is_some() {},
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

fn lacks(english: &str) -> bool {
    let english: &'static str = Box::leak(english.to_owned().into_boxed_str());
    !Wording::from(english).untranslated(Tongue::French).is_empty()
}

#[test]
fn every_sentence_of_the_code_has_its_french() {
    let mut sources = Vec::new();
    for name in ["scn-syntax", "scn-compiler", "scn-testing", "scn-cli"] {
        files(&repository().join("crates").join(name).join("src"), ".rs", &mut sources);
    }
    let said: BTreeSet<String> =
        sources.iter().flat_map(|path| sentences(&fs::read_to_string(path).unwrap_or_default())).collect();
    assert!(said.len() > 300, "only {} sentences found: is the search broken?", said.len());
    let missing: Vec<&String> = said.iter().filter(|english| lacks(english)).collect();
    assert!(
        missing.is_empty(),
        "{} sentences without French (crates/scn-diag/src/french.txt):\n{missing:#?}",
        missing.len()
    );
}

fn wordings(diagnostic: &Diagnostic) -> Vec<&Wording> {
    let labels = diagnostic.labels.iter().map(|label| &label.text);
    let fixes = diagnostic.fixes.iter().map(|fix| &fix.title);
    [&diagnostic.message].into_iter().chain(&diagnostic.help).chain(labels).chain(fixes).collect()
}

fn projects() -> Vec<BTreeMap<String, Vec<u8>>> {
    let defects = repository().join("tests/defects");
    let mut projects = Vec::new();
    for path in fs::read_dir(&defects).expect("tests/defects is there").flatten().map(|entry| entry.path()) {
        let mut found = Vec::new();
        if path.is_dir() {
            files(&path, "", &mut found);
            let name =
                |file: &Path| file.strip_prefix(&path).expect("below it").to_string_lossy().into_owned();
            projects.push(found.iter().map(|file| (name(file), fs::read(file).expect("a file"))).collect());
        } else if path.extension().is_some_and(|ending| ending == "scn") {
            projects.push(BTreeMap::from([("main.scn".to_owned(), fs::read(&path).expect("a file"))]));
        }
    }
    for code in scn_diag::ALL {
        let fences = fences(code.0.page);
        let data = fences.iter().filter_map(|fence| {
            let (_, file) = fence.info.split_once(' ')?;
            Some((file.to_owned(), fence.text.clone().into_bytes()))
        });
        if let Some(failing) = fences.iter().find(|fence| fence.info == "scn") {
            let mut project: BTreeMap<String, Vec<u8>> = data.collect();
            project.insert("main.scn".to_owned(), failing.text.clone().into_bytes());
            projects.push(project);
        }
    }
    projects
}

#[test]
fn what_the_compiler_says_is_french_from_end_to_end() {
    let mut missing: BTreeSet<String> = BTreeSet::new();
    let mut said = 0;
    for project in projects() {
        let compiled = compile(&MemorySources::new(project));
        for diagnostic in &compiled.diagnostics {
            for wording in wordings(diagnostic) {
                said += 1;
                let lacking = wording.untranslated(Tongue::French);
                missing.extend(lacking.into_iter().map(|english| format!("{}: {english}", diagnostic.code)));
            }
        }
    }
    assert!(said > 500, "only {said} sentences were said");
    assert!(missing.is_empty(), "{} sentences without French:\n{missing:#?}", missing.len());
}

#[test]
fn every_page_has_its_french() {
    let mut wrong = Vec::new();
    for code in scn_diag::ALL {
        let (english, french) = (code.0.page, code.0.page_in_french);
        let prose = |page: &str| {
            page.lines().skip(1).take_while(|line| *line != "Failing:").collect::<Vec<_>>().join(" ")
        };
        let same_title = english.lines().next() == french.lines().next();
        if !same_title || prose(french).trim().is_empty() || prose(english).trim() == prose(french).trim() {
            wrong.push(code.code());
        }
    }
    assert!(wrong.is_empty(), "docs/diagnostics/fr: no French, or another title: {wrong:?}");
}
