//! Messages out: claimed one per contact, marked, settled by statuses.

use super::contacts;
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// The oldest open message of each contact, while nothing is on its way to them: one that failed later is older than
/// what was sent since, and contacts that became one may have had one each under way.
const HEADS: &str = "FROM outbox o WHERE o.state IN (0, 2) AND NOT EXISTS (
    SELECT 1 FROM outbox other WHERE other.contact = o.contact AND other.state < 3
      AND (other.id < o.id OR other.state = 1))";

/// Whatever the clock did: no contact waits longer than this for the pair rate.
pub(super) const LONGEST_PACE: Millis = 60_000;

pub(super) fn insert(db: &Connection, commit: &Commit, send: &NewSend) -> Result<()> {
    let (contact, now) = (commit.contact, commit.now);
    let at = now.max(free_at(db, contact, now)?);
    db.prepare_cached(
        "INSERT INTO outbox (contact, seq, message, window_until, next_at, changed_at, unasked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![contact.0, send.seq, send.message, send.window_until, at, now, commit.unasked])?;
    Ok(())
}

/// What was unasked lies before an answer now, and would hold it up.
pub(super) fn hurry(db: &Connection, contact: ContactId) -> Result<()> {
    db.prepare_cached("UPDATE outbox SET unasked = 0 WHERE contact = ?1 AND state < 3 AND unasked = 1")?
        .execute([contact.0])?;
    Ok(())
}

pub(super) fn claim(
    db: &Connection,
    store: &str,
    now: Millis,
    limit: usize,
    rules: &SendRules,
) -> Result<Vec<Outgoing>> {
    put_off(db, now, rules)?;
    let mut claimed = Vec::new();
    for unasked in [false, true] {
        let room = limit.saturating_sub(claimed.len());
        if room > 0 {
            claimed.extend(due(db, store, now, unasked, room, rules)?);
        }
    }
    let mut intent = db.prepare_cached(
        "UPDATE outbox SET state = 1, attempts = attempts + 1, round = round + 1, changed_at = ?2 WHERE id = ?1",
    )?;
    let mut who = db.prepare_cached("SELECT number, user_id, phone, name FROM contacts WHERE id = ?1")?;
    for send in &mut claimed {
        intent.execute([send.id.0, now])?;
        send.to = who.query_row([send.contact.0], |row| contacts::identity(row, 0))?;
        pace(db, send, now, rules)?;
    }
    Ok(claimed)
}

/// Heads that may go out now: answers, or what nobody asked for.
fn due(
    db: &Connection,
    store: &str,
    now: Millis,
    unasked: bool,
    limit: usize,
    rules: &SendRules,
) -> Result<Vec<Outgoing>> {
    let mut heads = db.prepare_cached(&format!(
        "SELECT o.id, o.contact, o.seq, o.message, o.window_until, o.attempts, o.state, o.plainer, o.round + 1,
           o.next_at = (SELECT free_at FROM contacts c WHERE c.id = o.contact) AND o.next_at > o.changed_at {HEADS}
         AND o.unasked = ?4 AND o.next_at <= ?1 AND (?3 IS NULL OR NOT EXISTS (SELECT 1 FROM outbox e
           WHERE e.contact = o.contact AND e.state = 3 AND e.stage < 3 AND e.sent_at > ?1 - ?3))
         ORDER BY o.next_at, o.id LIMIT ?2"
    ))?;
    let rows = heads.query_map(params![now, limit as i64, rules.in_order, unasked], |row| {
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
            plainer: row.get(7)?,
            // Only who waited for the pair rate is due at the very moment it frees.
            paced: row.get::<_, Option<bool>>(9)?.unwrap_or(false),
            round: row.get(8)?,
        })
    })?;
    rows.collect()
}

