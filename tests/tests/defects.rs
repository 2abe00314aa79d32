//! Seeded defects: mistakes as designers make them, and the complete list of what is said about them, in one run.
//!
//! `tests/defects/NAME.scn` is a project of one file, `tests/defects/NAME/` one of several. A comment `#! CODE` on a
//! line of its own expects a diagnostic on the next line; several stand one above the other. `#! CODE +2` means two
//! lines further down (inside a long text there are no comments), `#! CODE -1` one line further up, and
//! `#! CODE fix "title"` also expects a fix that makes the diagnostic go away. Nothing may be missing, and nothing
//! more may be said.

use scn_compiler::{Compiled, MemorySources, compile};
use scn_diag::{Diagnostic, Edit, Fix, Tongue};
use scn_tests::{errors, repository};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Codes that no file of a repository can show, and why.
const CANNOT_BE_SEEDED: [(&str, &str); 2] =
    [("E0023", "needs a file of more than 64 MB"), ("E1015", "needs a file that the disk refuses to give")];

/// Codes that came after the last round of seeding. This list only ever gets shorter.
const NOT_SEEDED_YET: [&str; 0] = [];

/// The goal of the issue.
const AT_LEAST: usize = 120;

type Files = BTreeMap<String, Vec<u8>>;

/// A diagnostic that must be reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seeded {
    file: String,
    line: u32,
    code: String,
    fix: Option<String>,
}

struct Project {
    name: String,
    files: Files,
    seeded: Vec<Seeded>,
}

fn projects() -> Vec<Project> {
    let entries = fs::read_dir(repository().join("tests/defects")).expect("tests/defects is there");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| project(path)).collect()
}

fn project(path: &Path) -> Option<Project> {
    let name = path.file_name()?.to_str()?.to_owned();
    let mut files = Files::new();
    if path.is_dir() {
        gather(path, "", &mut files);
    } else if name.ends_with(".scn") {
        files.insert("main.scn".to_owned(), fs::read(path).ok()?);
    } else {
        return None;
    }
    let seeded = files.iter().flat_map(|(file, bytes)| expected(&name, file, bytes)).collect();
    Some(Project { name, files, seeded })
}

fn gather(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("a file of the repository"));
        }
    }
}

/// What the `#!` comments of a file expect.
fn expected(project: &str, file: &str, bytes: &[u8]) -> Vec<Seeded> {
    let text = String::from_utf8_lossy(bytes);
    let (mut found, mut waiting) = (Vec::new(), Vec::new());
    for (line, written) in (1u32..).zip(text.lines()) {
        match written.trim_start().strip_prefix("#!") {
            Some(expectation) => waiting.push(expectation),
            None => found.extend(waiting.drain(..).map(|expectation| {
                seeded(file, line, expectation)
                    .unwrap_or_else(|| panic!("{project}/{file}:{line}: `#!{expectation}` is not understood"))
            })),
        }
    }
    assert!(waiting.is_empty(), "{project}/{file}: `#!` at the end has no line below it");
    found
}

fn seeded(file: &str, line: u32, expectation: &str) -> Option<Seeded> {
    let (head, fix) = match expectation.split_once(" fix ") {
        Some((head, title)) => (head, Some(title.trim().strip_prefix('"')?.strip_suffix('"')?.to_owned())),
        None => (expectation, None),
    };
    let mut words = head.split_whitespace();
    let code = scn_diag::find(words.next()?)?.code().to_owned();
    let further: i32 = words.next().map_or(Some(0), |word| word.parse().ok())?;
    let line = line.checked_add_signed(further)?;
    words.next().is_none().then(|| Seeded { file: file.to_owned(), line, code, fix })
}

fn reported(compiled: &Compiled, diagnostic: &Diagnostic) -> Seeded {
    let file =
        compiled.files.get(diagnostic.span.file).expect("a diagnostic stands in a file of the project");
    Seeded {
        file: file.path.clone(),
        line: file.line_column(diagnostic.span.start).line,
        code: diagnostic.code.code().to_owned(),
        fix: None,
    }
}

/// What is in the first list and not in the second, counting each as often as it stands there.
fn without(all: &[Seeded], taken: &[Seeded]) -> Vec<String> {
    let mut taken: Vec<_> = taken.iter().map(|one| (&one.file, one.line, &one.code)).collect();
    let mut left = Vec::new();
    for one in all {
        match taken.iter().position(|other| *other == (&one.file, one.line, &one.code)) {
            Some(at) => drop(taken.swap_remove(at)),
            None => left.push(format!("{}:{} {}", one.file, one.line, one.code)),
        }
    }
    left
}

