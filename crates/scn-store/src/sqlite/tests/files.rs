//! The file: looking at it beside the process that writes, copying it, and what everything about a contact is.

use super::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

/// A contact about whom something is in every table.
fn known_well(store: &Opened, phone: &str) -> ContactId {
    let heard = Arrival {
        payload: b"PRIVATE message".to_vec(),
        ..arrival(&format!("heard {phone}"), who(None, Some(phone)), 1)
    };
    let contact = store.accept(vec![heard], 1).unwrap()[0].contact;
    let processed = store.take(contact, 1).unwrap().unwrap().inbound.iter().map(|heard| heard.id).collect();
    accept_one(store, phone, who(None, Some(phone)));
    let kept = Commit {
        processed,
        sends: vec![send(0)],
        set_timers: vec![(1, 500)],
        calls: vec![NewCall { call: Some(1), payload: b"PRIVATE call".to_vec() }],
        history: vec![HistoryLine::new(1, Side::Customer, "PRIVATE words")],
        unmatched: vec![Unmatched {
            at: 1,
            question: String::new(),
            language: String::new(),
            text: "PRIVATE text".into(),
            nearest: Vec::new(),
        }],
        proofs: vec![Proof { at: 1, what: "consent marketing".into(), given: true, graph: 7 }],
        handoff: vec![HandoffChange::Opened(NewHandoff {
            because: "PRIVATE reason".into(),
            ..NewHandoff::default()
        })],
        last_message: Some("wamid.PRIVATE".into()),
        turn: Some(NewTurn { graph: 7, heard: b"PRIVATE answer".to_vec(), after: 7 }),
        ..commit(contact, 0, b"PRIVATE state")
    };
    store.commit(kept).unwrap();
    store.note(contact, "anna", "PRIVATE note", Some("PRIVATE key"), 1).unwrap().unwrap();
    store.look(Some(contact), "anna", 1, 1).unwrap();
    let platform = Identity { phone: Some(format!("{phone}0")), ..Identity::default() };
    store.reached(contact, platform).unwrap();
    contact
}

/// Tables with rows of a contact.
fn tables_about(db: &Connection) -> BTreeSet<String> {
    let mut tables = db
        .prepare(
            "SELECT t.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.name = 'contact'",
        )
        .unwrap();
    tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn rows_about(store: &Opened, contact: ContactId) -> BTreeSet<String> {
    let has_rows = |db: &Connection, table: &str| {
        let query = format!("SELECT count(*) FROM {table} WHERE contact = ?1");
        db.query_row(&query, [contact.0], |row| row.get::<_, i64>(0)).unwrap() > 0
    };
    store
        .reader
        .read(|db| Ok(tables_about(db).into_iter().filter(|table| has_rows(db, table)).collect()))
        .unwrap()
}

#[test]
fn every_table_about_a_contact_is_exported_and_erased() {
    let place = Place::new();
    let store = place.open();
    let contact = known_well(&store, "+1");
    let tables = store.reader.read(|db| Ok(tables_about(db))).unwrap();
    assert_eq!(
        rows_about(&store, contact),
        tables,
        "a new table about contacts belongs into `known_well`, `Export`, `merge` and `erase`"
    );
    let export = store.export(contact).unwrap().unwrap();
    assert_eq!(export.state.as_deref(), Some(b"PRIVATE state" as &[u8]));
    assert_eq!(export.timers, [(1, 500)]);
    assert_eq!((export.sends[0].record.seq, export.sends[0].message.as_slice()), (0, b"message 0" as &[u8]));
    assert_eq!((export.waiting.len(), export.calls.len(), export.history.len()), (1, 1, 1));
    assert_eq!((export.unmatched.len(), export.proofs.len()), (1, 1));
    assert_eq!((export.notes.len(), export.looks.len()), (1, 1));
    assert_eq!(export.turns[0].inbound[0].payload, b"PRIVATE message");
    assert_eq!(export.handoff.map(|handoff| handoff.what.because).as_deref(), Some("PRIVATE reason"));
    assert_eq!(export.other_numbers, ["+1"]);
    assert_eq!(export.last_message.as_deref(), Some("wamid.PRIVATE"));

    assert_eq!(store.erase(contact, 900), Ok(true));
    assert_eq!(
        rows_about(&store, contact),
        BTreeSet::from(["inbound".to_owned()]),
        "the key, for duplicates"
    );
    assert_eq!(store.erase(contact, 900), Ok(false));
}

#[test]
fn what_was_erased_is_not_in_the_file_any_more() {
    let place = Place::new();
    let store = place.open();
    let contact = known_well(&store, "+1");
    let holds = |bytes: &[u8]| bytes.windows(7).any(|window| window == b"PRIVATE");
    store.erase(contact, 900).unwrap();
    drop(store);
    assert!(!holds(&std::fs::read(place.path()).unwrap()));
}

#[test]
fn a_file_is_looked_at_while_another_process_writes() {
    let place = Place::new();
    let store = place.open();
    let reader = SqliteStore::read_only(place.path()).unwrap();
    let contact = known_well(&store, "+1");
    assert_eq!(reader.find(&who(None, Some("+1"))), Ok(Some(contact)));
    assert_eq!(reader.export(contact), store.export(contact));
    store.commit(commit(contact, 1, b"moved on")).unwrap();
    assert_eq!(reader.list(None, 9).unwrap()[0].state.as_deref(), Some(b"moved on" as &[u8]));
    drop(store);
    assert_eq!(reader.counts().unwrap().contacts, 1, "and when nobody has it open");
}

#[test]
fn a_file_of_another_version_is_not_guessed_at() {
    let place = Place::new();
    let mut connection = Connection::open(place.path()).unwrap();
    schema::bring_from(&mut connection, 0, 3).unwrap();
    let older = SqliteStore::read_only(place.path()).err().unwrap();
    assert!(matches!(older, StoreError::Older { found: 3, .. }), "{older:?}");
    assert!(older.to_string().contains("start `scn serve`"));
    connection.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(SqliteStore::read_only(place.path()), Err(StoreError::Newer { found: 99, .. })));
}