/// A token bucket as one moment: `free_at` lies behind now by what may be sent at once. The next message of the contact
/// waits for it.
fn pace(db: &Connection, send: &Outgoing, now: Millis, rules: &SendRules) -> Result<()> {
    let ahead = rules.pair_pause.saturating_mul(i64::from(rules.pair_burst.max(1)) - 1);
    let free_at = free_at(db, send.contact, now)?.max(now - ahead) + rules.pair_pause;
    db.prepare_cached("UPDATE contacts SET free_at = ?2 WHERE id = ?1")?
        .execute([send.contact.0, free_at])?;
    if free_at > now {
        db.prepare_cached(
            "UPDATE outbox SET next_at = ?3 WHERE next_at < ?3 AND id = (SELECT min(id) FROM outbox
             WHERE contact = ?1 AND state < 3 AND id > ?2)",
        )?
        .execute([send.contact.0, send.id.0, free_at])?;
    }
    Ok(())
}

fn free_at(db: &Connection, contact: ContactId, now: Millis) -> Result<Millis> {
    let at: Option<Option<Millis>> = db
        .prepare_cached("SELECT free_at FROM contacts WHERE id = ?1")?
        .query_row([contact.0], |row| row.get(0))
        .optional()?;
    Ok(at.flatten().unwrap_or(Millis::MIN).min(now.saturating_add(LONGEST_PACE)))
}

/// Of the messages that failed after the platform took them and are due: those that would be read behind a later one
/// are over, and those that still might wait until that is known.
fn put_off(db: &Connection, now: Millis, rules: &SendRules) -> Result<()> {
    let mut due = db.prepare_cached(
        "SELECT id, contact, reason FROM outbox WHERE state = 0 AND failed <> '' AND next_at <= ?1",
    )?;
    let due: Vec<(i64, i64, Option<String>)> =
        due.query_map([now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_>>()?;
    for (id, contact, reason) in due {
        match fate_of_later(db, contact, id, rules.settle)? {
            Fate::Open { until } | Fate::Unknown { until } if until > now => {
                db.prepare_cached("UPDATE outbox SET next_at = ?2 WHERE id = ?1")?.execute([id, until])?;
            }
            Fate::There | Fate::Open { .. } => {
                let reason = too_late(reason.as_deref().unwrap_or_default());
                finish(db, id, SendState::Failed, &reason, now)?;
            }
            Fate::Unknown { .. } | Fate::NotSent => {}
        }
    }
    Ok(())
}

/// What became of the messages that went out after one.
enum Fate {
    /// Nothing went out.
    NotSent,
    /// Whether one did is unknown; from then on it counts as not sent, as everywhere.
    Unknown { until: Millis },
    /// The platform has one, and no status has told more; from then on it counts as read.
    Open { until: Millis },
    /// One was delivered.
    There,
}

fn fate_of_later(db: &Connection, contact: i64, id: i64, settle: Millis) -> Result<Fate> {
    db.prepare_cached(
        "SELECT max(state = 3 AND stage > 3), min(CASE WHEN state = 3 THEN coalesce(sent_at, 0) END),
           max(CASE WHEN state = 2 THEN next_at END)
         FROM outbox WHERE contact = ?1 AND id > ?2 AND state IN (2, 3)",
    )?
    .query_row([contact, id], |row| {
        let sent: Option<Millis> = row.get(1)?;
        let unknown: Option<Millis> = row.get(2)?;
        Ok(match row.get::<_, Option<bool>>(0)? {
            Some(true) => Fate::There,
            _ => match (sent, unknown) {
                (Some(at), _) => Fate::Open { until: at.saturating_add(settle) },
                (None, Some(until)) => Fate::Unknown { until },
                (None, None) => Fate::NotSent,
            },
        })
    })
}

fn too_late(reason: &str) -> String {
    format!("{reason}; not tried again, because a later message was there already")
}

pub(super) fn next_send(db: &Connection, rules: &SendRules) -> Result<Option<Millis>> {
    let Some(wait) = rules.in_order else {
        let mut first = db.prepare_cached(&format!(
            "SELECT o.next_at {HEADS} AND o.unasked = ?1 ORDER BY o.next_at LIMIT 1"
        ))?;
        let mut first = |unasked: bool| first.query_row([unasked], |row| row.get(0)).optional();
        return Ok([first(false)?, first(true)?].into_iter().flatten().min());
    };
    db.prepare_cached(&format!(
        "SELECT min(max(o.next_at, coalesce((SELECT max(sent_at) + ?1 FROM outbox e
           WHERE e.contact = o.contact AND e.state = 3 AND e.stage < 3), 0))) {HEADS}"
    ))?
    .query_row([wait], |row| row.get(0))
}

