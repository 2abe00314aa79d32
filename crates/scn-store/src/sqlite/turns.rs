//! The journal of turns. It is cut in chapters, each with the state it begins from, so that its beginning can go while
//! the rest can still be replayed.

use super::SqliteStore;
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// Turns of one chapter, and how long after its beginning it takes more.
const CHAPTER: i64 = 64;
const DAY: Millis = 86_400_000;
/// Turns kept of one contact, whenever they were.
const KEPT: i64 = 1000;
/// Chapters forgotten in one transaction.
const PORTION: usize = 100;

/// Before the state of the commit is written: the one that a chapter begins from is still there.
pub(super) fn keep(db: &Connection, commit: &Commit, turn: &NewTurn) -> Result<()> {
    let (contact, before) = (commit.contact.0, commit.expected.cast_signed());
    let last: Option<(i64, i64, Millis)> = db
        .prepare_cached(
            "SELECT version, place, begun_at FROM turns WHERE contact = ?1 ORDER BY version DESC LIMIT 1",
        )?
        .query_row([contact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    // A version between that was not written down, such as of a merge, breaks the chain.
    let goes_on = last.filter(|(version, place, begun)| {
        *version == before && place + 1 < CHAPTER && (0..DAY).contains(&(commit.now - begun))
    });
    let (place, begun) = goes_on.map_or((0, commit.now), |(_, place, begun)| (place + 1, begun));
    if place == 0 && last.is_some() {
        forget_before(db, commit.contact, before - KEPT)?;
    }
    let ids: Vec<String> = commit.processed.iter().map(|id| id.0.to_string()).collect();
    db.prepare_cached(
        "INSERT INTO turns (contact, version, place, begun_at, at, graph, before, inbound, heard, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, iif(?3 = 0, (SELECT state FROM conversations WHERE contact = ?1), NULL), ?7, ?8, ?9)",
    )?
    .execute(params![
        contact,
        before + 1,
        place,
        begun,
        commit.now,
        turn.graph.cast_signed(),
        format!("[{}]", ids.join(",")),
        turn.heard,
        turn.after.cast_signed(),
    ])?;
    Ok(())
}

/// Oldest first.
pub(super) fn of(db: &Connection, contact: ContactId) -> Result<Vec<Turn>> {
    let mut turns = db.prepare_cached(
        "SELECT version, at, place, before, graph, inbound, heard, after FROM turns WHERE contact = ?1 ORDER BY version",
    )?;
    let mut messages = db.prepare_cached(
        "SELECT i.id, i.payload, i.sent_at FROM json_each(?1) e JOIN inbound i ON i.id = e.value ORDER BY e.key",
    )?;
    let rows = turns.query_map([contact.0], |row| {
        let ids: String = row.get(5)?;
        let inbound = messages.query_map([ids], |row| {
            Ok(Waiting { id: InboundId(row.get(0)?), payload: row.get(1)?, sent_at: row.get(2)? })
        })?;
        Ok(Turn {
            version: row.get::<_, i64>(0)?.cast_unsigned(),
            at: row.get(1)?,
            began: if row.get::<_, i64>(2)? == 0 { Began::From(row.get(3)?) } else { Began::After },
            graph: row.get::<_, i64>(4)?.cast_unsigned(),
            inbound: inbound.collect::<Result<_>>()?,
            heard: row.get(6)?,
            after: row.get::<_, i64>(7)?.cast_unsigned(),
        })
    })?;
    rows.collect()
}

/// All of a contact, with the content of the messages.
pub(super) fn forget(db: &Connection, contact: ContactId) -> Result<()> {
    forget_below(db, contact, i64::MAX)
}

/// Chapters that are over by this version.
fn forget_before(db: &Connection, contact: ContactId, version: i64) -> Result<()> {
    let begins: Option<i64> = db
        .prepare_cached("SELECT max(version) FROM turns WHERE contact = ?1 AND place = 0 AND version <= ?2")?
        .query_row([contact.0, version], |row| row.get(0))?;
    begins.map_or(Ok(()), |begins| forget_below(db, contact, begins))
}

fn forget_below(db: &Connection, contact: ContactId, version: i64) -> Result<()> {
    db.prepare_cached(
        "UPDATE inbound SET payload = x'' WHERE processed = 1 AND id IN
           (SELECT e.value FROM turns t, json_each(t.inbound) e WHERE t.contact = ?1 AND t.version < ?2)",
    )?
    .execute([contact.0, version])?;
    db.prepare_cached("DELETE FROM turns WHERE contact = ?1 AND version < ?2")?
        .execute([contact.0, version])?;
    Ok(())
}

/// Chapters that began before this moment, whole.
pub(super) fn retain(store: &SqliteStore, before: Millis) -> std::result::Result<(), StoreError> {
    loop {
        let found = store.reader.read(|db| begun_before(db, before))?;
        if found.is_empty() {
            return Ok(());
        }
        store
            .writer
            .write(move |db| found.iter().try_for_each(|(contact, version)| end(db, *contact, *version)))?;
    }
}

fn begun_before(db: &Connection, before: Millis) -> Result<Vec<(ContactId, i64)>> {
    let mut query = db.prepare_cached(
        "SELECT contact, version FROM turns WHERE place = 0 AND begun_at < ?1 ORDER BY begun_at LIMIT ?2",
    )?;
    let rows =
        query.query_map(params![before, PORTION as i64], |row| Ok((ContactId(row.get(0)?), row.get(1)?)))?;
    rows.collect()
}

/// The chapter that begins with this version, and what stands before it.
fn end(db: &Connection, contact: ContactId, version: i64) -> Result<()> {
    let next: Option<i64> = db
        .prepare_cached("SELECT min(version) FROM turns WHERE contact = ?1 AND place = 0 AND version > ?2")?
        .query_row([contact.0, version], |row| row.get(0))?;
    forget_below(db, contact, next.unwrap_or(i64::MAX))
}
