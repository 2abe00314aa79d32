//! `--watch`: checks again whenever a file of the project changes, until Ctrl-C.
//!
//! It looks at the times and sizes of the files a few times a second instead of being notified by the system: that
//! works the same on network drives, in containers and with editors that replace files, and a project is a few
//! hundred files.

use crate::exit::Failure;
use crate::load;
use crate::output::{Output, Stream};
use crate::project::Project;
use scn_compiler::{Session, SourceError, Sources};
use scn_diag::{Diagnostic, Files};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Clears the screen and what was scrolled away, and begins at the top.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J\u{1b}[3J";

/// How a project looked: time and size of each of its files.
pub(crate) type Seen = BTreeMap<String, Option<(SystemTime, u64)>>;

/// Checks now and after every change; returns only when nobody reads the output any more.
pub(super) fn run(
    path: &Path,
    out: &Output,
    report: impl Fn(&Files, &[Diagnostic]) -> String,
) -> Result<(), Failure> {
    let mut session = Session::new();
    // files besides those of the folder that the last check asked for
    let mut asked = BTreeSet::new();
    loop {
        let before = look(path, &asked);
        let known = asked.clone();
        let shown = check(path, out, &mut session, &mut asked, &report);
        let screen = if out.is_terminal(Stream::Out) { CLEAR } else { "" };
        out.print(&format!("{screen}{shown}"))?;
        let seen = look(path, &asked);
        // what changed while it was checked counts as well
        if look(path, &known) == before {
            wait_for_change(path, &asked, &seen);
        }
        wait_for_rest(path, &asked);
    }
}

fn wait_for_change(path: &Path, asked: &BTreeSet<String>, seen: &Seen) {
    while look(path, asked) == *seen {
        std::thread::sleep(LOOK_EVERY);
    }
}

/// An editor writes in several steps: until nothing has changed for a moment.
fn wait_for_rest(path: &Path, asked: &BTreeSet<String>) {
    let mut last = look(path, asked);
    loop {
        std::thread::sleep(LOOK_EVERY);
        let now = look(path, asked);
        if now == last {
            return;
        }
        last = now;
    }
}

pub(crate) fn look(path: &Path, asked: &BTreeSet<String>) -> Seen {
    // a project that is gone for a moment has no files
    let Ok(project) = Project::open(path) else { return Seen::new() };
    let own = project.list().unwrap_or_default().into_iter().chain(project.data_files());
    let paths = own.chain(asked.iter().cloned()).chain(["scn.yaml".to_owned()]);
    let state = |path: &str| {
        let meta = std::fs::metadata(project.root().join(path)).ok()?;
        Some((meta.modified().ok()?, meta.len()))
    };
    paths.map(|path| (path.clone(), state(&path))).collect()
}

/// What is wrong now, and a last line with the time.
fn check(
    path: &Path,
    out: &Output,
    session: &mut Session,
    asked: &mut BTreeSet<String>,
    report: &impl Fn(&Files, &[Diagnostic]) -> String,
) -> String {
    let start = Instant::now();
    let checked = Project::open(path).and_then(|project| {
        let asking = Asking { project: &project, asked: RefCell::default() };
        let compiled = load::compiled_again(&project, &asking, session)?;
        *asked = asking.asked.into_inner();
        Ok((load::shown_files(&project, &compiled.files), compiled.diagnostics))
    });
    match checked {
        Ok((files, diagnostics)) => {
            let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
            let warnings = diagnostics.len() - errors;
            let took = start.elapsed().as_millis();
            let counts = format!("{}, {}", counted(errors, "error"), counted(warnings, "warning"));
            format!("{}{}  {counts}, checked in {took} ms\n", report(&files, &diagnostics), clock())
        }
        Err(failure) => {
            format!("{} {}\n{}  waiting\n", out.paint(Stream::Out, "1;31", "scn:"), failure.message, clock())
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The time of day, in UTC.
fn clock() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs() % 86_400;
    format!("{:02}:{:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A project that remembers what it was asked for.
struct Asking<'p> {
    project: &'p Project,
    asked: RefCell<BTreeSet<String>>,
}

impl Sources for Asking<'_> {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        self.project.list()
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.asked.borrow_mut().insert(path.to_owned());
        self.project.read(path)
    }
    fn size(&self, path: &str) -> Option<u64> {
        self.asked.borrow_mut().insert(path.to_owned());
        self.project.size(path)
    }
    fn data_files(&self) -> Vec<String> {
        self.project.data_files()
    }
}
