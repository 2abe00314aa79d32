//! Conversations that people have.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("the queue shows what people must know, the longest waiting first", queue),
    ("of many operators who ask at once one gets it", one_gets_it),
    ("only who has it acts, once per key and in time", acts),
    ("what is released waits for the next", released),
    ("who has it stays when the bot hands over again; the phone takes it from nobody", stays),
    ("a handoff ends with the commit that gives the conversation back", closed),
    ("notes and looks are kept with the contact", notes),
    ("a note that is sent again is written once", sent_again),
    ("an erasure takes the notes and what was known", erased),
    ("when contacts become one, the conversation that people have goes on", goes_on),
    ("two handoffs become one that waits since the earlier", both_waited),
];

const NEW: Acted = Acted::Done { new: true };

fn act(contact: ContactId, by: &str, key: &str) -> Act {
    Act { contact, by: by.into(), key: key.into(), payload: key.as_bytes().to_vec(), until: 1_000_000 }
}

fn what(because: &str) -> NewHandoff {
    let summary = vec![("size".to_owned(), "large".to_owned()), ("street".to_owned(), "Rue\n1".to_owned())];
    NewHandoff { team: Some("kitchen".into()), because: because.into(), summary, otherwise_at: Some(900) }
}

fn opened(because: &str) -> Vec<HandoffChange> {
    vec![HandoffChange::Opened(what(because))]
}

impl Node<'_> {
    /// A contact whose conversation people have since `at`.
    fn handed_over(&self, who: Identity, key: &str, at: Millis) -> ContactId {
        let contact = self.accept(key, who);
        let history = vec![HistoryLine::new(at, Side::Customer, format!("words of {key}"))];
        let commit = Commit { handoff: opened(key), history, now: at, ..commit(contact, 0, key.as_bytes()) };
        assert_eq!(self.commit(commit), Committed::Done);
        contact
    }

    fn holder(&self, contact: ContactId) -> Option<String> {
        self.store.handoff(contact).unwrap().and_then(|handoff| handoff.taken_by)
    }

    fn queue(&self, which: Which) -> Vec<ContactId> {
        self.store.handoffs(which, 9).unwrap().iter().map(|handoff| handoff.contact).collect()
    }
}

fn queue(store: &dyn Store) {
    let node = Node::of(store);
    let late = node.handed_over(phone_only("+2"), "b", 200);
    let early = node.handed_over(phone_only("+1"), "a", 100);
    assert_eq!(
        (node.queue(Which::All), store.handoffs(Which::All, 1).unwrap().len()),
        (vec![early, late], 1)
    );
    let shown = store.handoff(early).unwrap().unwrap();
    assert_eq!((&shown.what, shown.opened_at, &shown.taken_by), (&what("a"), 100, &None));
    assert_eq!((&shown.who, shown.state.as_deref()), (&phone_only("+1"), Some(b"a" as &[u8])));
    assert_eq!(shown.last, Some(HistoryLine::new(100, Side::Customer, "words of a")));
    assert_eq!(store.take_handoff(act(early, "anna", "t"), 300), Ok(NEW));
    assert_eq!((node.queue(Which::Waiting), node.queue(Which::Taken)), (vec![late], vec![early]));
    let taken = store.handoff(early).unwrap().unwrap();
    assert_eq!((taken.taken_at, taken.what.otherwise_at), (Some(300), None), "a person is there");
}

fn one_gets_it(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.handed_over(phone_only("+1"), "a", 100);
    let answers: Vec<Acted> = std::thread::scope(|scope| {
        let take = |n: u8| act(contact, &format!("operator{n}"), &format!("take{n}"));
        let operators: Vec<_> =
            (0..8).map(|n| scope.spawn(move || store.take_handoff(take(n), 200).unwrap())).collect();
        operators.into_iter().map(|operator| operator.join().unwrap()).collect()
    });
    let refused = Acted::NotTheirs(node.holder(contact));
    assert_eq!(answers.iter().filter(|answer| **answer == NEW).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == refused).count(), 7);
    assert_eq!(node.work(contact, 1).inbound.len(), 2, "the message, and the one who got it");
}

fn acts(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.handed_over(phone_only("+1"), "a", 100);
    let theirs = || Acted::NotTheirs(Some("anna".into()));
    assert_eq!(store.act(act(contact, "anna", "w"), 200), Ok(Acted::NotTheirs(None)));
    store.take_handoff(act(contact, "anna", "t"), 200).unwrap();
    assert_eq!(store.act(act(contact, "ben", "b"), 200), Ok(theirs()));
    assert_eq!(store.act(act(contact, "anna", "w"), 200), Ok(NEW));
    assert_eq!(store.act(act(contact, "anna", "late"), 1_000_000), Ok(Acted::TooLate));
    assert_eq!(store.act(act(contact, "anna", "w"), 2_000_000), Ok(Acted::Done { new: false }));
    assert_eq!(store.act(act(ContactId(i64::MAX), "anna", "x"), 200), Ok(Acted::NoContact));
    let heard: Vec<Vec<u8>> = node.work(contact, 300).inbound.into_iter().map(|it| it.payload).collect();
    assert_eq!(heard, [b"a", b"t", b"w"]);
}

