//! What goes out.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("one message per contact is out at a time, in order", in_order),
    ("a message that waits for another try holds up what comes after it", retry),
    ("being held is no try", held),
    ("what was being sent when its node ended is unknown, and tried again at its time", recovered),
    ("a node that ends again and again does not put off what is unknown", recovered_again),
    ("a status settles what is unknown, found by callback", settled),
    ("a status that is faster than the answer stays", faster_than_the_answer),
    ("stages never go back", stages),
    ("a callback of another store settles nothing", foreign),
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