pub(super) fn is_open(db: &Connection, id: SendId) -> Result<bool> {
    let open = db
        .prepare_cached("SELECT state < 3 FROM outbox WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(open.unwrap_or(false))
}

pub(super) fn recover(db: &Connection, settle_until: Millis) -> Result<usize> {
    db.execute("UPDATE outbox SET state = 2, next_at = ?1 WHERE state = 1 AND state < 3", [settle_until])
}

pub(super) fn mark(db: &Connection, given: Given, outcome: &Outcome, now: Millis) -> Result<()> {
    let id = given.id;
    let is_fact = matches!(outcome, Outcome::Sent { .. });
    if !is_fact && !is_this_round(db, given)? {
        return Ok(());
    }
    // Only an open message changes: a status may have been faster than the answer.
    match outcome {
        Outcome::Sent { wamid } => {
            db.prepare_cached(
                "UPDATE outbox SET state = 3, wamid = ?2, stage = max(stage, 1), sent_at = ?3, changed_at = ?3
                 WHERE id = ?1 AND state < 3 AND instr(failed, ?2 || ' ') = 0",
            )?
            .execute(params![id.0, wamid, now])?;
        }
        Outcome::Failed { reason } => close(db, id, SendState::Failed, reason, now)?,
        Outcome::Withheld { reason } => close(db, id, SendState::Withheld, reason, now)?,
        Outcome::Retry { at } => reopen(db, id, SendState::Waiting, *at, now)?,
        // Told again because the answer was lost, it counts back once.
        Outcome::Held { until } => {
            db.prepare_cached(
                "UPDATE outbox SET state = 0, next_at = ?2, attempts = attempts - 1, changed_at = ?3
                 WHERE id = ?1 AND state IN (1, 2)",
            )?
            .execute(params![id.0, until, now])?;
        }
        Outcome::Unknown { until } => reopen(db, id, SendState::Unknown, *until, now)?,
    }
    Ok(())
}

fn is_this_round(db: &Connection, given: Given) -> Result<bool> {
    let round: Option<u32> = db
        .prepare_cached("SELECT round FROM outbox WHERE id = ?1")?
        .query_row([given.id.0], |row| row.get(0))
        .optional()?;
    Ok(round == Some(given.round))
}

fn close(db: &Connection, id: SendId, state: SendState, reason: &str, now: Millis) -> Result<()> {
    match is_open(db, id)? {
        true => finish(db, id.0, state, reason, now),
        false => Ok(()),
    }
}

/// It will not reach the customer, and the history says so.
fn finish(db: &Connection, id: i64, state: SendState, reason: &str, now: Millis) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, reason = ?3, message = x'', changed_at = ?4 WHERE id = ?1",
    )?
    .execute(params![id, state as i64, reason, now])?;
    db.prepare_cached(
        "INSERT INTO history (contact, at, side, text) SELECT contact, ?2, ?3, ?4 FROM outbox WHERE id = ?1",
    )?
    .execute(params![id, now, Side::Note as i64, format!("not delivered: {reason}")])?;
    Ok(())
}

fn reopen(db: &Connection, id: SendId, state: SendState, next_at: Millis, now: Millis) -> Result<()> {
    db.prepare_cached(
        "UPDATE outbox SET state = ?2, next_at = ?3, changed_at = ?4 WHERE id = ?1 AND state < 3",
    )?
    .execute(params![id.0, state as i64, next_at, now])?;
    Ok(())
}

/// What a status is compared with.
struct Known {
    id: i64,
    contact: i64,
    state: i64,
    stage: i64,
    wamid: Option<String>,
    tries: u32,
    plainer: bool,
    has_content: bool,
    failed: String,
}

