//! What comes in, and who it is from.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("what came in twice is stored once", once),
    ("messages are worked on in the order they were sent, then in which they came", in_order),
    ("a number and a user id known separately become one contact when both are known", |store| {
        merged(store, ["phone", "user"]);
    }),
    ("whichever of the two came first", |store| merged(store, ["user", "phone"])),
    ("when two contacts become one, the conversation that moved last goes on", newest_goes_on),
    ("a number that has another owner brings no stranger's conversation", new_owner),
    ("unreadable webhooks are kept to be looked at", unreadable),
];

fn once(store: &dyn Store) {
    let from = || phone_only("+1");
    let accepted = store
        .accept(vec![arrival("a", from(), 1), arrival("a", from(), 1), arrival("b", from(), 2)], 5)
        .unwrap();
    assert_eq!(accepted.iter().map(|accepted| accepted.new).collect::<Vec<_>>(), [true, false, true]);
    let again = store.accept(vec![arrival("b", from(), 2)], 6).unwrap();
    assert!(!again[0].new);
    assert_eq!(again[0].contact, accepted[0].contact);
    assert_eq!(Node::of(store).work(accepted[0].contact, 9).inbound.len(), 2);
}

fn in_order(store: &dyn Store) {
    let list = [("late", 30), ("first", 10), ("second", 10), ("third", 20)];
    let arrivals = list.iter().map(|(key, at)| arrival(key, phone_only("+1"), *at)).collect();
    let contact = store.accept(arrivals, 40).unwrap()[0].contact;
    let work = Node::of(store).work(contact, 40);
    let payloads: Vec<&[u8]> = work.inbound.iter().map(|waiting| waiting.payload.as_slice()).collect();
    assert_eq!(payloads, [b"first" as &[u8], b"second", b"third", b"late"]);
}

fn merged(store: &dyn Store, order: [&str; 2]) {
    let node = Node::of(store);
    for key in order {
        let from = if key == "phone" { phone_only("+1") } else { who(Some("U.1"), None) };
        node.accept(key, from);
    }
    assert_eq!(store.counts().unwrap().contacts, 2);
    let both = node.accept("both", who(Some("U.1"), Some("+1")));
    assert_eq!(store.counts().unwrap().contacts, 1);
    assert_eq!(store.find(&phone_only("+1")), Ok(Some(both)));
    assert_eq!(store.find(&who(Some("U.1"), None)), Ok(Some(both)));
    assert_eq!(node.work(both, 10).inbound.len(), 3, "nothing that came in is lost");
}

fn newest_goes_on(store: &dyn Store) {
    let node = Node::of(store);
    let (phone, user) = (node.accept("a", phone_only("+1")), node.accept("b", who(Some("U.1"), None)));
    let newer = Commit { now: 200, sends: vec![send(0)], ..commit(phone, 0, b"newer") };
    let older = Commit { now: 100, set_timers: vec![(7, 1)], ..commit(user, 0, b"older") };
    assert_eq!([node.commit(newer), node.commit(older)], [Committed::Done; 2]);
    let both = node.accept("c", who(Some("U.1"), Some("+1")));
    let work = node.work(both, 1_000);
    assert_eq!(work.state.as_deref(), Some(b"newer" as &[u8]));
    assert!(work.timers.is_empty(), "timers of the conversation that ended are gone");
    assert_eq!(store.sends(both).unwrap().len(), 1);
    for contact in [phone, user] {
        assert_eq!(node.commit(commit(contact, 1, b"x")), Committed::Stale, "whoever took one before");
    }
}

fn new_owner(store: &dyn Store) {
    let node = Node::of(store);
    let before = node.accept("a", who(Some("U.1"), Some("+1")));
    let after = node.accept("b", who(Some("U.2"), Some("+1")));
    assert_ne!(before, after);
    assert_eq!(store.find(&phone_only("+1")), Ok(Some(after)));
    assert_eq!(store.find(&who(Some("U.1"), None)), Ok(Some(before)));
}

fn unreadable(store: &dyn Store) {
    store.accept_unreadable(b"{".to_vec(), "ends early".to_owned(), 1).unwrap();
    assert_eq!(store.counts().unwrap().unreadable, 1);
}
