//! The embedded store: one SQLite file, one writer thread with group commit, readers on connections of their own.

mod backup;
mod calls;
mod contacts;
mod conversations;
mod erasure;
mod leases;
mod looking;
mod outbox;
mod people;
mod reading;
mod retention;
mod review;
mod schema;
mod setback;
mod turns;
mod uploads;
mod writer;

use crate::*;
use reading::Reads;
use rusqlite::{Connection, ErrorCode, params};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;
use writer::Writer;

pub use reading::SqliteReader;

/// A store in one file. Belongs to one process at a time.
pub struct SqliteStore {
    /// Before the writer: whoever closes last brings everything into the one file.
    reader: SqliteReader,
    writer: Writer,
    /// Drawn when the file was made; part of every callback id.
    id: String,
    _owner: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the file, or makes it; brings older files up to date. Leases of earlier runs end here.
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        let path = path.as_ref();
        let shown = path.display().to_string();
        let owner = own(path)?;
        let mut connection = Connection::open(path).map_err(|error| cannot_open(path, &error))?;
        prepare(&connection).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::Foreign { path: shown.clone() },
            Some(ErrorCode::CannotOpen) => cannot_open(path, &error),
            _ => StoreError::from(error),
        })?;
        schema::migrate(&mut connection, &shown)?;
        leases::end_all(&connection)?;
        let id = connection.query_row("SELECT id FROM store", [], |row| row.get(0))?;
        let writer = Writer::start(connection)
            .map_err(|error| StoreError::CannotOpen { path: shown, reason: error.to_string() })?;
        Ok(SqliteStore { writer, reader: SqliteReader::of(path), id, _owner: Mutex::new(owner) })
    }

    /// Looks into a file that another process may be using; nothing is changed.
    pub fn read_only(path: impl AsRef<Path>) -> Result<SqliteReader, StoreError> {
        SqliteReader::open(path.as_ref())
    }

    /// Writes while the lease is held: looked at in the same transaction.
    fn write_under<T, F>(&self, lease: &Lease, mut work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let lease = *lease;
        let written = self.writer.write(move |db| match leases::is_held(db, &lease)? {
            true => work(db).map(Some),
            false => Ok(None),
        });
        written?.ok_or(StoreError::Fenced)
    }

    /// Reads while the lease is held.
    fn read_under<T, F>(&self, lease: &Lease, look: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> rusqlite::Result<T>,
    {
        let found = self.reader.read(|db| match leases::is_held(db, lease)? {
            true => look(db).map(Some),
            false => Ok(None),
        });
        found?.ok_or(StoreError::Fenced)
    }
}

impl Reads for SqliteStore {
    fn file(&self) -> &SqliteReader {
        &self.reader
    }
}

impl SqliteReader {
    /// Copies the store into a new file, while it may be in use: the copy shows one moment, is whole and checked, or is
    /// not there. Never overwrites a file. `progress` hears bytes written and bytes expected. Gives the length.
    pub fn backup(
        &self,
        to: impl AsRef<Path>,
        progress: impl FnMut(u64, u64) + Send + 'static,
    ) -> Result<u64, StoreError> {
        backup::backup(self, to.as_ref(), progress)
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // Only a person with a database tool can be in the way: rather refuse a webhook than let it wait.
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Durable against loss of power; grouped commits make it as cheap as NORMAL.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    // What is deleted is overwritten where that costs no flush: erased means erased.
    connection.pragma_update(None, "secure_delete", "FAST")?;
    Ok(())
}

/// Holds a lock in a small file next to the store until the process ends, however it ends. The store itself stays
/// readable for backups and other tools.
fn own(path: &Path) -> Result<Connection, StoreError> {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".owner");
    let connection = Connection::open(PathBuf::from(lock)).map_err(|error| cannot_open(path, &error))?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.execute_batch("BEGIN EXCLUSIVE").map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Locked { path: path.display().to_string() }
        }
        _ => cannot_open(path, &error),
    })?;
    Ok(connection)
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> StoreError {
    let reason = match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => "it cannot be created or read".to_owned(),
        Some(ErrorCode::DiskFull) => return StoreError::Full,
        _ => error.to_string(),
    };
    StoreError::CannotOpen { path: path.display().to_string(), reason }
}

impl Store for SqliteStore {
    fn lease(&self, node: &str, most: usize, now: Millis, until: Millis) -> Result<Vec<Lease>, StoreError> {
        let node = node.to_owned();
        self.writer.write(move |db| leases::lease(db, &node, most, now, until))
    }

    fn renew(&self, leases: &[Lease], until: Millis) -> Result<Vec<Lease>, StoreError> {
        let leases = leases.to_owned();
        self.writer.write(move |db| leases::renew(db, &leases, until))
    }

    fn release(&self, leases: &[Lease]) -> Result<(), StoreError> {
        let leases = leases.to_owned();
        self.writer.write(move |db| leases::release(db, &leases))
    }

    fn accept(&self, arrivals: Vec<Arrival>, now: Millis) -> Result<Vec<Accepted>, StoreError> {
        self.writer.write(move |db| conversations::accept(db, &arrivals, now))
    }

    fn accept_unreadable(&self, body: Vec<u8>, reason: String, now: Millis) -> Result<(), StoreError> {
        self.writer.write(move |db| conversations::accept_unreadable(db, &body, &reason, now))
    }

