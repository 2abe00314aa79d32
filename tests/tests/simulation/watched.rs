//! The real store, with a ledger beside it, and with one fault of its own where a test wants to see it found.

use crate::ledger::row_of;
use crate::world::Shared;
use scn_store::*;
use std::sync::Arc;

/// A mistake that a store or a runtime could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutation {
    /// Messages are not marked as processed.
    NotProcessed,
    /// A message that is being sent is given out again.
    ClaimedAgain,
    /// What was being sent at a crash is taken for not sent.
    ForgetsDoubt,
    /// Whoever held the lease before still works.
    NoFence,
    /// Statuses are not folded in.
    Deaf,
    /// The second message of a commit is lost.
    LosesSecond,
    /// Timers that rang stay.
    TimersStay,
    /// Timers are not written down.
    TimersLost,
    /// A webhook that comes twice is taken twice.
    AcceptedTwice,
    /// What was being sent at a crash stays so.
    NeverRecovers,
    /// What came of an earlier try is taken for the outcome of the latest.
    OldNews,
}

impl Mutation {
    pub(crate) const ALL: &[Mutation] = &[
        Mutation::NotProcessed,
        Mutation::ClaimedAgain,
        Mutation::ForgetsDoubt,
        Mutation::NoFence,
        Mutation::Deaf,
        Mutation::LosesSecond,
        Mutation::TimersStay,
        Mutation::TimersLost,
        Mutation::AcceptedTwice,
        Mutation::NeverRecovers,
        Mutation::OldNews,
    ];
}

pub(crate) struct Watched {
    store: Arc<SqliteStore>,
    world: Shared,
    node: usize,
    mutation: Option<Mutation>,
}

impl Watched {
    pub(crate) fn new(
        store: Arc<SqliteStore>,
        world: Shared,
        node: usize,
        mutation: Option<Mutation>,
    ) -> Watched {
        Watched { store, world, node, mutation }
    }

    fn note(&self, text: String) {
        self.world.note(format!("[{}] {text}", self.node));
    }

    fn is(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// The row's latest round.
    fn latest(&self, given: Given) -> Answer<Given> {
        let round = self.world.ledger(|ledger, _| ledger.rows.get(&given.id.0)?.round);
        Ok(Given { round: round.unwrap_or(given.round), ..given })
    }

    /// The lease as the store hears it.
    fn lease_for(&self, lease: &Lease) -> Lease {
        match self.is(Mutation::NoFence) {
            true => self.world.newest_lease().unwrap_or(*lease),
            false => *lease,
        }
    }
}

type Answer<T> = Result<T, StoreError>;

impl Store for Watched {
    fn lease(&self, node: &str, most: usize, now: Millis, until: Millis) -> Answer<Vec<Lease>> {
        let leases = self.store.lease(node, most, now, until)?;
        if !leases.is_empty() {
            self.note(format!("lease: {:?}", leases.iter().map(|lease| lease.fence).collect::<Vec<_>>()));
        }
        leases.iter().for_each(|lease| self.world.leased(*lease));
        Ok(leases)
    }

    fn renew(&self, leases: &[Lease], until: Millis) -> Answer<Vec<Lease>> {
        let held = self.store.renew(leases, until)?;
        if held.len() < leases.len() {
            self.note("the lease is lost".to_owned());
        }
        Ok(held)
    }

    fn release(&self, leases: &[Lease]) -> Answer<()> {
        self.store.release(leases)
    }

    fn accept(&self, arrivals: Vec<Arrival>, now: Millis) -> Answer<Vec<Accepted>> {
        let asked = arrivals.clone();
        let mut arrivals = arrivals;
        if self.is(Mutation::AcceptedTwice) {
            let keys = arrivals.iter_mut().map(|arrival| &mut arrival.key);
            keys.for_each(|key| *key = format!("{key} at {now}"));
        }
        let accepted = self.store.accept(arrivals, now)?;
        for (arrival, accepted) in asked.iter().zip(&accepted).filter(|(_, accepted)| accepted.new) {
            let key = key_of(&arrival.payload).unwrap_or_else(|| arrival.key.clone());
            self.world.accepted(accepted.contact.0, &key, arrival.sent_at);
        }
        Ok(accepted)
    }

    fn accept_unreadable(&self, body: Vec<u8>, reason: String, now: Millis) -> Answer<()> {
        self.store.accept_unreadable(body, reason, now)
    }

    fn settle(&self, statuses: Vec<Status>, now: Millis) -> Answer<Vec<bool>> {
        let asked = statuses.clone();
        let ours = if self.is(Mutation::Deaf) {
            vec![false; statuses.len()]
        } else {
            self.store.settle(statuses, now)?
        };
        let failed = self.world.ledger(|ledger, _| ledger.settle(&asked));
        for contact in failed {
            let sends = self.store.sends(ContactId(contact))?;
            self.world.ledger(|ledger, _| ledger.judged(&sends));
        }
        Ok(ours)
    }

