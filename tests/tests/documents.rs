//! The book tells the truth: its examples compile, its links lead somewhere, each diagnostic's page shows what it says.

use scn_compiler::{Compiled, MemorySources, compile};
use scn_diag::{Code, FileId};
use scn_engine::Scenario;
use scn_testing::{Look, draw, run};
use scn_tests::{Fence, anchors, errors, fences, links, pages, repository};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Added to an example that declares no scenario of its own.
const SCENARIO: &str =
    "scenario example {\n  title \"Example\"\n  language en\n  timezone Europe/Zurich\n}\n";

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(repository()).unwrap_or(path).display().to_string()
}

/// The blocks with a file name (`yaml data/menu.yaml`, `scn other.scn`) that go with the block at `at`: all since the
/// example before it.
fn companions(fences: &[Fence], at: usize) -> Vec<(String, String)> {
    let named = |fence: &Fence| {
        let (_, name) = fence.info.split_once(' ')?;
        Some((name.to_owned(), fence.text.clone()))
    };
    fences[..at].iter().rev().map_while(named).collect()
}

/// The block at `at` with the files that go with it.
fn files(fences: &[Fence], at: usize) -> Vec<(String, String)> {
    let mut files = companions(fences, at);
    files.push(("main.scn".to_owned(), fences[at].text.clone()));
    files
}

/// On a page of diagnostics, where both examples share the files above them.
fn files_of_page(fences: &[Fence], at: usize) -> Vec<(String, String)> {
    let shared: Vec<Fence> = fences[..=at]
        .iter()
        .enumerate()
        .filter(|(place, fence)| *place == at || fence.info != "scn")
        .map(|(_, fence)| fence.clone())
        .collect();
    files(&shared, shared.len() - 1)
}

/// Compiles an example of the book, with a scenario when it declares none.
fn project(fences: &[Fence], at: usize) -> Compiled {
    let mut files = files(fences, at);
    if !fences[at].text.lines().any(|line| line.trim_start().starts_with("scenario ")) {
        files.push(("zz_scenario.scn".to_owned(), SCENARIO.to_owned()));
    }
    compile(&MemorySources::new(files))
}

/// A fragment is a piece of a file, or a piece of a tunnel.
fn parses(text: &str) -> Result<(), String> {
    let wrapped = format!("tunnel fragment {{\n{text}\n}}\n");
    let faults = |text: &str| scn_syntax::parse(FileId(0), text).diagnostics;
    let alone = faults(text);
    if alone.is_empty() || faults(&wrapped).is_empty() {
        return Ok(());
    }
    Err(alone.iter().map(|d| format!("{} {}", d.code, d.message)).collect::<Vec<_>>().join("\n"))
}

/// The pages a reader sees, but for the diagnostics, whose examples fail on purpose.
fn book() -> Vec<std::path::PathBuf> {
    let mut found = pages(&repository().join("docs"));
    found.retain(|path| !path.starts_with(repository().join("docs/diagnostics")));
    found.extend(["README.md", "CONTRIBUTING.md"].map(|name| repository().join(name)));
    found
}

