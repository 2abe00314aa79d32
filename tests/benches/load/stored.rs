//! A store with many conversations: one is played for real, and its rows are copied for everybody else.

use crate::road::phone;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// One conversation in so many has its timer pending.
pub(crate) const TIMERS: u64 = 10;

/// Copies everything that belongs to the only contact, until there are so many.
pub(crate) fn multiply(store: &Path, count: u64) {
    let db = Connection::open(store).expect("the store");
    db.busy_timeout(Duration::from_secs(5)).expect("a patience");
    db.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY; BEGIN",
    )
    .expect("a fast connection");
    db.execute_batch(&format!(
        "CREATE TEMP TABLE others AS WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count} - 1)
           SELECT n, n + (SELECT max(id) FROM contacts) AS contact FROM n WHERE {count} > 1;"
    ))
    .expect("the others");
    let first = phone(0);
    copy(
        &db,
        "contacts",
        &[("id", "o.contact"), ("phone", &format!("'+' || ({first} + o.n)")), ("user_id", "NULL")],
    );
    copy(&db, "conversations", &[("contact", "o.contact")]);
    copy(&db, "turns", &[("contact", "o.contact")]);
    copy(
        &db,
        "inbound",
        &[("id", "NULL"), ("contact", "o.contact"), ("key", "t.key || '-' || printf('%010d', o.n)")],
    );
    let wamid = ("wamid", "t.wamid || printf('%010d', o.n)");
    copy(&db, "outbox", &[("id", "NULL"), ("contact", "o.contact"), wamid]);
    copy(&db, "history", &[("id", "NULL"), ("contact", "o.contact")]);
    db.execute_batch(&format!("DELETE FROM others WHERE n % {TIMERS} <> 0")).expect("fewer");
    copy(&db, "timers", &[("contact", "o.contact")]);
    db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").expect("written");
    // Else the process that is measured waits at its first checkpoint for all of this to get to the disk.
    std::fs::File::open(store).and_then(|file| file.sync_all()).expect("on the disk");
}

/// Each row of a table, once more for each of the others, with some columns of its own.
fn copy(db: &Connection, table: &str, own: &[(&str, &str)]) {
    let mut names = db.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).expect("a table");
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("its columns");
    let value = |name: &String| {
        let other = own.iter().find(|(column, _)| column == name);
        other.map_or_else(|| format!("t.{name}"), |(_, value)| (*value).to_owned())
    };
    let values = names.iter().map(value).collect::<Vec<_>>().join(", ");
    db.execute_batch(&format!(
        "CREATE TEMP TABLE kept AS SELECT * FROM {table};
         INSERT INTO {table} ({}) SELECT {values} FROM others o CROSS JOIN kept t;
         DROP TABLE kept;",
        names.join(", ")
    ))
    .unwrap_or_else(|error| panic!("{table}: {error}"));
}

/// Everything that was to happen later should have happened a minute ago.
pub(crate) fn make_overdue(store: &Path, now: i64) {
    let db = Connection::open(store).expect("the store");
    db.execute("UPDATE timers SET due = ?1", [now - 60_000]).expect("timers");
}

/// Timers that are due, and messages that wait in the outbox.
pub(crate) fn waiting(store: &Path, now: i64) -> (u64, u64) {
    let db = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the store");
    db.busy_timeout(Duration::from_secs(5)).expect("a patience");
    let count =
        |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a number").cast_unsigned();
    let due = count(&format!("SELECT count(*) FROM timers WHERE due <= {now}"));
    (due, count("SELECT count(*) FROM outbox WHERE state < 2 AND state < 3"))
}

/// Bytes of the file, with what is not in its place yet.
pub(crate) fn size(store: &Path) -> u64 {
    let wal = store.with_extension("db-wal");
    [store, &wal].iter().filter_map(|path| Some(std::fs::metadata(path).ok()?.len())).sum()
}
