use super::*;
use std::sync::Arc;

mod conformance;
mod delivery;
mod errands;
mod files;
mod people;
mod plans;
mod review;
mod trouble;
mod uploads;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }
    fn path(&self) -> PathBuf {
        self.folder.path().join("bot.db")
    }
    fn open(&self) -> Opened {
        let store = SqliteStore::open(self.path()).unwrap();
        let lease = store.lease("node", 1, 0, 1_000_000).unwrap()[0];
        Opened { store, lease }
    }
}

/// A store and the lease to work on it.
struct Opened {
    store: SqliteStore,
    lease: Lease,
}

impl std::ops::Deref for Opened {
    type Target = SqliteStore;
    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}

impl Opened {
    fn with_arrivals(
        &self,
        by: Millis,
        after: ContactId,
        limit: usize,
    ) -> Result<Vec<ContactId>, StoreError> {
        self.store.with_arrivals(&self.lease, by, after, limit)
    }
    fn with_timers(&self, now: Millis) -> Result<Vec<(Millis, ContactId)>, StoreError> {
        self.store.with_timers(&self.lease, now, (i64::MIN, ContactId(0)), 9)
    }
    fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.store.commit(&self.lease, commit)
    }
    fn recover(&self, settle_until: Millis) -> Result<usize, StoreError> {
        self.store.recover(&self.lease, settle_until)
    }
    fn claim(&self, now: Millis, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
        self.store.claim(&self.lease, now, limit, &RULES)
    }
    fn mark(&self, given: Given, outcome: Outcome, now: Millis) -> Result<(), StoreError> {
        self.store.mark(&self.lease, given, outcome, now)
    }
    fn claim_calls(&self, now: Millis, limit: usize) -> Result<Vec<Calling>, StoreError> {
        self.store.claim_calls(&self.lease, now, limit)
    }
    fn mark_call(&self, id: CallId, outcome: CallOutcome) -> Result<(), StoreError> {
        self.store.mark_call(&self.lease, id, outcome)
    }
    fn next_timer(&self) -> Result<Option<Millis>, StoreError> {
        self.store.next_timer(self.lease.partition)
    }
    fn next_send(&self) -> Result<Option<Millis>, StoreError> {
        self.store.next_send(self.lease.partition, &RULES)
    }
    fn next_call(&self) -> Result<Option<Millis>, StoreError> {
        self.store.next_call(self.lease.partition)
    }
}

fn who(user: Option<&str>, phone: Option<&str>) -> Identity {
    Identity {
        number: "100".into(),
        user_id: user.map(str::to_owned),
        phone: phone.map(str::to_owned),
        name: Some("Ada".into()),
    }
}

fn arrival(key: &str, from: Identity, sent_at: Millis) -> Arrival {
    Arrival { from, key: key.into(), payload: key.as_bytes().to_vec(), sent_at }
}

fn accept_one(store: &Opened, key: &str, from: Identity) -> Accepted {
    store.accept(vec![arrival(key, from, 10)], 10).unwrap()[0]
}

fn commit(contact: ContactId, expected: u64, state: &[u8]) -> Commit {
    Commit { state: state.to_vec(), ..Commit::new(contact, expected, 100) }
}

fn send(seq: u32) -> NewSend {
    NewSend { seq, message: format!("message {seq}").into_bytes(), window_until: 1_000_000 }
}

/// A contact with this many messages in the outbox.
fn with_sends(store: &Opened, phone: &str, count: u32) -> ContactId {
    let contact = accept_one(store, phone, who(None, Some(phone))).contact;
    let sends = (0..count).map(send).collect();
    assert_eq!(store.commit(Commit { sends, ..commit(contact, 0, b"s") }), Ok(Committed::Done));
    contact
}

/// As the platform has it: one message in 6 seconds, 45 at once.
const RULES: SendRules = SendRules { pair_pause: 6_000, pair_burst: 45, in_order: None, settle: 15_000 };

fn status(callback: Option<&str>, wamid: &str, stage: Stage) -> Status {
    Status {
        callback: callback.map(str::to_owned),
        wamid: wamid.into(),
        stage,
        reason: None,
        then: Then::Fail,
    }
}

#[test]
fn what_is_accepted_survives_and_duplicates_are_dropped() {
    let place = Place::new();
    let store = place.open();
    let me = who(Some("US.1"), Some("+1"));
    let first = store.accept(vec![arrival("a", me.clone(), 5), arrival("a", me.clone(), 5)], 6).unwrap();
    assert!(first[0].new && !first[1].new);
    drop(store);
    let store = place.open();
    assert!(!accept_one(&store, "a", me).new);
    let work = store.take(first[0].contact, 6).unwrap().unwrap();
    assert_eq!(work.inbound.len(), 1);
    assert_eq!(work.inbound[0].payload, b"a");
    assert_eq!((work.version, work.state, work.who.name.as_deref()), (0, None, Some("Ada")));
}

