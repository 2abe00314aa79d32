//! The tables, and how older files become like new ones. One entry per version; entries never change once released.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

/// Marks the file as ours ("scn1").
const APPLICATION_ID: i32 = 0x7363_6e31;

const MIGRATIONS: &[&str] = &[
    // 1
    "CREATE TABLE store (id TEXT NOT NULL) STRICT;
     INSERT INTO store VALUES (lower(hex(randomblob(6))));

     CREATE TABLE contacts (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       number TEXT NOT NULL, user_id TEXT, phone TEXT, name TEXT
     ) STRICT;
     CREATE UNIQUE INDEX contacts_user ON contacts (number, user_id) WHERE user_id IS NOT NULL;
     CREATE UNIQUE INDEX contacts_phone ON contacts (number, phone) WHERE phone IS NOT NULL;

     CREATE TABLE conversations (
       contact INTEGER PRIMARY KEY, version INTEGER NOT NULL, state BLOB NOT NULL, changed_at INTEGER NOT NULL
     ) STRICT;

     -- Processed rows keep their key against duplicates, but not their content.
     CREATE TABLE inbound (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, payload BLOB NOT NULL,
       sent_at INTEGER NOT NULL, accepted_at INTEGER NOT NULL, processed INTEGER NOT NULL DEFAULT 0
     ) STRICT;
     CREATE INDEX inbound_waiting ON inbound (contact, sent_at, id) WHERE processed = 0;

     -- state: 0 waiting, 1 sending, 2 unknown, 3 sent, 4 failed, 5 withheld
     CREATE TABLE outbox (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, seq INTEGER NOT NULL, message BLOB NOT NULL, window_until INTEGER NOT NULL,
       state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL,
       wamid TEXT, stage INTEGER NOT NULL DEFAULT 0, reason TEXT, changed_at INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX outbox_open ON outbox (contact, id) WHERE state < 3;
     CREATE INDEX outbox_next ON outbox (next_at, id) WHERE state IN (0, 2);
     CREATE INDEX outbox_ended ON outbox (state) WHERE state IN (4, 5);
     CREATE INDEX outbox_wamid ON outbox (wamid) WHERE wamid IS NOT NULL;

     CREATE TABLE timers (
       contact INTEGER NOT NULL, id INTEGER NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (contact, id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX timers_due ON timers (due, contact);

     CREATE TABLE history (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, at INTEGER NOT NULL, side INTEGER NOT NULL, text TEXT NOT NULL
     ) STRICT;
     CREATE INDEX history_contact ON history (contact, id);

     CREATE TABLE graphs (hash INTEGER PRIMARY KEY, bytes BLOB NOT NULL, kept_at INTEGER NOT NULL) STRICT;

     CREATE TABLE unreadable (
       id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL
     ) STRICT;",
    // 2
    "ALTER TABLE contacts ADD COLUMN last_message TEXT;

     -- state: 0 waiting, 1 under way, 2 answered. Without `call` nobody waits for the answer.
     CREATE TABLE calls (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, call INTEGER, payload BLOB NOT NULL, state INTEGER NOT NULL DEFAULT 0,
       attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, result BLOB
     ) STRICT;
     CREATE INDEX calls_next ON calls (next_at, id) WHERE state = 0;
     CREATE INDEX calls_answered ON calls (contact, id) WHERE state = 2;
     CREATE INDEX calls_contact ON calls (contact, id);

     CREATE TABLE proofs (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, given INTEGER NOT NULL, graph INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX proofs_contact ON proofs (contact, id);",
    // 3
    "-- nearest: one `score name` per line.
     CREATE TABLE unmatched (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, at INTEGER NOT NULL, question TEXT NOT NULL, language TEXT NOT NULL,
       text TEXT NOT NULL, nearest TEXT NOT NULL
     ) STRICT;
     CREATE INDEX unmatched_contact ON unmatched (contact);
     CREATE INDEX unmatched_at ON unmatched (at);",
    // 4
    "-- node: NULL when nobody holds it.
     CREATE TABLE leases (partition INTEGER PRIMARY KEY, fence INTEGER NOT NULL, node TEXT, until INTEGER NOT NULL) STRICT;
     INSERT INTO leases VALUES (0, 0, NULL, 0);",
    // 5
    "CREATE INDEX conversations_changed ON conversations (changed_at, contact);
     CREATE INDEX outbox_contact ON outbox (contact);

     -- Counting a million rows takes a moment; a health page has none.
     CREATE TABLE tally (contacts INTEGER NOT NULL, conversations INTEGER NOT NULL, timers INTEGER NOT NULL) STRICT;
     INSERT INTO tally SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM conversations),
       (SELECT count(*) FROM timers);
     CREATE TRIGGER contact_added AFTER INSERT ON contacts BEGIN UPDATE tally SET contacts = contacts + 1; END;
     CREATE TRIGGER contact_removed AFTER DELETE ON contacts BEGIN UPDATE tally SET contacts = contacts - 1; END;
     CREATE TRIGGER conversation_added AFTER INSERT ON conversations
       BEGIN UPDATE tally SET conversations = conversations + 1; END;
     CREATE TRIGGER conversation_removed AFTER DELETE ON conversations
       BEGIN UPDATE tally SET conversations = conversations - 1; END;
     CREATE TRIGGER timer_added AFTER INSERT ON timers BEGIN UPDATE tally SET timers = timers + 1; END;
     CREATE TRIGGER timer_removed AFTER DELETE ON timers BEGIN UPDATE tally SET timers = timers - 1; END;",
    // 6
    "-- file: the sha256 of its bytes.
     CREATE TABLE uploads (
       number TEXT NOT NULL, file TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (number, file)
     ) STRICT, WITHOUT ROWID;",
    // 7
    "ALTER TABLE history ADD COLUMN by TEXT;
     ALTER TABLE history ADD COLUMN seq INTEGER;

     -- Conversations that people have. summary: slots and values, between control characters.
     CREATE TABLE handoffs (
       contact INTEGER PRIMARY KEY, team TEXT, because TEXT NOT NULL, summary TEXT NOT NULL, opened_at INTEGER NOT NULL,
       taken_by TEXT, taken_at INTEGER, otherwise_at INTEGER
     ) STRICT;
     CREATE INDEX handoffs_opened ON handoffs (opened_at, contact);

     CREATE TABLE notes (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       contact INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL
     ) STRICT;
     CREATE INDEX notes_contact ON notes (contact, id);

     -- contact: NULL for the queue.
     CREATE TABLE looks (
       id INTEGER PRIMARY KEY AUTOINCREMENT, contact INTEGER, at INTEGER NOT NULL, by TEXT NOT NULL
     ) STRICT;
     CREATE INDEX looks_contact ON looks (contact, by, at);
     CREATE INDEX looks_at ON looks (at);",
    // 8
    "-- free_at: the pair rate lets nothing out to this contact before; NULL when nothing went out yet.
     ALTER TABLE contacts ADD COLUMN free_at INTEGER;
     -- Numbers that the platform calls otherwise.
     CREATE TABLE aliases (
       number TEXT NOT NULL, phone TEXT NOT NULL, contact INTEGER NOT NULL, PRIMARY KEY (number, phone)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX aliases_contact ON aliases (contact);
     -- failed: the platform's ids of tries that it took and did not deliver, each followed by a space.
     ALTER TABLE outbox ADD COLUMN sent_at INTEGER;
     ALTER TABLE outbox ADD COLUMN plainer INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE outbox ADD COLUMN failed TEXT NOT NULL DEFAULT '';
     CREATE INDEX outbox_again ON outbox (next_at) WHERE state = 0 AND failed <> '';",
    // 9
    "-- The journal, in chapters: `before` is the state that the first turn of one (`place` 0) began from. inbound: the ids
     -- of the messages heard, as a JSON array; their payloads stay as long as the turn. after: checksum of the state.
     CREATE TABLE turns (
       contact INTEGER NOT NULL, version INTEGER NOT NULL, place INTEGER NOT NULL, begun_at INTEGER NOT NULL,
       at INTEGER NOT NULL, graph INTEGER NOT NULL, before BLOB, inbound TEXT NOT NULL, heard BLOB NOT NULL,
       after INTEGER NOT NULL, PRIMARY KEY (contact, version)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX turns_begun ON turns (begun_at) WHERE place = 0;

     -- media: what the platform calls a file of the customer. key: of an operator's answer, or of a note.
     ALTER TABLE history ADD COLUMN media TEXT;
     ALTER TABLE history ADD COLUMN media_kind TEXT;
     CREATE INDEX history_media ON history (media) WHERE media IS NOT NULL;
     ALTER TABLE history ADD COLUMN key TEXT;
     ALTER TABLE notes ADD COLUMN key TEXT;
     CREATE UNIQUE INDEX notes_key ON notes (contact, key) WHERE key IS NOT NULL;",
    // 10
    "-- unasked: nobody waits for it, and answers go before it. round: what becomes of an earlier one counts no more.
     ALTER TABLE outbox ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE outbox ADD COLUMN unasked INTEGER NOT NULL DEFAULT 0;
     DROP INDEX outbox_next;
     CREATE INDEX outbox_next ON outbox (unasked, next_at, id) WHERE state IN (0, 2);",
];

/// The version of the tables that this program writes.
pub(crate) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Brings the file to the known version.
pub(crate) fn migrate(connection: &mut Connection, path: &str) -> Result<(), StoreError> {
    let found = version(connection)?;
    let empty =
        connection.query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(())).optional()?.is_none();
    if !empty && !is_ours(connection)? {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    if found > KNOWN {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: KNOWN });
    }
    bring_from(connection, found, KNOWN)
}

/// Each migration is one transaction.
pub(crate) fn bring_from(connection: &mut Connection, found: u32, to: u32) -> Result<(), StoreError> {
    for (at, migration) in MIGRATIONS.iter().enumerate().take(to as usize).skip(found as usize) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", at as u32 + 1)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Written by this program, of whatever version.
pub(crate) fn is_ours(connection: &Connection) -> Result<bool, StoreError> {
    let mark: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    Ok(mark == APPLICATION_ID)
}

pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
