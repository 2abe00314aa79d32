//! A copy of the file while it is in use.
//!
//! `VACUUM INTO` reads one moment and holds nobody up. The online backup interface would begin again with every commit
//! of the running process. What was deleted is not in the copy.

use super::reading::SqliteReader;
use crate::StoreError;
use rusqlite::{Connection, OpenFlags, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// SQLite's steps between two reports.
const STEPS: i32 = 100_000;

pub(super) fn backup(
    source: &SqliteReader,
    to: &Path,
    mut progress: impl FnMut(u64, u64) + Send + 'static,
) -> std::result::Result<u64, StoreError> {
    let failed = |reason: String| StoreError::CannotBackUp { path: to.display().to_string(), reason };
    if to.exists() {
        return Err(failed(
            "there is such a file already, and it stays as it is; choose another name".to_owned(),
        ));
    }
    let part = Part::beside(to);
    let connection = source.connect()?;
    let total = size(&connection)?;
    let written = part.0.clone();
    let report = move || {
        progress(fs::metadata(&written).map_or(0, |file| file.len()).min(total), total);
        false
    };
    connection.progress_handler(STEPS, Some(report))?;
    connection.execute("VACUUM INTO ?1", [part.0.to_string_lossy()]).map_err(
        |error| match StoreError::from(error) {
            StoreError::Failed { reason } => failed(reason),
            other => other,
        },
    )?;
    check(&part.0)?;
    // SQLite does not flush what it writes this way.
    let file = File::options().write(true).open(&part.0).map_err(|error| failed(error.to_string()))?;
    file.sync_all().map_err(|error| failed(error.to_string()))?;
    let length = file.metadata().map_err(|error| failed(error.to_string()))?.len();
    put_in_place(&part.0, to).map_err(|error| failed(error.to_string()))?;
    Ok(length)
}

/// The file while it is not whole; gone when something fails.
struct Part(PathBuf);

impl Part {
    fn beside(to: &Path) -> Part {
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let part = Part(PathBuf::from(name));
        // Left by a backup that was broken off.
        let _ = fs::remove_file(&part.0);
        part
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Gives the file its name, unless somebody was faster.
fn put_in_place(part: &Path, to: &Path) -> std::io::Result<()> {
    match fs::hard_link(part, to) {
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => fs::rename(part, to)?,
        linked => linked?,
    }
    // The name has to survive a loss of power too; not every system can flush a folder.
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn size(connection: &Connection) -> Result<u64> {
    let pragma = |name: &str| {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).map(i64::cast_unsigned)
    };
    Ok(pragma("page_count")? * pragma("page_size")?)
}

/// Reads all of the copy, and makes it ready to be gone on with: numbers that the running store gives away from now on
/// are known to the platform and to other systems; the copy must not give them to something else.
fn check(part: &Path) -> std::result::Result<(), StoreError> {
    let copy = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let found: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(StoreError::Damaged { reason: found });
    }
    copy.execute(
        "UPDATE sqlite_sequence SET seq = seq + ?1 + (random() & ?1) WHERE name IN ('outbox', 'calls')",
        [(1_i64 << 40) - 1],
    )?;
    Ok(())
}