#[test]
fn messages_are_taken_in_the_order_they_were_sent() {
    let place = Place::new();
    let store = place.open();
    let me = who(None, Some("+1"));
    let list = [("late", 30), ("first", 10), ("second", 10), ("third", 20)];
    let accepted =
        store.accept(list.iter().map(|(k, at)| arrival(k, me.clone(), *at)).collect(), 40).unwrap();
    let work = store.take(accepted[0].contact, 40).unwrap().unwrap();
    let order: Vec<&[u8]> = work.inbound.iter().map(|w| w.payload.as_slice()).collect();
    assert_eq!(order, [b"first" as &[u8], b"second", b"third", b"late"]);
}

#[test]
fn a_commit_moves_everything_or_nothing() {
    let place = Place::new();
    let store = place.open();
    let contact = accept_one(&store, "a", who(None, Some("+1"))).contact;
    let work = store.take(contact, 100).unwrap().unwrap();
    let full = Commit {
        sends: vec![send(0)],
        set_timers: vec![(1, 500), (2, 600)],
        processed: work.inbound.iter().map(|w| w.id).collect(),
        history: vec![HistoryLine::new(1, Side::Bot, "hello")],
        ..commit(contact, 0, b"one")
    };
    assert_eq!(store.commit(full.clone()), Ok(Committed::Done));
    assert_eq!(store.commit(full), Ok(Committed::Stale), "the same version cannot be followed twice");
    let counts = store.counts().unwrap();
    assert_eq!((counts.inbound_waiting, counts.outbox_waiting, counts.timers), (0, 1, 2));
    assert_eq!(store.history(contact, 10).unwrap()[0].text, "hello");
    assert_eq!(store.next_timer(), Ok(Some(500)));

    let work = store.take(contact, 550).unwrap().unwrap();
    assert_eq!(
        (work.version, work.state.as_deref(), work.timers.as_slice()),
        (1, Some(b"one" as &[u8]), &[1][..])
    );
    assert!(work.inbound.is_empty());
    store.commit(Commit { cleared_timers: vec![1], ..commit(contact, 1, b"two") }).unwrap();
    assert_eq!(store.next_timer(), Ok(Some(600)));
    assert_eq!(store.commit(commit(ContactId(99), 0, b"x")), Ok(Committed::Stale), "nobody has this id");
}

#[test]
fn work_is_found_page_by_page() {
    let place = Place::new();
    let store = place.open();
    let mut contacts: Vec<ContactId> = (0..5)
        .map(|n| accept_one(&store, &format!("k{n}"), who(None, Some(&format!("+{n}")))).contact)
        .collect();
    contacts.sort_unstable();
    let first = store.with_arrivals(10, ContactId(0), 3).unwrap();
    let second = store.with_arrivals(10, first[2], 3).unwrap();
    assert_eq!([first, second].concat(), contacts);
    assert_eq!(store.with_arrivals(9, ContactId(0), 9), Ok(vec![]), "accepted later than asked for");
    let timer =
        Commit { set_timers: vec![(1, 50)], processed: vec![InboundId(1)], ..commit(contacts[0], 0, b"s") };
    store.commit(timer).unwrap();
    assert!(!store.with_arrivals(10, ContactId(0), 9).unwrap().contains(&contacts[0]));
    assert_eq!((store.with_timers(49), store.with_timers(50)), (Ok(vec![]), Ok(vec![(50, contacts[0])])));
}

#[test]
fn one_message_per_contact_is_out_at_a_time_and_in_order() {
    let place = Place::new();
    let store = place.open();
    let (a, b) = (with_sends(&store, "+1", 2), with_sends(&store, "+2", 1));
    let claimed = store.claim(100, 10).unwrap();
    assert_eq!(claimed.iter().map(|c| (c.contact, c.seq)).collect::<Vec<_>>(), [(a, 0), (b, 0)]);
    assert_eq!(claimed[0].to.phone.as_deref(), Some("+1"));
    assert_eq!(store.claim(100, 10), Ok(vec![]), "the second waits for the first");
    assert_eq!(store.next_send(), Ok(None));

    store.mark(claimed[0].given(), Outcome::Retry { at: 300 }, 100).unwrap();
    assert_eq!(store.next_send(), Ok(Some(300)), "a retry holds up what comes after it");
    assert_eq!(store.claim(299, 10), Ok(vec![]));
    let again = store.claim(300, 10).unwrap();
    assert_eq!((again[0].seq, again[0].attempts, again[0].unsettled), (0, 1, false));
    store.mark(again[0].given(), Outcome::Held { until: 300 }, 300).unwrap();
    let again = store.claim(300, 10).unwrap();
    assert_eq!(again[0].attempts, 1, "being held is no try");
    store.mark(again[0].given(), Outcome::Sent { wamid: "w1".into() }, 300).unwrap();
    assert_eq!(store.claim(300, 10).unwrap()[0].seq, 1);
}

