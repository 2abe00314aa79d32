//! Who may work.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("a partition has one holder at a time", one_holder),
    ("a lease that ran out is taken over with a higher fence", taken_over),
    ("a lease that is renewed is not taken over", renewed),
    ("a partition that was given back is free at once", released),
    ("a node that lost its lease changes nothing", fenced),
    ("after the clock was set back nothing waits for its old time", set_back),
    ("that a message was sent is taken from a node that lost its lease too", facts),
];

fn one_holder(store: &dyn Store) {
    let ours = store.lease("a", usize::MAX, 0, 100).unwrap();
    assert!(!ours.is_empty());
    assert_eq!(store.lease("b", usize::MAX, 99, 200), Ok(vec![]));
    let again = store.lease("a", usize::MAX, 50, 150).unwrap();
    assert_eq!(again.len(), ours.len(), "a node that begins anew gets what it held");
    assert!(again.iter().zip(&ours).all(|(again, before)| again.fence > before.fence));
    assert_eq!(store.renew(&ours, 300), Ok(vec![]), "what it did before counts no more");
    assert_eq!(store.lease("c", 0, 500, 600), Ok(vec![]), "never more than asked for");
}

fn taken_over(store: &dyn Store) {
    let before = store.lease("a", usize::MAX, 0, 100).unwrap();
    let after = store.lease("b", usize::MAX, 100, 200).unwrap();
    assert_eq!(after.len(), before.len());
    assert!(after.iter().zip(&before).all(|(after, before)| after.fence > before.fence));
    assert_eq!(store.renew(&before, 300), Ok(vec![]));
    assert_eq!(store.renew(&after, 300).unwrap().len(), after.len());
}

fn renewed(store: &dyn Store) {
    let leases = store.lease("a", usize::MAX, 0, 100).unwrap();
    let longer = store.renew(&leases, 200).unwrap();
    assert!(longer.iter().all(|lease| lease.until == 200) && longer.len() == leases.len());
    assert_eq!(store.lease("b", usize::MAX, 199, 300), Ok(vec![]));
}

fn released(store: &dyn Store) {
    let leases = store.lease("a", usize::MAX, 0, 1_000).unwrap();
    store.release(&leases).unwrap();
    assert_eq!(store.renew(&leases, 2_000), Ok(vec![]));
    assert_eq!(store.lease("b", usize::MAX, 1, 1_000).unwrap().len(), leases.len());
    store.release(&leases).unwrap();
    assert_eq!(store.lease("c", usize::MAX, 2, 1_000), Ok(vec![]), "nobody gives back what another holds");
}

fn fenced(store: &dyn Store) {
    let old = Node::of(store);
    let contact = old.with_sends("+1", 2);
    old.commit(Commit { calls: vec![call(Some(1)), call(Some(2))], ..commit(contact, 1, b"s") });
    let (send, lease) = (old.claim(100).remove(0), old.lease(contact));
    let called = store.claim_calls(&lease, 100, 1).unwrap().remove(0);
    let new = store.lease("other", usize::MAX, 2_000_000, 3_000_000).unwrap();
    assert_eq!(new.len(), old.leases.len());

    let before = (store.export(contact).unwrap(), store.counts().unwrap());
    assert_eq!(store.commit(&lease, commit(contact, 2, b"t")), Ok(Committed::Fenced));
    assert_eq!(store.claim(&lease, 100, 9, &SendRules::default()), Err(StoreError::Fenced));
    assert_eq!(store.mark(&lease, send.given(), Outcome::Retry { at: 0 }, 100), Err(StoreError::Fenced));
    assert_eq!(store.claim_calls(&lease, 100, 9), Err(StoreError::Fenced));
    assert_eq!(store.mark_call(&lease, called.id, CallOutcome::Done), Err(StoreError::Fenced));
    assert_eq!(store.recover(&lease, 0), Err(StoreError::Fenced));
    assert_eq!(store.with_arrivals(&lease, 100, ContactId(i64::MIN), 9), Err(StoreError::Fenced));
    assert_eq!(store.with_timers(&lease, 100, (0, ContactId(0)), 9), Err(StoreError::Fenced));
    assert_eq!((store.export(contact).unwrap(), store.counts().unwrap()), before);
}

fn facts(store: &dyn Store) {
    let old = Node::of(store);
    let contact = old.with_sends("+1", 1);
    let (send, lease) = (old.claim(100).remove(0), old.lease(contact));
    store.lease("other", usize::MAX, 2_000_000, 3_000_000).unwrap();
    store.mark(&lease, send.given(), sent("w1"), 100).unwrap();
    assert_eq!(store.sends(contact).unwrap()[0].state, SendState::Sent);
}

fn set_back(store: &dyn Store) {
    let node = Node::of(store);
    let ahead = 1_000_000;
    let contact = node.with_sends("+1", 2);
    let sends = vec![send(2)];
    node.commit(Commit { sends, calls: vec![call(Some(1))], now: ahead, ..commit(contact, 1, b"s") });
    let (first, called) = (node.claim(ahead).remove(0), node.claim_calls(ahead).remove(0));
    let lease = node.lease(contact);
    store.mark(&lease, first.given(), Outcome::Retry { at: ahead + 30 }, ahead).unwrap();
    node.mark_call(&called, CallOutcome::Retry { at: ahead + 30 });

    assert_eq!(store.set_back(&lease, ahead), Ok(false), "nothing lies in the future");
    assert_eq!(store.set_back(&lease, 500), Ok(true));
    let rules = SendRules::default();
    assert_eq!(
        node.earliest(|partition| store.next_send(partition, &rules)),
        Some(530),
        "what was left of the pause"
    );
    assert!(node.claim(529).is_empty());
    assert_eq!(node.claim(530).remove(0).id, first.id);
    assert_eq!(node.claim_calls(500).len(), 1, "a call is made at once");
    assert_eq!(store.set_back(&lease, 600), Ok(false), "once is enough");

    let late = store.accept(vec![arrival("late", phone_only("+2"), 10)], ahead).unwrap()[0].contact;
    let lease = node.lease(late);
    assert!(store.set_back(&lease, 700).unwrap());
    assert!(node.with_work(700).contains(&late), "what came in is worked on");
}
