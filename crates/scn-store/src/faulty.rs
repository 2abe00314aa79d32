//! A store that fails by plan, for tests and simulations.

use crate::*;
use std::sync::{Mutex, PoisonError};

/// What happens to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// It fails, and nothing was changed.
    Before,
    /// It is done, but the answer is lost.
    After,
}

type Plan = Box<dyn FnMut(&'static str) -> Fault + Send>;

/// Another store, whose operations fail as a plan says.
pub struct Faulty<S> {
    store: S,
    plan: Mutex<Plan>,
}

impl<S> Faulty<S> {
    /// The plan is asked before each operation, by its name.
    pub fn new(store: S, plan: impl FnMut(&'static str) -> Fault + Send + 'static) -> Faulty<S> {
        Faulty { store, plan: Mutex::new(Box::new(plan)) }
    }

    /// So many of a thousand operations fail, half of them after they were done. The same seed fails the same ones.
    pub fn seeded(store: S, seed: u64, of_thousand: u64) -> Faulty<S> {
        let mut state = seed;
        Faulty::new(store, move |_| {
            let drawn = draw(&mut state);
            match (drawn % 1000 < of_thousand, drawn >> 63) {
                (false, _) => Fault::None,
                (true, 0) => Fault::Before,
                (true, _) => Fault::After,
            }
        })
    }

    /// The store itself, which does not fail.
    pub fn inner(&self) -> &S {
        &self.store
    }

    fn run<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&S) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let fault = (self.plan.lock().unwrap_or_else(PoisonError::into_inner))(operation);
        if fault == Fault::Before {
            return Err(StoreError::Failed { reason: format!("{operation} failed by plan") });
        }
        let answer = work(&self.store)?;
        match fault {
            Fault::After => Err(StoreError::Unanswered { operation: operation.to_owned() }),
            _ => Ok(answer),
        }
    }
}

/// SplitMix64: small, and the same on every machine.
fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut drawn = *state;
    drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    drawn ^ (drawn >> 31)
}

impl<S: Store> Reader for Faulty<S> {
    fn find(&self, who: &Identity) -> Result<Option<ContactId>, StoreError> {
        self.run("find", |store| store.find(who))
    }
    fn list(&self, after: Option<Cursor>, limit: usize) -> Result<Vec<Overview>, StoreError> {
        self.run("list", |store| store.list(after, limit))
    }
    fn history(&self, contact: ContactId, limit: usize) -> Result<Vec<HistoryLine>, StoreError> {
        self.run("history", |store| store.history(contact, limit))
    }
    fn sends(&self, contact: ContactId) -> Result<Vec<SendRecord>, StoreError> {
        self.run("sends", |store| store.sends(contact))
    }
    fn proofs(&self, contact: ContactId) -> Result<Vec<Proof>, StoreError> {
        self.run("proofs", |store| store.proofs(contact))
    }
    fn unmatched(&self, limit: usize) -> Result<Vec<Unmatched>, StoreError> {
        self.run("unmatched", |store| store.unmatched(limit))
    }
    fn turns(&self, contact: ContactId) -> Result<Vec<Turn>, StoreError> {
        self.run("turns", |store| store.turns(contact))
    }
    fn graph(&self, hash: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.run("graph", |store| store.graph(hash))
    }
    fn export(&self, contact: ContactId) -> Result<Option<Export>, StoreError> {
        self.run("export", |store| store.export(contact))
    }
    fn counts(&self) -> Result<Counts, StoreError> {
        self.run("counts", |store| store.counts())
    }
}