#[test]
fn examples_in_the_book_compile() {
    let (mut wrong, mut compiled) = (Vec::new(), 0);
    for path in book() {
        let page = fences(&read(&path));
        for (at, fence) in page.iter().enumerate() {
            let place = format!("{}:{}", shown(&path), fence.line);
            match fence.info.as_str() {
                "scn" => {
                    compiled += 1;
                    if scn_syntax::format(&fence.text).ok().as_deref() != Some(&fence.text) {
                        wrong.push(format!("{place}\nnot as `scn fmt` writes it"));
                    }
                    let result = project(&page, at);
                    if !result.diagnostics.is_empty() || result.graph.is_none() {
                        wrong.push(format!("{place}\n{}", errors(&result)));
                    }
                }
                "scn,fragment" => {
                    if let Err(faults) = parses(&fence.text) {
                        wrong.push(format!("{place}\n{faults}"));
                    }
                }
                other if other.starts_with("scn") && !other.contains(' ') => {
                    wrong.push(format!("{place}\nunknown kind of block `{other}`"));
                }
                _ => {}
            }
        }
    }
    assert!(compiled > 10, "only {compiled} examples were compiled");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Plays the tests of an example; `None` when it does not compile, which another test reports.
fn play(compiled: Compiled, place: &str) -> Option<(usize, Vec<String>)> {
    let scenario: Arc<Scenario> = Arc::new(Scenario::load(compiled.graph?).ok()?);
    let outcomes = compiled.tests.iter().map(|test| run(&scenario, test));
    let failed = outcomes.filter_map(|outcome| {
        let failure = outcome.failure.as_ref()?;
        let chat = draw(&outcome, Look { colours: false, width: 100 });
        Some(format!("{place}: {}\n{chat}\n{}", outcome.title, failure.message))
    });
    Some((compiled.tests.len(), failed.collect()))
}

#[test]
fn examples_in_the_book_pass_their_tests() {
    let (mut wrong, mut played) = (Vec::new(), 0);
    for path in book() {
        let page = fences(&read(&path));
        for (at, fence) in page.iter().enumerate().filter(|(_, fence)| fence.info == "scn") {
            let place = format!("{}:{}", shown(&path), fence.line);
            let Some((count, failed)) = play(project(&page, at), &place) else { continue };
            played += count;
            wrong.extend(failed);
        }
    }
    assert!(wrong.is_empty(), "{} tests failed\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(played > 30, "only {played} tests were played");
}

/// Pages of the language that show no conversation: tables, and what this version does not run.
const WITHOUT_A_TEST: [&str; 4] = ["README.md", "grammar.md", "later.md", "limits.md"];

#[test]
fn every_page_of_the_language_has_a_tested_example() {
    let tested = |path: &Path| {
        fences(&read(path)).iter().any(|fence| fence.info == "scn" && fence.text.contains("\ntest \""))
    };
    let excused = |path: &Path| WITHOUT_A_TEST.iter().any(|name| path.ends_with(name));
    let all = pages(&repository().join("docs/language"));
    let missing: Vec<_> =
        all.iter().filter(|path| !excused(path) && !tested(path)).map(|path| shown(path)).collect();
    assert!(missing.is_empty(), "no `scn` example with a test in {missing:?}");
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in pages(&repository()) {
        let page = read(&path);
        for (line, target) in links(&page) {
            if target.starts_with("http") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let aim =
                if file.is_empty() { path.clone() } else { path.parent().expect("a folder").join(file) };
            if !aim.exists() {
                wrong.push(format!("{}:{line}: {target} is not there", shown(&path)));
            } else if !anchor.is_empty() && !anchors(&read(&aim)).iter().any(|known| known == anchor) {
                wrong.push(format!("{}:{line}: {target} has no such heading", shown(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_test_that_the_threat_model_names_is_there() {
    let page = read(&repository().join("docs/threat-model.md"));
    let named: Vec<&str> = page.split('`').filter(|text| text.contains(".rs::")).collect();
    assert!(named.len() > 60, "{named:?}");
    for name in named {
        let (path, test) = name.split_once("::").expect("a file and a test");
        let declared = read(&repository().join(path)).contains(&format!("fn {test}("));
        assert!(declared, "docs/threat-model.md names {name}: there is no such test");
    }
}

#[test]
fn every_page_stands_in_the_summary() {
    let docs = repository().join("docs");
    let list: Vec<String> = scn_diag::ALL
        .iter()
        .map(|code| format!("  - [{code} {}](diagnostics/{code}.md)", code.0.name))
        .collect();
    generated(&docs.join("SUMMARY.md"), "  - [", "](diagnostics/", &list);
    let listed: BTreeSet<String> =
        links(&read(&docs.join("SUMMARY.md"))).into_iter().map(|(_, target)| target).collect();
    let mut missing = Vec::new();
    for path in pages(&docs) {
        let name = path.strip_prefix(&docs).expect("below docs").to_string_lossy().replace('\\', "/");
        let french = name.starts_with("diagnostics/fr/");
        if name != "SUMMARY.md" && !french && !listed.contains(&name) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "not in docs/SUMMARY.md: {missing:?}");
}

// ---------------------------------------------------------------- diagnostics

/// Pages whose failing example cannot be written down: wrong bytes, no permission, 20 MB.
const NOT_IN_A_PAGE: [&str; 3] = ["E0023", "E1014", "E1015"];

/// Lines of a page that come from the table of codes. They begin and go on as given; `UPDATE_DOCS=1` writes them.
fn generated(path: &Path, begins: &str, holds: &str, expected: &[String]) {
    let page = read(path);
    let ours = |line: &&str| line.starts_with(begins) && line.contains(holds);
    let found: Vec<&str> = page.lines().filter(ours).collect();
    if found == expected {
        return;
    }
    if std::env::var_os("UPDATE_DOCS").is_none() {
        let missing: Vec<_> = expected.iter().filter(|line| !found.contains(&line.as_str())).collect();
        panic!(
            "{} is behind the table of codes; UPDATE_DOCS=1 writes it. Missing: {missing:#?}",
            shown(path)
        );
    }
    let before = page.lines().take_while(|line| !ours(line));
    let after = page.lines().skip_while(|line| !ours(line)).filter(|line| !ours(line));
    let lines: Vec<&str> = before.chain(expected.iter().map(String::as_str)).chain(after).collect();
    fs::write(path, lines.join("\n") + "\n").expect("the page can be written");
}

#[test]
fn the_index_of_diagnostics_is_the_table() {
    let expected: Vec<String> = scn_diag::ALL.iter().map(|code| row(*code)).collect();
    generated(&repository().join("docs/diagnostics.md"), "| [", "](diagnostics/", &expected);
}

/// Code, name and the first sentence of the page.
fn row(code: Code) -> String {
    let text = code.0.page.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let sentence = text.split_inclusive(". ").next().unwrap_or_default().trim().trim_end_matches('.');
    format!("| [{code}](diagnostics/{code}.md) | {} | {sentence} |", code.0.name)
}

#[test]
fn every_file_of_diagnostics_has_its_row() {
    let known: BTreeSet<String> = scn_diag::ALL.iter().map(|code| format!("{code}.md")).collect();
    let files = pages(&repository().join("docs/diagnostics"));
    let stray: Vec<_> = files
        .iter()
        .filter_map(|path| path.file_name()?.to_str())
        .filter(|name| !known.contains(*name))
        .collect();
    assert!(stray.is_empty(), "pages without a row in the table of codes: {stray:?}");
}

#[test]
fn pages_of_diagnostics_have_one_form() {
    let mut wrong = Vec::new();
    for code in scn_diag::ALL {
        let page = code.0.page;
        let title = format!("# {code} {}", code.0.name);
        if page.lines().next() != Some(title.as_str()) {
            wrong.push(format!("{code}: the first line is not `{title}`"));
        }
        let fences = fences(page);
        let has =
            |word: &str| fences.iter().any(|fence| fence.info == "scn" && fence.above.starts_with(word));
        if !has("Failing:") && !NOT_IN_A_PAGE.contains(&code.code()) {
            wrong.push(format!("{code}: no `scn` block below a line `Failing:`"));
        }
        if !has("Mended:") {
            wrong.push(format!("{code}: no `scn` block below a line `Mended:`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Examples of syntax (`E0…`) are pieces, judged by the parser alone; all others are whole projects.
#[test]
fn failing_examples_fail_with_their_code_and_mended_ones_are_silent() {
    let mut wrong = Vec::new();
    for code in scn_diag::ALL.iter().filter(|code| !NOT_IN_A_PAGE.contains(&code.code())) {
        let syntax = code.code().starts_with("E0");
        let page = fences(code.0.page);
        for (at, fence) in page.iter().enumerate().filter(|(_, fence)| fence.info == "scn") {
            let mut result = compile(&MemorySources::new(files_of_page(&page, at)));
            result.diagnostics.retain(|found| !syntax || found.code.code().starts_with("E0"));
            let reported = result.diagnostics.iter().any(|diagnostic| diagnostic.code == *code);
            match fence.above.as_str() {
                "Failing:" if !reported => {
                    wrong
                        .push(format!("{code}: the failing example does not report it\n{}", errors(&result)));
                }
                "Mended:" if !result.diagnostics.is_empty() => {
                    wrong.push(format!("{code}: the mended example is not silent\n{}", errors(&result)));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n\n"));
}
