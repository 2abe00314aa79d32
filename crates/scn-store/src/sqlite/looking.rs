//! What people look at: the list of contacts, and everything about one.

use super::leases::ONLY;
use super::{contacts, conversations, outbox, people, review, turns};
use crate::*;
use rusqlite::{Connection, OptionalExtension, Params, Result, Row, params};

const OVERVIEW: &str = "SELECT c.id, c.number, c.user_id, c.phone, c.name, v.state, v.changed_at,
    (SELECT count(*) FROM inbound i WHERE i.contact = c.id AND i.processed = 0),
    (SELECT count(*) FROM outbox o WHERE o.contact = c.id AND o.state < 3),
    (SELECT min(due) FROM timers t WHERE t.contact = c.id)";

pub(super) fn list(db: &Connection, after: Option<Cursor>, limit: usize) -> Result<Vec<Overview>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let never_answered = match after {
        Some(Cursor { changed_at: Some(_), .. }) => Vec::new(),
        _ => {
            let after = after.map_or(i64::MIN, |cursor| cursor.contact.0);
            unanswered(db, after, limit)?
        }
    };
    let left = limit - never_answered.len() as i64;
    let (at, contact) =
        after.and_then(|after| Some((after.changed_at?, after.contact.0))).unwrap_or((i64::MAX, i64::MAX));
    let moved = overviews(
        db,
        &format!(
            "{OVERVIEW} FROM conversations v JOIN contacts c ON c.id = v.contact
             WHERE (v.changed_at, v.contact) < (?1, ?2) ORDER BY v.changed_at DESC, v.contact DESC LIMIT ?3"
        ),
        params![at, contact, left],
    )?;
    Ok([never_answered, moved].concat())
}

fn unanswered(db: &Connection, after: i64, limit: i64) -> Result<Vec<Overview>> {
    overviews(
        db,
        &format!(
            "{OVERVIEW} FROM (SELECT DISTINCT contact FROM inbound WHERE processed = 0 AND contact > ?1) w
             JOIN contacts c ON c.id = w.contact LEFT JOIN conversations v ON v.contact = c.id
             WHERE v.contact IS NULL ORDER BY w.contact LIMIT ?2"
        ),
        params![after, limit],
    )
}

fn overviews(db: &Connection, query: &str, parameters: impl Params) -> Result<Vec<Overview>> {
    let mut query = db.prepare_cached(query)?;
    let rows = query.query_map(parameters, |row| {
        Ok(Overview {
            contact: ContactId(row.get(0)?),
            partition: ONLY,
            who: contacts::identity(row, 1)?,
            state: row.get(5)?,
            changed_at: row.get(6)?,
            inbound_waiting: row.get::<_, i64>(7)?.cast_unsigned(),
            outbox_open: row.get::<_, i64>(8)?.cast_unsigned(),
            next_timer: row.get(9)?,
        })
    })?;
    rows.collect()
}

pub(super) fn export(db: &Connection, contact: ContactId) -> Result<Option<Export>> {
    let found = db
        .prepare_cached("SELECT number, user_id, phone, name, last_message FROM contacts WHERE id = ?1")?
        .query_row([contact.0], |row| Ok((contacts::identity(row, 0)?, row.get(4)?)))
        .optional()?;
    let Some((who, last_message)) = found else { return Ok(None) };
    let conversation: Option<(i64, Vec<u8>, Millis)> = db
        .prepare_cached("SELECT version, state, changed_at FROM conversations WHERE contact = ?1")?
        .query_row([contact.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (version, state, changed_at) = conversation
        .map_or((0, None, None), |(version, state, at)| (version.cast_unsigned(), Some(state), Some(at)));
    Ok(Some(Export {
        contact,
        partition: ONLY,
        who,
        other_numbers: rows(
            db,
            "SELECT phone FROM aliases WHERE contact = ?1 ORDER BY phone",
            contact,
            |row| row.get(0),
        )?,
        version,
        state,
        changed_at,
        last_message,
        history: conversations::history(db, contact, usize::MAX)?,
        waiting: conversations::waiting(db, contact, usize::MAX)?,
        sends: sends(db, contact)?,
        timers: rows(db, "SELECT id, due FROM timers WHERE contact = ?1 ORDER BY due, id", contact, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?,
        calls: rows(
            db,
            "SELECT call, payload, result FROM calls WHERE contact = ?1 ORDER BY id",
            contact,
            |row| Ok(ExportedCall { call: row.get(0)?, payload: row.get(1)?, result: row.get(2)? }),
        )?,
        unmatched: review::of(db, contact)?,
        proofs: conversations::proofs(db, contact)?,
        handoff: people::handoff(db, contact)?,
        notes: people::notes(db, contact)?,
        looks: people::looks(db, contact)?,
        turns: turns::of(db, contact)?,
    }))
}

fn sends(db: &Connection, contact: ContactId) -> Result<Vec<ExportedSend>> {
    let records = outbox::sends(db, contact)?.into_iter();
    let messages: Vec<Vec<u8>> =
        rows(db, "SELECT message FROM outbox WHERE contact = ?1 ORDER BY id", contact, |row| row.get(0))?;
    Ok(records.zip(messages).map(|(record, message)| ExportedSend { record, message }).collect())
}

fn rows<T>(
    db: &Connection,
    query: &str,
    contact: ContactId,
    read: impl Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut query = db.prepare_cached(query)?;
    let rows = query.query_map([contact.0], |row| read(row))?;
    rows.collect()
}
