//! Moving a conversation on.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("a commit moves everything together", together),
    ("a commit over a conversation that has moved changes nothing", stale),
    ("of many commits over the same version one is done", race),
    ("timers come when they are due, the earliest first", timers),
    ("contacts with work are found page by page, each once", pages),
    ("timers are found by how long they have been due, page by page", oldest_timers),
    ("a call is made once at a time, its answer told with the conversation", calls),
    ("what is told to other systems goes in order, one at a time for a contact", told_in_order),
];

fn together(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    let processed = node.work(contact, 10).inbound.iter().map(|waiting| waiting.id).collect();
    let all = Commit {
        processed,
        sends: vec![send(0)],
        set_timers: vec![(1, 500)],
        calls: vec![call(Some(1))],
        history: vec![line(1)],
        last_message: Some("wamid.1".to_owned()),
        ..commit(contact, 0, b"one")
    };
    assert_eq!(node.commit(all), Committed::Done);
    let work = node.work(contact, 10);
    assert_eq!((work.version, work.state.as_deref()), (1, Some(b"one" as &[u8])));
    assert_eq!((work.inbound.len(), work.last_message.as_deref()), (0, Some("wamid.1")));
    let counts = store.counts().unwrap();
    let counted =
        (counts.conversations, counts.inbound_waiting, counts.outbox_waiting, counts.timers, counts.calls);
    assert_eq!(counted, (1, 0, 1, 1, 1));
    assert_eq!(store.history(contact, 9).unwrap(), [line(1)]);
}

fn stale(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    node.commit(commit(contact, 0, b"one"));
    let late = Commit {
        sends: vec![send(0)],
        set_timers: vec![(1, 5)],
        calls: vec![call(None)],
        history: vec![line(1)],
        erase: true,
        ..commit(contact, 0, b"two")
    };
    let before = store.export(contact).unwrap();
    assert_eq!(node.commit(late), Committed::Stale);
    assert_eq!(store.export(contact).unwrap(), before);
    assert_eq!(node.commit(commit(ContactId(i64::MAX), 0, b"x")), Committed::Stale, "nobody has this id");
}

fn race(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    let lease = node.lease(contact);
    let done = std::thread::scope(|scope| {
        let commits: Vec<_> = (0..8_u8)
            .map(|n| scope.spawn(move || store.commit(&lease, commit(contact, 0, &[n])).unwrap()))
            .collect();
        commits
            .into_iter()
            .filter_map(|commit| commit.join().ok())
            .filter(|it| *it == Committed::Done)
            .count()
    });
    assert_eq!((done, node.work(contact, 0).version), (1, 1));
}

fn timers(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    node.commit(Commit { set_timers: vec![(1, 300), (2, 200), (3, 900)], ..commit(contact, 0, b"s") });
    let next = || node.earliest(|partition| store.next_timer(partition));
    assert_eq!(next(), Some(200));
    assert_eq!(node.work(contact, 300).timers, [2, 1]);
    node.commit(Commit { cleared_timers: vec![2], set_timers: vec![(1, 800)], ..commit(contact, 1, b"s") });
    assert_eq!((next(), store.counts().unwrap().timers), (Some(800), 2));
    assert!(node.work(contact, 799).timers.is_empty());
}

fn oldest_timers(store: &dyn Store) {
    let node = Node::of(store);
    for (n, due) in [500, 300, 300, 400].into_iter().enumerate() {
        let contact = node.accept(&format!("k{n}"), phone_only(&format!("+{n}")));
        node.commit(Commit { set_timers: vec![(1, due)], ..commit(contact, 0, b"s") });
    }
    let mut found = 0;
    for lease in &node.leases {
        let mut all = Vec::new();
        while let page =
            store.with_timers(lease, 400, all.last().copied().unwrap_or((0, ContactId(0))), 2).unwrap()
            && !page.is_empty()
        {
            assert!(page.len() <= 2);
            all.extend(page);
        }
        assert!(all.is_sorted() && all.iter().all(|(due, _)| *due <= 400), "{all:?}");
        found += all.len();
    }
    assert_eq!(found, 3);
}

fn pages(store: &dyn Store) {
    let node = Node::of(store);
    let mut contacts: Vec<ContactId> =
        (0..7).map(|n| node.accept(&format!("k{n}"), phone_only(&format!("+{n}")))).collect();
    contacts.sort_unstable();
    let mut found = Vec::new();
    for lease in &node.leases {
        let mut after = ContactId(i64::MIN);
        loop {
            let page = store.with_arrivals(lease, 10, after, 3).unwrap();
            let Some(last) = page.last() else { break };
            after = *last;
            assert!(page.len() <= 3 && page.is_sorted());
            found.extend(page);
        }
    }
    found.sort_unstable();
    assert_eq!(found, contacts);
    let early = |lease| store.with_arrivals(lease, 9, ContactId(i64::MIN), 9).unwrap();
    assert!(node.leases.iter().flat_map(early).next().is_none(), "accepted later than asked for");
}

fn calls(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    let processed = node.work(contact, 10).inbound.iter().map(|waiting| waiting.id).collect();
    node.commit(Commit { processed, calls: vec![call(Some(7))], ..commit(contact, 0, b"s") });
    let claimed = node.claim_calls(100);
    assert_eq!((claimed.len(), claimed[0].call, claimed[0].attempts), (1, Some(7), 0));
    assert!(node.claim_calls(100).is_empty());
    node.mark_call(&claimed[0], CallOutcome::Retry { at: 500 });
    assert_eq!(node.earliest(|partition| store.next_call(partition)), Some(500));
    let again = node.claim_calls(500);
    assert_eq!((again[0].attempts, &again[0].key), (1, &claimed[0].key));
    node.mark_call(&again[0], CallOutcome::Answer { result: b"yes".to_vec() });
    assert_eq!(node.with_work(500), [contact]);
    let answers = node.work(contact, 500).answers;
    assert_eq!((answers[0].call, answers[0].result.as_slice()), (7, b"yes" as &[u8]));
    node.commit(Commit { answered: vec![answers[0].id], ..commit(contact, 1, b"t") });
    assert!(node.with_work(500).is_empty());
}

fn told_in_order(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    node.commit(Commit { calls: vec![call(None), call(None), call(Some(1))], ..commit(contact, 0, b"s") });
    let claimed = node.claim_calls(100);
    assert_eq!(claimed.iter().map(|call| call.call).collect::<Vec<_>>(), [None, Some(1)]);
    node.mark_call(&claimed[0], CallOutcome::Done);
    assert_eq!(node.claim_calls(100).len(), 1);
}
