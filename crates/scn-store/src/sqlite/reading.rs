//! Looking into a file, also one that another process writes.

use super::{contacts, conversations, looking, outbox, review, schema, turns};
use crate::*;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Connections kept open.
const READERS: usize = 16;

/// What looks into a file.
pub(super) trait Reads: Send + Sync {
    fn file(&self) -> &SqliteReader;
}

/// A store that is only looked at. Another process may be using it, and is not held up.
pub struct SqliteReader {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Reads for SqliteReader {
    fn file(&self) -> &SqliteReader {
        self
    }
}

impl SqliteReader {
    /// Opens a file that has been brought up to date before.
    pub(super) fn of(path: &Path) -> SqliteReader {
        SqliteReader { path: path.to_owned(), idle: Mutex::default() }
    }

    pub(super) fn open(path: &Path) -> Result<SqliteReader, StoreError> {
        let shown = path.display().to_string();
        let reader = SqliteReader::of(path);
        let connection = reader.connect()?;
        let (found, known) = (schema::version(&connection)?, schema::KNOWN);
        if !schema::is_ours(&connection)? {
            return Err(StoreError::Foreign { path: shown });
        }
        match found {
            _ if found > known => Err(StoreError::Newer { path: shown, found, known }),
            _ if found < known => Err(StoreError::Older { path: shown, found, known }),
            _ => {
                reader.put_back(connection);
                Ok(reader)
            }
        }
    }

    pub(super) fn connect(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(&self.path, flags);
        let connection = opened.map_err(|error| super::cannot_open(&self.path, &error))?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(connection)
    }

    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| self.connect(), Ok)?;
        // One transaction, so that several statements see the same moment.
        connection.execute_batch("BEGIN")?;
        let result = work(&connection);
        connection.execute_batch("COMMIT")?;
        self.put_back(connection);
        Ok(result?)
    }

    fn put_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(connection);
        }
    }
}

impl<R: Reads> Reader for R {
    fn find(&self, who: &Identity) -> Result<Option<ContactId>, StoreError> {
        self.file().read(|db| contacts::find(db, who))
    }

    fn list(&self, after: Option<Cursor>, limit: usize) -> Result<Vec<Overview>, StoreError> {
        self.file().read(|db| looking::list(db, after, limit))
    }

    fn history(&self, contact: ContactId, limit: usize) -> Result<Vec<HistoryLine>, StoreError> {
        self.file().read(|db| conversations::history(db, contact, limit))
    }

    fn sends(&self, contact: ContactId) -> Result<Vec<SendRecord>, StoreError> {
        self.file().read(|db| outbox::sends(db, contact))
    }

    fn proofs(&self, contact: ContactId) -> Result<Vec<Proof>, StoreError> {
        self.file().read(|db| conversations::proofs(db, contact))
    }

    fn unmatched(&self, limit: usize) -> Result<Vec<Unmatched>, StoreError> {
        self.file().read(|db| review::unmatched(db, limit))
    }

    fn graph(&self, hash: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.file().read(|db| {
            db.prepare_cached("SELECT bytes FROM graphs WHERE hash = ?1")?
                .query_row([hash.cast_signed()], |row| row.get(0))
                .optional()
        })
    }

    fn turns(&self, contact: ContactId) -> Result<Vec<Turn>, StoreError> {
        self.file().read(|db| turns::of(db, contact))
    }

    fn export(&self, contact: ContactId) -> Result<Option<Export>, StoreError> {
        self.file().read(|db| looking::export(db, contact))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.file().read(counts)
    }
}

/// What can be many is kept as running numbers; what waits is counted, by indexes that hold nothing else. Conditions
/// are repeated as these indexes say them, else SQLite does not use them.
fn counts(db: &Connection) -> rusqlite::Result<Counts> {
    let (contacts, conversations, timers): (i64, i64, i64) = db
        .prepare_cached("SELECT contacts, conversations, timers FROM tally")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let count = |what: &str| {
        db.prepare_cached(&format!("SELECT count(*) FROM {what}"))?
            .query_row([], |row| row.get(0))
            .map(i64::cast_unsigned)
    };
    Ok(Counts {
        contacts: contacts.cast_unsigned(),
        conversations: conversations.cast_unsigned(),
        timers: timers.cast_unsigned(),
        inbound_waiting: count("inbound WHERE processed = 0")?,
        outbox_waiting: count("outbox WHERE state < 2 AND state < 3")?,
        outbox_unknown: count("outbox WHERE state = 2 AND state < 3")?,
        outbox_failed: count("outbox WHERE state = 4 AND state IN (4, 5)")?,
        outbox_withheld: count("outbox WHERE state = 5 AND state IN (4, 5)")?,
        calls: count("calls WHERE state < 2")?,
        unreadable: count("unreadable")?,
    })
}
