//! Thousands of valid files with one token deleted or changed: nothing panics, nothing hangs, and what is reported
//! lies in the statement that was changed, or names it.
//!
//! `SCN_MUTANTS=20000` makes more of them, `SCN_MUTANTS_SHOW=40` prints so many of those whose report lies elsewhere
//! and of those that cause the most reports.

#[path = "mutants/entries.rs"]
mod entries;
#[path = "mutants/mutate.rs"]
mod mutate;

use entries::Entries;
use mutate::{Draw, Mutation, mutations};
use scn_compiler::{MemorySources, Sources, compile};
use scn_diag::{Diagnostic, FileId, Severity, Span};
use scn_tests::{Folder, repository};
use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How many are made when nobody says how many.
const MUTANTS: usize = 3000;
/// Longer than this is a hang, also on a slow machine.
const TOO_LONG: Duration = Duration::from_secs(5);
const AT_LEAST_IN_PLACE: f64 = 0.95;
const AT_MOST_ERRORS: f64 = 1.5;

/// A file of an example, its project and its entries.
struct Original {
    name: String,
    project: Arc<MemorySources>,
    path: String,
    text: String,
    entries: Entries,
}

struct Mutant {
    original: Arc<Original>,
    mutation: Mutation,
}

impl Mutant {
    fn text(&self) -> String {
        self.mutation.apply(&self.original.text)
    }

    fn describe(&self) -> String {
        let line = entries::line_of(&self.original.text, self.mutation.start);
        let text = self.text();
        let now = text.lines().nth(line).unwrap_or("").trim();
        format!("{}/{}:{}: {}  |  {now}", self.original.name, self.original.path, line + 1, self.mutation)
    }
}

/// What became of a mutant.
struct Outcome {
    at: usize,
    took: Duration,
    /// What is said, with its place; nothing when it panicked.
    errors: Option<Vec<String>>,
    in_place: bool,
}

fn originals() -> Vec<Arc<Original>> {
    let mut originals = Vec::new();
    let mut folders: Vec<_> =
        std::fs::read_dir(repository().join("examples")).expect("examples/").flatten().collect();
    folders.sort_by_key(|folder| folder.path());
    for folder in folders.into_iter().filter(|folder| folder.path().is_dir()) {
        let name = folder.file_name().to_string_lossy().into_owned();
        let folder = Folder(folder.path());
        let scenarios = folder.list().expect("a folder");
        let all = scenarios.iter().cloned().chain(folder.data_files());
        let project = Arc::new(MemorySources::new(
            all.map(|path| (path.clone(), folder.read(&path).expect("a file that was listed"))),
        ));
        for path in scenarios {
            let text = String::from_utf8(project.files[&path].clone()).expect("UTF-8");
            let entries = Entries::of(&scn_syntax::parse(FileId(0), &text).tree);
            let (name, project) = (name.clone(), project.clone());
            originals.push(Arc::new(Original { name, project, path, text, entries }));
        }
    }
    originals
}

/// So many mutants, drawn from all files; the same ones each time.
fn mutants(count: usize) -> Vec<Mutant> {
    let mut draw = Draw::new(20_261_122);
    let mut all: Vec<Mutant> = Vec::new();
    for original in originals() {
        let found = mutations(&original.text, &mut draw);
        all.extend(found.into_iter().map(|mutation| Mutant { original: original.clone(), mutation }));
    }
    assert!(all.len() >= count, "only {} places to change", all.len());
    draw.shuffle(&mut all);
    all.truncate(count);
    all
}

fn check(at: usize, mutant: &Mutant) -> Outcome {
    let mut sources = MemorySources::clone(&mutant.original.project);
    let text = mutant.text();
    sources.files.insert(mutant.original.path.clone(), text.clone().into_bytes());
    let started = Instant::now();
    let compiled = catch_unwind(AssertUnwindSafe(|| compile(&sources)));
    let took = started.elapsed();
    let Ok(compiled) = compiled else { return Outcome { at, took, errors: None, in_place: false } };
    let errors = || compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let lines = mutant.original.entries.lines_of(&mutant.original.text, mutant.mutation.start);
    let in_lines = |span: Span| {
        let file = compiled.files.get(span.file);
        file.is_some_and(|file| file.path == mutant.original.path)
            && lines.contains(&entries::line_of(&text, span.start))
    };
    let is_in_place = |error: &Diagnostic| {
        in_lines(error.span)
            || error.labels.iter().any(|label| in_lines(label.span))
            || mutant.mutation.names().any(|name| says(error, name))
    };
    let in_place = errors().any(is_in_place);
    let line = |error: &Diagnostic| {
        let file = compiled.files.get(error.span.file);
        let place = file.map(|file| (file.path.as_str(), file.line_column(error.span.start).line));
        let (path, line) = place.unwrap_or_default();
        format!("{path}:{line}: {} {}", error.code, error.message)
    };
    Outcome { at, took, errors: Some(errors().map(line).collect()), in_place }
}

