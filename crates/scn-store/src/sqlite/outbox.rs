//! Messages out: claimed one per contact, marked, settled by statuses.

use super::contacts;
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// Open messages that could be tried, were they the oldest open one of their contact.
const HEADS: &str = "FROM outbox o WHERE o.state IN (0, 2) AND NOT EXISTS (
    SELECT 1 FROM outbox earlier WHERE earlier.contact = o.contact AND earlier.state < 3 AND earlier.id < o.id)";

pub(super) fn claim(db: &Connection, store: &str, now: Millis, limit: usize) -> Result<Vec<Outgoing>> {
    let mut heads = db.prepare_cached(&format!(
        "SELECT o.id, o.contact, o.seq, o.message, o.window_until, o.attempts, o.state {HEADS}
         AND o.next_at <= ?1 ORDER BY o.next_at, o.id LIMIT ?2"
    ))?;
    let mut claimed: Vec<Outgoing> = heads
        .query_map(params![now, limit as i64], |row| {
            let id = row.get(0)?;
            Ok(Outgoing {
                id: SendId(id),
                callback: callback(store, id),
                contact: ContactId(row.get(1)?),
                to: Identity::default(),
                seq: row.get(2)?,
                message: row.get(3)?,
                window_until: row.get(4)?,
                attempts: row.get(5)?,
                unsettled: row.get::<_, i64>(6)? == SendState::Unknown as i64,
            })
        })?
        .collect::<Result<_>>()?;
    let mut intent = db.prepare_cached(
        "UPDATE outbox SET state = 1, attempts = attempts + 1, changed_at = ?2 WHERE id = ?1",
    )?;
    let mut who = db.prepare_cached("SELECT number, user_id, phone, name FROM contacts WHERE id = ?1")?;
    for send in &mut claimed {
        intent.execute([send.id.0, now])?;
        send.to = who.query_row([send.contact.0], |row| contacts::identity(row, 0))?;
    }
    Ok(claimed)
}

pub(super) fn next_send(db: &Connection) -> Result<Option<Millis>> {
    db.prepare_cached(&format!("SELECT o.next_at {HEADS} ORDER BY o.next_at LIMIT 1"))?
        .query_row([], |row| row.get(0))
        .optional()
}

pub(super) fn recover(db: &Connection, settle_until: Millis) -> Result<usize> {
    db.execute("UPDATE outbox SET state = 2, next_at = ?1 WHERE state = 1 AND state < 3", [settle_until])
}

pub(super) fn mark(db: &Connection, id: SendId, outcome: &Outcome, now: Millis) -> Result<()> {
    // Only an open message changes: a status may have been faster than the answer.
    match outcome {
        Outcome::Sent { wamid } => {
            db.prepare_cached(
                "UPDATE outbox SET state = 3, wamid = ?2, stage = max(stage, 1), message = x'', changed_at = ?3
                 WHERE id = ?1 AND state < 3",
            )?
            .execute(params![id.0, wamid, now])?;
        }
        Outcome::Failed { reason } => close(db, id, SendState::Failed, reason, now)?,
        Outcome::Withheld { reason } => close(db, id, SendState::Withheld, reason, now)?,
        Outcome::Retry { at } => reopen(db, id, SendState::Waiting, *at, now)?,
        Outcome::Held { until } => {
            db.prepare_cached(
                "UPDATE outbox SET state = 0, next_at = ?2, attempts = attempts - 1, changed_at = ?3
                 WHERE id = ?1 AND state < 3",
            )?
            .execute(params![id.0, until, now])?;
        }
        Outcome::Unknown { until } => reopen(db, id, SendState::Unknown, *until, now)?,
    }
    Ok(())
}

fn close(db: &Connection, id: SendId, state: SendState, reason: &str, now: Millis) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, reason = ?3, message = x'', changed_at = ?4 WHERE id = ?1 AND state < 3",
    )?
    .execute(params![id.0, state as i64, reason, now])?;
    Ok(())
}

fn reopen(db: &Connection, id: SendId, state: SendState, next_at: Millis, now: Millis) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, next_at = ?3, changed_at = ?4 WHERE id = ?1 AND state < 3",
    )?
    .execute(params![id.0, state as i64, next_at, now])?;
    Ok(())
}

pub(super) fn settle(db: &Connection, store: &str, statuses: &[Status], now: Millis) -> Result<usize> {
    let mut ours = 0;
    for status in statuses {
        let Some(id) = find(db, store, status)? else { continue };
        ours += 1;
        // `failed` counts only while nothing better than `sent` was seen; `Stage` is ordered that way.
        let state = if status.stage == Stage::Failed { SendState::Failed } else { SendState::Sent };
        db.prepare_cached(
            "UPDATE outbox SET state = ?2, stage = ?3, wamid = ?4, reason = ?5, message = x'', changed_at = ?6
             WHERE id = ?1 AND stage < ?3",
        )?
        .execute(params![id, state as i64, status.stage as i64, status.wamid, status.reason, now])?;
    }
    Ok(ours)
}

fn find(db: &Connection, store: &str, status: &Status) -> Result<Option<i64>> {
    let by_callback = status.callback.as_deref().and_then(|callback| row_of(store, callback));
    if let Some(id) = by_callback {
        let row = db
            .prepare_cached("SELECT id FROM outbox WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        if row.is_some() {
            return Ok(row);
        }
    }
    db.prepare_cached("SELECT id FROM outbox WHERE wamid = ?1")?
        .query_row([&status.wamid], |row| row.get(0))
        .optional()
}

/// Names the store too: a status for a message of an older store must not settle one of this.
fn callback(store: &str, id: i64) -> String {
    format!("scn-{store}-{id}")
}

fn row_of(store: &str, callback: &str) -> Option<i64> {
    callback.strip_prefix("scn-")?.strip_prefix(store)?.strip_prefix('-')?.parse().ok()
}

pub(super) fn sends(db: &Connection, contact: ContactId) -> Result<Vec<SendRecord>> {
    let mut query = db.prepare_cached(
        "SELECT id, seq, state, attempts, wamid, stage, reason FROM outbox WHERE contact = ?1 ORDER BY id",
    )?;
    let rows = query.query_map([contact.0], |row| {
        Ok(SendRecord {
            id: SendId(row.get(0)?),
            seq: row.get(1)?,
            state: match row.get(2)? {
                0 => SendState::Waiting,
                1 => SendState::Sending,
                2 => SendState::Unknown,
                3 => SendState::Sent,
                4 => SendState::Failed,
                _ => SendState::Withheld,
            },
            attempts: row.get(3)?,
            wamid: row.get(4)?,
            stage: match row.get(5)? {
                1 => Some(Stage::Accepted),
                2 => Some(Stage::Sent),
                3 => Some(Stage::Failed),
                4 => Some(Stage::Delivered),
                5 => Some(Stage::Read),
                _ => None,
            },
            reason: row.get(6)?,
        })
    })?;
    rows.collect()
}