#[test]
fn a_crash_while_sending_leaves_the_message_unknown_until_a_status_tells() {
    let place = Place::new();
    let store = place.open();
    let contact = with_sends(&store, "+1", 1);
    let callback = store.claim(100, 10).unwrap().remove(0).callback;
    drop(store);

    let store = place.open();
    assert_eq!(store.recover(5_000), Ok(1));
    assert_eq!(store.claim(4_999, 10), Ok(vec![]));
    assert_eq!(store.counts().unwrap().outbox_unknown, 1);
    let ours = store.settle(vec![status(Some(&callback), "w1", Stage::Sent)], 200).unwrap();
    assert_eq!(ours, [true]);
    assert_eq!(store.claim(5_000, 10), Ok(vec![]), "settled: not sent again");
    let record = store.sends(contact).unwrap().remove(0);
    assert_eq!((record.state, record.wamid.as_deref()), (SendState::Sent, Some("w1")));
}

#[test]
fn without_a_status_it_is_tried_again_and_known_to_be_unsettled() {
    let place = Place::new();
    let store = place.open();
    with_sends(&store, "+1", 1);
    let given = store.claim(100, 10).unwrap()[0].given();
    store.mark(given, Outcome::Unknown { until: 900 }, 100).unwrap();
    let again = store.claim(900, 10).unwrap();
    assert!(again[0].unsettled);
}

#[test]
fn stages_never_go_back() {
    let place = Place::new();
    let store = place.open();
    let contact = with_sends(&store, "+1", 1);
    let given = store.claim(100, 10).unwrap()[0].given();
    store.mark(given, Outcome::Sent { wamid: "w1".into() }, 100).unwrap();
    let stage = || store.sends(contact).unwrap()[0].clone();
    store.settle(vec![status(None, "w1", Stage::Read), status(None, "w1", Stage::Sent)], 100).unwrap();
    assert_eq!(stage().stage, Some(Stage::Read));
    assert_eq!(store.settle(vec![status(None, "w1", Stage::Failed)], 100), Ok(vec![false]));
    assert_eq!((stage().stage, stage().state), (Some(Stage::Read), SendState::Sent));
    let foreign = status(Some("scn-0000-1"), "w9", Stage::Failed);
    assert_eq!(
        store.settle(vec![foreign], 100),
        Ok(vec![false]),
        "a callback of another store settles nothing here"
    );
}

#[test]
fn contacts_are_merged_when_both_ids_become_known() {
    let place = Place::new();
    let store = place.open();
    let by_phone = accept_one(&store, "a", who(None, Some("+1"))).contact;
    let by_user = accept_one(&store, "b", who(Some("US.1"), None)).contact;
    assert_ne!(by_phone, by_user);
    store.commit(Commit { now: 200, sends: vec![send(0)], ..commit(by_phone, 0, b"newer") }).unwrap();
    store.commit(Commit { now: 100, set_timers: vec![(7, 1)], ..commit(by_user, 0, b"older") }).unwrap();

    let both = accept_one(&store, "c", who(Some("US.1"), Some("+1"))).contact;
    assert_eq!(both, by_user);
    let work = store.take(both, 1_000).unwrap().unwrap();
    assert_eq!(work.state.as_deref(), Some(b"newer" as &[u8]));
    assert_eq!(work.inbound.len(), 3);
    assert!(work.timers.is_empty(), "timers of the conversation that ended are gone");
    assert_eq!(store.sends(both).unwrap().len(), 1);
    assert_eq!(store.take(by_phone, 0), Ok(None));
    for (contact, expected) in [(by_phone, 1), (by_user, 1)] {
        assert_eq!(store.commit(commit(contact, expected, b"x")), Ok(Committed::Stale));
    }
    assert_eq!(store.counts().unwrap().contacts, 1);
}

