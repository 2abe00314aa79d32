//! The embedded store: one SQLite file, one writer thread with group commit, readers on connections of their own.

mod calls;
mod contacts;
mod conversations;
mod leases;
mod outbox;
mod review;
mod schema;
mod writer;

use crate::*;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use writer::Writer;

/// Connections kept open for readers.
const READERS: usize = 16;

/// A store in one file. Belongs to one process at a time.
pub struct SqliteStore {
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    path: PathBuf,
    /// Drawn when the file was made; part of every callback id.
    id: String,
    _owner: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the file, or makes it; brings older files up to date.
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        let path = path.as_ref();
        let shown = path.display().to_string();
        let owner = own(path, &shown)?;
        let mut connection = Connection::open(path).map_err(|error| cannot_open(&shown, &error))?;
        prepare(&connection).map_err(|error| match StoreError::from(error) {
            StoreError::Damaged { .. } => StoreError::Foreign { path: shown.clone() },
            other => other,
        })?;
        schema::migrate(&mut connection, &shown)?;
        leases::end_all(&connection)?;
        let id = connection.query_row("SELECT id FROM store", [], |row| row.get(0))?;
        let writer = Writer::start(connection)
            .map_err(|error| StoreError::CannotOpen { path: shown, reason: error.to_string() })?;
        Ok(SqliteStore {
            writer,
            readers: Mutex::default(),
            path: path.to_owned(),
            id,
            _owner: Mutex::new(owner),
        })
    }

    /// The messages for review in a store that another process may be using; nothing is changed.
    pub fn unmatched_in(path: impl AsRef<Path>, limit: usize) -> Result<Vec<Unmatched>, StoreError> {
        let shown = path.as_ref().display().to_string();
        let connection = reader(path.as_ref()).map_err(|error| cannot_open(&shown, &error))?;
        let found = schema::version(&connection)?;
        match found {
            ..3 => Ok(Vec::new()),
            _ if found > schema::KNOWN => Err(StoreError::Newer { path: shown, found, known: schema::KNOWN }),
            _ => Ok(review::unmatched(&connection, limit)?),
        }
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

    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => reader(&self.path)?,
        };
        // One transaction, so that several statements see the same moment.
        connection.execute_batch("BEGIN")?;
        let result = work(&connection);
        connection.execute_batch("COMMIT")?;
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(connection);
        }
        Ok(result?)
    }
}

fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
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
    Ok(())
}

/// Holds a lock in a small file next to the store until the process ends, however it ends. The store itself stays
/// readable for backups and other tools.
fn own(path: &Path, shown: &str) -> Result<Connection, StoreError> {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".owner");
    let connection = Connection::open(PathBuf::from(lock)).map_err(|error| cannot_open(shown, &error))?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.execute_batch("BEGIN EXCLUSIVE").map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Locked { path: shown.to_owned() }
        }
        _ => cannot_open(shown, &error),
    })?;
    Ok(connection)
}

fn cannot_open(path: &str, error: &rusqlite::Error) -> StoreError {
    let reason = match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => "it cannot be created or read".to_owned(),
        Some(ErrorCode::DiskFull) => return StoreError::Full,
        _ => error.to_string(),
    };
    StoreError::CannotOpen { path: path.to_owned(), reason }
}

impl Reader for SqliteStore {
    fn find(&self, who: &Identity) -> Result<Option<ContactId>, StoreError> {
        self.read(|db| contacts::find(db, who))
    }

    fn history(&self, contact: ContactId, limit: usize) -> Result<Vec<HistoryLine>, StoreError> {
        self.read(|db| conversations::history(db, contact, limit))
    }

    fn sends(&self, contact: ContactId) -> Result<Vec<SendRecord>, StoreError> {
        self.read(|db| outbox::sends(db, contact))
    }

    fn proofs(&self, contact: ContactId) -> Result<Vec<Proof>, StoreError> {
        self.read(|db| conversations::proofs(db, contact))
    }

