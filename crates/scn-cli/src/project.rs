//! A project on disk: the compiler's files come from here.

use crate::exit::{Exit, Failure, in_words};
use scn_compiler::{SourceError, Sources};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Larger files are a mistake: a scenario is text that a person wrote.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Folders in folders; deeper ones are a loop or no project.
const DEEPEST: usize = 32;

/// The files of a project, found once when it is opened. Paths are relative to its folder, with `/`.
#[derive(Debug)]
pub(crate) struct Project {
    root: PathBuf,
    scenarios: Vec<String>,
    data: Vec<String>,
}

impl Project {
    /// A folder, or one `.scn` file with the data beside it.
    pub(crate) fn open(path: &Path) -> Result<Project, Failure> {
        let meta = fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
        if meta.is_dir() { Project::of_folder(path) } else { Project::of_file(path) }
    }

    fn of_folder(root: &Path) -> Result<Project, Failure> {
        let mut walk = Walk::default();
        walk.folder(root, "", 0)?;
        walk.files.sort();
        let (scenarios, data): (Vec<String>, Vec<String>) =
            walk.files.into_iter().partition(|path| path.ends_with(".scn"));
        if scenarios.is_empty() {
            return Err(Failure::new(
                Exit::Problems,
                format!(
                    "there is no .scn file in {}; `scn new NAME` makes a project that works",
                    root.display()
                ),
            ));
        }
        Ok(Project { root: root.to_owned(), scenarios, data })
    }

    fn of_file(path: &Path) -> Result<Project, Failure> {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| name.ends_with(".scn")) else {
            return Err(Failure::usage(format!("{} is neither a folder nor a .scn file", path.display())));
        };
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let root = parent.unwrap_or(Path::new(".")).to_owned();
        Ok(Project { root, scenarios: vec![name.to_owned()], data: Vec::new() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path of the project as seen from where the command was started.
    pub(crate) fn shown(&self, path: &str) -> String {
        let root: PathBuf = self.root.components().filter(|part| *part != Component::CurDir).collect();
        root.join(path).display().to_string()
    }
}

impl Sources for Project {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        Ok(self.scenarios.clone())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let error = |reason: String| SourceError { path: path.to_owned(), reason, missing: false };
        let failed = |e: std::io::Error| {
            let missing = matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
            SourceError { missing, ..error(in_words(&e)) }
        };
        if !is_inside(path) {
            return Err(error("the path leads out of the project; put the file inside it".to_owned()));
        }
        let full = self.root.join(path);
        let meta = fs::metadata(&full).map_err(failed)?;
        if meta.is_dir() {
            return Err(error("it is a folder; name a file in it".to_owned()));
        }
        if !meta.is_file() {
            return Err(error("it is no file".to_owned()));
        }
        if meta.len() > MOST_BYTES {
            return Err(error("it is larger than 64 MB".to_owned()));
        }
        fs::read(&full).map_err(failed)
    }

    /// Files that are sent may be larger than those that are read.
    fn size(&self, path: &str) -> Option<u64> {
        let meta = is_inside(path).then(|| fs::metadata(self.root.join(path)).ok()).flatten()?;
        meta.is_file().then_some(meta.len())
    }

    fn data_files(&self) -> Vec<String> {
        self.data.clone()
    }
}

/// The path does not lead out of the project.
fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[derive(Default)]
struct Walk {
    files: Vec<String>,
    /// Real folders: a link back to one of them is not followed again.
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), Failure> {
        let unreadable = |error: std::io::Error| Failure::file("read the folder", folder, &error);
        let real = folder.canonicalize().map_err(unreadable)?;
        if depth > DEEPEST || !self.seen.insert(real) {
            return Ok(());
        }
        let mut entries =
            fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                if name.as_encoded_bytes().ends_with(b".scn") {
                    let name = name.to_string_lossy();
                    return Err(Failure::environment(format!(
                        "the file name {name} in {} is not written in UTF-8; rename it",
                        folder.display()
                    )));
                }
                continue;
            };
            if name.starts_with('.') || (name == "target" || name == "node_modules") {
                continue;
            }
            // A link to nowhere is no file of the project.
            let Ok(meta) = fs::metadata(entry.path()) else { continue };
            let path = format!("{prefix}{name}");
            if meta.is_dir() {
                self.folder(&entry.path(), &format!("{path}/"), depth + 1)?;
            } else if meta.is_file() {
                self.files.push(path);
            }
        }
        Ok(())
    }
}
