//! Conversations that people have.

use super::reading::Reads;
use super::{SqliteStore, contacts};
use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

/// Notes and looks kept of one contact.
const NOTES_KEPT: i64 = 200;
/// Between two parts of a summary, and between a name and its value: characters that no text has.
const PART: char = '\u{1e}';
const VALUE: char = '\u{1f}';

impl<R: Reads> PeopleReader for R {
    fn handoffs(&self, waiting: Which, limit: usize) -> Result<Vec<Handoff>, StoreError> {
        self.file().read(|db| handoffs(db, waiting, limit))
    }

    fn handoff(&self, contact: ContactId) -> Result<Option<Handoff>, StoreError> {
        self.file().read(|db| handoff(db, contact))
    }

    fn notes(&self, contact: ContactId) -> Result<Vec<Note>, StoreError> {
        self.file().read(|db| notes(db, contact))
    }

    fn sender_of(&self, media: &str) -> Result<Option<ContactId>, StoreError> {
        self.file().read(|db| sender_of(db, media))
    }

    fn looks(&self, contact: ContactId) -> Result<Vec<Look>, StoreError> {
        self.file().read(|db| looks(db, contact))
    }
}

impl PeopleWriter for SqliteStore {
    fn take_handoff(&self, act: Act, now: Millis) -> Result<Acted, StoreError> {
        self.writer.write(move |db| take(db, &act, now))
    }

    fn release_handoff(&self, contact: ContactId, by: &str) -> Result<Acted, StoreError> {
        let by = by.to_owned();
        self.writer.write(move |db| release(db, contact, &by))
    }

    fn act(&self, act: Act, now: Millis) -> Result<Acted, StoreError> {
        self.writer.write(move |db| accept(db, &act, now))
    }

    fn note(
        &self,
        contact: ContactId,
        by: &str,
        text: &str,
        key: Option<&str>,
        now: Millis,
    ) -> Result<Option<Note>, StoreError> {
        let note = Note { id: 0, at: now, by: by.to_owned(), text: text.to_owned() };
        let key = key.map(str::to_owned);
        self.writer.write(move |db| self::note(db, contact, note.clone(), key.as_deref()))
    }

    fn look(
        &self,
        contact: Option<ContactId>,
        by: &str,
        now: Millis,
        apart: Millis,
    ) -> Result<(), StoreError> {
        let by = by.to_owned();
        self.writer.write(move |db| look(db, contact, &by, now, apart))
    }
}

// ------------------------------------------------------------ what a commit changes

pub(super) fn commit(db: &Connection, commit: &Commit) -> Result<()> {
    for change in &commit.handoff {
        match change {
            HandoffChange::Opened(what) => open(db, commit.contact, what, commit.now)?,
            HandoffChange::Held => {
                ensure(db, commit.contact, commit.now)?;
            }
            HandoffChange::TakenBy(who) => {
                let missing = ensure(db, commit.contact, commit.now)?;
                let theirs = missing || who == THE_PHONE;
                claim(db, commit.contact, theirs.then_some(who), commit.now)?;
            }
            HandoffChange::Closed => {
                db.prepare_cached("DELETE FROM handoffs WHERE contact = ?1")?.execute([commit.contact.0])?;
            }
        }
    }
    Ok(())
}

fn open(db: &Connection, contact: ContactId, what: &NewHandoff, now: Millis) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO handoffs (contact, team, because, summary, opened_at, otherwise_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (contact) DO UPDATE SET team = ?2, because = ?3, summary = ?4, otherwise_at = ?6",
    )?
    .execute(params![contact.0, what.team, what.because, summary(what), now, what.otherwise_at])?;
    Ok(())
}

/// True when it was missing.
fn ensure(db: &Connection, contact: ContactId, now: Millis) -> Result<bool> {
    let made = db
        .prepare_cached(
            "INSERT INTO handoffs (contact, because, summary, opened_at) VALUES (?1, '', '', ?2)
         ON CONFLICT (contact) DO NOTHING",
        )?
        .execute(params![contact.0, now])?;
    Ok(made > 0)
}

/// The one who has it keeps it; the bot goes on no more of its own accord.
fn claim(db: &Connection, contact: ContactId, who: Option<&String>, now: Millis) -> Result<()> {
    db.prepare_cached(
        "UPDATE handoffs SET taken_by = coalesce(taken_by, ?2), taken_at = CASE WHEN taken_by IS NULL AND ?2 IS NOT NULL THEN ?3 ELSE taken_at END,
           otherwise_at = NULL
         WHERE contact = ?1",
    )?
    .execute(params![contact.0, who, now])?;
    Ok(())
}

