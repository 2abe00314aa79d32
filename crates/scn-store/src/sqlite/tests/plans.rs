//! What is asked all the time takes the same work however much is kept: SQLite counts its own steps.

use super::*;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::collections::BTreeMap;

/// For each statement: SQLite's running number of steps, and the most that one run took.
static SEEN: Mutex<BTreeMap<String, (i32, i32)>> = Mutex::new(BTreeMap::new());

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Profile(statement, _) = event {
        let total = statement.get_status(StatementStatus::VmStep);
        // Reader and writer have statements of their own.
        let thread = std::thread::current();
        let mut seen = SEEN.lock().unwrap();
        let (before, most) =
            seen.entry(format!("{}: {}", thread.name().unwrap_or_default(), statement.sql())).or_default();
        // A statement that was prepared anew begins at zero.
        let steps = if total >= *before { total - *before } else { total };
        (*before, *most) = (total, steps.max(*most));
    }
}

#[test]
fn what_is_asked_all_the_time_takes_the_same_work_however_much_is_kept() {
    let few = steps_with(5);
    let many = steps_with(300);
    assert!(few.len() > 40, "{} statements", few.len());
    for (statement, steps) in many {
        let before = few.get(&statement).copied().unwrap_or_default();
        assert!(steps < 2 * before + 200, "{before} steps became {steps}: {statement}");
    }
}

/// The steps of each statement, with so many conversations that rest.
fn steps_with(resting: u32) -> BTreeMap<String, i32> {
    let place = Place::new();
    let store = place.open();
    let trace = |db: &Connection| {
        db.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note));
        Ok(())
    };
    store.reader.read(trace).unwrap();
    store.writer.write(trace).unwrap();
    for n in 0..resting {
        rest(&store, &format!("+9{n}"));
    }
    let contact = with_sends(&store, "+1", 2);
    SEEN.lock().unwrap().values_mut().for_each(|(_, most)| *most = 0);
    ask_all(&store, contact);
    drop(store);
    let seen = std::mem::take(&mut *SEEN.lock().unwrap());
    seen.into_iter().map(|(statement, (_, most))| (statement, most)).collect()
}

/// A conversation with everything, in which nothing is to be done now.
fn rest(store: &Opened, phone: &str) {
    let contact = accept_one(store, phone, who(None, Some(phone))).contact;
    let work = store.take(contact, 10).unwrap().unwrap();
    let all = Commit {
        processed: work.inbound.iter().map(|waiting| waiting.id).collect(),
        sends: vec![send(0)],
        set_timers: vec![(1, 1_000_000)],
        history: vec![HistoryLine::new(1, Side::Bot, "hello")],
        proofs: vec![Proof { at: 1, what: "consent".into(), given: true, graph: 7 }],
        turn: Some(NewTurn { graph: 7, heard: Vec::new(), after: 7 }),
        ..commit(contact, 0, b"state")
    };
    store.commit(all).unwrap();
    let sent = store.claim(100, 1).unwrap().remove(0);
    store.mark(sent.given(), Outcome::Sent { wamid: format!("w{phone}") }, 100).unwrap();
}

fn ask_all(store: &Opened, contact: ContactId) {
    store.counts().unwrap();
    store.with_arrivals(100, ContactId(0), 10).unwrap();
    store.with_timers(100).unwrap();
    store.next_timer().unwrap();
    store.next_send().unwrap();
    store.next_call().unwrap();
    store.take(contact, 1).unwrap();
    store.sends(contact).unwrap();
    store.history(contact, 10).unwrap();
    store.list(None, 5).unwrap();
    store.export(contact).unwrap();
    store.turns(contact).unwrap();
    store.sender_of("media").unwrap();
    store.note(contact, "anna", "calls back", Some("k"), 1).unwrap();
    store.claim(100, 10).unwrap();
    store.claim_calls(100, 10).unwrap();
    store.settle(vec![status(None, "w+90", Stage::Delivered)], 100).unwrap();
    store.recover(500).unwrap();
    store.forget_turns(0).unwrap();
    let moved = Commit {
        sends: vec![send(2)],
        set_timers: vec![(1, 50)],
        calls: vec![NewCall { call: Some(1), payload: Vec::new() }],
        turn: Some(NewTurn { graph: 7, heard: Vec::new(), after: 7 }),
        ..commit(contact, 1, b"s")
    };
    store.commit(moved).unwrap();
    // Merged, then erased in both ways.
    accept_one(store, "by user", who(Some("US.1"), None));
    let merged = accept_one(store, "by both", who(Some("US.1"), Some("+1"))).contact;
    let version = store.take(merged, 1).unwrap().unwrap().version;
    store.commit(Commit { erase: true, ..commit(merged, version, b"s") }).unwrap();
    store.erase(merged, 1).unwrap();
}
