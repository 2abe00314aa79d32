//! Forgetting a contact: as the scenario asks for it, and as a person of the business does.

use super::{contacts, people, turns};
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// Everything about a contact goes, but how to reach them, what still has to be heard, what other systems are about to
/// be told, and the proofs.
pub(super) fn erase(db: &Connection, contact: ContactId) -> Result<()> {
    for table in ["history", "unmatched", "outbox", "timers"] {
        db.execute(&format!("DELETE FROM {table} WHERE contact = ?1"), [contact.0])?;
    }
    people::erase(db, contact)?;
    turns::forget(db, contact)?;
    db.execute("DELETE FROM calls WHERE contact = ?1 AND call IS NOT NULL", [contact.0])?;
    db.execute("UPDATE contacts SET name = NULL, last_message = NULL WHERE id = ?1", [contact.0])?;
    Ok(())
}

/// Everything but who they are (under all their numbers), the proofs, and what other systems are still to be told. Those move to a new id.
pub(super) fn forget(db: &Connection, contact: ContactId, now: Millis) -> Result<bool> {
    let who = db
        .prepare_cached("SELECT number, user_id, phone, name FROM contacts WHERE id = ?1")?
        .query_row([contact.0], |row| contacts::identity(row, 0))
        .optional()?;
    let Some(who) = who else { return Ok(false) };
    erase(db, contact)?;
    // The keys stay, against messages that are delivered again.
    db.execute(
        "UPDATE inbound SET processed = 1, payload = x'' WHERE contact = ?1 AND processed = 0",
        [contact.0],
    )?;
    for table in ["conversations", "handoffs"] {
        db.execute(&format!("DELETE FROM {table} WHERE contact = ?1"), [contact.0])?;
    }
    db.execute("DELETE FROM contacts WHERE id = ?1", [contact.0])?;
    db.execute(
        "INSERT INTO contacts (number, user_id, phone) VALUES (?1, ?2, ?3)",
        params![who.number, who.user_id, who.phone],
    )?;
    let new = db.last_insert_rowid();
    for table in ["calls", "proofs", "looks", "aliases"] {
        db.execute(&format!("UPDATE {table} SET contact = ?2 WHERE contact = ?1"), [contact.0, new])?;
    }
    db.execute(
        "INSERT INTO proofs (contact, at, what, given, graph) VALUES (?1, ?2, 'erased', 1, 0)",
        [new, now],
    )?;
    Ok(true)
}
