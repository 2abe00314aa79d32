//! Projects on disk, as the compiler wants them.

use scn_compiler::{Compiled, SourceError, Sources, compile};
use scn_engine::Scenario;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ has a parent").to_path_buf()
}

/// A folder whose `.scn` files are one project.
pub struct Folder(pub PathBuf);

impl Folder {
    fn files(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(relative) = path.strip_prefix(&self.0) {
                    found.push(relative.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.retain(|path| wanted(path));
        found.sort();
        found
    }
}

impl Sources for Folder {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        Ok(self.files(|path| path.ends_with(".scn")))
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        fs::read(self.0.join(path)).map_err(|error| SourceError {
            path: path.to_owned(),
            reason: error.to_string(),
            missing: error.kind() == std::io::ErrorKind::NotFound,
        })
    }
    fn data_files(&self) -> Vec<String> {
        self.files(|path| !path.ends_with(".scn"))
    }
}

/// The diagnostics, one line each, for the message of a failed test.
pub fn errors(compiled: &Compiled) -> String {
    let place = |d: &scn_diag::Diagnostic| {
        let file = compiled.files.get(d.span.file)?;
        Some(format!("{}:{}", file.path, file.line_column(d.span.start).line))
    };
    let line =
        |d: &scn_diag::Diagnostic| format!("{} {} {}", place(d).unwrap_or_default(), d.code, d.message);
    compiled.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Compiles a project that must be without fault, ready to run.
pub fn load(sources: &dyn Sources) -> Scenario {
    let compiled = compile(sources);
    assert!(compiled.diagnostics.is_empty(), "the project has faults:\n{}", errors(&compiled));
    let graph = compiled.graph.expect("a project without faults has a graph");
    Scenario::load(graph).expect("a compiled graph loads")
}
