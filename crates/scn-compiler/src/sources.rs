//! Where the files of a project come from. The compiler itself touches no disk.

use std::collections::BTreeMap;
use std::fmt;

/// The files of one project. Paths are relative to the project, with `/`.
pub trait Sources {
    /// All `.scn` files, sorted.
    fn list(&self) -> Result<Vec<String>, SourceError>;
    /// The bytes of a file: a scenario or a catalog.
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError>;
    /// How many bytes a file has, if it is there.
    fn size(&self, path: &str) -> Option<u64> {
        self.read(path).ok().and_then(|bytes| u64::try_from(bytes.len()).ok())
    }
    /// All other files, sorted, for "did you mean" on catalog paths; may be empty.
    fn data_files(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Why a file cannot be read, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    pub path: String,
    pub reason: String,
    /// There is no such file; otherwise it is there, but cannot or may not be read.
    pub missing: bool,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}
impl std::error::Error for SourceError {}

/// Files held in memory, for tests and for the browser.
#[derive(Clone, Debug, Default)]
pub struct MemorySources {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl MemorySources {
    pub fn new<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        MemorySources { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Sources for MemorySources {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        Ok(self.files.keys().filter(|path| path.ends_with(".scn")).cloned().collect())
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.files.get(path).cloned().ok_or_else(|| SourceError {
            path: path.to_owned(),
            reason: "there is no such file".to_owned(),
            missing: true,
        })
    }
    fn data_files(&self) -> Vec<String> {
        self.files.keys().filter(|path| !path.ends_with(".scn")).cloned().collect()
    }
}