/// What is personal of it goes; that people have the conversation stays as true as it was.
pub(super) fn erase(db: &Connection, contact: ContactId) -> Result<()> {
    db.execute("UPDATE handoffs SET because = '', summary = '' WHERE contact = ?1", [contact.0])?;
    db.execute("DELETE FROM notes WHERE contact = ?1", [contact.0])?;
    Ok(())
}

// ------------------------------------------------------------ what operators do

fn take(db: &Connection, act: &Act, now: Millis) -> Result<Acted> {
    if !is_there(db, act.contact)? {
        return Ok(Acted::NoContact);
    }
    ensure(db, act.contact, now)?;
    match holder(db, act.contact)? {
        Some(other) if other != act.by && other != THE_PHONE => return Ok(Acted::NotTheirs(Some(other))),
        _ => {}
    }
    db.prepare_cached(
        "UPDATE handoffs SET taken_by = ?2, taken_at = ?3, otherwise_at = NULL WHERE contact = ?1 AND taken_by IS NOT ?2",
    )?
    .execute(params![act.contact.0, act.by, now])?;
    insert(db, act, now)
}

fn release(db: &Connection, contact: ContactId, by: &str) -> Result<Acted> {
    if !is_there(db, contact)? {
        return Ok(Acted::NoContact);
    }
    let released = db.execute(
        "UPDATE handoffs SET taken_by = NULL, taken_at = NULL WHERE contact = ?1 AND taken_by = ?2",
        params![contact.0, by],
    )?;
    Ok(match released {
        0 => Acted::NotTheirs(holder(db, contact)?),
        _ => Acted::Done { new: true },
    })
}

fn accept(db: &Connection, act: &Act, now: Millis) -> Result<Acted> {
    let known = db
        .prepare_cached("SELECT 1 FROM inbound WHERE key = ?1")?
        .query_row([&act.key], |_| Ok(()))
        .optional()?;
    if known.is_some() {
        return Ok(Acted::Done { new: false });
    }
    if !is_there(db, act.contact)? {
        return Ok(Acted::NoContact);
    }
    match holder(db, act.contact)? {
        Some(holder) if holder == act.by => {}
        other => return Ok(Acted::NotTheirs(other)),
    }
    if now >= act.until {
        return Ok(Acted::TooLate);
    }
    insert(db, act, now)
}

fn insert(db: &Connection, act: &Act, now: Millis) -> Result<Acted> {
    let new = db
        .prepare_cached(
            "INSERT INTO inbound (contact, key, payload, sent_at, accepted_at) VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![act.contact.0, act.key, act.payload, now])?;
    Ok(Acted::Done { new: new > 0 })
}

fn note(db: &Connection, contact: ContactId, note: Note, key: Option<&str>) -> Result<Option<Note>> {
    if !is_there(db, contact)? {
        return Ok(None);
    }
    let before = db
        .prepare_cached("SELECT id, at, by, text FROM notes WHERE contact = ?1 AND key = ?2")?
        .query_row(params![contact.0, key], read_note)
        .optional()?;
    if before.is_some() {
        return Ok(before);
    }
    db.prepare_cached("INSERT INTO notes (contact, at, by, text, key) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![contact.0, note.at, note.by, note.text, key])?;
    let id = db.last_insert_rowid();
    db.execute(
        "DELETE FROM notes WHERE contact = ?1 AND id NOT IN
         (SELECT id FROM notes WHERE contact = ?1 ORDER BY id DESC LIMIT ?2)",
        params![contact.0, NOTES_KEPT],
    )?;
    Ok(Some(Note { id, ..note }))
}

fn look(db: &Connection, contact: Option<ContactId>, by: &str, now: Millis, apart: Millis) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO looks (contact, at, by) SELECT ?1, ?2, ?3
         WHERE NOT EXISTS (SELECT 1 FROM looks WHERE contact IS ?1 AND by = ?3 AND at > ?4)",
    )?
    .execute(params![contact.map(|contact| contact.0), now, by, now.saturating_sub(apart)])?;
    Ok(())
}

fn is_there(db: &Connection, contact: ContactId) -> Result<bool> {
    let row = db
        .prepare_cached("SELECT 1 FROM contacts WHERE id = ?1")?
        .query_row([contact.0], |_| Ok(()))
        .optional()?;
    Ok(row.is_some())
}

