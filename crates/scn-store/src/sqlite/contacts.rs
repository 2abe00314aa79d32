//! Who is who: one row per person and business number, found by the platform's user id or by the phone number.

use super::turns;
use crate::{ContactId, Identity, Millis, Moved, Side};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

/// The contact with this identity; created, completed or merged as needed.
pub(super) fn resolve(db: &Connection, who: &Identity) -> Result<ContactId> {
    let by_user = by_user(db, who)?;
    let by_phone = by_phone(db, who)?;
    let contact = match (by_user, by_phone) {
        (Some(a), Some((b, _))) if a == b => a,
        // Known by number only until now: the same person.
        (Some(a), Some((b, None))) => merge(db, b, a)?,
        (None, Some((b, None))) => b,
        (None, Some((b, Some(_)))) if who.user_id.is_none() => b,
        // The number now belongs to another user id: the new owner must not inherit a stranger's conversation.
        (owner, Some((b, Some(_)))) => {
            db.prepare_cached("UPDATE contacts SET phone = NULL WHERE id = ?1")?.execute([b.0])?;
            owner.map_or_else(|| insert(db, who), Ok)?
        }
        (Some(a), None) => a,
        (None, None) => insert(db, who)?,
    };
    // A number that the platform calls otherwise is no news.
    let phone = who.phone.clone().filter(|_| !is_alias(db, who).unwrap_or(false));
    complete(db, contact, &Identity { phone, ..who.clone() })?;
    Ok(contact)
}

/// The platform answered with another number than the one it was asked for.
pub(super) fn reached(db: &Connection, contact: ContactId, platform: &Identity) -> Result<()> {
    let Some(ours) = names(db, contact)? else { return Ok(()) };
    let user_id = platform.user_id.clone().or_else(|| ours.user_id.clone());
    let another = platform.phone.clone().filter(|phone| ours.phone.as_ref() != Some(phone));
    // Only fills in: a person that the platform knows under another id is somebody else.
    if ours.user_id.is_some() && user_id != ours.user_id || (another.is_none() && user_id == ours.user_id) {
        return Ok(());
    }
    let mut to = Identity { user_id, name: None, ..ours.clone() };
    to.phone = another.clone().or(to.phone);
    if let (Some(_), Some(before)) = (another, ours.phone) {
        db.prepare_cached("INSERT OR REPLACE INTO aliases (number, phone, contact) VALUES (?1, ?2, ?3)")?
            .execute(params![ours.number, before, contact.0])?;
    }
    rename(db, contact, &to)
}

/// A person has another number or id now.
pub(super) fn moved(db: &Connection, moved: &Moved, now: Millis) -> Result<Option<ContactId>> {
    let Some(contact) = find(db, &moved.from)? else { return Ok(None) };
    let Some(ours) = names(db, contact)? else { return Ok(None) };
    let is_news = |told: &Option<String>, known: &Option<String>| told.is_some() && told != known;
    let has_new_number = is_news(&moved.to.phone, &ours.phone);
    if !has_new_number && !is_news(&moved.to.user_id, &ours.user_id) {
        return Ok(None);
    }
    // With a new number comes a new id, told or not: under the old one nobody writes any more.
    if has_new_number && moved.to.user_id.is_none() {
        db.prepare_cached("UPDATE contacts SET user_id = NULL WHERE id = ?1")?.execute([contact.0])?;
    }
    rename(db, contact, &moved.to)?;
    db.prepare_cached("DELETE FROM aliases WHERE contact = ?1")?.execute([contact.0])?;
    db.prepare_cached("INSERT INTO history (contact, at, side, text) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![contact.0, now, Side::Note as i64, "the customer changed their number or id"])?;
    Ok(Some(contact))
}

/// Whoever else is known under the new names is the same person; but a number that was another person's is theirs no
/// longer.
fn rename(db: &Connection, contact: ContactId, to: &Identity) -> Result<()> {
    if let Some(other) = by_user(db, to)?.filter(|other| *other != contact) {
        merge(db, other, contact)?;
    }
    if let Some((other, user)) = by_phone(db, to)?.filter(|(other, _)| *other != contact) {
        if user.is_some() && user != to.user_id {
            db.prepare_cached("UPDATE contacts SET phone = NULL WHERE id = ?1")?.execute([other.0])?;
        } else {
            merge(db, other, contact)?;
        }
    }
    complete(db, contact, to)
}

fn is_alias(db: &Connection, who: &Identity) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM aliases WHERE number = ?1 AND phone = ?2)")?
        .query_row(params![who.number, who.phone], |row| row.get(0))
}

/// The contact with this identity, if there is one.
pub(super) fn find(db: &Connection, who: &Identity) -> Result<Option<ContactId>> {
    Ok(match by_user(db, who)? {
        Some(contact) => Some(contact),
        None => by_phone(db, who)?.map(|(contact, _)| contact),
    })
}

fn names(db: &Connection, contact: ContactId) -> Result<Option<Identity>> {
    db.prepare_cached("SELECT number, user_id, phone, name FROM contacts WHERE id = ?1")?
        .query_row([contact.0], |row| identity(row, 0))
        .optional()
}

pub(super) fn identity(row: &Row<'_>, first: usize) -> Result<Identity> {
    Ok(Identity {
        number: row.get(first)?,
        user_id: row.get(first + 1)?,
        phone: row.get(first + 2)?,
        name: row.get(first + 3)?,
    })
}

