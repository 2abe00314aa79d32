//! What is kept, shown, and forgotten.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("everything that is kept about a contact is exported", exported),
    ("a scenario's erasure leaves who they are, what waits and the proofs", erased_by_scenario),
    ("an operator's erasure leaves who they are and the proofs", erased_by_operator),
    ("whoever worked on an erased contact cannot bring anything back", erased_for_good),
    ("the list shows each contact once, the latest first", listed),
    ("who was never answered stands at the top of the list", never_answered),
    ("what is only kept for a while is forgotten, what waits is not", retained),
    ("a scenario is kept under its hash", graphs),
    ("counts say how much there is", counted),
];

/// A contact about whom everything is known.
fn known_well(node: &Node<'_>, phone: &str) -> ContactId {
    let contact = node.accept(phone, phone_only(phone));
    let all = Commit {
        sends: vec![send(0)],
        set_timers: vec![(1, 500)],
        calls: vec![call(Some(1)), call(None)],
        history: vec![line(1), line(2)],
        unmatched: vec![unmatched(1)],
        proofs: vec![proof()],
        last_message: Some("wamid.1".to_owned()),
        ..commit(contact, 0, b"state")
    };
    assert_eq!(node.commit(all), Committed::Done);
    contact
}

fn unmatched(at: Millis) -> Unmatched {
    let nearest = vec![("hours".to_owned(), 310)];
    Unmatched { at, question: "size".into(), language: "fr".into(), text: "hm".into(), nearest }
}

fn proof() -> Proof {
    Proof { at: 1, what: "consent marketing".to_owned(), given: true, graph: u64::MAX }
}

fn exported(store: &dyn Store) {
    let node = Node::of(store);
    known_well(&node, "+2");
    let contact = known_well(&node, "+1");
    let export = store.export(contact).unwrap().unwrap();
    assert_eq!((export.contact, &export.who), (contact, &phone_only("+1")));
    assert_eq!((export.version, export.state.as_deref()), (1, Some(b"state" as &[u8])));
    assert_eq!((export.changed_at, export.last_message.as_deref()), (Some(100), Some("wamid.1")));
    assert_eq!(export.history, [line(1), line(2)]);
    assert_eq!(export.waiting, node.work(contact, 10).inbound);
    assert_eq!((export.sends.len(), export.sends[0].message.as_slice()), (1, b"message 0" as &[u8]));
    assert_eq!(export.timers, [(1, 500)]);
    assert_eq!(export.calls.iter().map(|call| call.call).collect::<Vec<_>>(), [Some(1), None]);
    assert_eq!(
        (export.unmatched.as_slice(), export.proofs.as_slice()),
        (&[unmatched(1)][..], &[proof()][..])
    );
    assert_eq!(store.export(ContactId(i64::MAX)), Ok(None));
}

fn erased_by_scenario(store: &dyn Store) {
    let node = Node::of(store);
    let contact = known_well(&node, "+1");
    assert_eq!(node.commit(Commit { erase: true, ..commit(contact, 1, b"new") }), Committed::Done);
    let left = store.export(contact).unwrap().unwrap();
    assert_eq!((left.who.name, left.who.phone.as_deref()), (None, Some("+1")));
    assert_eq!((left.state.as_deref(), left.waiting.len()), (Some(b"new" as &[u8]), 1));
    assert_eq!((left.history.len(), left.sends.len(), left.timers.len(), left.unmatched.len()), (0, 0, 0, 0));
    assert_eq!(left.calls.len(), 1, "what other systems are about to be told");
    assert_eq!((left.proofs, left.last_message), (vec![proof()], None));
}

fn erased_by_operator(store: &dyn Store) {
    let node = Node::of(store);
    let other = known_well(&node, "+2");
    let of_other = store.export(other).unwrap();
    let contact = known_well(&node, "+1");
    assert_eq!(store.erase(contact, 900), Ok(true));
    assert_eq!(store.export(contact), Ok(None));
    let new = store.find(&phone_only("+1")).unwrap().unwrap();
    let left = store.export(new).unwrap().unwrap();
    assert_eq!((left.who.name, left.state, left.version, left.last_message), (None, None, 0, None));
    assert_eq!((left.waiting.len(), left.history.len(), left.sends.len(), left.timers.len()), (0, 0, 0, 0));
    assert_eq!((left.calls.len(), left.unmatched.len()), (1, 0));
    let erased = Proof { at: 900, what: "erased".to_owned(), given: true, graph: 0 };
    assert_eq!(left.proofs, [proof(), erased]);
    assert!(!store.accept(vec![arrival("+1", phone_only("+1"), 10)], 950).unwrap()[0].new, "delivered again");
    assert_eq!(store.erase(contact, 900), Ok(false));
    assert_eq!(store.export(other).unwrap(), of_other);
    assert_eq!((store.counts().unwrap().contacts, store.counts().unwrap().conversations), (2, 1));
}