fn holder(db: &Connection, contact: ContactId) -> Result<Option<String>> {
    let holder = db
        .prepare_cached("SELECT taken_by FROM handoffs WHERE contact = ?1")?
        .query_row([contact.0], |row| row.get(0))
        .optional()?;
    Ok(holder.flatten())
}

// ------------------------------------------------------------ looking

const HANDOFF: &str =
    "SELECT h.contact, c.number, c.user_id, c.phone, c.name, h.team, h.because, h.summary, h.otherwise_at,
       h.opened_at, h.taken_by, h.taken_at, v.state
     FROM handoffs h JOIN contacts c ON c.id = h.contact LEFT JOIN conversations v ON v.contact = h.contact";

fn handoffs(db: &Connection, waiting: Which, limit: usize) -> Result<Vec<Handoff>> {
    let which = match waiting {
        Which::Waiting => "WHERE h.taken_by IS NULL",
        Which::Taken => "WHERE h.taken_by IS NOT NULL",
        Which::All => "",
    };
    let mut query =
        db.prepare_cached(&format!("{HANDOFF} {which} ORDER BY h.opened_at, h.contact LIMIT ?1"))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut all: Vec<Handoff> = query.query_map([limit], read)?.collect::<Result<_>>()?;
    for handoff in &mut all {
        handoff.last = last_words(db, handoff.contact)?;
    }
    Ok(all)
}

pub(super) fn handoff(db: &Connection, contact: ContactId) -> Result<Option<Handoff>> {
    let found = db
        .prepare_cached(&format!("{HANDOFF} WHERE h.contact = ?1"))?
        .query_row([contact.0], read)
        .optional()?;
    let Some(mut handoff) = found else { return Ok(None) };
    handoff.last = last_words(db, contact)?;
    Ok(Some(handoff))
}

fn read(row: &Row<'_>) -> Result<Handoff> {
    let summary: String = row.get(7)?;
    let parts = summary.split(PART).filter_map(|part| part.split_once(VALUE));
    Ok(Handoff {
        contact: ContactId(row.get(0)?),
        who: contacts::identity(row, 1)?,
        what: NewHandoff {
            team: row.get(5)?,
            because: row.get(6)?,
            summary: parts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            otherwise_at: row.get(8)?,
        },
        opened_at: row.get(9)?,
        taken_by: row.get(10)?,
        taken_at: row.get(11)?,
        last: None,
        state: row.get(12)?,
    })
}

fn summary(what: &NewHandoff) -> String {
    let clean = |text: &str| text.replace([PART, VALUE], " ");
    let parts = what.summary.iter().map(|(name, value)| format!("{}{VALUE}{}", clean(name), clean(value)));
    parts.collect::<Vec<_>>().join(&PART.to_string())
}

fn last_words(db: &Connection, contact: ContactId) -> Result<Option<HistoryLine>> {
    db.prepare_cached(
        "SELECT at, text FROM history WHERE contact = ?1 AND side = 0 ORDER BY id DESC LIMIT 1",
    )?
    .query_row([contact.0], |row| Ok(HistoryLine::new(row.get(0)?, Side::Customer, row.get::<_, String>(1)?)))
    .optional()
}

pub(super) fn notes(db: &Connection, contact: ContactId) -> Result<Vec<Note>> {
    let mut query = db.prepare_cached("SELECT id, at, by, text FROM notes WHERE contact = ?1 ORDER BY id")?;
    let rows = query.query_map([contact.0], read_note)?;
    rows.collect()
}

fn read_note(row: &Row<'_>) -> Result<Note> {
    Ok(Note { id: row.get(0)?, at: row.get(1)?, by: row.get(2)?, text: row.get(3)? })
}

fn sender_of(db: &Connection, media: &str) -> Result<Option<ContactId>> {
    db.prepare_cached("SELECT contact FROM history WHERE media = ?1 LIMIT 1")?
        .query_row([media], |row| Ok(ContactId(row.get(0)?)))
        .optional()
}

pub(super) fn looks(db: &Connection, contact: ContactId) -> Result<Vec<Look>> {
    let mut query = db.prepare_cached("SELECT at, by FROM looks WHERE contact = ?1 ORDER BY id")?;
    let rows = query.query_map([contact.0], |row| {
        Ok(Look { at: row.get(0)?, by: row.get(1)?, contact: Some(contact) })
    })?;
    rows.collect()
}