#[test]
fn a_number_that_changed_hands_brings_no_strangers_conversation() {
    let place = Place::new();
    let store = place.open();
    let before = accept_one(&store, "a", who(Some("US.1"), Some("+1"))).contact;
    let after = accept_one(&store, "b", who(Some("US.2"), Some("+1"))).contact;
    assert_ne!(before, after);
    assert_eq!(store.find(&who(None, Some("+1"))), Ok(Some(after)));
    assert_eq!(store.find(&who(Some("US.1"), None)), Ok(Some(before)));
}

#[test]
fn many_callers_share_transactions_and_each_gets_its_answer() {
    let place = Place::new();
    let store = Arc::new(place.open());
    let threads: Vec<_> = (0..16)
        .map(|t| {
            let store = store.clone();
            std::thread::spawn(move || {
                (0..50)
                    .filter(|n| {
                        accept_one(&store, &format!("{t}-{}", n % 25), who(None, Some(&format!("+{t}")))).new
                    })
                    .count()
            })
        })
        .collect();
    let new: usize = threads.into_iter().map(|t| t.join().unwrap()).sum();
    assert_eq!(new, 16 * 25);
    assert_eq!(store.counts().unwrap().inbound_waiting, 16 * 25);
}

#[test]
fn a_failing_operation_takes_no_neighbour_with_it() {
    let place = Place::new();
    let store = Arc::new(place.open());
    // Holds the writer, so that what follows lands in one group.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let blocker = std::thread::spawn({
        let store = store.clone();
        move || store.writer.write(move |_| Ok(wait.lock().unwrap().recv().is_ok()))
    });
    std::thread::sleep(Duration::from_millis(20));
    let bad = std::thread::spawn({
        let store = store.clone();
        move || store.writer.write(|db| db.execute("INSERT INTO nowhere VALUES (1)", []))
    });
    let good = std::thread::spawn({
        let store = store.clone();
        move || accept_one(&store, "k", who(None, Some("+1")))
    });
    std::thread::sleep(Duration::from_millis(20));
    drop(go);
    blocker.join().unwrap().unwrap();
    assert!(matches!(bad.join().unwrap(), Err(StoreError::Failed { .. })));
    assert!(good.join().unwrap().new);
    assert_eq!(store.counts().unwrap().inbound_waiting, 1);
}

#[test]
fn opening_says_what_is_wrong() {
    let place = Place::new();
    let store = place.open();
    assert!(matches!(SqliteStore::open(place.path()), Err(StoreError::Locked { .. })));
    drop(store);

    let connection = Connection::open(place.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let newer = SqliteStore::open(place.path()).err().unwrap();
    assert_eq!(
        newer,
        StoreError::Newer { path: place.path().display().to_string(), found: 99, known: schema::KNOWN }
    );
    assert!(newer.to_string().contains("format 99"));

    let other = place.folder.path().join("other.db");
    std::fs::write(&other, "this is a letter, no database. ".repeat(40)).unwrap();
    assert!(matches!(SqliteStore::open(&other), Err(StoreError::Foreign { .. })));
    let nowhere = place.folder.path().join("no/such/folder/bot.db");
    assert!(matches!(SqliteStore::open(nowhere), Err(StoreError::CannotOpen { .. })));
}

#[test]
fn graphs_are_kept_and_old_keys_are_forgotten_in_time() {
    let place = Place::new();
    let store = place.open();
    store.keep_graph(u64::MAX, b"graph".to_vec(), 1).unwrap();
    store.keep_graph(u64::MAX, b"graph".to_vec(), 2).unwrap();
    assert_eq!(store.graph(u64::MAX), Ok(Some(b"graph".to_vec())));
    assert_eq!(store.graph(7), Ok(None));

    let contact = accept_one(&store, "a", who(None, Some("+1"))).contact;
    let id = store.take(contact, 10).unwrap().unwrap().inbound[0].id;
    store.retain(1_000).unwrap();
    assert!(!accept_one(&store, "a", who(None, Some("+1"))).new, "what waits is never forgotten");
    store.commit(Commit { processed: vec![id], ..commit(contact, 0, b"s") }).unwrap();
    store.retain(1_000).unwrap();
    assert!(accept_one(&store, "a", who(None, Some("+1"))).new);
}

#[test]
fn unreadable_webhooks_are_kept_to_be_looked_at() {
    let place = Place::new();
    let store = place.open();
    store.accept_unreadable(b"{\"object\":".to_vec(), "ends early".into(), 1).unwrap();
    assert_eq!(store.counts().unwrap().unreadable, 1);
}
