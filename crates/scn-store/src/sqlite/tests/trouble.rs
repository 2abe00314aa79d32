//! What goes wrong with files and disks: each says what to do, and nothing is lost or half done.

use super::*;

fn cap(store: &Opened, pages: i64) {
    let pragma = format!("PRAGMA max_page_count = {pages}");
    store.writer.write(move |db| db.query_row(&pragma, [], |_| Ok(()))).unwrap();
}

#[test]
fn a_full_disk_keeps_small_things_going_and_takes_the_rest_when_there_is_room() {
    let place = Place::new();
    let store = Arc::new(place.open());
    let contact = accept_one(&store, "before", who(None, Some("+1"))).contact;
    let before = store.export(contact).unwrap();
    cap(&store, 1);
    let big = |key: &str| Arrival { payload: vec![7; 200_000], ..arrival(key, who(None, Some("+1")), 1) };
    // Several at once, so that they share a transaction.
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let accepts: Vec<_> = (0..8)
            .map(|n| {
                let (store, arrival) = (store.clone(), big(&format!("big {n}")));
                scope.spawn(move || store.accept(vec![arrival], 1))
            })
            .collect();
        accepts.into_iter().map(|accept| accept.join().unwrap()).collect()
    });
    assert!(outcomes.iter().all(|outcome| *outcome == Err(StoreError::Full)), "{outcomes:?}");
    let lost = Commit { state: vec![7; 200_000], sends: vec![send(0)], ..commit(contact, 0, b"") };
    assert_eq!(store.commit(lost.clone()), Err(StoreError::Full));
    assert_eq!(store.export(contact).unwrap(), before, "nothing half done");
    assert!(StoreError::Full.to_string().contains("make room"));

    cap(&store, 1_000_000);
    assert_eq!(store.commit(lost), Ok(Committed::Done));
    let taken = (0..8).map(|n| store.accept(vec![big(&format!("big {n}"))], 1).unwrap()[0].new);
    assert!(taken.collect::<Vec<_>>().iter().all(|new| *new));
}

#[test]
fn a_person_with_a_database_tool_is_waited_for_and_then_named() {
    let place = Place::new();
    let store = place.open();
    let tool = Connection::open(place.path()).unwrap();
    tool.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = store.accept(vec![arrival("a", who(None, Some("+1")), 1)], 1).unwrap_err();
    assert_eq!(refused, StoreError::Busy);
    assert!(refused.to_string().contains("close it"), "{refused}");
    assert_eq!(store.counts().unwrap().contacts, 0, "reading goes on");
    tool.execute_batch("COMMIT").unwrap();
    assert!(accept_one(&store, "a", who(None, Some("+1"))).new);
}

#[test]
fn a_damaged_file_is_named_with_the_way_out() {
    let place = Place::new();
    let store = place.open();
    for n in 0..200 {
        accept_one(&store, &format!("k{n}"), who(None, Some(&format!("+{n}"))));
    }
    drop(store);
    let mut bytes = std::fs::read(place.path()).unwrap();
    let end = bytes.len();
    bytes[8192..end].fill(0xa5);
    std::fs::write(place.path(), bytes).unwrap();
    let damaged = SqliteStore::open(place.path()).and_then(|store| store.find(&who(None, Some("+7"))));
    assert!(matches!(damaged, Err(StoreError::Damaged { .. })), "{damaged:?}");
    assert!(damaged.unwrap_err().to_string().contains("restore the last backup"));
}

#[test]
fn a_damaged_file_is_never_a_backup() {
    let place = Place::new();
    let store = place.open();
    for n in 0..200 {
        accept_one(&store, &format!("k{n}"), who(None, Some(&format!("+{n}"))));
    }
    drop(store);
    let reader = SqliteStore::read_only(place.path()).unwrap();
    let mut bytes = std::fs::read(place.path()).unwrap();
    let end = bytes.len();
    bytes[8192..end].fill(0xa5);
    std::fs::write(place.path(), bytes).unwrap();
    let to = place.folder.path().join("copy.db");
    assert!(matches!(reader.backup(&to, |_, _| ()), Err(StoreError::Damaged { .. })));
    assert!(!to.exists());
}

#[test]
fn a_file_that_may_not_be_written_is_said_before_any_work() {
    let place = Place::new();
    drop(place.open());
    let mut forbidden = std::fs::metadata(place.path()).unwrap().permissions();
    forbidden.set_readonly(true);
    std::fs::set_permissions(place.path(), forbidden).unwrap();
    // Nothing is forbidden to the administrator of a machine.
    if std::fs::OpenOptions::new().write(true).open(place.path()).is_ok() {
        return;
    }
    let refused = SqliteStore::open(place.path()).err().unwrap();
    assert!(matches!(refused, StoreError::CannotOpen { .. }), "{refused:?}");
    assert!(refused.to_string().contains("may be written"), "{refused}");
}

#[test]
fn a_store_that_cannot_be_written_says_so_in_words() {
    let readonly =
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY), None);
    assert_eq!(StoreError::from(readonly), StoreError::ReadOnly);
    assert!(StoreError::ReadOnly.to_string().contains("may be written"));
    let disk = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR), None);
    assert!(matches!(StoreError::from(disk), StoreError::Disk { .. }));
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let place = Place::new();
    let nowhere = SqliteStore::open(place.folder.path().join("no/such/folder/bot.db")).err().unwrap();
    assert!(nowhere.to_string().contains("check that the folder exists"), "{nowhere}");
    let folder = SqliteStore::open(place.folder.path()).err().unwrap();
    assert!(matches!(folder, StoreError::CannotOpen { .. }), "{folder:?}");
}