    fn reached(&self, contact: ContactId, platform: Identity) -> Answer<()> {
        self.store.reached(contact, platform)
    }

    fn moved(&self, moved: Moved, now: Millis) -> Answer<Option<ContactId>> {
        self.store.moved(moved, now)
    }

    fn is_open(&self, id: SendId) -> Answer<bool> {
        self.store.is_open(id)
    }

    fn with_arrivals(
        &self,
        lease: &Lease,
        accepted_by: Millis,
        after: ContactId,
        limit: usize,
    ) -> Answer<Vec<ContactId>> {
        self.store.with_arrivals(&self.lease_for(lease), accepted_by, after, limit)
    }

    fn with_timers(
        &self,
        lease: &Lease,
        now: Millis,
        after: (Millis, ContactId),
        limit: usize,
    ) -> Answer<Vec<(Millis, ContactId)>> {
        self.store.with_timers(&self.lease_for(lease), now, after, limit)
    }

    fn take(&self, contact: ContactId, now: Millis) -> Answer<Option<Work>> {
        let work = self.store.take(contact, now)?;
        if let Some(work) = &work {
            self.world.ledger(|ledger, _| ledger.take(work, key_of));
        }
        Ok(work)
    }

    fn commit(&self, lease: &Lease, commit: Commit) -> Answer<Committed> {
        let asked = commit.clone();
        let mut commit = commit;
        if self.is(Mutation::NotProcessed) {
            commit.processed.clear();
        }
        if self.is(Mutation::LosesSecond) && commit.sends.len() > 1 {
            commit.sends.remove(1);
        }
        if self.is(Mutation::TimersStay) {
            commit.cleared_timers.clear();
        }
        if self.is(Mutation::TimersLost) {
            commit.set_timers.clear();
        }
        let committed = self.store.commit(&self.lease_for(lease), commit)?;
        if committed == Committed::Done {
            self.world.works_under(lease);
            let sends = self.store.sends(asked.contact)?;
            let ids: Vec<i64> = sends.iter().map(|send| send.id.0).collect();
            self.world.committed(self.node, &asked, &ids);
        } else {
            self.note(format!("contact {} is {committed:?}", asked.contact.0));
        }
        Ok(committed)
    }

    fn next_timer(&self, partition: Partition) -> Answer<Option<Millis>> {
        self.store.next_timer(partition)
    }

    fn recover(&self, lease: &Lease, settle_until: Millis) -> Answer<usize> {
        let until = if self.is(Mutation::ForgetsDoubt) { 0 } else { settle_until };
        if self.is(Mutation::NeverRecovers) {
            return Ok(0);
        }
        let unknown = self.store.recover(&self.lease_for(lease), until)?;
        self.note(format!("recovered: {unknown} unknown"));
        self.world.ledger(|ledger, _| ledger.recover(settle_until));
        Ok(unknown)
    }

    fn set_back(&self, lease: &Lease, now: Millis) -> Answer<bool> {
        let moved = self.store.set_back(&self.lease_for(lease), now)?;
        if moved {
            self.note("the clock was set back".to_owned());
            self.world.ledger(|ledger, _| ledger.set_back(now));
        }
        Ok(moved)
    }

    fn claim(&self, lease: &Lease, now: Millis, limit: usize, rules: &SendRules) -> Answer<Vec<Outgoing>> {
        let (lease_given, lease) = (*lease, self.lease_for(lease));
        if self.is(Mutation::ClaimedAgain) && self.world.ledger(|ledger, _| ledger.rows.len() % 5 == 3) {
            self.store.recover(&lease, now)?;
        }
        let given = self.store.claim(&lease, now, limit, rules)?;
        if !given.is_empty() {
            self.world.works_under(&lease_given);
        }
        for send in &given {
            self.note(format!("row {} is given out, try {}", send.id.0, send.attempts + 1));
        }
        self.world.ledger(|ledger, now| ledger.claim(&given, now));
        Ok(given)
    }

    fn next_send(&self, partition: Partition, rules: &SendRules) -> Answer<Option<Millis>> {
        self.store.next_send(partition, rules)
    }

    fn mark(&self, lease: &Lease, given: Given, outcome: Outcome, now: Millis) -> Answer<()> {
        let told = match self.is(Mutation::OldNews) {
            true => self.latest(given)?,
            false => given,
        };
        self.store.mark(&self.lease_for(lease), told, outcome.clone(), now)?;
        self.note(format!("row {} is marked {outcome:?}", given.id.0));
        self.world.ledger(|ledger, now| ledger.mark(given, &outcome, now));
        Ok(())
    }