#[test]
fn a_backup_of_a_running_store_is_whole_and_goes_on_where_it_was() {
    let place = Place::new();
    let store = Arc::new(place.open());
    let contact = known_well(&store, "+1");
    let callback = store.claim(100, 1).unwrap()[0].callback.clone();
    let stop = Arc::new(AtomicU64::new(0));
    let busy = std::thread::spawn({
        let (store, stop) = (store.clone(), stop.clone());
        move || {
            for n in 0.. {
                accept_one(&store, &format!("busy-{n}"), who(None, Some("+2")));
                if stop.load(Ordering::Relaxed) > 0 {
                    return n + 1;
                }
            }
            0
        }
    });
    let to = place.folder.path().join("copy.db");
    let length = SqliteStore::read_only(place.path()).unwrap().backup(&to, |_, _| ()).unwrap();
    stop.store(1, Ordering::Relaxed);
    assert!(busy.join().unwrap() > 0);
    assert_eq!(std::fs::metadata(&to).unwrap().len(), length);
    let before = store.export(contact).unwrap();

    let copy = SqliteStore::open(&to).unwrap();
    assert_eq!(copy.export(contact).unwrap(), before);
    let lease = copy.lease("node", 1, 0, 1).unwrap()[0];
    assert_eq!(copy.recover(&lease, 50), Ok(1), "what was being sent is unknown there");
    assert_eq!(copy.settle(vec![status(Some(&callback), "w1", Stage::Sent)], 60), Ok(vec![true]));
    // What the first store sends after the backup is not taken for something that the copy sends.
    let more = Commit { sends: vec![send(1)], ..commit(contact, 1, b"s") };
    store.commit(more.clone()).unwrap();
    copy.commit(&lease, more).unwrap();
    let ids =
        |reader: &dyn Reader| reader.sends(contact).unwrap().iter().map(|send| send.id).collect::<Vec<_>>();
    let (first, second) = (ids(&store.store), ids(&copy));
    assert_eq!(first[0], second[0]);
    assert_ne!(first[1], second[1]);
}

#[test]
fn a_backup_never_overwrites_and_leaves_nothing_half_done() {
    let place = Place::new();
    let store = place.open();
    known_well(&store, "+1");
    let reader = SqliteStore::read_only(place.path()).unwrap();
    let taken = place.folder.path().join("letter.txt");
    std::fs::write(&taken, "dear").unwrap();
    let refused = reader.backup(&taken, |_, _| ()).unwrap_err();
    assert!(refused.to_string().contains("choose another name"), "{refused}");
    assert_eq!(std::fs::read(&taken).unwrap(), b"dear");
    let nowhere = reader.backup(place.folder.path().join("no/folder/copy.db"), |_, _| ());
    assert!(
        matches!(nowhere, Err(StoreError::CannotBackUp { .. } | StoreError::CannotOpen { .. })),
        "{nowhere:?}"
    );
    let left = std::fs::read_dir(place.folder.path()).unwrap();
    assert!(
        !left.map(|file| file.unwrap().file_name()).any(|name| name.to_string_lossy().ends_with(".part"))
    );
}