    fn settle(&self, statuses: Vec<Status>, now: Millis) -> Result<Vec<bool>, StoreError> {
        let id = self.id.clone();
        self.writer.write(move |db| outbox::settle(db, &id, &statuses, now))
    }

    fn with_arrivals(
        &self,
        lease: &Lease,
        accepted_by: Millis,
        after: ContactId,
        limit: usize,
    ) -> Result<Vec<ContactId>, StoreError> {
        self.read_under(lease, |db| conversations::with_arrivals(db, accepted_by, after, limit))
    }

    fn with_timers(
        &self,
        lease: &Lease,
        now: Millis,
        after: (Millis, ContactId),
        limit: usize,
    ) -> Result<Vec<(Millis, ContactId)>, StoreError> {
        self.read_under(lease, |db| conversations::with_timers(db, now, after, limit))
    }

    fn take(&self, contact: ContactId, now: Millis) -> Result<Option<Work>, StoreError> {
        self.reader.read(|db| conversations::take(db, contact, now))
    }

    fn commit(&self, lease: &Lease, commit: Commit) -> Result<Committed, StoreError> {
        let done = self.write_under(lease, move |db| conversations::commit(db, &commit));
        if done == Err(StoreError::Fenced) { Ok(Committed::Fenced) } else { done }
    }

    fn next_timer(&self, _: Partition) -> Result<Option<Millis>, StoreError> {
        self.reader.read(conversations::next_timer)
    }

    fn recover(&self, lease: &Lease, settle_until: Millis) -> Result<usize, StoreError> {
        self.write_under(lease, move |db| {
            calls::recover(db)?;
            outbox::recover(db, settle_until)
        })
    }

    fn set_back(&self, lease: &Lease, now: Millis) -> Result<bool, StoreError> {
        self.write_under(lease, move |db| setback::set_back(db, now))
    }

    fn claim_calls(&self, lease: &Lease, now: Millis, limit: usize) -> Result<Vec<Calling>, StoreError> {
        let id = self.id.clone();
        self.write_under(lease, move |db| calls::claim(db, &id, now, limit))
    }

    fn next_call(&self, _: Partition) -> Result<Option<Millis>, StoreError> {
        self.reader.read(calls::next)
    }

    fn mark_call(&self, lease: &Lease, id: CallId, outcome: CallOutcome) -> Result<(), StoreError> {
        self.write_under(lease, move |db| calls::mark(db, id, &outcome))
    }

    fn claim(
        &self,
        lease: &Lease,
        now: Millis,
        limit: usize,
        rules: &SendRules,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let (id, rules) = (self.id.clone(), *rules);
        self.write_under(lease, move |db| outbox::claim(db, &id, now, limit, &rules))
    }

    fn next_send(&self, _: Partition, rules: &SendRules) -> Result<Option<Millis>, StoreError> {
        self.reader.read(|db| outbox::next_send(db, rules))
    }

    fn is_open(&self, id: SendId) -> Result<bool, StoreError> {
        self.reader.read(|db| outbox::is_open(db, id))
    }

    fn reached(&self, contact: ContactId, platform: Identity) -> Result<(), StoreError> {
        self.writer.write(move |db| contacts::reached(db, contact, &platform))
    }

    fn moved(&self, moved: Moved, now: Millis) -> Result<Option<ContactId>, StoreError> {
        self.writer.write(move |db| contacts::moved(db, &moved, now))
    }

    fn mark(&self, lease: &Lease, given: Given, outcome: Outcome, now: Millis) -> Result<(), StoreError> {
        match outcome {
            Outcome::Sent { .. } => self.writer.write(move |db| outbox::mark(db, given, &outcome, now)),
            _ => self.write_under(lease, move |db| outbox::mark(db, given, &outcome, now)),
        }
    }

    fn uploaded(&self, number: &str, file: &str) -> Result<Option<Uploaded>, StoreError> {
        self.reader.read(|db| uploads::find(db, number, file))
    }

    fn keep_upload(&self, number: &str, file: &str, uploaded: Uploaded) -> Result<(), StoreError> {
        let (number, file) = (number.to_owned(), file.to_owned());
        self.writer.write(move |db| uploads::keep(db, &number, &file, &uploaded))
    }

    fn drop_upload(&self, number: &str, id: &str) -> Result<(), StoreError> {
        let (number, id) = (number.to_owned(), id.to_owned());
        self.writer.write(move |db| uploads::drop_id(db, &number, &id))
    }

    fn keep_graph(&self, hash: u64, bytes: Vec<u8>, now: Millis) -> Result<(), StoreError> {
        self.writer.write(move |db| {
            db.execute(
                "INSERT INTO graphs (hash, bytes, kept_at) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING",
                params![hash.cast_signed(), bytes, now],
            )?;
            Ok(())
        })
    }

    fn retain(&self, before: Millis) -> Result<(), StoreError> {
        retention::retain(self, before)
    }

    fn forget_turns(&self, before: Millis) -> Result<(), StoreError> {
        turns::retain(self, before)
    }

    fn erase(&self, contact: ContactId, now: Millis) -> Result<bool, StoreError> {
        self.writer.write(move |db| erasure::forget(db, contact, now))
    }
}

#[cfg(test)]
mod tests;
