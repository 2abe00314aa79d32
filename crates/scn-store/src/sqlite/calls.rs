//! What is asked of and told to outside systems: written with the conversation, claimed, answered.

use super::contacts;
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// Calls that could be made. What nobody waits for goes out in order, one at a time per contact.
const OPEN: &str = "FROM calls c WHERE c.state = 0 AND (c.call IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM calls earlier
    WHERE earlier.contact = c.contact AND earlier.call IS NULL AND earlier.id < c.id))";

pub(super) fn commit(db: &Connection, commit: &Commit) -> Result<()> {
    for id in &commit.answered {
        db.prepare_cached("DELETE FROM calls WHERE id = ?1")?.execute([id.0])?;
    }
    for call in &commit.calls {
        db.prepare_cached("INSERT INTO calls (contact, call, payload, next_at) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![commit.contact.0, call.call, call.payload, commit.now])?;
    }
    Ok(())
}

pub(super) fn answers(db: &Connection, contact: ContactId) -> Result<Vec<CallAnswer>> {
    let mut query = db.prepare_cached(
        "SELECT id, call, payload, result FROM calls WHERE contact = ?1 AND state = 2 ORDER BY id",
    )?;
    let rows = query.query_map([contact.0], |row| {
        Ok(CallAnswer {
            id: CallId(row.get(0)?),
            call: row.get(1)?,
            payload: row.get(2)?,
            result: row.get(3)?,
        })
    })?;
    rows.collect()
}

pub(super) fn claim(db: &Connection, store: &str, now: Millis, limit: usize) -> Result<Vec<Calling>> {
    let mut open = db.prepare_cached(&format!(
        "SELECT c.id, c.contact, c.call, c.payload, c.attempts {OPEN} AND c.next_at <= ?1 ORDER BY c.next_at, c.id LIMIT ?2"
    ))?;
    let mut claimed: Vec<Calling> = open
        .query_map(params![now, limit as i64], |row| {
            let id = row.get(0)?;
            Ok(Calling {
                id: CallId(id),
                // The id of a row is never given twice, not even after an erasure.
                key: format!("scn-{store}-call-{id}"),
                contact: ContactId(row.get(1)?),
                who: Identity::default(),
                call: row.get(2)?,
                payload: row.get(3)?,
                attempts: row.get(4)?,
            })
        })?
        .collect::<Result<_>>()?;
    let mut intent =
        db.prepare_cached("UPDATE calls SET state = 1, attempts = attempts + 1 WHERE id = ?1")?;
    let mut who = db.prepare_cached("SELECT number, user_id, phone, name FROM contacts WHERE id = ?1")?;
    for call in &mut claimed {
        intent.execute([call.id.0])?;
        call.who = who.query_row([call.contact.0], |row| contacts::identity(row, 0))?;
    }
    Ok(claimed)
}

pub(super) fn next(db: &Connection) -> Result<Option<Millis>> {
    db.prepare_cached(&format!("SELECT c.next_at {OPEN} ORDER BY c.next_at LIMIT 1"))?
        .query_row([], |row| row.get(0))
        .optional()
}

pub(super) fn mark(db: &Connection, id: CallId, outcome: &CallOutcome) -> Result<()> {
    match outcome {
        CallOutcome::Answer { result } => db
            .prepare_cached("UPDATE calls SET state = 2, result = ?2 WHERE id = ?1 AND state = 1")?
            .execute(params![id.0, result])?,
        CallOutcome::Done => db.prepare_cached("DELETE FROM calls WHERE id = ?1")?.execute([id.0])?,
        CallOutcome::Retry { at } => db
            .prepare_cached("UPDATE calls SET state = 0, next_at = ?2 WHERE id = ?1 AND state = 1")?
            .execute([id.0, *at])?,
        CallOutcome::Held { until } => db
            .prepare_cached(
                "UPDATE calls SET state = 0, next_at = ?2, attempts = attempts - 1 WHERE id = ?1 AND state = 1",
            )?
            .execute([id.0, *until])?,
    };
    Ok(())
}

pub(super) fn recover(db: &Connection) -> Result<usize> {
    db.execute("UPDATE calls SET state = 0 WHERE state = 1", [])
}
