//! Forgetting what is only kept for a while. What is to go is looked for by a reader and deleted in small portions, so
//! that no write waits long behind it.

use super::SqliteStore;
use crate::{Millis, StoreError};
use rusqlite::{Connection, Result, ToSql, params};

/// Rows, or histories, of one portion.
const PORTION: usize = 500;
/// Lines of history kept per contact.
const HISTORY_KEPT: i64 = 200;

pub(super) fn retain(store: &SqliteStore, before: Millis) -> std::result::Result<(), StoreError> {
    for (table, condition) in [
        ("inbound", "processed = 1 AND accepted_at < ?3"),
        ("outbox", "state >= 3 AND changed_at < ?3"),
        ("unmatched", "at < ?3"),
        ("notes", "at < ?3 AND contact NOT IN (SELECT contact FROM handoffs)"),
        ("looks", "at < ?3"),
    ] {
        let find = format!("SELECT id FROM {table} WHERE id > ?1 AND {condition} ORDER BY id LIMIT ?2");
        let delete = format!("DELETE FROM {table} WHERE id = ?1");
        in_portions(store, &find, &[&before], delete)?;
    }
    let long = "SELECT contact FROM history WHERE contact > ?1 GROUP BY contact HAVING count(*) > ?3
                ORDER BY contact LIMIT ?2";
    let shorten = format!(
        "DELETE FROM history WHERE contact = ?1 AND id <= (
           SELECT id FROM history WHERE contact = ?1 ORDER BY id DESC LIMIT 1 OFFSET {HISTORY_KEPT})"
    );
    in_portions(store, long, &[&HISTORY_KEPT], shorten)
}

/// Looks for ids page by page, and deletes each page in one transaction. What the rows say does not change back, so they
/// may still go when they have been found a moment ago.
fn in_portions(
    store: &SqliteStore,
    find: &str,
    also: &[&dyn ToSql],
    delete: String,
) -> std::result::Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let found = store.reader.read(|db| page(db, find, after, also))?;
        let Some(last) = found.last() else { return Ok(()) };
        after = *last;
        let delete = delete.clone();
        store.writer.write(move |db| {
            let mut delete = db.prepare_cached(&delete)?;
            found.iter().try_for_each(|id| delete.execute(params![id]).map(drop))
        })?;
    }
}

fn page(db: &Connection, find: &str, after: i64, also: &[&dyn ToSql]) -> Result<Vec<i64>> {
    let limit = PORTION as i64;
    let mut parameters: Vec<&dyn ToSql> = vec![&after, &limit];
    parameters.extend(also);
    let mut query = db.prepare_cached(find)?;
    let rows = query.query_map(parameters.as_slice(), |row| row.get(0))?;
    rows.collect()
}