fn released(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.handed_over(phone_only("+1"), "a", 100);
    store.take_handoff(act(contact, "anna", "t"), 200).unwrap();
    assert_eq!(store.release_handoff(contact, "ben"), Ok(Acted::NotTheirs(Some("anna".into()))));
    assert_eq!(store.release_handoff(contact, "anna"), Ok(NEW));
    assert_eq!((node.holder(contact), node.queue(Which::Waiting)), (None, vec![contact]));
    assert_eq!(store.take_handoff(act(contact, "ben", "t2"), 300), Ok(NEW));
}

fn stays(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    assert_eq!(store.take_handoff(act(contact, "anna", "t"), 200), Ok(NEW), "of what the bot has");
    let by_phone = vec![HandoffChange::TakenBy(THE_PHONE.into())];
    for (version, handoff) in
        [opened("asked"), vec![HandoffChange::Held], by_phone.clone()].into_iter().enumerate()
    {
        node.commit(Commit { handoff, ..commit(contact, version as u64, b"s") });
        assert_eq!(node.holder(contact).as_deref(), Some("anna"));
    }
    let other = node.handed_over(phone_only("+2"), "b", 100);
    node.commit(Commit { handoff: by_phone, ..commit(other, 1, b"s") });
    assert_eq!(node.holder(other).as_deref(), Some(THE_PHONE));
    assert_eq!(store.take_handoff(act(other, "ben", "t2"), 300), Ok(NEW), "but an operator relieves it");
}

fn closed(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.handed_over(phone_only("+1"), "a", 100);
    node.commit(Commit { handoff: vec![HandoffChange::Closed], ..commit(contact, 1, b"s") });
    assert_eq!((store.handoff(contact), node.queue(Which::All)), (Ok(None), vec![]));
}

fn sent_again(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    let note = store.note(contact, "anna", "calls back", Some("k1"), 150).unwrap().unwrap();
    assert_eq!(
        store.note(contact, "anna", "calls back", Some("k1"), 900),
        Ok(Some(note.clone())),
        "sent again"
    );
    let other = node.accept("other", phone_only("+7"));
    store.note(other, "anna", "calls back", Some("k1"), 900).unwrap().unwrap();
    for key in [Some("k2"), None, None] {
        store.note(contact, "anna", "calls back", key, 900).unwrap().unwrap();
    }
    assert_eq!((store.notes(contact).unwrap().len(), store.notes(other).unwrap().len()), (4, 1));
}

fn notes(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.accept("a", phone_only("+1"));
    let note = store.note(contact, "anna", "calls back", None, 150).unwrap().unwrap();
    assert_eq!((note.at, note.by.as_str(), note.text.as_str()), (150, "anna", "calls back"));
    assert_eq!(store.note(ContactId(i64::MAX), "anna", "x", None, 150), Ok(None));
    for at in [150, 249, 250] {
        store.look(Some(contact), "anna", at, 100).unwrap();
    }
    assert_eq!(store.notes(contact), Ok(vec![note]));
    let looks: Vec<Millis> = store.looks(contact).unwrap().iter().map(|look| look.at).collect();
    assert_eq!(looks, [150, 250], "not each reload of a page");
}

fn erased(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.handed_over(phone_only("+1"), "a", 100);
    store.note(contact, "anna", "lives next door", None, 150).unwrap();
    store.look(Some(contact), "anna", 150, 100).unwrap();
    node.commit(Commit { erase: true, ..commit(contact, 1, b"") });
    let left = store.handoff(contact).unwrap().unwrap().what;
    assert_eq!((store.notes(contact), left.because.as_str(), left.summary), (Ok(vec![]), "", vec![]));
    assert_eq!(store.looks(contact).unwrap().len(), 1, "who looked stays on record");
}

fn goes_on(store: &dyn Store) {
    let node = Node::of(store);
    let with_people = node.handed_over(phone_only("+1"), "a", 100);
    store.take_handoff(act(with_people, "anna", "t"), 150).unwrap();
    let with_bot = node.accept("b", who(Some("U.1"), None));
    node.commit(Commit { now: 900, set_timers: vec![(1, 950)], ..commit(with_bot, 0, b"bot") });
    let both = node.accept("both", who(Some("U.1"), Some("+1")));
    let work = node.work(both, 1_000);
    assert_eq!((work.state.as_deref(), work.timers.len()), (Some(b"a" as &[u8]), 0));
    assert_eq!((node.holder(both).as_deref(), node.queue(Which::All)), (Some("anna"), vec![both]));
}

fn both_waited(store: &dyn Store) {
    let node = Node::of(store);
    node.handed_over(phone_only("+1"), "early", 100);
    node.handed_over(who(Some("U.1"), None), "late", 200);
    let both = node.accept("both", who(Some("U.1"), Some("+1")));
    let handoff = store.handoff(both).unwrap().unwrap();
    assert_eq!((handoff.what.because.as_str(), handoff.opened_at), ("late", 100));
    assert_eq!((node.queue(Which::All), node.work(both, 300).state), (vec![both], Some(b"late".to_vec())));
}