    fn unmatched(&self, limit: usize) -> Result<Vec<Unmatched>, StoreError> {
        self.read(|db| review::unmatched(db, limit))
    }

    fn graph(&self, hash: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|db| {
            db.query_row("SELECT bytes FROM graphs WHERE hash = ?1", [hash.cast_signed()], |row| row.get(0))
                .optional()
        })
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|db| {
            // Conditions are repeated as the partial indexes say them, else SQLite does not use these.
            let count = |what: &str| {
                db.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0))
                    .map(i64::cast_unsigned)
            };
            Ok(Counts {
                contacts: count("contacts")?,
                conversations: count("conversations")?,
                inbound_waiting: count("inbound WHERE processed = 0")?,
                outbox_waiting: count("outbox WHERE state < 2 AND state < 3")?,
                outbox_unknown: count("outbox WHERE state = 2 AND state < 3")?,
                outbox_failed: count("outbox WHERE state = 4 AND state IN (4, 5)")?,
                outbox_withheld: count("outbox WHERE state = 5 AND state IN (4, 5)")?,
                timers: count("timers")?,
                calls: count("calls WHERE state < 2")?,
                unreadable: count("unreadable")?,
            })
        })
    }
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

    fn settle(&self, statuses: Vec<Status>, now: Millis) -> Result<usize, StoreError> {
        let id = self.id.clone();
        self.writer.write(move |db| outbox::settle(db, &id, &statuses, now))
    }

    fn with_work(
        &self,
        lease: &Lease,
        now: Millis,
        accepted_by: Millis,
        after: ContactId,
        limit: usize,
    ) -> Result<Vec<ContactId>, StoreError> {
        let lease = *lease;
        self.read(|db| match leases::is_held(db, &lease)? {
            true => conversations::with_work(db, now, accepted_by, after, limit).map(Some),
            false => Ok(None),
        })?
        .ok_or(StoreError::Fenced)
    }

    fn take(&self, contact: ContactId, now: Millis) -> Result<Option<Work>, StoreError> {
        self.read(|db| conversations::take(db, contact, now))
    }

    fn commit(&self, lease: &Lease, commit: Commit) -> Result<Committed, StoreError> {
        let done = self.write_under(lease, move |db| conversations::commit(db, &commit));
        if done == Err(StoreError::Fenced) { Ok(Committed::Fenced) } else { done }
    }

    fn next_timer(&self, _: Partition) -> Result<Option<Millis>, StoreError> {
        self.read(conversations::next_timer)
    }

    fn recover(&self, lease: &Lease, settle_until: Millis) -> Result<usize, StoreError> {
        self.write_under(lease, move |db| {
            calls::recover(db)?;
            outbox::recover(db, settle_until)
        })
    }

    fn claim_calls(&self, lease: &Lease, now: Millis, limit: usize) -> Result<Vec<Calling>, StoreError> {
        let id = self.id.clone();
        self.write_under(lease, move |db| calls::claim(db, &id, now, limit))
    }

    fn next_call(&self, _: Partition) -> Result<Option<Millis>, StoreError> {
        self.read(calls::next)
    }

    fn mark_call(&self, lease: &Lease, id: CallId, outcome: CallOutcome) -> Result<(), StoreError> {
        self.write_under(lease, move |db| calls::mark(db, id, &outcome))
    }

    fn claim(&self, lease: &Lease, now: Millis, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
        let id = self.id.clone();
        self.write_under(lease, move |db| outbox::claim(db, &id, now, limit))
    }

    fn next_send(&self, _: Partition) -> Result<Option<Millis>, StoreError> {
        self.read(outbox::next_send)
    }

    fn mark(&self, lease: &Lease, id: SendId, outcome: Outcome, now: Millis) -> Result<(), StoreError> {
        match outcome {
            Outcome::Sent { .. } => self.writer.write(move |db| outbox::mark(db, id, &outcome, now)),
            _ => self.write_under(lease, move |db| outbox::mark(db, id, &outcome, now)),
        }
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
        self.writer.write(move |db| conversations::retain(db, before))
    }
}

#[cfg(test)]
mod tests;
