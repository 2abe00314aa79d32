//! From a path to something that runs.

use crate::exit::{Exit, Failure};
use crate::levels;
use crate::output::{Output, Stream};
use crate::project::Project;
use scn_compiler::{Compiled, Example, Options, Session, Sources, TestCase, compile_with};
use scn_diag::{Diagnostic, Files, render};
use scn_engine::Scenario;
use scn_graph::{Graph, NodeId};
use std::path::Path;
use std::sync::Arc;

/// A project that was read and compiled, with paths as seen from where the command was started.
pub(crate) struct Loaded {
    pub(crate) files: Files,
    /// The same paths as the project knows them.
    own_paths: Vec<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) graph: Option<Graph>,
    pub(crate) tests: Vec<TestCase>,
    pub(crate) examples: Vec<Example>,
}

/// Compiles a project, whatever is wrong in it.
pub(crate) fn load(path: &Path) -> Result<Loaded, Failure> {
    load_in_phases(path, &|_| {})
}

/// The same; `phase` is called when a phase of the compiler begins.
pub(crate) fn load_in_phases(path: &Path, phase: &dyn Fn(&'static str)) -> Result<Loaded, Failure> {
    let project = Project::open(path)?;
    let options = Options { levels: levels::of_project(&project)?, phase };
    let Compiled { files, diagnostics, graph, tests, examples, .. } = compile_with(&project, &options);
    let shown = shown_files(&project, &files);
    let own_paths = files.iter().map(|(_, file)| file.path.clone()).collect();
    Ok(Loaded { files: shown, own_paths, diagnostics, graph, tests, examples })
}

/// The texts of `sources`, with the levels of the project.
pub(crate) fn compiled(project: &Project, sources: &dyn Sources) -> Result<Compiled, Failure> {
    let options = Options { levels: levels::of_project(project)?, ..Options::default() };
    Ok(compile_with(sources, &options))
}

/// The same once more, with what the session knows of last time.
pub(crate) fn compiled_again(
    project: &Project,
    sources: &dyn Sources,
    session: &mut Session,
) -> Result<Compiled, Failure> {
    let options = Options { levels: levels::of_project(project)?, ..Options::default() };
    Ok(session.compile(sources, &options))
}

/// The files with paths as seen from where the command was started.
pub(crate) fn shown_files(project: &Project, files: &Files) -> Files {
    let mut shown = Files::new();
    for (_, file) in files.iter() {
        shown.add(project.shown(&file.path), file.text.as_str());
    }
    shown
}

/// Where a node was written, and the line there.
pub(crate) struct Written {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) text: String,
}

impl Loaded {
    pub(crate) fn written(&self, graph: &Graph, node: NodeId) -> Option<Written> {
        let (file, line) = graph.source.nodes.get(node.index())?;
        let own = graph.source.files.get(usize::from(*file))?;
        let at = self.own_paths.iter().position(|path| path == own)?;
        let (_, file) = self.files.iter().nth(at)?;
        let text = file.text.lines().nth(line.checked_sub(1)? as usize)?.trim().to_owned();
        Some(Written { file: file.path.clone(), line: *line, text })
    }
}

/// Compiles a project that must be right: errors and warnings go to standard error, errors end the command.
pub(crate) fn must_compile(path: &Path, out: &Output) -> Result<(Graph, Loaded), Failure> {
    let mut loaded = load(path)?;
    out.note(&render::text(&loaded.files, &loaded.diagnostics, out.look(Stream::Err)));
    match loaded.graph.take().filter(|_| !loaded.diagnostics.iter().any(Diagnostic::is_error)) {
        Some(graph) => Ok((graph, loaded)),
        None => Err(Failure::said(Exit::Problems)),
    }
}

/// Compiles a project whose understanding is looked at: its warnings are for `scn check`, and of its errors only those
/// count that leave nothing to look at.
pub(crate) fn must_run(path: &Path, out: &Output) -> Result<(Graph, Loaded), Failure> {
    let mut loaded = load(path)?;
    if let Some(graph) = loaded.graph.take() {
        return Ok((graph, loaded));
    }
    let errors: Vec<Diagnostic> = loaded.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    out.note(&render::text(&loaded.files, &errors, out.look(Stream::Err)));
    Err(Failure::said(Exit::Problems))
}

/// A project, or a scenario that `scn build` compiled.
pub(crate) fn graph(path: &Path, out: &Output) -> Result<Graph, Failure> {
    if let Some(graph) = compiled_file(path)? {
        return Ok(graph);
    }
    Ok(must_compile(path, out)?.0)
}

/// A scenario that `scn build` compiled; nothing for a project.
pub(crate) fn compiled_file(path: &Path) -> Result<Option<Graph>, Failure> {
    if path.extension().is_none_or(|extension| extension != "scnc") {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    let graph = Graph::from_bytes(&bytes);
    graph.map(Some).map_err(|error| Failure::environment(format!("{}: {error}", path.display())))
}

pub(crate) fn scenario(graph: Graph) -> Result<Arc<Scenario>, Failure> {
    let refused = |error| Failure::new(Exit::Problems, format!("the scenario cannot run: {error}"));
    Scenario::load(graph).map(Arc::new).map_err(refused)
}