#[test]
fn all_seeded_defects_are_reported_and_nothing_else() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for project in projects() {
        let compiled = compile(&MemorySources::new(project.files));
        let found: Vec<Seeded> = compiled.diagnostics.iter().map(|one| reported(&compiled, one)).collect();
        let (missed, more) = (without(&project.seeded, &found), without(&found, &project.seeded));
        if !missed.is_empty() || !more.is_empty() {
            let all = errors(&compiled);
            wrong.push(format!("{}\n  missed: {missed:?}\n  too much: {more:?}\n{all}", project.name));
        }
        count += project.seeded.len();
    }
    println!("{count} seeded defects");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= AT_LEAST, "only {count} defects are seeded");
}

#[test]
fn every_code_is_seeded() {
    let seeded: BTreeSet<String> =
        projects().into_iter().flat_map(|project| project.seeded).map(|one| one.code).collect();
    let excused: BTreeSet<&str> =
        CANNOT_BE_SEEDED.iter().map(|(code, _)| *code).chain(NOT_SEEDED_YET).collect();
    let all = || scn_diag::ALL.iter().map(|code| code.code());
    let missing: Vec<&str> =
        all().filter(|code| !seeded.contains(*code) && !excused.contains(code)).collect();
    assert!(missing.is_empty(), "seed these in tests/defects, or list them in NOT_SEEDED_YET: {missing:?}");
    let stale: Vec<&&str> = excused
        .iter()
        .filter(|code| seeded.contains(**code) || !all().any(|known| known == **code))
        .collect();
    assert!(stale.is_empty(), "seeded or gone, no longer to be excused: {stale:?}");
}

/// Ten mistakes in one file are told in one run.
#[test]
fn many_independent_mistakes_at_once() {
    let many = |project: &Project| project.files.len() == 1 && project.seeded.len() >= 10;
    let count = projects().iter().filter(|project| many(project)).count();
    assert!(count >= 3, "only {count} files have ten defects");
}

#[test]
fn safe_fixes_mend_what_they_promise() {
    let (mut wrong, mut applied) = (Vec::new(), 0);
    for project in projects() {
        let compiled = compile(&MemorySources::new(project.files.clone()));
        for one in project.seeded.iter().filter(|one| one.fix.is_some()) {
            match mended(&project.files, &compiled, one) {
                Ok(()) => applied += 1,
                Err(why) => {
                    wrong.push(format!("{}/{}:{} {}: {why}", project.name, one.file, one.line, one.code))
                }
            }
        }
    }
    println!("{applied} fixes applied");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(applied >= 25, "only {applied} fixes are expected");
}

/// Applies the fix that is expected, and looks whether the same is said again.
fn mended(files: &Files, compiled: &Compiled, one: &Seeded) -> Result<(), String> {
    let here =
        |diagnostic: &&Diagnostic| Seeded { fix: one.fix.clone(), ..reported(compiled, diagnostic) } == *one;
    let wanted = one.fix.as_deref().unwrap_or_default();
    let titled = |fix: &&Fix| fix.title.in_tongue(Tongue::English) == wanted;
    let candidates: Vec<&Diagnostic> = compiled.diagnostics.iter().filter(here).collect();
    let found =
        candidates.iter().find_map(|diagnostic| Some((diagnostic, diagnostic.fixes.iter().find(titled)?)));
    let Some((diagnostic, fix)) = found else {
        let titles = candidates.iter().flat_map(|diagnostic| &diagnostic.fixes);
        let titles: Vec<String> = titles.map(|fix| fix.title.in_tongue(Tongue::English)).collect();
        return Err(format!("no fix {wanted:?}, only {titles:?}"));
    };
    if !fix.safe {
        return Err(format!("the fix {wanted:?} is not safe"));
    }
    let after = compile(&MemorySources::new(edited(files, compiled, &fix.edits)));
    let said = |compiled: &Compiled| {
        let same = |other: &&Diagnostic| other.code == diagnostic.code && other.message == diagnostic.message;
        compiled.diagnostics.iter().filter(same).count()
    };
    if said(&after) < said(compiled) { Ok(()) } else { Err(format!("still there after {wanted:?}")) }
}

fn edited(files: &Files, compiled: &Compiled, edits: &[Edit]) -> Files {
    let mut files = files.clone();
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        let path = &compiled.files.get(edit.span.file).expect("an edit stands in a file").path;
        let text = files.get_mut(path).expect("a file of the project");
        text.splice(edit.span.start as usize..edit.span.end as usize, edit.text.bytes());
    }
    files
}
