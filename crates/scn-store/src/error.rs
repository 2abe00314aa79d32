use std::fmt;

/// Why the store could not do what was asked. Nothing of the operation is kept when it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// No room left on the disk.
    Full,
    /// Another process holds the file.
    Locked { path: String },
    /// The file was written by a newer version of this program.
    Newer { path: String, found: u32, known: u32 },
    /// The file was written by an older version of this program, and is only being read.
    Older { path: String, found: u32, known: u32 },
    /// The copy could not be made.
    CannotBackUp { path: String, reason: String },
    /// The file exists but is no store of ours.
    Foreign { path: String },
    /// The file cannot be opened or created.
    CannotOpen { path: String, reason: String },
    /// The file, or its folder, may not be written to.
    ReadOnly,
    /// Somebody else is writing to the file, with a tool of their own.
    Busy,
    /// The disk does not do what it must.
    Disk { reason: String },
    /// The content is not what it must be.
    Damaged { reason: String },
    /// The partition has gone to another node.
    Fenced,
    /// Nobody knows whether it was done. Every operation may be repeated; after a claim, `recover` comes first.
    Unanswered { operation: String },
    /// The writer has ended; the process is shutting down or must be started again.
    Stopped,
    /// Anything else the database said.
    Failed { reason: String },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Full => f.write_str("the disk is full: make room, nothing that was accepted is lost"),
            StoreError::Locked { path } => write!(
                f,
                "the store {path} is used by another process: stop the other one, or give this one a store of its own"
            ),
            StoreError::Newer { path, found, known } => write!(
                f,
                "the store {path} has format {found}, this program knows formats up to {known}: use the newer program that wrote it, or another store"
            ),
            StoreError::Older { path, found, known } => write!(
                f,
                "the store {path} still has format {found}, this program reads format {known}: start `scn serve` of this version once, it brings the store up to date"
            ),
            StoreError::CannotBackUp { path, reason } => {
                write!(f, "no backup was written to {path}: {reason}")
            }
            StoreError::Foreign { path } => {
                write!(f, "{path} is a file of another program: choose another path for the store")
            }
            StoreError::CannotOpen { path, reason } => write!(
                f,
                "cannot open the store {path}: {reason}; check that the folder exists and may be written to"
            ),
            StoreError::ReadOnly => f.write_str(
                "the store may not be written to: give this user the right to write to the file and its folder (they must be on a disk that may be written), then start again",
            ),
            StoreError::Busy => f.write_str(
                "another program is writing to the store, perhaps a database tool: close it; this is tried again",
            ),
            StoreError::Disk { reason } => write!(
                f,
                "the disk with the store does not answer as it should ({reason}): look at the disk, and make a backup while it still can be read"
            ),
            StoreError::Damaged { reason } => {
                write!(f, "the store is damaged ({reason}): restore the last backup")
            }
            StoreError::Fenced => f.write_str(
                "another process has taken over this work: nothing was changed; see that only one serves this number, or leave it to the other one",
            ),
            StoreError::Unanswered { operation } => write!(
                f,
                "the store did not answer ({operation}): it is tried again; if this goes on, look at the store's machine and network"
            ),
            StoreError::Stopped => f.write_str("the store has stopped: start the program again"),
            StoreError::Failed { reason } => write!(f, "the store failed: {reason}"),
        }
    }
}
impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, ReadOnly, SystemIoFailure,
        };
        let reason = error.to_string();
        match error.sqlite_error_code() {
            Some(DiskFull) => StoreError::Full,
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Busy,
            Some(ReadOnly) => StoreError::ReadOnly,
            Some(SystemIoFailure) => StoreError::Disk { reason },
            Some(DatabaseCorrupt | NotADatabase) => StoreError::Damaged { reason },
            _ => StoreError::Failed { reason },
        }
    }
}