fn erased_for_good(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let (send, lease) = (node.claim(100).remove(0), node.lease(contact));
    let fresh = node.accept("fresh", phone_only("+2"));
    store.erase(contact, 900).unwrap();
    store.erase(fresh, 900).unwrap();
    assert_eq!(store.commit(&lease, commit(contact, 1, b"back")), Ok(Committed::Stale));
    assert_eq!(store.commit(&lease, commit(fresh, 0, b"back")), Ok(Committed::Stale));
    store.mark(&lease, send.given(), sent("w1"), 950).unwrap();
    assert_eq!(store.settle(vec![status(Some(&send.callback), "w1", Stage::Read)], 960), Ok(vec![false]));
    assert_eq!(store.counts().unwrap().conversations, 0);
}

fn listed(store: &dyn Store) {
    let node = Node::of(store);
    let contacts: Vec<ContactId> = (0..5).map(|n| node.with_sends(&format!("+{n}"), n)).collect();
    for (n, at) in [(0, 500), (3, 400)] {
        node.commit(Commit { now: at, set_timers: vec![(1, at)], ..commit(contacts[n], 1, b"later") });
    }
    let mut shown = Vec::new();
    let mut after = None;
    loop {
        let page = store.list(after, 2).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.cursor());
        shown.extend(page);
    }
    assert_eq!(shown[..2].iter().map(|it| it.contact).collect::<Vec<_>>(), [contacts[0], contacts[3]]);
    let mut all: Vec<ContactId> = shown.iter().map(|overview| overview.contact).collect();
    all.sort_unstable();
    let mut expected = contacts.clone();
    expected.sort_unstable();
    assert_eq!(all, expected);
    assert_eq!((shown[1].outbox_open, shown[1].inbound_waiting, shown[1].next_timer), (3, 1, Some(400)));
    assert_eq!(shown[1].state.as_deref(), Some(b"later" as &[u8]));
}

fn never_answered(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 0);
    let waiting = node.accept("w", phone_only("+2"));
    let shown = store.list(None, 9).unwrap();
    assert_eq!((shown.len(), shown[0].contact, &shown[0].state), (2, waiting, &None));
    let rest = store.list(Some(shown[0].cursor()), 9).unwrap();
    assert_eq!(rest.len(), 1);
}

fn retained(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 2);
    let first = node.claim(100).remove(0);
    node.mark(&first, sent("w1"));
    let lines = (0..300).map(line).collect();
    let both = vec![unmatched(5), unmatched(5_000)];
    node.commit(Commit { history: lines, unmatched: both, ..commit(contact, 1, b"s") });
    store.retain(1_000).unwrap();
    assert_eq!(store.sends(contact).unwrap().len(), 1, "what waits is never forgotten");
    assert_eq!(store.unmatched(9).unwrap(), [unmatched(5_000)]);
    let history = store.history(contact, usize::MAX).unwrap();
    assert_eq!((history.len(), history.last()), (200, Some(&line(299))));
    let again = || store.accept(vec![arrival("+1", phone_only("+1"), 10)], 10).unwrap()[0].new;
    assert!(!again(), "nor is its key");
    let processed = node.work(contact, 10).inbound.iter().map(|waiting| waiting.id).collect();
    node.commit(Commit { processed, ..commit(contact, 2, b"s") });
    store.retain(1_000).unwrap();
    assert!(again());
}

fn graphs(store: &dyn Store) {
    store.keep_graph(u64::MAX, b"graph".to_vec(), 1).unwrap();
    store.keep_graph(u64::MAX, b"graph".to_vec(), 2).unwrap();
    assert_eq!(store.graph(u64::MAX), Ok(Some(b"graph".to_vec())));
    assert_eq!(store.graph(7), Ok(None));
}

fn counted(store: &dyn Store) {
    assert_eq!(store.counts(), Ok(Counts::default()));
    let node = Node::of(store);
    node.accept("waiting", phone_only("+9"));
    let ends = [
        sent("w1"),
        Outcome::Failed { reason: "no".into() },
        Outcome::Withheld { reason: "closed".into() },
        Outcome::Unknown { until: 900 },
        Outcome::Retry { at: 900 },
    ];
    for (n, outcome) in ends.into_iter().enumerate() {
        node.with_sends(&format!("+{n}"), 1);
        let send = node.claim(100).remove(0);
        node.mark(&send, outcome);
    }
    let contact = store.find(&phone_only("+0")).unwrap().unwrap();
    node.commit(Commit { set_timers: vec![(1, 5)], calls: vec![call(None)], ..commit(contact, 1, b"s") });
    let expected = Counts {
        contacts: 6,
        conversations: 5,
        inbound_waiting: 6,
        outbox_waiting: 1,
        outbox_unknown: 1,
        outbox_failed: 1,
        outbox_withheld: 1,
        timers: 1,
        calls: 1,
        ..Counts::default()
    };
    assert_eq!(store.counts(), Ok(expected));
}
