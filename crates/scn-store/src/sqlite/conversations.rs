//! Messages in, state, timers, and the commit that moves them together.

use super::leases::ONLY;
use super::{calls, contacts, erasure, outbox, people, review, turns};
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// Messages given out at once for one contact.
const BATCH: usize = 64;
/// Unreadable webhooks kept to be looked at.
const UNREADABLE_KEPT: i64 = 1000;

pub(super) fn accept(db: &Connection, arrivals: &[Arrival], now: Millis) -> Result<Vec<Accepted>> {
    let mut known = db.prepare_cached("SELECT contact FROM inbound WHERE key = ?1")?;
    let mut insert = db.prepare_cached(
        "INSERT INTO inbound (contact, key, payload, sent_at, accepted_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut accepted = Vec::with_capacity(arrivals.len());
    for arrival in arrivals {
        let before = known.query_row([&arrival.key], |row| Ok(ContactId(row.get(0)?))).optional()?;
        accepted.push(match before {
            Some(contact) => Accepted { contact, partition: ONLY, new: false },
            None => {
                let contact = contacts::resolve(db, &arrival.from)?;
                insert.execute(params![contact.0, arrival.key, arrival.payload, arrival.sent_at, now])?;
                Accepted { contact, partition: ONLY, new: true }
            }
        });
    }
    Ok(accepted)
}

pub(super) fn accept_unreadable(db: &Connection, body: &[u8], reason: &str, now: Millis) -> Result<()> {
    db.execute("INSERT INTO unreadable (at, reason, body) VALUES (?1, ?2, ?3)", params![now, reason, body])?;
    let kept_from = db.last_insert_rowid() - UNREADABLE_KEPT;
    db.execute("DELETE FROM unreadable WHERE id <= ?1", [kept_from])?;
    Ok(())
}

pub(super) fn with_arrivals(
    db: &Connection,
    accepted_by: Millis,
    after: ContactId,
    limit: usize,
) -> Result<Vec<ContactId>> {
    let mut query = db.prepare_cached(
        "SELECT contact FROM inbound WHERE processed = 0 AND contact > ?1 AND accepted_at <= ?3
         UNION SELECT contact FROM calls WHERE state = 2 AND contact > ?1
         ORDER BY 1 LIMIT ?2",
    )?;
    let rows =
        query.query_map(params![after.0, limit as i64, accepted_by], |row| Ok(ContactId(row.get(0)?)))?;
    rows.collect()
}

pub(super) fn with_timers(
    db: &Connection,
    now: Millis,
    (due, contact): (Millis, ContactId),
    limit: usize,
) -> Result<Vec<(Millis, ContactId)>> {
    let mut query = db.prepare_cached(
        "SELECT due, contact FROM timers WHERE (due, contact) > (?2, ?3) AND due <= ?1
         ORDER BY due, contact LIMIT ?4",
    )?;
    let rows = query.query_map(params![now, due, contact.0, limit as i64], |row| {
        Ok((row.get(0)?, ContactId(row.get(1)?)))
    })?;
    rows.collect()
}

pub(super) fn take(db: &Connection, contact: ContactId, now: Millis) -> Result<Option<Work>> {
    let Some((who, last_message)) = db
        .prepare_cached("SELECT number, user_id, phone, name, last_message FROM contacts WHERE id = ?1")?
        .query_row([contact.0], |row| Ok((contacts::identity(row, 0)?, row.get(4)?)))
        .optional()?
    else {
        return Ok(None);
    };
    let conversation: Option<(i64, Vec<u8>)> = db
        .prepare_cached("SELECT version, state FROM conversations WHERE contact = ?1")?
        .query_row([contact.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (version, state) =
        conversation.map_or((0, None), |(version, state)| (version.cast_unsigned(), Some(state)));
    // One more than a batch, so that the caller knows whether there are more.
    let mut inbound = waiting(db, contact, BATCH + 1)?;
    let more = inbound.len() > BATCH;
    inbound.truncate(BATCH);
    let mut timers =
        db.prepare_cached("SELECT id FROM timers WHERE contact = ?1 AND due <= ?2 ORDER BY due, id")?;
    let timers = timers.query_map([contact.0, now], |row| row.get(0))?.collect::<Result<_>>()?;
    let answers = calls::answers(db, contact)?;
    Ok(Some(Work {
        contact,
        partition: ONLY,
        who,
        version,
        state,
        inbound,
        answers,
        timers,
        last_message,
        more,
    }))
}

pub(super) fn waiting(db: &Connection, contact: ContactId, limit: usize) -> Result<Vec<Waiting>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut query = db.prepare_cached(
        "SELECT id, payload, sent_at FROM inbound WHERE contact = ?1 AND processed = 0 ORDER BY sent_at, id LIMIT ?2",
    )?;
    let rows = query.query_map(params![contact.0, limit], |row| {
        Ok(Waiting { id: InboundId(row.get(0)?), payload: row.get(1)?, sent_at: row.get(2)? })
    })?;
    rows.collect()
}

pub(super) fn commit(db: &Connection, commit: &Commit) -> Result<Committed> {
    if !is_current(db, commit)? {
        return Ok(Committed::Stale);
    }
    if commit.erase {
        erasure::erase(db, commit.contact)?;
    }
    // What is to be forgotten is not written down.
    let turn = commit.turn.as_ref().filter(|_| !commit.erase);
    if let Some(turn) = turn {
        turns::keep(db, commit, turn)?;
    }
    let contact = commit.contact.0;
    db.prepare_cached(
        "INSERT INTO conversations (contact, version, state, changed_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (contact) DO UPDATE SET version = ?2, state = ?3, changed_at = ?4",
    )?
    .execute(params![contact, commit.expected.cast_signed() + 1, commit.state, commit.now])?;
    for send in &commit.sends {
        outbox::insert(db, commit, send)?;
    }
    if !commit.sends.is_empty() && !commit.unasked {
        outbox::hurry(db, commit.contact)?;
    }
    for timer in &commit.cleared_timers {
        db.prepare_cached("DELETE FROM timers WHERE contact = ?1 AND id = ?2")?
            .execute(params![contact, timer])?;
    }
    for (timer, due) in &commit.set_timers {
        db.prepare_cached(
            "INSERT INTO timers (contact, id, due) VALUES (?1, ?2, ?3)
             ON CONFLICT (contact, id) DO UPDATE SET due = ?3",
        )?
        .execute(params![contact, timer, due])?;
    }
    for id in &commit.processed {
        let marked = match turn {
            Some(_) => "UPDATE inbound SET processed = 1 WHERE id = ?1",
            None => "UPDATE inbound SET processed = 1, payload = x'' WHERE id = ?1",
        };
        db.prepare_cached(marked)?.execute([id.0])?;
    }
    for line in &commit.history {
        db.prepare_cached(
            "INSERT INTO history (contact, at, side, text, by, seq, media, media_kind, key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            contact,
            line.at,
            line.side as i64,
            line.text,
            line.by,
            line.seq,
            line.media.as_ref().map(|media| &media.id),
            line.media.as_ref().map(|media| &media.kind),
            line.key,
        ])?;
    }
    people::commit(db, commit)?;
    review::keep(db, commit.contact, &commit.unmatched)?;
    for proof in &commit.proofs {
        db.prepare_cached(
            "INSERT INTO proofs (contact, at, what, given, graph) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![contact, proof.at, proof.what, proof.given, proof.graph.cast_signed()])?;
    }
    if let Some(message) = &commit.last_message {
        db.prepare_cached("UPDATE contacts SET last_message = ?2 WHERE id = ?1")?
            .execute(params![contact, message])?;
    }
    calls::commit(db, commit)?;
    Ok(Committed::Done)
}

/// The contact still exists and its conversation has the version that the caller started from.
fn is_current(db: &Connection, commit: &Commit) -> Result<bool> {
    let version: Option<Option<i64>> = db
        .prepare_cached(
            "SELECT v.version FROM contacts c LEFT JOIN conversations v ON v.contact = c.id WHERE c.id = ?1",
        )?
        .query_row([commit.contact.0], |row| row.get(0))
        .optional()?;
    Ok(version.is_some_and(|version| version.unwrap_or(0) == commit.expected.cast_signed()))
}

pub(super) fn next_timer(db: &Connection) -> Result<Option<Millis>> {
    db.query_row("SELECT min(due) FROM timers", [], |row| row.get(0))
}

pub(super) fn history(db: &Connection, contact: ContactId, limit: usize) -> Result<Vec<HistoryLine>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut query = db.prepare_cached(
        "SELECT at, side, text, by, seq, media, media_kind, key FROM (SELECT * FROM history WHERE contact = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id",
    )?;
    let rows = query.query_map(params![contact.0, limit], |row| {
        let side = match row.get(1)? {
            0 => Side::Customer,
            1 => Side::Bot,
            2 => Side::Person,
            _ => Side::Note,
        };
        let media: Option<String> = row.get(5)?;
        let kind: Option<String> = row.get(6)?;
        Ok(HistoryLine {
            at: row.get(0)?,
            side,
            text: row.get(2)?,
            by: row.get(3)?,
            seq: row.get(4)?,
            media: media.zip(kind).map(|(id, kind)| Media { id, kind }),
            key: row.get(7)?,
        })
    })?;
    rows.collect()
}

pub(super) fn proofs(db: &Connection, contact: ContactId) -> Result<Vec<Proof>> {
    let mut query =
        db.prepare_cached("SELECT at, what, given, graph FROM proofs WHERE contact = ?1 ORDER BY id")?;
    let rows = query.query_map([contact.0], |row| {
        let graph = row.get::<_, i64>(3)?.cast_unsigned();
        Ok(Proof { at: row.get(0)?, what: row.get(1)?, given: row.get(2)?, graph })
    })?;
    rows.collect()
}