/// Whether the words of a diagnostic name the name.
fn says(diagnostic: &Diagnostic, name: &str) -> bool {
    let labels = diagnostic.labels.iter().map(|label| &label.text);
    let mut words = std::iter::once(&diagnostic.message).chain(labels).map(ToString::to_string);
    words.any(|words| words.split('`').skip(1).step_by(2).any(|quoted| quoted == name))
}

/// Checks all of them on all cores; stops when one takes too long.
fn check_all(mutants: &Arc<Vec<Mutant>>) -> Vec<Outcome> {
    let next = Arc::new(AtomicUsize::new(0));
    let busy: Arc<Mutex<BTreeMap<usize, Instant>>> = Arc::default();
    let (sender, receiver) = channel::<Outcome>();
    let work = |sender: Sender<Outcome>| {
        let (mutants, next, busy) = (mutants.clone(), next.clone(), busy.clone());
        thread::spawn(move || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(mutant) = mutants.get(at) else { return };
                busy.lock().expect("no panic holds it").insert(at, Instant::now());
                let outcome = check(at, mutant);
                busy.lock().expect("no panic holds it").remove(&at);
                if sender.send(outcome).is_err() {
                    return;
                }
            }
        });
    };
    (0..thread::available_parallelism().map_or(2, usize::from)).for_each(|_| work(sender.clone()));
    drop(sender);
    let mut outcomes = Vec::with_capacity(mutants.len());
    loop {
        match receiver.recv_timeout(Duration::from_secs(1)) {
            Ok(outcome) => outcomes.push(outcome),
            Err(RecvTimeoutError::Disconnected) => return outcomes,
            Err(RecvTimeoutError::Timeout) => {
                let busy = busy.lock().expect("no panic holds it");
                let stuck = busy.iter().find(|(_, since)| since.elapsed() > TOO_LONG * 2);
                assert!(stuck.is_none(), "hangs: {}", mutants[*stuck.expect("one").0].describe());
            }
        }
    }
}

#[test]
fn one_changed_token_is_reported_where_it_is() {
    let count = env::var("SCN_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(MUTANTS);
    let show = env::var("SCN_MUTANTS_SHOW").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let mutants = Arc::new(mutants(count));
    let mut outcomes = check_all(&mutants);
    outcomes.sort_by_key(|outcome| outcome.at);

    let panicked: Vec<_> = outcomes.iter().filter(|outcome| outcome.errors.is_none()).collect();
    assert!(panicked.is_empty(), "panics: {}", mutants[panicked[0].at].describe());
    let slow = outcomes.iter().find(|outcome| outcome.took > TOO_LONG);
    assert!(slow.is_none(), "takes {:?}: {}", slow.unwrap().took, mutants[slow.unwrap().at].describe());

    let wrong: Vec<(&Outcome, &[String])> = outcomes
        .iter()
        .filter_map(|outcome| Some((outcome, outcome.errors.as_deref().filter(|errors| !errors.is_empty())?)))
        .collect();
    let in_place = wrong.iter().filter(|(outcome, _)| outcome.in_place).count() as f64 / wrong.len() as f64;
    let errors = wrong.iter().map(|(_, errors)| errors.len()).sum::<usize>() as f64 / wrong.len() as f64;
    let alone = wrong.iter().filter(|(_, errors)| errors.len() == 1).count() as f64 / wrong.len() as f64;
    let longest = outcomes.iter().map(|outcome| outcome.took).max().unwrap_or_default();
    println!(
        "{} mutants, {} of them do not compile: {:.1} % reported in the changed statement or by its name, \
         {errors:.2} errors each ({:.0} % exactly one), the slowest took {longest:?}",
        outcomes.len(),
        wrong.len(),
        100.0 * in_place,
        100.0 * alone
    );
    show_some(&mutants, &wrong, show);
    assert!(wrong.len() * 3 > outcomes.len(), "too few mutants that do not compile to say anything");
    assert!(in_place >= AT_LEAST_IN_PLACE, "only {:.1} % in place", 100.0 * in_place);
    assert!(errors < AT_MOST_ERRORS, "{errors:.2} errors for one mistake");
}

fn show_some(mutants: &[Mutant], wrong: &[(&Outcome, &[String])], show: usize) {
    for (outcome, errors) in wrong.iter().filter(|(outcome, _)| !outcome.in_place).take(show) {
        print(&mutants[outcome.at], "elsewhere", errors);
    }
    let mut many: Vec<_> = wrong.iter().filter(|(_, errors)| errors.len() > 1).collect();
    many.sort_by_key(|(_, errors)| std::cmp::Reverse(errors.len()));
    for (outcome, errors) in many.into_iter().take(show) {
        print(&mutants[outcome.at], "many", errors);
    }
}

fn print(mutant: &Mutant, what: &str, errors: &[String]) {
    println!("{what} ({}): {}", errors.len(), mutant.describe());
    errors.iter().take(6).for_each(|error| println!("    {error}"));
}
