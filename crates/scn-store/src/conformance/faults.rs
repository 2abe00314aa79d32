//! Operations that fail, before or after they were done: repeating them doubles nothing and loses nothing.

use super::*;
use crate::{Fault, Faulty};
use std::collections::BTreeMap;

pub(super) const PROMISE: &str =
    "a node whose operations fail, or whose answers are lost, repeats nothing and loses nothing";

const CONTACTS: u32 = 4;
const MESSAGES: u32 = 3;
/// Of a thousand operations, so many fail.
const FAILING: u64 = 300;

/// Everybody writes some messages, each is answered by one, and all that goes wrong meanwhile is put right.
pub(super) fn check<S: Store>(store: S, seed: u64) {
    let faulty = Faulty::seeded(store, seed, FAILING);
    let lease = until_done(|| faulty.lease("node", 1, 0, 1_000_000)).remove(0);
    for n in 0..MESSAGES {
        for contact in 0..CONTACTS {
            let from = || phone_only(&format!("+{contact}"));
            until_done(|| faulty.accept(vec![arrival(&format!("{contact}-{n}"), from(), n.into())], 10));
        }
    }
    let mut platform = Platform::default();
    for now in (100..).step_by(100) {
        assert!(now < 100_000, "it never comes to an end");
        answer(&faulty, &lease, now);
        deliver(&faulty, &lease, &mut platform, now);
        let counts = faulty.inner().counts().unwrap();
        if counts.inbound_waiting + counts.outbox_waiting + counts.outbox_unknown == 0
            && faulty.inner().next_send(lease.partition, &SendRules::default()) == Ok(None)
        {
            break;
        }
    }
    let expected: Vec<String> = (0..MESSAGES).map(|n| format!("message {n}")).collect();
    assert_eq!(platform.received.len(), CONTACTS as usize);
    for received in platform.received.values() {
        assert_eq!(*received, expected, "seed {seed}");
    }
}

fn until_done<T>(operation: impl Fn() -> Result<T, StoreError>) -> T {
    loop {
        if let Ok(answer) = operation() {
            return answer;
        }
    }
}

/// One message out for each that came in. A commit whose answer was lost is found to be done when it is tried again.
fn answer<S: Store>(store: &Faulty<S>, lease: &Lease, now: Millis) {
    for contact in until_done(|| store.with_arrivals(lease, now, ContactId(i64::MIN), 100)) {
        loop {
            let work = until_done(|| store.take(contact, now)).unwrap();
            if work.inbound.is_empty() {
                break;
            }
            let first = work.state.as_ref().map_or(0, |state| u32::from(state[0]));
            let waiting = work.inbound.len() as u32;
            let moved = Commit {
                processed: work.inbound.iter().map(|waiting| waiting.id).collect(),
                sends: (first..first + waiting).map(send).collect(),
                now,
                ..commit(contact, work.version, &[(first + waiting) as u8])
            };
            let _ = store.commit(lease, moved);
        }
    }
}

/// What customers see, and the statuses that are not told yet.
#[derive(Default)]
struct Platform {
    received: BTreeMap<ContactId, Vec<String>>,
    statuses: Vec<Status>,
}

impl Platform {
    fn post(&mut self, send: &Outgoing) -> String {
        let text = String::from_utf8(send.message.clone()).unwrap();
        self.received.entry(send.contact).or_default().push(text);
        let wamid = format!("wamid {}", send.callback);
        self.statuses.push(status(Some(&send.callback), &wamid, Stage::Sent));
        wamid
    }
}

/// Statuses come in before what is unknown is tried again, as the waiting time sees to it.
fn deliver<S: Store>(store: &Faulty<S>, lease: &Lease, platform: &mut Platform, now: Millis) {
    until_done(|| store.settle(platform.statuses.clone(), now));
    platform.statuses.clear();
    match store.claim(lease, now, 100, &SendRules::default()) {
        Ok(claimed) => {
            for send in claimed {
                let wamid = platform.post(&send);
                until_done(|| store.mark(lease, send.given(), sent(&wamid), now));
            }
        }
        Err(StoreError::Unanswered { .. }) => {
            until_done(|| store.recover(lease, now + 50));
        }
        Err(_) => {}
    }
}

/// The wrapper itself does what it says.
pub(super) fn faults_are_as_planned<S: Store>(make: impl Fn() -> S) {
    for (fault, kept) in [(Fault::None, 1), (Fault::Before, 0), (Fault::After, 1)] {
        let faulty =
            Faulty::new(make(), move |operation| if operation == "accept" { fault } else { Fault::None });
        let accepted = faulty.accept(vec![arrival("a", phone_only("+1"), 1)], 1);
        assert_eq!(accepted.is_ok(), fault == Fault::None);
        assert_eq!(faulty.counts().unwrap().contacts, kept);
    }
}
