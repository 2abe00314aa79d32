//! A project's files to a graph, with everything that is wrong on the way. The passes, in order: read the files,
//! collect names, declarations (settings, catalogs, choices, records, memory, teams), flows (heads, slots, what is known
//! where), lower to nodes, listeners, measure, tests.
//!
//! Rules of meaning that may surprise:
//! - Names are unique over the whole project and visible everywhere; `use` only adds a qualified way to say them.
//! - What is remembered is never a bare name: `contact.address` is memory, `address` a slot.
//! - A slot is known after its `ask` on every way; `go` to a step asks the slots of that step's own body again.
//! - `confirm` without words for "no" leads to `correct`, never on.
//! - After `otherwise` the question is asked again, unless the block goes elsewhere or sets the slot itself.
//! - After a ladder's `otherwise` the question is asked again; questions of tunnels that a ladder enters do not inherit it.
//! - A `handoff` at the end of `failed` or `late` gives the rest to people: the flow does not come back from it.
//! - After `too_late` the customer is back at the question they were asked (a `Resume`).
//! - `answer from` that finds nothing lets the next one right behind it try; after the last, an escape gives up.
//! - What a call locks is what it reads, what decides that it is made, and what would clear one of those.
//! - Slots whose name has a `.` belong to the compiler: what a `for` keeps while it runs.
//! - Guards of choice values (`only when`) read slots by name, because one choice may be asked in several flows.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::todo,
        clippy::unimplemented
    )
)]

mod allows;
mod build;
mod catalog;
mod connectors;
mod declared;
mod expr;
mod flow;
pub mod i18n;
mod knowledge;
mod later;
mod lints;
mod listeners;
mod locales;
mod lookup;
mod lower;
mod modules;
mod names;
mod openapi;
mod phrases;
mod read;
mod report;
mod seal;
mod sent;
mod session;
mod settings;
mod sources;
mod templates;
mod testcase;
mod testing;
mod text;
mod translate;
mod triggers;
mod types;
pub mod window;
mod worded;

#[cfg(test)]
mod tests;

pub use flow::traps::{Help, Ladder, Waiting, WaitingPoint, traps};
pub use i18n::{MessageEntry, Words, messages};
pub use modules::standard_modules;
pub use session::Session;
pub use sources::{MemorySources, SourceError, Sources};
pub use testcase::{ConnectorDoes, Line, LineKind, TestCase};

use build::Build;
use report::Report;
use scn_diag as codes;
use scn_diag::{Diagnostic, Files, Levels, Span};
use scn_graph::{Graph, Language};
use std::rc::Rc;

/// What compiling a project gives: always the diagnostics, and a graph when there can be one.
pub struct Compiled {
    pub files: Files,
    pub diagnostics: Vec<Diagnostic>,
    /// There is one unless something fixed is wrong. It may run only when no diagnostic is an error.
    pub graph: Option<Graph>,
    pub tests: Vec<TestCase>,
    /// What the escapes and entries of the graph learnt from, as it was written.
    pub examples: Vec<Example>,
    /// As the scenario names them, the first one first.
    pub languages: Vec<Language>,
    messages: Vec<MessageEntry>,
}

/// One of the examples of `like`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// By its place in the graph.
    pub listener: u32,
    pub text: String,
    pub place: Span,
}

/// How to compile.
pub struct Options<'o> {
    /// What the project makes of the diagnostics that it may switch.
    pub levels: Levels,
    /// Called when a phase begins, with its name, for whoever has a clock.
    pub phase: &'o dyn Fn(&'static str),
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { levels: Levels::default(), phase: &|_| {} }
    }
}

/// Compiles every `.scn` file that `sources` lists.
pub fn compile(sources: &dyn Sources) -> Compiled {
    compile_with(sources, &Options::default())
}

pub fn compile_with(sources: &dyn Sources, options: &Options<'_>) -> Compiled {
    compiled(sources, None, options, &mut Session::default())
}

/// One file, `main.scn`.
pub fn compile_text(text: &str) -> Compiled {
    compile(&MemorySources::new([("main.scn", text)]))
}

/// A standard module by itself, in a project that does nothing but use it, with the module's own tests.
pub fn compile_standard(name: &str) -> Option<Compiled> {
    modules::standard(name)?;
    let project = format!("scenario standard {{ language en, fr, de, it }}\nuse std.{name}\n");
    let sources = MemorySources::new([("main.scn", project)]);
    Some(compiled(&sources, Some(name), &Options::default(), &mut Session::default()))
}

fn compiled(
    sources: &dyn Sources,
    tests_of: Option<&str>,
    options: &Options<'_>,
    session: &mut Session,
) -> Compiled {
    let mut report = Report::default();
    (options.phase)("read");
    let mut trees = read::read(sources, session, &mut report);
    let locales = locales::read(&mut trees, sources, &mut report);
    (options.phase)("names");
    report.note_what_could_not_be_read(&trees.files);
    later::check(&trees.trees, &mut report);
    let allows = allows::collect(&trees.trees, &trees.files, &mut report);
    let names = Rc::new(names::collect(&trees, tests_of, &mut report));
    let mut build = Build::new(&trees.files, sources, names, locales, report);
    build.learnt = std::mem::take(&mut session.learnt);
    let (build, tests) = passes(build, options);
    session.learnt = build.learnt;
    let sound = !build.report.is_broken();
    let examples = worded::examples(&build.words.listeners);
    let graph = sound.then_some(build.graph);
    let (languages, messages) = (build.languages, build.messages);
    let (locales, text_places) = (build.locales, build.text_places);
    let home = |place| locales.home(&trees.files, &text_places, place);
    let allowed = |diagnostics| allows.apply(diagnostics, &trees.files, sound, home);
    let diagnostics =
        build.report.finish(allowed, &options.levels, |diagnostic| locales.relocate(diagnostic));
    session.keep(&mut trees);
    let mut files = trees.files;
    files.truncate(locales.real_files);
    Compiled { files, diagnostics, graph, tests, examples, languages, messages }
}

fn passes<'t>(mut build: Build<'t>, options: &Options<'_>) -> (Build<'t>, Vec<TestCase>) {
    (options.phase)("types");
    build.read_settings();
    build.read_phrases();
    build.read_purposes();
    build.read_catalogs();
    let described = build.read_descriptions();
    build.read_choices();
    build.add_described_choices(&described);
    build.read_records(&described.records);
    build.read_memory();
    build.read_teams();
    build.read_connectors(&described);
    let plans = build.plan_flows();
    build.make_cart(&plans);
    build.read_heads(&plans);
    build.read_templates();
    build.read_slots(&plans);
    build.read_guards();
    (options.phase)("flows");
    build.lower(&plans);
    (options.phase)("listeners");
    build.read_listeners(&plans);
    build.read_triggers(&plans);
    (options.phase)("graph");
    build.check_languages();
    build.seal();
    build.check_keys();
    build.measure();
    build.map_source();
    lints::check(&mut build, &plans, options.phase);
    (options.phase)("tests");
    let tests = build.read_tests();
    (build, tests)
}
