//! Who is who: numbers that the platform calls otherwise, people who move, contacts that become one.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("a number that the platform calls otherwise leads to the same person", called_otherwise),
    ("an id that the platform tells makes two contacts one", told_an_id),
    ("what the platform tells of somebody else changes nothing", somebody_else),
    ("a changed number takes the conversation along, and leaves nothing to its next owner", new_number),
    ("a changed user id takes the conversation along", new_id),
    ("a change that is told twice is noted once", told_twice),
    ("who has written under the new number already is the same person", wrote_already),
    ("what is on its way while two contacts become one goes out once, and before what follows", in_flight),
];

fn called_otherwise(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+5215512345678"));
    store.reached(contact, phone_only("+525512345678")).unwrap();
    for (key, number) in [("b", "+5215512345678"), ("c", "+525512345678")] {
        assert_eq!(node.accept(key, phone_only(number)), contact);
    }
    assert_eq!(node.work(contact, 10).who.phone.as_deref(), Some("+525512345678"), "where messages go");
    assert_eq!(store.export(contact).unwrap().unwrap().other_numbers, ["+5215512345678"]);
}

fn told_an_id(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    node.accept("b", who(Some("U.1"), None));
    store.reached(contact, who(Some("U.1"), Some("+1"))).unwrap();
    assert_eq!(
        (store.find(&who(Some("U.1"), None)), store.counts().unwrap().contacts),
        (Ok(Some(contact)), 1)
    );
    assert_eq!(node.work(contact, 10).inbound.len(), 2);
}

fn somebody_else(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", who(Some("U.1"), Some("+1")));
    store.reached(contact, who(Some("U.2"), Some("+1"))).unwrap();
    assert_eq!(node.work(contact, 10).who.user_id.as_deref(), Some("U.1"));
    assert_eq!(store.find(&who(Some("U.2"), None)), Ok(None));
}

fn new_number(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", who(Some("U.1"), Some("+1")));
    let moved = Moved { from: phone_only("+1"), to: phone_only("+2") };
    assert_eq!(store.moved(moved, 5), Ok(Some(contact)));
    let under_new_id = who(Some("U.2"), Some("+2"));
    assert_eq!(node.accept("b", under_new_id), contact, "a new number brings a new id");
    assert_ne!(node.accept("c", phone_only("+1")), contact);
    let moved = Moved { from: phone_only("+9"), to: phone_only("+8") };
    assert_eq!(store.moved(moved, 5), Ok(None), "nobody is known under it");
}

fn new_id(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", who(Some("U.1"), None));
    let moved = Moved { from: who(Some("U.1"), None), to: who(Some("U.2"), None) };
    assert_eq!(store.moved(moved, 5), Ok(Some(contact)));
    assert_eq!(node.accept("b", who(Some("U.2"), Some("+1"))), contact);
    assert_ne!(node.accept("c", who(Some("U.1"), None)), contact);
}

fn told_twice(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", who(Some("U.1"), Some("+1")));
    let moved = || Moved { from: who(Some("U.1"), Some("+1")), to: who(Some("U.2"), None) };
    assert_eq!((store.moved(moved(), 5), store.moved(moved(), 6)), (Ok(Some(contact)), Ok(None)));
    assert_eq!(store.history(contact, 9).unwrap().len(), 1);
}

fn wrote_already(store: &dyn Store) {
    let node = Node::of(store);
    let before = node.with_sends("+1", 1);
    node.accept("b", phone_only("+2"));
    let moved = Moved { from: phone_only("+1"), to: who(Some("U.2"), Some("+2")) };
    assert_eq!(store.moved(moved, 5), Ok(Some(before)));
    assert_eq!((store.find(&phone_only("+2")), store.counts().unwrap().contacts), (Ok(Some(before)), 1));
    assert_eq!((node.work(before, 10).inbound.len(), store.sends(before).unwrap().len()), (2, 1));
}

fn in_flight(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 2);
    let by_id = node.accept("b", who(Some("U.1"), None));
    node.commit(Commit { sends: vec![send(7)], ..commit(by_id, 0, b"t") });
    let mut claimed = node.claim(200);
    claimed.sort_by_key(|send| send.id);
    assert_eq!(claimed.iter().map(|send| send.seq).collect::<Vec<_>>(), [0, 7]);
    let one = node.accept("both", who(Some("U.1"), Some("+1")));
    assert_eq!(node.claim(300), [], "both are on their way");
    node.mark(&claimed[0], sent("w0"));
    assert_eq!(node.claim(300), [], "one still is");
    node.mark(&claimed[1], sent("w7"));
    assert_eq!(node.claim(300).iter().map(|send| send.seq).collect::<Vec<_>>(), [1]);
    let states: Vec<SendState> = store.sends(one).unwrap().iter().map(|send| send.state).collect();
    assert_eq!(states.iter().filter(|state| **state == SendState::Sent).count(), 2);
}