pub(super) fn settle(db: &Connection, store: &str, statuses: &[Status], now: Millis) -> Result<Vec<bool>> {
    statuses.iter().map(|status| fold(db, store, status, now)).collect()
}

/// True when it changed a message of ours.
fn fold(db: &Connection, store: &str, status: &Status, now: Millis) -> Result<bool> {
    let Some(id) = find(db, store, status)? else { return Ok(false) };
    let known = known(db, id)?;
    match status.stage {
        Stage::Failed => fail(db, &known, status, now),
        // A try that failed has also been `sent` once: that says nothing about the next one.
        Stage::Accepted | Stage::Sent if known.has_failed(&status.wamid) => Ok(false),
        stage if known.stage < stage as i64 => {
            db.prepare_cached(
                "UPDATE outbox SET state = 3, stage = ?2, wamid = ?3, reason = NULL, changed_at = ?4,
                   sent_at = coalesce(sent_at, ?4), message = CASE WHEN ?2 > 3 THEN x'' ELSE message END
                 WHERE id = ?1",
            )?
            .execute(params![id, stage as i64, status.wamid, now])?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

impl Known {
    fn has_failed(&self, wamid: &str) -> bool {
        self.failed.split(' ').any(|failed| failed == wamid)
    }

    /// It is about the try that counts now: not about one judged before, nor about a repetition beside it.
    fn is_concerned(&self, wamid: &str) -> bool {
        let another =
            self.state == SendState::Sent as i64 && self.wamid.as_deref().is_some_and(|it| it != wamid);
        let is_over = self.state > SendState::Sent as i64;
        // `failed` counts only while nothing better than `sent` was seen; `Stage` is ordered that way.
        self.stage < Stage::Failed as i64 && !is_over && !another && !self.has_failed(wamid)
    }
}

fn known(db: &Connection, id: i64) -> Result<Known> {
    db.prepare_cached(
        "SELECT id, contact, state, stage, wamid, attempts, plainer, length(message) > 0, failed FROM outbox WHERE id = ?1",
    )?
    .query_row([id], |row| {
        Ok(Known {
            id: row.get(0)?,
            contact: row.get(1)?,
            state: row.get(2)?,
            stage: row.get(3)?,
            wamid: row.get(4)?,
            tries: row.get(5)?,
            plainer: row.get(6)?,
            has_content: row.get(7)?,
            failed: row.get(8)?,
        })
    })
}

/// The platform took it and says that it did not arrive.
fn fail(db: &Connection, known: &Known, status: &Status, now: Millis) -> Result<bool> {
    if !known.is_concerned(&status.wamid) {
        return Ok(false);
    }
    let reason = status.reason.as_deref().unwrap_or("no reason given");
    db.prepare_cached("UPDATE outbox SET wamid = ?2, stage = 3, failed = failed || ?2 || ' ' WHERE id = ?1")?
        .execute(params![known.id, status.wamid])?;
    let again = match &status.then {
        Then::Fail | Then::Withhold => None,
        Then::Again(pauses) => pauses.get(known.tries.saturating_sub(1) as usize).copied(),
        Then::Plainer => (!known.plainer).then_some(0),
    };
    let state = if status.then == Then::Withhold { SendState::Withheld } else { SendState::Failed };
    let Some(pause) = again.filter(|_| known.has_content) else {
        return finish(db, known.id, state, reason, now).map(|()| true);
    };
    if let Fate::There = fate_of_later(db, known.contact, known.id, 0)? {
        return finish(db, known.id, SendState::Failed, &too_late(reason), now).map(|()| true);
    }
    db.prepare_cached(
        "UPDATE outbox SET state = 0, stage = 0, round = round + 1, next_at = ?2, reason = ?3, plainer = max(plainer, ?4), sent_at = NULL,
           changed_at = ?5 WHERE id = ?1",
    )?
    .execute(params![known.id, now.saturating_add(pause), reason, status.then == Then::Plainer, now])?;
    Ok(true)
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
