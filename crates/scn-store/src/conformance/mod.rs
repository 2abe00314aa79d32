//! What every store promises, each promise a check with a name. A new store is one that passes all of them.

mod accepting;
mod failing;
mod faults;
mod journal;
mod keeping;
mod leasing;
mod moving;
mod people;
mod persons;
mod sending;

use crate::*;

/// A promise, and what shows it on an empty store.
pub struct Check {
    pub promise: &'static str,
    pub check: fn(&dyn Store),
}

/// Runs with faults.
const SEEDS: u64 = 8;

/// All checks but those with faults, for those who run them one by one.
pub fn checks() -> Vec<Check> {
    let parts = [
        accepting::CHECKS,
        persons::CHECKS,
        moving::CHECKS,
        leasing::CHECKS,
        sending::CHECKS,
        failing::CHECKS,
        people::CHECKS,
        keeping::CHECKS,
        journal::CHECKS,
    ];
    parts.into_iter().flatten().map(|(promise, check)| Check { promise, check: *check }).collect()
}

/// Runs all checks, each on a store of its own.
///
/// # Panics
/// At the first promise that the store does not keep.
pub fn all<S: Store>(make: impl Fn() -> S) {
    for Check { promise, check } in checks() {
        let store = make();
        kept(promise, || check(&store));
    }
    kept("faults happen as they are planned", || faults::faults_are_as_planned(&make));
    for seed in 0..SEEDS {
        kept(faults::PROMISE, || faults::check(make(), seed));
    }
}

fn kept(promise: &str, check: impl FnOnce()) {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
    assert!(outcome.is_ok(), "this store does not keep its promise: {promise}");
}

type Checks = &'static [(&'static str, fn(&dyn Store))];

/// The only node of a store, with every lease there is.
struct Node<'s> {
    store: &'s dyn Store,
    leases: Vec<Lease>,
}

impl<'s> Node<'s> {
    fn of(store: &'s dyn Store) -> Node<'s> {
        let leases = store.lease("node", usize::MAX, 0, 1_000_000).unwrap();
        assert!(!leases.is_empty(), "a new store has partitions that nobody holds");
        Node { store, leases }
    }

    fn lease(&self, contact: ContactId) -> Lease {
        let partition = self.store.take(contact, 0).unwrap().map(|work| work.partition);
        let held = |lease: &&Lease| partition.is_none_or(|partition| lease.partition == partition);
        *self.leases.iter().find(held).unwrap()
    }

    fn accept(&self, key: &str, from: Identity) -> ContactId {
        self.store.accept(vec![arrival(key, from, 10)], 10).unwrap()[0].contact
    }

    fn commit(&self, commit: Commit) -> Committed {
        self.store.commit(&self.lease(commit.contact), commit).unwrap()
    }

    /// A contact with these messages in the outbox.
    fn with_sends(&self, phone: &str, count: u32) -> ContactId {
        let contact = self.accept(phone, phone_only(phone));
        let sends = (0..count).map(send).collect();
        assert_eq!(self.commit(Commit { sends, ..commit(contact, 0, b"s") }), Committed::Done);
        contact
    }

    fn claim(&self, now: Millis) -> Vec<Outgoing> {
        self.leases
            .iter()
            .flat_map(|lease| self.store.claim(lease, now, 100, &SendRules::default()).unwrap())
            .collect()
    }

    fn mark(&self, send: &Outgoing, outcome: Outcome) {
        self.store.mark(&self.lease(send.contact), send.given(), outcome, 100).unwrap();
    }

    fn claim_calls(&self, now: Millis) -> Vec<Calling> {
        self.leases.iter().flat_map(|lease| self.store.claim_calls(lease, now, 100).unwrap()).collect()
    }

    fn mark_call(&self, call: &Calling, outcome: CallOutcome) {
        self.store.mark_call(&self.lease(call.contact), call.id, outcome).unwrap();
    }

    fn with_work(&self, now: Millis) -> Vec<ContactId> {
        let first = ContactId(i64::MIN);
        let look = |lease| {
            let timers = self.store.with_timers(lease, now, (i64::MIN, first), 100).unwrap();
            let mut found = self.store.with_arrivals(lease, now, first, 100).unwrap();
            found.extend(timers.into_iter().map(|(_, contact)| contact));
            found
        };
        let mut found: Vec<ContactId> = self.leases.iter().flat_map(look).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn recover(&self, settle_until: Millis) -> usize {
        self.leases.iter().map(|lease| self.store.recover(lease, settle_until).unwrap()).sum()
    }

    fn work(&self, contact: ContactId, now: Millis) -> Work {
        self.store.take(contact, now).unwrap().unwrap()
    }

    fn earliest(&self, next: impl Fn(Partition) -> Result<Option<Millis>, StoreError>) -> Option<Millis> {
        self.leases.iter().filter_map(|lease| next(lease.partition).unwrap()).min()
    }
}

fn phone_only(phone: &str) -> Identity {
    who(None, Some(phone))
}

fn who(user: Option<&str>, phone: Option<&str>) -> Identity {
    Identity {
        number: "100".to_owned(),
        user_id: user.map(str::to_owned),
        phone: phone.map(str::to_owned),
        name: Some("Ada".to_owned()),
    }
}

fn arrival(key: &str, from: Identity, sent_at: Millis) -> Arrival {
    Arrival { from, key: key.to_owned(), payload: key.as_bytes().to_vec(), sent_at }
}

fn commit(contact: ContactId, expected: u64, state: &[u8]) -> Commit {
    Commit { state: state.to_vec(), ..Commit::new(contact, expected, 100) }
}

fn send(seq: u32) -> NewSend {
    NewSend { seq, message: format!("message {seq}").into_bytes(), window_until: 1_000_000 }
}

fn call(call: Option<u32>) -> NewCall {
    NewCall { call, payload: b"call".to_vec() }
}

fn line(at: Millis) -> HistoryLine {
    HistoryLine::new(at, Side::Bot, format!("line {at}"))
}

fn sent(wamid: &str) -> Outcome {
    Outcome::Sent { wamid: wamid.to_owned() }
}

fn status(callback: Option<&str>, wamid: &str, stage: Stage) -> Status {
    Status {
        callback: callback.map(str::to_owned),
        wamid: wamid.to_owned(),
        stage,
        reason: None,
        then: Then::Fail,
    }
}