impl<S: Store> Store for Faulty<S> {
    fn lease(&self, node: &str, most: usize, now: Millis, until: Millis) -> Result<Vec<Lease>, StoreError> {
        self.run("lease", |store| store.lease(node, most, now, until))
    }
    fn renew(&self, leases: &[Lease], until: Millis) -> Result<Vec<Lease>, StoreError> {
        self.run("renew", |store| store.renew(leases, until))
    }
    fn release(&self, leases: &[Lease]) -> Result<(), StoreError> {
        self.run("release", |store| store.release(leases))
    }
    fn accept(&self, arrivals: Vec<Arrival>, now: Millis) -> Result<Vec<Accepted>, StoreError> {
        self.run("accept", |store| store.accept(arrivals, now))
    }
    fn accept_unreadable(&self, body: Vec<u8>, reason: String, now: Millis) -> Result<(), StoreError> {
        self.run("accept_unreadable", |store| store.accept_unreadable(body, reason, now))
    }
    fn settle(&self, statuses: Vec<Status>, now: Millis) -> Result<Vec<bool>, StoreError> {
        self.run("settle", |store| store.settle(statuses, now))
    }
    fn with_arrivals(
        &self,
        lease: &Lease,
        accepted_by: Millis,
        after: ContactId,
        limit: usize,
    ) -> Result<Vec<ContactId>, StoreError> {
        self.run("with_arrivals", |store| store.with_arrivals(lease, accepted_by, after, limit))
    }
    fn with_timers(
        &self,
        lease: &Lease,
        now: Millis,
        after: (Millis, ContactId),
        limit: usize,
    ) -> Result<Vec<(Millis, ContactId)>, StoreError> {
        self.run("with_timers", |store| store.with_timers(lease, now, after, limit))
    }
    fn take(&self, contact: ContactId, now: Millis) -> Result<Option<Work>, StoreError> {
        self.run("take", |store| store.take(contact, now))
    }
    fn commit(&self, lease: &Lease, commit: Commit) -> Result<Committed, StoreError> {
        self.run("commit", |store| store.commit(lease, commit))
    }
    fn next_timer(&self, partition: Partition) -> Result<Option<Millis>, StoreError> {
        self.run("next_timer", |store| store.next_timer(partition))
    }
    fn recover(&self, lease: &Lease, settle_until: Millis) -> Result<usize, StoreError> {
        self.run("recover", |store| store.recover(lease, settle_until))
    }
    fn set_back(&self, lease: &Lease, now: Millis) -> Result<bool, StoreError> {
        self.run("set_back", |store| store.set_back(lease, now))
    }
    fn reached(&self, contact: ContactId, platform: Identity) -> Result<(), StoreError> {
        self.run("reached", |store| store.reached(contact, platform))
    }
    fn moved(&self, moved: Moved, now: Millis) -> Result<Option<ContactId>, StoreError> {
        self.run("moved", |store| store.moved(moved, now))
    }
    fn claim(
        &self,
        lease: &Lease,
        now: Millis,
        limit: usize,
        rules: &SendRules,
    ) -> Result<Vec<Outgoing>, StoreError> {
        self.run("claim", |store| store.claim(lease, now, limit, rules))
    }
    fn next_send(&self, partition: Partition, rules: &SendRules) -> Result<Option<Millis>, StoreError> {
        self.run("next_send", |store| store.next_send(partition, rules))
    }
    fn is_open(&self, id: SendId) -> Result<bool, StoreError> {
        self.run("is_open", |store| store.is_open(id))
    }
    fn mark(&self, lease: &Lease, given: Given, outcome: Outcome, now: Millis) -> Result<(), StoreError> {
        self.run("mark", |store| store.mark(lease, given, outcome, now))
    }
    fn claim_calls(&self, lease: &Lease, now: Millis, limit: usize) -> Result<Vec<Calling>, StoreError> {
        self.run("claim_calls", |store| store.claim_calls(lease, now, limit))
    }
    fn next_call(&self, partition: Partition) -> Result<Option<Millis>, StoreError> {
        self.run("next_call", |store| store.next_call(partition))
    }
    fn mark_call(&self, lease: &Lease, id: CallId, outcome: CallOutcome) -> Result<(), StoreError> {
        self.run("mark_call", |store| store.mark_call(lease, id, outcome))
    }
    fn keep_graph(&self, hash: u64, bytes: Vec<u8>, now: Millis) -> Result<(), StoreError> {
        self.run("keep_graph", |store| store.keep_graph(hash, bytes, now))
    }
    fn uploaded(&self, number: &str, file: &str) -> Result<Option<Uploaded>, StoreError> {
        self.run("uploaded", |store| store.uploaded(number, file))
    }
    fn keep_upload(&self, number: &str, file: &str, uploaded: Uploaded) -> Result<(), StoreError> {
        self.run("keep_upload", |store| store.keep_upload(number, file, uploaded))
    }
    fn drop_upload(&self, number: &str, id: &str) -> Result<(), StoreError> {
        self.run("drop_upload", |store| store.drop_upload(number, id))
    }
    fn erase(&self, contact: ContactId, now: Millis) -> Result<bool, StoreError> {
        self.run("erase", |store| store.erase(contact, now))
    }
    fn retain(&self, before: Millis) -> Result<(), StoreError> {
        self.run("retain", |store| store.retain(before))
    }
    fn forget_turns(&self, before: Millis) -> Result<(), StoreError> {
        self.run("forget_turns", |store| store.forget_turns(before))
    }
}

impl<S: Store> PeopleReader for Faulty<S> {
    fn handoffs(&self, waiting: Which, limit: usize) -> Result<Vec<Handoff>, StoreError> {
        self.run("handoffs", |store| store.handoffs(waiting, limit))
    }
    fn handoff(&self, contact: ContactId) -> Result<Option<Handoff>, StoreError> {
        self.run("handoff", |store| store.handoff(contact))
    }
    fn notes(&self, contact: ContactId) -> Result<Vec<Note>, StoreError> {
        self.run("notes", |store| store.notes(contact))
    }
    fn sender_of(&self, media: &str) -> Result<Option<ContactId>, StoreError> {
        self.run("sender_of", |store| store.sender_of(media))
    }
    fn looks(&self, contact: ContactId) -> Result<Vec<Look>, StoreError> {
        self.run("looks", |store| store.looks(contact))
    }
}

impl<S: Store> PeopleWriter for Faulty<S> {
    fn take_handoff(&self, act: Act, now: Millis) -> Result<Acted, StoreError> {
        self.run("take_handoff", |store| store.take_handoff(act, now))
    }
    fn release_handoff(&self, contact: ContactId, by: &str) -> Result<Acted, StoreError> {
        self.run("release_handoff", |store| store.release_handoff(contact, by))
    }
    fn act(&self, act: Act, now: Millis) -> Result<Acted, StoreError> {
        self.run("act", |store| store.act(act, now))
    }
    fn note(
        &self,
        contact: ContactId,
        by: &str,
        text: &str,
        key: Option<&str>,
        now: Millis,
    ) -> Result<Option<Note>, StoreError> {
        self.run("note", |store| store.note(contact, by, text, key, now))
    }
    fn look(
        &self,
        contact: Option<ContactId>,
        by: &str,
        now: Millis,
        apart: Millis,
    ) -> Result<(), StoreError> {
        self.run("look", |store| store.look(contact, by, now, apart))
    }
}
