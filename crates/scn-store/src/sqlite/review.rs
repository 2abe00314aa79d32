//! Messages that nothing understood.

use crate::*;
use rusqlite::{Connection, Result, params};

/// So many are kept of all contacts together.
const KEPT: i64 = 10_000;

pub(super) fn keep(db: &Connection, contact: ContactId, unmatched: &[Unmatched]) -> Result<()> {
    for message in unmatched {
        let nearest: Vec<String> =
            message.nearest.iter().map(|(name, score)| format!("{score} {name}")).collect();
        db.prepare_cached(
            "INSERT INTO unmatched (contact, at, question, language, text, nearest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            contact.0,
            message.at,
            message.question,
            message.language,
            message.text,
            nearest.join("\n")
        ])?;
        db.prepare_cached("DELETE FROM unmatched WHERE id <= ?1")?
            .execute([db.last_insert_rowid() - KEPT])?;
    }
    Ok(())
}

pub(super) fn unmatched(db: &Connection, limit: usize) -> Result<Vec<Unmatched>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    read(
        db,
        "SELECT at, question, language, text, nearest FROM (SELECT * FROM unmatched ORDER BY id DESC LIMIT ?1) ORDER BY id",
        limit,
    )
}

pub(super) fn of(db: &Connection, contact: ContactId) -> Result<Vec<Unmatched>> {
    let query = "SELECT at, question, language, text, nearest FROM unmatched WHERE contact = ?1 ORDER BY id";
    read(db, query, contact.0)
}

fn read(db: &Connection, query: &str, parameter: i64) -> Result<Vec<Unmatched>> {
    let mut query = db.prepare_cached(query)?;
    let rows = query.query_map([parameter], |row| {
        let nearest: String = row.get(4)?;
        Ok(Unmatched {
            at: row.get(0)?,
            question: row.get(1)?,
            language: row.get(2)?,
            text: row.get(3)?,
            nearest: nearest.lines().filter_map(scored).collect(),
        })
    })?;
    rows.collect()
}

fn scored(line: &str) -> Option<(String, u16)> {
    let (score, name) = line.split_once(' ')?;
    Some((name.to_owned(), score.parse().ok()?))
}
