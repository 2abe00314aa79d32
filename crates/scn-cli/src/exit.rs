//! How a command ends.

use std::process::ExitCode;

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Fine = 0,
    /// The scenario has errors, or tests failed.
    Problems = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// A file or the network cannot be read or written.
    Environment = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command stops before its end. An empty message was said already.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure { exit, message: message.into() }
    }
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, message)
    }
    pub(crate) fn environment(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Environment, message)
    }
    /// A file operation that failed, in words.
    pub(crate) fn file(what: &str, path: &std::path::Path, error: &std::io::Error) -> Failure {
        Failure::environment(format!("cannot {what} {}: {}", path.display(), in_words(error)))
    }
    pub(crate) fn said(exit: Exit) -> Failure {
        Failure::new(exit, "")
    }
}

/// What the system reports, without its numbers.
pub(crate) fn in_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "you have no permission".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is a file, not a folder".to_owned(),
        ErrorKind::AlreadyExists => "it exists already".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        ErrorKind::AddrInUse => "the port is taken by another program".to_owned(),
        _ => error.to_string(),
    }
}