    fn claim_calls(&self, lease: &Lease, now: Millis, limit: usize) -> Answer<Vec<Calling>> {
        self.store.claim_calls(&self.lease_for(lease), now, limit)
    }

    fn next_call(&self, partition: Partition) -> Answer<Option<Millis>> {
        self.store.next_call(partition)
    }

    fn mark_call(&self, lease: &Lease, id: CallId, outcome: CallOutcome) -> Answer<()> {
        self.store.mark_call(&self.lease_for(lease), id, outcome)
    }

    fn uploaded(&self, number: &str, file: &str) -> Answer<Option<Uploaded>> {
        self.store.uploaded(number, file)
    }

    fn keep_upload(&self, number: &str, file: &str, uploaded: Uploaded) -> Answer<()> {
        self.store.keep_upload(number, file, uploaded)
    }

    fn drop_upload(&self, number: &str, id: &str) -> Answer<()> {
        self.store.drop_upload(number, id)
    }

    fn keep_graph(&self, hash: u64, bytes: Vec<u8>, now: Millis) -> Answer<()> {
        self.store.keep_graph(hash, bytes, now)
    }

    fn erase(&self, contact: ContactId, now: Millis) -> Answer<bool> {
        self.store.erase(contact, now)
    }

    fn forget_turns(&self, before: Millis) -> Answer<()> {
        self.store.forget_turns(before)
    }

    fn retain(&self, before: Millis) -> Answer<()> {
        self.store.retain(before)
    }
}

/// The platform's id of a message, out of the payload that was kept.
fn key_of(payload: &[u8]) -> Option<String> {
    let payload: serde_json::Value = serde_json::from_slice(payload).ok()?;
    let value = payload.pointer("/entry/0/changes/0/value")?;
    if let Some(status) = value.pointer("/statuses/0/id") {
        return Some(format!("the opt-out of row {}", row_of(status.as_str()?)?));
    }
    Some(value.pointer("/messages/0/id")?.as_str()?.to_owned())
}

impl Reader for Watched {
    fn turns(&self, contact: ContactId) -> Answer<Vec<Turn>> {
        self.store.turns(contact)
    }
    fn find(&self, who: &Identity) -> Answer<Option<ContactId>> {
        self.store.find(who)
    }
    fn list(&self, after: Option<Cursor>, limit: usize) -> Answer<Vec<Overview>> {
        self.store.list(after, limit)
    }
    fn history(&self, contact: ContactId, limit: usize) -> Answer<Vec<HistoryLine>> {
        self.store.history(contact, limit)
    }
    fn sends(&self, contact: ContactId) -> Answer<Vec<SendRecord>> {
        self.store.sends(contact)
    }
    fn proofs(&self, contact: ContactId) -> Answer<Vec<Proof>> {
        self.store.proofs(contact)
    }
    fn unmatched(&self, limit: usize) -> Answer<Vec<Unmatched>> {
        self.store.unmatched(limit)
    }
    fn graph(&self, hash: u64) -> Answer<Option<Vec<u8>>> {
        self.store.graph(hash)
    }
    fn export(&self, contact: ContactId) -> Answer<Option<Export>> {
        self.store.export(contact)
    }
    fn counts(&self) -> Answer<Counts> {
        self.store.counts()
    }
}

impl PeopleReader for Watched {
    fn sender_of(&self, media: &str) -> Answer<Option<ContactId>> {
        self.store.sender_of(media)
    }
    fn handoffs(&self, waiting: Which, limit: usize) -> Answer<Vec<Handoff>> {
        self.store.handoffs(waiting, limit)
    }
    fn handoff(&self, contact: ContactId) -> Answer<Option<Handoff>> {
        self.store.handoff(contact)
    }
    fn notes(&self, contact: ContactId) -> Answer<Vec<Note>> {
        self.store.notes(contact)
    }
    fn looks(&self, contact: ContactId) -> Answer<Vec<Look>> {
        self.store.looks(contact)
    }
}

impl PeopleWriter for Watched {
    fn take_handoff(&self, act: Act, now: Millis) -> Answer<Acted> {
        self.store.take_handoff(act, now)
    }
    fn release_handoff(&self, contact: ContactId, by: &str) -> Answer<Acted> {
        self.store.release_handoff(contact, by)
    }
    fn act(&self, act: Act, now: Millis) -> Answer<Acted> {
        self.store.act(act, now)
    }
    fn note(
        &self,
        contact: ContactId,
        by: &str,
        text: &str,
        key: Option<&str>,
        now: Millis,
    ) -> Answer<Option<Note>> {
        self.store.note(contact, by, text, key, now)
    }
    fn look(&self, contact: Option<ContactId>, by: &str, now: Millis, apart: Millis) -> Answer<()> {
        self.store.look(contact, by, now, apart)
    }
}
