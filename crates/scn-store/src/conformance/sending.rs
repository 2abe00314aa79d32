//! What goes out.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("one message per contact is out at a time, in order", in_order),
    ("a message that waits for another try holds up what comes after it", retry),
    ("being held is no try", held),
    ("what was being sent when its node ended is unknown, and tried again at its time", recovered),
    ("what came of an earlier round counts no more, but that it was sent", old_news),
    ("a node that ends again and again does not put off what is unknown", recovered_again),
    ("a status settles what is unknown, found by callback", settled),
    ("a status that is faster than the answer stays", faster_than_the_answer),
    ("stages never go back", stages),
    ("a callback of another store settles nothing", foreign),
    ("answers go before what nobody asked for, also what a contact must get first", answers_first),
];

fn in_order(store: &dyn Store) {
    let node = Node::of(store);
    let (a, b) = (node.with_sends("+1", 2), node.with_sends("+2", 1));
    let mut claimed = node.claim(100);
    claimed.sort_by_key(|send| send.contact != a);
    assert_eq!(claimed.iter().map(|send| (send.contact, send.seq)).collect::<Vec<_>>(), [(a, 0), (b, 0)]);
    assert!(node.claim(100).is_empty(), "the second waits for the first");
    node.mark(&claimed[0], sent("w1"));
    assert_eq!(node.claim(100)[0].seq, 1);
}

fn retry(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 2);
    let first = node.claim(100).remove(0);
    node.mark(&first, Outcome::Retry { at: 300 });
    assert_eq!(node.earliest(|partition| store.next_send(partition, &SendRules::default())), Some(300));
    assert!(node.claim(299).is_empty());
    let again = node.claim(300);
    assert_eq!((again.len(), again[0].id, again[0].attempts, again[0].unsettled), (1, first.id, 1, false));
}

fn held(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 1);
    let first = node.claim(100).remove(0);
    node.mark(&first, Outcome::Held { until: 200 });
    node.mark(&first, Outcome::Held { until: 200 });
    assert_eq!(
        node.claim(200)[0].attempts,
        0,
        "told twice, because the answer was lost, it counts back once"
    );
}

fn old_news(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let first = node.claim(100).remove(0);
    node.mark(&first, Outcome::Held { until: 200 });
    let second = node.claim(200).remove(0);
    for outcome in [Outcome::Held { until: 300 }, Outcome::Retry { at: 300 }, Outcome::Unknown { until: 300 }]
    {
        node.mark(&first, outcome);
        let record = store.sends(contact).unwrap().remove(0);
        assert_eq!(
            (record.state, record.attempts),
            (SendState::Sending, 1),
            "told late, as its answer was lost"
        );
    }
    node.mark(&second, Outcome::Unknown { until: 400 });
    node.mark(&first, sent("w1"));
    assert_eq!(store.sends(contact).unwrap()[0].state, SendState::Sent);
}

fn recovered(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    node.commit(Commit { calls: vec![call(Some(1))], ..commit(contact, 1, b"s") });
    let (send, call) = (node.claim(100).remove(0), node.claim_calls(100).remove(0));
    assert_eq!(node.recover(5_000), 1);
    assert_eq!(store.counts().unwrap().outbox_unknown, 1);
    assert!(node.claim(4_999).is_empty());
    let again = node.claim(5_000).remove(0);
    assert_eq!((again.id, again.callback, again.unsettled), (send.id, send.callback, true));
    assert_eq!(node.claim_calls(100)[0].key, call.key, "calls are made again, under the same key");
}

fn recovered_again(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 1);
    node.claim(100);
    assert_eq!((node.recover(5_000), node.recover(9_000)), (1, 0), "one message, unknown once");
    assert_eq!(node.claim(5_000).len(), 1, "or it would wait as long as the node cannot stay");
}

fn settled(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let send = node.claim(100).remove(0);
    node.recover(5_000);
    assert_eq!(store.settle(vec![status(Some(&send.callback), "w1", Stage::Sent)], 200), Ok(vec![true]));
    assert!(node.claim(5_000).is_empty(), "settled: not sent again");
    let record = store.sends(contact).unwrap().remove(0);
    assert_eq!((record.state, record.wamid.as_deref()), (SendState::Sent, Some("w1")));
}

fn faster_than_the_answer(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let send = node.claim(100).remove(0);
    store.settle(vec![status(Some(&send.callback), "w1", Stage::Delivered)], 100).unwrap();
    for outcome in [Outcome::Unknown { until: 1 }, Outcome::Retry { at: 1 }, sent("w1")] {
        node.mark(&send, outcome);
        let record = store.sends(contact).unwrap().remove(0);
        assert_eq!((record.state, record.stage), (SendState::Sent, Some(Stage::Delivered)));
    }
    assert!(node.claim(9_000).is_empty());
}

fn stages(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let send = node.claim(100).remove(0);
    node.mark(&send, sent("w1"));
    for (stage, is_news) in [(Stage::Read, true), (Stage::Delivered, false), (Stage::Sent, false)] {
        assert_eq!(store.settle(vec![status(None, "w1", stage)], 100), Ok(vec![is_news]));
        assert_eq!(store.sends(contact).unwrap()[0].stage, Some(Stage::Read));
    }
}

fn foreign(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 1);
    node.claim(100);
    assert_eq!(store.settle(vec![status(Some("scn-elsewhere-1"), "w9", Stage::Sent)], 100), Ok(vec![false]));
}

fn answers_first(store: &dyn Store) {
    let node = Node::of(store);
    let reminded: Vec<ContactId> =
        (0..3).map(|n| node.accept(&format!("k{n}"), phone_only(&format!("+{n}")))).collect();
    for contact in &reminded {
        node.commit(Commit { sends: vec![send(0)], unasked: true, ..commit(*contact, 0, b"s") });
    }
    let asks = node.with_sends("+9", 1);
    let lease = node.lease(asks);
    let next = |store: &dyn Store| {
        let next = store.next_send(lease.partition, &SendRules::default()).unwrap();
        assert_eq!(next, Some(100));
        let one = store.claim(&lease, next.unwrap(), 1, &SendRules::default()).unwrap().remove(0);
        (one.contact, one.seq)
    };
    if node.lease(reminded[1]).partition == lease.partition {
        // Who was to be reminded asks something: the reminder is read before the answer, but waits for nobody else.
        node.commit(Commit { sends: vec![send(1)], ..commit(reminded[1], 1, b"t") });
        let mut first = [next(store), next(store)];
        first.sort_unstable_by_key(|(contact, _)| *contact == asks);
        assert_eq!(first, [(reminded[1], 0), (asks, 0)]);
    } else {
        assert_eq!(next(store), (asks, 0));
    }
    let rest: usize = node
        .leases
        .iter()
        .map(|lease| store.claim(lease, 100, 9, &SendRules::default()).unwrap().len())
        .sum();
    assert!((2..=3).contains(&rest), "the others go out as well");
}