fn by_user(db: &Connection, who: &Identity) -> Result<Option<ContactId>> {
    let Some(user) = &who.user_id else { return Ok(None) };
    db.prepare_cached("SELECT id FROM contacts WHERE number = ?1 AND user_id = ?2")?
        .query_row(params![who.number, user], |row| Ok(ContactId(row.get(0)?)))
        .optional()
}

fn by_phone(db: &Connection, who: &Identity) -> Result<Option<(ContactId, Option<String>)>> {
    let Some(phone) = &who.phone else { return Ok(None) };
    db.prepare_cached(
        "SELECT id, user_id FROM contacts WHERE number = ?1 AND phone = ?2
         UNION ALL SELECT c.id, c.user_id FROM aliases a JOIN contacts c ON c.id = a.contact
           WHERE a.number = ?1 AND a.phone = ?2
         LIMIT 1",
    )?
    .query_row(params![who.number, phone], |row| Ok((ContactId(row.get(0)?), row.get(1)?)))
    .optional()
}

fn insert(db: &Connection, who: &Identity) -> Result<ContactId> {
    db.prepare_cached("INSERT INTO contacts (number, user_id, phone, name) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![who.number, who.user_id, who.phone, who.name])?;
    Ok(ContactId(db.last_insert_rowid()))
}

/// Fills in what was not known; the name is the latest.
fn complete(db: &Connection, contact: ContactId, who: &Identity) -> Result<()> {
    db.prepare_cached(
        "UPDATE contacts SET user_id = coalesce(?2, user_id), phone = coalesce(?3, phone), name = coalesce(?4, name)
         WHERE id = ?1 AND (user_id IS NOT coalesce(?2, user_id) OR phone IS NOT coalesce(?3, phone)
                            OR name IS NOT coalesce(?4, name))",
    )?
    .execute(params![contact.0, who.user_id, who.phone, who.name])?;
    Ok(())
}

/// Two contacts turn out to be one person. The conversation that people have goes on, else the one that moved last;
/// everything else is kept together.
fn merge(db: &Connection, from: ContactId, into: ContactId) -> Result<ContactId> {
    let theirs = conversation(db, from)?;
    let ours = conversation(db, into)?;
    let newest_version = [&theirs, &ours].into_iter().flatten().map(|it| it.version).max().unwrap_or(0);
    let rank = |it: &Option<Kept>| it.as_ref().map(|it| (it.with_people, it.changed_at));
    let (loser, winner) = if rank(&theirs) <= rank(&ours) { (from, into) } else { (into, from) };
    turns::forget(db, loser)?;
    for table in ["conversations", "timers"] {
        db.execute(&format!("DELETE FROM {table} WHERE contact = ?1"), [loser.0])?;
    }
    merge_handoffs(db, loser, winner)?;
    db.execute("DELETE FROM calls WHERE contact = ?1 AND call IS NOT NULL", [loser.0])?;
    db.execute(
        "UPDATE notes SET key = NULL WHERE contact = ?1 AND key IN (SELECT key FROM notes WHERE contact = ?2)",
        [from.0, into.0],
    )?;
    // Messages dealt with are known by their key, and by the journal.
    db.execute("UPDATE inbound SET contact = ?2 WHERE contact = ?1 AND processed = 0", [from.0, into.0])?;
    for table in [
        "conversations",
        "timers",
        "outbox",
        "calls",
        "history",
        "unmatched",
        "proofs",
        "handoffs",
        "notes",
        "looks",
        "aliases",
        "turns",
    ] {
        db.execute(&format!("UPDATE {table} SET contact = ?2 WHERE contact = ?1"), [from.0, into.0])?;
    }
    // Whoever took either conversation before the merge must not commit over it.
    db.execute(
        "UPDATE conversations SET version = ?2 WHERE contact = ?1",
        params![into.0, newest_version + 1],
    )?;
    db.execute(
        "UPDATE contacts SET
           last_message = coalesce(last_message, (SELECT last_message FROM contacts WHERE id = ?1)),
           free_at = (SELECT max(free_at) FROM contacts WHERE id IN (?1, ?2))
         WHERE id = ?2",
        [from.0, into.0],
    )?;
    db.execute("DELETE FROM contacts WHERE id = ?1", [from.0])?;
    Ok(into)
}

/// Whoever waits for people keeps the earlier place in the queue; what people must know, and who took it, goes with the
/// conversation.
fn merge_handoffs(db: &Connection, loser: ContactId, winner: ContactId) -> Result<()> {
    let both = db.execute(
        "UPDATE handoffs SET opened_at = min(opened_at, (SELECT opened_at FROM handoffs WHERE contact = ?1))
         WHERE contact = ?2 AND EXISTS (SELECT 1 FROM handoffs WHERE contact = ?1)",
        [loser.0, winner.0],
    )?;
    if both > 0 {
        db.execute("DELETE FROM handoffs WHERE contact = ?1", [loser.0])?;
    }
    Ok(())
}

struct Kept {
    version: i64,
    changed_at: Millis,
    with_people: bool,
}

fn conversation(db: &Connection, contact: ContactId) -> Result<Option<Kept>> {
    db.query_row(
        "SELECT version, changed_at, EXISTS (SELECT 1 FROM handoffs h WHERE h.contact = c.contact)
         FROM conversations c WHERE contact = ?1",
        [contact.0],
        |row| Ok(Kept { version: row.get(0)?, changed_at: row.get(1)?, with_people: row.get(2)? }),
    )
    .optional()
}
