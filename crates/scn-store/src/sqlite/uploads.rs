//! Files that the platform has taken.

use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

pub(super) fn find(db: &Connection, number: &str, file: &str) -> Result<Option<Uploaded>> {
    db.prepare_cached("SELECT id, at FROM uploads WHERE number = ?1 AND file = ?2")?
        .query_row([number, file], |row| Ok(Uploaded { id: row.get(0)?, at: row.get(1)? }))
        .optional()
}

pub(super) fn keep(db: &Connection, number: &str, file: &str, uploaded: &Uploaded) -> Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO uploads (number, file, id, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![number, file, uploaded.id, uploaded.at])?;
    Ok(())
}

pub(super) fn drop_id(db: &Connection, number: &str, id: &str) -> Result<()> {
    db.prepare_cached("DELETE FROM uploads WHERE number = ?1 AND id = ?2")?.execute([number, id])?;
    Ok(())
}
